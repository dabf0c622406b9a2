"""/card.png and /models/<creator>/<slug>/card.png: the pictures that others show beside a link to us."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog import dossier
from catalog.dossier.card import card_of
from catalog.models import AIModel
from catalog.page_cache import page_cached
from catalog.views.home import site_card
from catalog.views.model_list import catalog_version


@page_cached(version=AIModel.objects.page_version)
@require_safe
def model_card(request: HttpRequest, creator: str, slug: str) -> HttpResponse:
    model = get_object_or_404(
        AIModel.objects.at_address(creator, slug).select_related("creator", "family", "model_class")
    )
    return HttpResponse(card_of(dossier.gather(model)).png(), content_type="image/png")


@page_cached(version=catalog_version)
@require_safe
def card(request: HttpRequest) -> HttpResponse:
    return HttpResponse(site_card().png(), content_type="image/png")
