"""The models of a class that are compared by one figure, in order, and those that are left out with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min

from catalog import wording
from catalog.models import AIModel, Alias, Measurement, ModelClass, PriceState
from catalog.ranking import Entry, Ranking, rank
from catalog.rankings.figures import IMAGE_PRICE, PRICE_COLUMNS, RankedFigure, image_prices

PRICES = frozenset(PRICE_COLUMNS.values())
WHY_UNPRICED = {
    PriceState.FREE: "free of charge",
    PriceState.VARIES: "of varying price",
    PriceState.NO_PLAIN: "not sold in the plain variant",
}
"""Why a model has no price per token to be ranked by, where it is not simply "not published"."""


Values = Mapping[str, Mapping[str, Decimal]]
"""By the slug of a figure that no column keeps, each model's value by its key."""


@dataclass(frozen=True)
class LeftOut:
    """Models without a rank, by name, and why: "not published"."""

    why: str
    entries: tuple[Entry, ...]

    @property
    def count(self) -> int:
        return len(self.entries)


@dataclass(frozen=True)
class Cohort:
    """Everybody in one ranking. Keys are the models' primary keys as text.

    `left_out` begins with those of which nobody published or measured the figure, even if there are none. `sizes` says,
    by key, for which size of image a price is asked.
    """

    model_class: ModelClass
    figure: RankedFigure
    ranking: Ranking
    routers: list[Alias]
    left_out: list[LeftOut]
    sizes: Mapping[str, str]

    @property
    def peers(self) -> str:
        """ "6 image models", "1 image model"."""
        return wording.quantity(self.ranking.of, f"{self.model_class.name.lower()} model")

    @property
    def known(self) -> str:
        """ "published" or "measured": what makes a model one of the cohort."""
        return self.figure.absence.removeprefix("not ")

    @property
    def members(self) -> str:
        """ "6 image models with a published output price"."""
        return f"{self.peers} with {wording.article(self.known)} {self.figure.name}"

    @property
    def left_out_words(self) -> str:
        """ "1 router and 0 not published left out"."""
        routers = [wording.quantity(len(self.routers), "router")] if self.figure.is_price else []
        return f"{wording.listing([*routers, *(f'{one.count:,} {one.why}' for one in self.left_out)])} left out"

    @property
    def sentence(self) -> str:
        """ "6 image models with a published output price; 1 router and 0 not published left out"."""
        return f"{self.members}; {self.left_out_words}"


def members(model_class: ModelClass, *columns: str) -> list[Any]:
    """Rows with pk, name, price_state and these columns of AIModel; one query, answered by an index for one column."""
    rows = AIModel.objects.cohort(model_class).order_by()
    return list(rows.values_list("pk", "name", "price_state", *columns, named=True))


def routers_of(model_class: ModelClass) -> list[Alias]:
    """What is no model, but would be taken for one of the class by its answers."""
    return list(Alias.objects.filter(kind=Alias.Kind.ROUTER, model_class=model_class).order_by("external_id"))


def cohort_of(model_class: ModelClass, figure: RankedFigure) -> Cohort:
    """Two queries, three where no column keeps the figure, whatever the size of the class."""
    sizes: dict[str, str] = {}
    if figure.column:
        rows = members(model_class, figure.column)
        ranking = ranking_of(rows, figure.column, lower_is_better=figure.lower_is_better)
    else:
        rows = members(model_class)
        values, sizes = lowest_image_prices() if figure.slug == IMAGE_PRICE else (_best(figure), {})
        ranking = ranking_by(rows, values, lower_is_better=figure.lower_is_better)
    return gathered(model_class, figure, ranking, rows, routers_of(model_class), sizes)


def gathered(
    model_class: ModelClass,
    figure: RankedFigure,
    ranking: Ranking,
    rows: Iterable[Any],
    routers: list[Alias],
    sizes: Mapping[str, str],
) -> Cohort:
    """A cohort of what is at hand: `rows` are those of members()."""
    states = {str(row.pk): row.price_state for row in rows} if figure.is_per_token else {}
    by_reason: dict[str, list[Entry]] = defaultdict(list)
    for entry in ranking.unranked:
        by_reason[WHY_UNPRICED.get(states.get(entry.key, ""), figure.absence)].append(entry)
    reasons = [figure.absence, *(why for why in WHY_UNPRICED.values() if why in by_reason)]
    left_out = [LeftOut(why, tuple(by_reason[why])) for why in reasons]
    return Cohort(model_class, figure, ranking, routers, left_out, sizes)


def ranking_of(rows: Iterable[Any], column: str, *, lower_is_better: bool) -> Ranking:
    """The ranking by a column of AIModel. `rows` are models, or rows with pk, name, price_state and that column."""
    entries = [Entry(str(row.pk), row.name, _value(row, column)) for row in rows]
    return rank(entries, higher_is_better=not lower_is_better)


def ranking_by(rows: Iterable[Any], values: Mapping[str, Decimal], *, lower_is_better: bool) -> Ranking:
    """The ranking by values that no column keeps, by key."""
    entries = [Entry(str(row.pk), row.name, values.get(str(row.pk))) for row in rows]
    return rank(entries, higher_is_better=not lower_is_better)


def ranking_by_figure(figure: RankedFigure, rows: Iterable[Any], values: Values) -> Ranking:
    """The ranking by any figure: by its column where it has one, else by `values`."""
    if figure.column:
        return ranking_of(rows, figure.column, lower_is_better=figure.lower_is_better)
    return ranking_by(rows, values.get(figure.slug, {}), lower_is_better=figure.lower_is_better)


def measured_values() -> dict[str, dict[str, Decimal]]:
    """Each model's best value by every metric. One query."""
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    rows = Measurement.objects.comparable().order_by()
    named = rows.values_list("metric__slug", "metric__higher_is_better", "ai_model")
    for slug, higher, model_id, most, least in named.annotate(most=Max("value"), least=Min("value")):
        found[slug][str(model_id)] = most if higher else least
    return found


def lowest_image_prices() -> tuple[dict[str, Decimal], dict[str, str]]:
    """The lowest of each model's prices for one image, and the size that it buys, "" where none is told. One query."""
    rows = image_prices().order_by("amount", "pk")
    values: dict[str, Decimal] = {}
    sizes: dict[str, str] = {}
    for model_id, amount, detail in rows.values_list("sheet__offer__ai_model", "amount", "detail"):
        if str(model_id) not in values:
            values[str(model_id)], sizes[str(model_id)] = amount, detail
    return values, sizes


def _value(row: Any, column: str) -> Decimal | None:
    """None for what is not known; and what is free of charge, or costs 0, has no place among prices."""
    value = getattr(row, column)
    if value is None or (column in PRICES and (row.price_state != PriceState.PUBLISHED or not value)):
        return None
    return Decimal(value)


def _best(figure: RankedFigure) -> dict[str, Decimal]:
    """Each model's best value over all configurations, of a metric that no column keeps."""
    best = Min("value") if figure.lower_is_better else Max("value")
    rows = Measurement.objects.comparable().filter(metric=figure.metric).order_by().values_list("ai_model")
    return {str(model_id): value for model_id, value in rows.annotate(best=best)}
