"""Who states the figures of a ranking, and when they were last read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from catalog import wording
from catalog.facts import LIST_SELLER
from catalog.models import AIModel, Claim, Fact, Measurement, ModelClass, PriceSheet, Source, Variant
from catalog.rankings.figures import IMAGE_PRICE, RankedFigure, image_prices


@dataclass(frozen=True)
class Reading:
    """A source, and the last moment at which it was seen to state any of the figures."""

    source: Source
    read_at: datetime

    @property
    def words(self) -> str:
        """ "OpenRouter, read 15 May 2026"."""
        return f"{self.source.name}, read {wording.day(self.read_at)}"


def readings_of(model_class: ModelClass, *figures: RankedFigure) -> list[Reading]:
    """Each source once, in the order of their rank; one query a figure and one for the sources."""
    moments: dict[int, datetime] = {}
    for figure in figures:
        for source_id, read_at in _stated(model_class, figure):
            moments[source_id] = max(read_at, moments.get(source_id, read_at))
    return [Reading(source, moments[source.pk]) for source in Source.objects.filter(pk__in=moments)]


def in_words(readings: Iterable[Reading]) -> str:
    """ "Source: OpenRouter, read 15 May 2026", with the words that their terms ask for: for pictures and files."""
    found = list(readings)
    named = "; ".join(reading.words for reading in found)
    asked = "".join(f". {reading.source.attribution}" for reading in found if reading.source.attribution)
    return f"{'Source' if len(found) == 1 else 'Sources'}: {named}{asked}" if found else ""


def _stated(model_class: ModelClass, figure: RankedFigure) -> Iterable[tuple[int, datetime]]:
    """The newest confirmation by each source; the figures are those in force of comparable models."""
    models = AIModel.objects.cohort(model_class)
    rows: QuerySet[Any]
    if figure.metric:
        rows = Measurement.objects.comparable().filter(metric=figure.metric, ai_model__in=models)
    elif figure.slug == IMAGE_PRICE:
        of_class = image_prices().filter(sheet__offer__ai_model__model_class=model_class)
        rows = PriceSheet.objects.filter(pk__in=of_class.values("sheet"))
    elif figure.is_price:
        rows = PriceSheet.objects.current().filter(
            source__slug=LIST_SELLER, offer__provider__slug=LIST_SELLER, offer__variant=Variant.PLAIN,
            offer__ended_at=None, offer__ai_model__in=models,
        )  # fmt: skip
    else:
        rows = Claim.objects.current().filter(fact=Fact.CONTEXT_WINDOW, ai_model__in=models)
    return rows.order_by().values_list("source").annotate(read_at=Max("confirmed_at"))
