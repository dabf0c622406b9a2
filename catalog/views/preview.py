"""/previews/<token>/: a draft on its model's page, for whoever was given the link; no account, no cache, no trace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from catalog.editing import previews
from catalog.models import AIModel, Edition
from catalog.views.model import PARTS, page_context

GONE = 410


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the draft that a signed link leads to; why there is none, where the link is broken or has ended."""
    found = previews.found_by(token)
    if isinstance(found, Edition):
        return draft_on_its_page(request, found)
    status = 404 if found is None else GONE
    context = {"published": found.edition if found else None, "is_broken": found is None}
    response = unseen(render(request, "catalog/preview/none.html", context, status=status))
    # Django would log the address, and a link that somebody mangled still holds most of a good one.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def draft_on_its_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The real page of the model, with a draft's words and a bar that says so; parts as the page's own."""
    model = AIModel.objects.select_related("creator", "family", "model_class").get(pk=edition.ai_model_id)
    if answer := PARTS.get(request.GET.get("_part", "")):
        return unseen(answer(request, model))
    context = {**page_context(request, model, edition), "edition": edition}
    return unseen(render(request, "catalog/preview/page.html", context))


def unseen(response: HttpResponse) -> HttpResponse:
    """Kept by no cache, listed by no search engine, and its address, which lets people in, told to nobody."""
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
