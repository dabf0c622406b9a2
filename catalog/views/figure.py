"""/models/<creator>/<slug>/figures/<figure>/: where one figure of a model comes from, and every change of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog.dossier.histories import history_of
from catalog.models import AIModel
from catalog.page_cache import page_cached


def figure_version(creator: str, slug: str, figure: str) -> str | None:
    return AIModel.objects.page_version(creator, slug)


@page_cached(version=figure_version)
@require_safe
def figure_page(request: HttpRequest, creator: str, slug: str, figure: str) -> HttpResponse:
    """`?_part=history` answers with what a popover beside the figure shows."""
    model = get_object_or_404(
        AIModel.objects.at_address(creator, slug).select_related("creator", "family", "model_class")
    )
    history = history_of(model, figure)
    if history is None:
        raise Http404
    template = "catalog/figure/_slip.html" if request.GET.get("_part") == "history" else "catalog/figure.html"
    return render(request, template, {"model": model, "history": history})
