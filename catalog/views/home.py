"""/: what the site is, and the ways in."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, F, QuerySet, When, Window
from django.db.models.functions import Lower, Rank
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog import wording
from catalog.freshness import Freshness
from catalog.models import AIModel, Creator, ModelClass, PriceState
from catalog.page_cache import page_cached
from catalog.pictures import Figure, SiteCard
from catalog.pricing import Meter
from catalog.templatetags.figures import price_places
from catalog.views.model_list import catalog_version, columns_places

NEWEST = 8

TITLE = "AI models, and what is known of them"
TAGLINE = "One page a model: what it does, what it costs today and cost before, how it was measured."
PROMISE = "Each figure names its source and the day it was read."
"""What the first page and the card of the site begin with."""


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
        "title": TITLE,
        "tagline": TAGLINE,
        "promise": PROMISE,
        **totals(),
    }
    return render(request, "catalog/home.html", context)


def totals() -> dict[str, int]:
    """How many models, creators with a model, and models with a published price."""
    return {
        "model_count": AIModel.objects.count(),
        "creator_count": Creator.objects.filter(ai_models__isnull=False).distinct().count(),
        "priced_count": AIModel.objects.filter(price_state=PriceState.PUBLISHED).count(),
    }


def site_card() -> SiteCard:
    """The figures of the first page as a picture, in four queries."""
    counts = {name: wording.count(number) for name, number in totals().items()}
    newest = next(iter(Freshness().readings), None)
    day = wording.day(newest.observed_at) if newest else ""
    figures = (
        Figure("Models", counts["model_count"], "one page each"),
        Figure("With a published price", counts["priced_count"], "in US dollars"),
        Figure("Creators", counts["creator_count"], "of these models"),
        Figure("Last reading", day, newest.source.name) if newest else Figure("Last reading", "none yet", "", False),
    )
    return SiteCard(TITLE, TAGLINE, figures, f"Figures as read on {day}" if newest else "No figures read yet", PROMISE)


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
