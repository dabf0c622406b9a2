"""/models/: every model, searched, filtered, sorted."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import AIModel, ModelClass
from catalog.page_cache import page_cached
from catalog.search import Listing, Search
from catalog.templatetags.figures import price_places


def catalog_version() -> int:
    return ModelClass.objects.catalog_version()


@page_cached(version=catalog_version)
@require_safe
def model_list(request: HttpRequest) -> HttpResponse:
    """The list, or with ?_part=results only what changes when a filter does."""
    listing = Listing(Search.asked(request.path, request.GET))
    if wants_part(request):
        return answer_part(request, "catalog/_model_list_part.html", listing)
    return render(request, "catalog/model_list.html", listing_context(listing))


def wants_part(request: HttpRequest) -> bool:
    return request.GET.get("_part") == "results"


def answer_part(request: HttpRequest, template: str, listing: Listing) -> HttpResponse:
    """The results alone, for htmx to put in place."""
    response = render(request, template, listing_context(listing))
    # The part's own address must not end up in the address bar, in a bookmark or in the history.
    response.headers["HX-Push-Url"] = listing.address
    return response


def columns_places(models: Iterable[AIModel]) -> int:
    """The decimals that align both price columns: on a narrow screen one stands below the other."""
    return price_places(price for model in models for price in (model.input_price, model.output_price))


def listing_context(listing: Listing) -> dict[str, object]:
    """What the table of models draws on, here and on the other pages that hold one."""
    models = list(listing.page)
    return {
        "listing": listing,
        "models": models,
        "places": columns_places(models),
    }
