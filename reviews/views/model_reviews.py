"""/models/<creator>/<slug>/reviews/: every review of a model, sorted, filtered, ten at a time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog.models import AIModel
from catalog.page_cache import page_cached
from reviews.reading import Listing
from reviews.reading.asking import PART


@page_cached(version=AIModel.objects.page_version)
@require_safe
def model_reviews(request: HttpRequest, creator: str, slug: str) -> HttpResponse:
    """The list, or with ?_part=results only what changes when a filter or the order does."""
    model = get_object_or_404(AIModel.objects.at_address(creator, slug).select_related("creator", "model_class"))
    told = Listing(model, request.GET)
    context = {"model": model, "told": told}
    if request.GET.get("_part") != PART:
        return render(request, "reviews/list.html", context)
    response = render(request, "reviews/_results.html", context)
    # The part's own address must not end up in the address bar, in a bookmark or in the history.
    response.headers["HX-Push-Url"] = told.address
    return response
