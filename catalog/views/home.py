"""/: what the site is, and the ways in."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, F, QuerySet, When, Window
from django.db.models.functions import Lower, Rank
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.models import AIModel, Creator, ModelClass, PriceState
from catalog.page_cache import page_cached
from catalog.pricing import Meter
from catalog.templatetags.figures import price_places
from catalog.views.model_list import catalog_version, columns_places

NEWEST = 8


@dataclass(frozen=True)
class ClassLine:
    """A class, how many models it has, its lowest headline price in US dollars per token, and those who ask it."""

    model_class: ModelClass
    count: int
    lowest: Decimal | None
    places: int
    cheapest: list[AIModel]

    @property
    def others(self) -> int:
        """How many share the lowest price with the one that is named."""
        return len(self.cheapest) - 1


@page_cached(version=catalog_version)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    newest = list(newest_models())
    context = {
        "lines": class_lines(),
        "newest": newest,
        "places": columns_places(newest),
        "model_count": AIModel.objects.count(),
        "creator_count": Creator.objects.filter(ai_models__isnull=False).distinct().count(),
        "priced_count": AIModel.objects.filter(price_state=PriceState.PUBLISHED).count(),
    }
    return render(request, "catalog/home.html", context)


def newest_models() -> QuerySet[AIModel]:
    """Those listed last; one without a date cannot be called new."""
    listed = AIModel.objects.comparable().filter(listed_on__isnull=False).select_related("creator", "model_class")
    return listed.order_by("-listed_on", Lower("name"), "pk")[:NEWEST]


def class_lines() -> list[ClassLine]:
    """The classes that have a model, the largest first, in two queries."""
    classes = ModelClass.objects.annotate(models_count=Count("ai_models")).filter(models_count__gt=0)
    cheapest: dict[int, list[AIModel]] = {}
    for model in cheapest_models():
        cheapest.setdefault(model.model_class_id, []).append(model)
    lowest = {class_id: headline_price(models[0]) for class_id, models in cheapest.items()}
    places = price_places(lowest.values())
    return [
        ClassLine(one, one.models_count, lowest.get(one.pk), places, cheapest.get(one.pk, []))
        for one in classes.order_by("-models_count", "position")
    ]


def headline_price(model: AIModel) -> Decimal | None:
    """The price that its class is ranked by, in US dollars per token. `cheapest_models` asks the database the same."""
    return model.input_price if model.model_class.headline_meter == Meter.INPUT else model.output_price


def cheapest_models() -> QuerySet[AIModel]:
    """The lowest headline price of each class, ties included; what is free or unpriced is not the cheapest."""
    by_input = When(model_class__headline_meter=Meter.INPUT, then=F("input_price"))
    priced = (
        AIModel.objects.comparable()
        .annotate(headline=Case(by_input, default=F("output_price")))
        .filter(headline__gt=0, price_state=PriceState.PUBLISHED)
    )
    placed = priced.annotate(place=Window(Rank(), partition_by="model_class", order_by="headline"))
    return placed.filter(place=1).select_related("creator", "model_class").order_by(Lower("name"), "pk")
