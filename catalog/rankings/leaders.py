"""The first of every ranking of every class: what /rankings/ shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.models import AIModel, ModelClass, Source
from catalog.models.profiles import RANKED_COLUMNS
from catalog.ranking import Place, Ranking
from catalog.rankings.cohorts import Values, lowest_image_prices, measured_values, ranking_by_figure
from catalog.rankings.figures import IMAGE_PRICE, INTELLIGENCE, PRICE_COLUMNS, RankedFigure, figures_by_class
from catalog.rankings.naming import names_of


@dataclass(frozen=True)
class Line:
    """One ranking: its first, at `address`, with the value as it is printed; and how many are ranked."""

    figure: RankedFigure
    ranking: Ranking
    address: str

    @property
    def leader(self) -> Place:
        return self.ranking.places[0]

    @property
    def value(self) -> str:
        return self.figure.text(self.leader.value)

    @property
    def others(self) -> int:
        """How many share the first place with the one that is named."""
        return self.leader.sharing - 1


@dataclass(frozen=True)
class ClassLines:
    model_class: ModelClass
    lines: list[Line]

    @property
    def measurers(self) -> list[Source]:
        """Who measured: their terms ask to be named wherever a figure of theirs is shown."""
        return list({line.figure.metric.source: None for line in self.lines if line.figure.metric})

    @property
    def weighs_price(self) -> bool:
        """Whether price can be held against intelligence."""
        return has_both(line.figure for line in self.lines)


def has_both(figures: Iterable[RankedFigure]) -> bool:
    """Whether a class with these figures has prices and intelligence."""
    slugs = {figure.slug for figure in figures}
    return INTELLIGENCE in slugs and bool(slugs & PRICE_COLUMNS.keys())


def leaders() -> list[ClassLines]:
    """The classes that have any figure, the largest first. Nine queries, whatever the number of models."""
    figures = figures_by_class()
    rows: dict[int, list[Any]] = defaultdict(list)
    columns = ("pk", "name", "price_state", "model_class_id", *RANKED_COLUMNS)
    for row in AIModel.objects.comparable().order_by().values_list(*columns, named=True):
        rows[row.model_class_id].append(row)
    values: Values = {**measured_values(), IMAGE_PRICE: lowest_image_prices()[0]}
    rankings = {
        one: [
            (figure, ranking)
            for figure in figures.get(one.pk, [])
            if (ranking := ranking_by_figure(figure, rows[one.pk], values)).places
        ]
        for one in ModelClass.objects.all()
    }
    names = names_of(ranking.places[0].key for found in rankings.values() for _, ranking in found)
    lines = [
        ClassLines(one, [Line(figure, ranking, names[ranking.places[0].key].address) for figure, ranking in found])
        for one, found in sorted(rankings.items(), key=lambda pair: -len(rows[pair[0].pk]))
        if found
    ]
    return lines
