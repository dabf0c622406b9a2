"""A draft written from the facts, for a model without an edition."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from catalog.admin.editions.doors import ADD, address_of, person
from catalog.editing import drafts
from catalog.editing.steps import NotNow
from catalog.models import AIModel


@admin.site.admin_view
@require_POST
def write_from_facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads to the new draft, or back to the model with the reason why there is none."""
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    model = get_object_or_404(AIModel.objects.select_related("creator", "family", "model_class"), pk=pk)
    try:
        draft = drafts.generate(model, person(request))
    except NotNow as reason:
        messages.error(request, str(reason))
        return HttpResponseRedirect(reverse("admin:catalog_aimodel_change", args=[model.pk]))
    messages.success(request, "Written from the facts. Go over all of it: nobody has read it yet.")
    return HttpResponseRedirect(address_of(draft))
