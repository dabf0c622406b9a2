"""/creators/<slug>/: who makes models, and which."""

from dataclasses import replace

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.models import Creator, ModelClass
from catalog.page_cache import page_cached
from catalog.search import Listing, Search
from catalog.views.model_list import answer_part, listing_context, wants_part


def creator_version(slug: str) -> int:
    return ModelClass.objects.catalog_version()


@page_cached(version=creator_version)
@require_safe
def creator(request: HttpRequest, slug: str) -> HttpResponse:
    """A creator's models in the list's own table; searching and filtering them is the list's business."""
    made_by = get_object_or_404(Creator, slug=slug)
    asked = Search.asked(request.path, request.GET)
    listing = Listing(replace(asked, words="", chosen={}, maker=slug))
    if wants_part(request):
        return answer_part(request, "catalog/_model_results.html", listing)
    in_list = Search(path=reverse("model_list")).choosing("creator", slug)
    context = {
        **listing_context(listing),
        "creator": made_by,
        "in_list": in_list,
        "families": made_by.families.annotate(made=Count("ai_models")).filter(made__gt=0).order_by("-made", "name"),
        "by_class": [(choice, in_list.choosing("class", choice.value)) for choice in listing.choices("class")],
    }
    return render(request, "catalog/creator.html", context)
