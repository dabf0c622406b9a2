"""A text of an edition as its readers will see it, for the pane beside its field. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from catalog.admin.editions.doors import ADD, CHANGE
from catalog.dossier.texts import marked
from catalog.dossier.told import Known
from catalog.editions import proof
from catalog.models import AIModel
from catalog.proofreading.checks import faults_of

LONGEST = 20_000
"""Letters that the pane renders: more than any page of ours holds."""


@admin.site.admin_view
@never_cache
@require_POST
def as_read(request: HttpRequest) -> HttpResponse:
    """The answer is a fragment. Some ten queries: what is typed may refer to any figure of the model."""
    if not any(request.user.has_perm(right) for right in (ADD, CHANGE)):
        raise PermissionDenied
    model, text = _model(request.POST.get("ai_model", "")), request.POST.get("text", "")[:LONGEST]
    known = replace(Known.of(model), is_preview=True)
    context = {"text": marked(text, known), "model": model, "faults": faults_of("text", text, proof.vocabulary())}
    return render(request, "admin/catalog/edition/_as_read.html", context)


def _model(typed: str) -> AIModel:
    models = AIModel.objects.select_related("creator", "family", "model_class")
    found = models.filter(pk=int(typed)).first() if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    if found is None:
        raise Http404("There is no such model: choose one first.")
    return found
