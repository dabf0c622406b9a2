"""The models of a class that are compared by one figure, in order, and those that are left out with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from catalog import wording
from catalog.models import AIModel, Alias, Measurement, ModelClass, PriceState
from catalog.ranking import Entry, Ranking, rank
from catalog.rankings.figures import IMAGE_PRICE, PRICE_COLUMNS, RankedFigure, image_prices
from catalog.rankings.measured import best_by_model

PRICES = frozenset(PRICE_COLUMNS.values())


@dataclass(frozen=True)
class Cohort:
    """Everybody in one ranking. Keys are the models' primary keys as text.

    `details` says in which configuration a value was measured, or for which size of image it is asked.
    """

    model_class: ModelClass
    figure: RankedFigure
    ranking: Ranking
    routers: list[Alias]
    free: list[Entry]
    details: dict[str, str]

    @property
    def out(self) -> tuple[Entry, ...]:
        """Those without a value, the free ones aside."""
        free = {entry.key for entry in self.free}
        return tuple(entry for entry in self.ranking.unranked if entry.key not in free)

    @property
    def sentence(self) -> str:
        """ "6 image models with a published output price; 1 router and 0 without left out"."""
        known = "measured" if self.figure.metric else "published"
        found = f"{wording.quantity(self.ranking.of, f'{self.model_class.name.lower()} model')} with a {known}"
        left = [wording.quantity(len(self.routers), "router")] if self.figure.is_price else []
        left.append(f"{len(self.out):,} {self.figure.absence}")
        if self.free:
            left.append(f"{len(self.free):,} free of charge")
        return f"{found} {self.figure.name}; {wording.listing(left)} left out"


def cohort_of(model_class: ModelClass, figure: RankedFigure) -> Cohort:
    """Three queries at the most, whatever the size of the class; the one for the models is served by an index."""
    models = AIModel.objects.cohort(model_class)
    routers = Alias.objects.filter(kind=Alias.Kind.ROUTER, model_class=model_class).order_by("external_id")
    free: list[Entry] = []
    details: dict[str, str] = {}
    if figure.column and not figure.metric:
        rows = list(models.values_list("pk", "name", "price_state", figure.column, named=True))
        ranking = ranking_of(rows, figure.column, lower_is_better=figure.lower_is_better)
        if figure.is_price:
            free = [Entry(str(row.pk), row.name, None) for row in rows if row.price_state == PriceState.FREE]
    else:
        values, details = _image_prices(model_class) if figure.slug == IMAGE_PRICE else _measured(model_class, figure)
        entries = [Entry(str(pk), name, values.get(str(pk))) for pk, name in models.values_list("pk", "name")]
        ranking = rank(entries, higher_is_better=not figure.lower_is_better)
    return Cohort(model_class, figure, ranking, list(routers), free, details)


def ranking_of(rows: Iterable[Any], column: str, *, lower_is_better: bool) -> Ranking:
    """The ranking by a column of AIModel. `rows` are models, or rows with pk, name, price_state and that column."""
    entries = [Entry(str(row.pk), row.name, _value(row, column)) for row in rows]
    return rank(entries, higher_is_better=not lower_is_better)


def _value(row: Any, column: str) -> Decimal | None:
    """None for what is not known; and what is free of charge has no place among prices."""
    value = getattr(row, column)
    if value is None or (column in PRICES and row.price_state != PriceState.PUBLISHED):
        return None
    return Decimal(value)


def _measured(model_class: ModelClass, figure: RankedFigure) -> tuple[dict[str, Decimal], dict[str, str]]:
    rows = best_by_model(Measurement.objects.filter(metric=figure.metric, ai_model__model_class=model_class))
    return {key: row.value for key, row in rows.items()}, {key: row.configuration for key, row in rows.items()}


def _image_prices(model_class: ModelClass) -> tuple[dict[str, Decimal], dict[str, str]]:
    """The lowest of each model's prices for one image, and the size that it buys."""
    values: dict[str, Decimal] = {}
    details: dict[str, str] = {}
    for row in image_prices(model_class).order_by("amount", "pk").select_related("sheet__offer"):
        key = str(row.sheet.offer.ai_model_id)
        if key not in values:
            values[key], details[key] = row.amount, row.detail
    return values, details
