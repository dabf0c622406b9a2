"""A draft on its model's page, wide and as on a phone, and the links by which others see it."""

from __future__ import annotations

from csp.constants import SELF
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from catalog.admin.editions.doors import CHANGE, VIEW, address_of, of_an_edition, page_of, person, with_policy
from catalog.editing import previews
from catalog.editing.steps import NotNow
from catalog.models import Edition
from catalog.views.preview import draft_on_its_page


@of_an_edition(VIEW, CHANGE)
@with_policy({"frame-src": [SELF]})
@require_safe
def preview(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Two frames of the page, one as wide as a phone, with the links under them."""
    link = ""
    if edition.preview_key:
        link = settings.SITE_URL + reverse("preview", args=[previews.token_for(edition)])
    context = page_of(
        request,
        edition,
        f"Preview: {edition.ai_model}",
        page=address_of(edition, "preview_page"),
        link=link,
        link_ends=timezone.now() + previews.LIFE,
        may_link=request.user.has_perm(CHANGE),
    )
    return render(request, "admin/catalog/edition/preview.html", context)


@of_an_edition(VIEW, CHANGE)
@with_policy({"frame-ancestors": [SELF]})
@xframe_options_sameorigin
@require_safe
def preview_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    return draft_on_its_page(request, edition)


@of_an_edition(CHANGE)
@require_POST
def preview_link(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Makes a link, which ends those made before; or ends them all."""
    try:
        if "end" in request.POST:
            previews.end_links(edition.pk, person(request))
            messages.success(request, "No link leads to this draft any more.")
        else:
            previews.open_links(edition.pk, person(request))
            messages.success(request, "The link stands below. Links made before have ended.")
    except NotNow as reason:
        messages.error(request, str(reason))
    return HttpResponseRedirect(f"{address_of(edition, 'preview')}#links")
