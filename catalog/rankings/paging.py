"""A ranking as a page shows it: its rows with their bars, who is listed apart, and the ways on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.db.models import Max, Min

from catalog import charts
from catalog.models import Measurement
from catalog.ranking import Entry, Place, Selection
from catalog.rankings.asking import Question
from catalog.rankings.cohorts import Cohort
from catalog.rankings.filters import Filters
from catalog.rankings.naming import NO_DETAIL, Detail, Named, details_of, names_of

PAGE_SIZE = 100
MOST_HIDDEN_ZEROS = 4
MOST_APART = 400
"""Of those without a rank so many are named for each reason; the list of models has them all."""


@dataclass(frozen=True)
class Row:
    """One line of a ranking. `value` and `interval` are as they are printed, "" where no interval was published.

    `bar` is None where a dot is drawn instead, at `dot`. `pad` are the zeros that a value would need to have as many
    decimals as the others.
    """

    place: Place
    address: str
    creator: str
    value: str
    pad: str
    detail: str
    interval: str
    bar: charts.Bar | None
    dot: str


@dataclass(frozen=True)
class Apart:
    """Models that have no rank, by name and address, and why; `more` are not named."""

    why: str
    models: list[tuple[str, str]]
    more: int

    @property
    def count(self) -> int:
        return len(self.models) + self.more


class RankingPage:
    """One page of a ranking. The ranks are those of the whole class, whatever the filters let through."""

    def __init__(self, cohort: Cohort, filters: Filters) -> None:
        self.cohort = cohort
        self.filters = filters

    @cached_property
    def places(self) -> list[Place]:
        """Those that the filters let through."""
        places, wanted = self.cohort.ranking.places, self.filters.let_through
        return list(places) if wanted is None else [place for place in places if place.key in wanted]

    @cached_property
    def page(self) -> Page[Place]:
        return Paginator(self.places, PAGE_SIZE).get_page(self.filters.question.page)

    @cached_property
    def rows(self) -> list[Row]:
        figure, dots = self.cohort.figure, self.dots
        values = [figure.text(place.value) for place in self.page]
        rows = []
        for index, (place, value, pad) in enumerate(zip(self.page, values, _paddings(values), strict=True)):
            named, detail = self._names[place.key], self._details.get(place.key, NO_DETAIL)
            rows.append(
                Row(
                    place=place,
                    address=named.address,
                    creator=named.creator,
                    value=value,
                    pad=pad,
                    detail=detail.text,
                    interval=detail.interval_text(figure),
                    bar=None if dots else self.chart.bars[index],
                    dot=dots.places[index] if dots else "",
                )
            )
        return rows

    @cached_property
    def dots(self) -> charts.DotRow | None:
        """In place of bars where the smallest are the best, and the largest many times as large."""
        reached = self._reach
        if not (self.cohort.figure.lower_is_better and charts.are_far_apart(reached)):
            return None
        return charts.dot_row([place.value for place in self.page], reached, self.cohort.figure.text)

    @cached_property
    def chart(self) -> charts.BarChart:
        """The bars of this page, on the axis of the whole ranking."""
        places = (*self.page, *(Place("", "", value, 0) for value in self._reach))
        intervals = {key: detail.interval for key, detail in self._details.items() if detail.interval}
        drawn = Selection(places, (0,) * len(places), 0)
        return charts.bar_chart(drawn, "", intervals=intervals, shown=self.cohort.figure.text)

    @property
    def ticks(self) -> tuple[charts.Tick, ...]:
        return self.dots.ticks if self.dots else self.chart.ticks

    @property
    def apart(self) -> list[Apart]:
        """Those without a rank whom the filters let through, by reason."""
        return [
            Apart(
                why,
                [(entry.name, self._names[entry.key].address) for entry in entries[:MOST_APART]],
                len(entries[MOST_APART:]),
            )
            for why, entries in self.unranked
        ]

    @property
    def has_apart(self) -> bool:
        return bool(self.unranked or (self.cohort.figure.is_price and self.cohort.routers))

    @property
    def has_details(self) -> bool:
        return any(row.detail for row in self.rows)

    @property
    def has_intervals(self) -> bool:
        return any(row.interval for row in self.rows)

    @property
    def next(self) -> Question | None:
        return self.question.at_page(self.page.number + 1) if self.page.has_next() else None

    @property
    def previous(self) -> Question | None:
        return self.question.at_page(self.page.number - 1) if self.page.has_previous() else None

    @property
    def question(self) -> Question:
        return self.filters.question

    @property
    def address(self) -> str:
        """The canonical address, with the page that is really shown."""
        return self.question.at_page(self.page.number).address()

    @cached_property
    def unranked(self) -> list[tuple[str, list[Entry]]]:
        wanted = self.filters.let_through
        kept = [
            (one.why, [entry for entry in one.entries if wanted is None or entry.key in wanted])
            for one in self.cohort.left_out
        ]
        return [(why, entries) for why, entries in kept if entries]

    @cached_property
    def _names(self) -> Mapping[str, Named]:
        apart = [entry.key for _, entries in self.unranked for entry in entries[:MOST_APART]]
        return names_of([*(place.key for place in self.page), *apart])

    @cached_property
    def _details(self) -> Mapping[str, Detail]:
        return details_of(self.cohort, [place.key for place in self.page])

    @cached_property
    def _reach(self) -> list[Decimal]:
        """Values that the axis has to reach, whichever page is shown: one query where there are several pages."""
        places, metric = self.cohort.ranking.places, self.cohort.figure.metric
        reached = [place.value for place in (*places[:1], *places[-1:])]
        if metric and len(places) > PAGE_SIZE:
            rows = Measurement.objects.comparable().filter(metric=metric, ai_model__model_class=self.cohort.model_class)
            ends = rows.aggregate(low=Min("low"), high=Max("high"))
            reached += [end for end in ends.values() if end is not None]
        return reached


def _paddings(values: Sequence[str]) -> list[str]:
    """The zeros that each value lacks to have as many decimals as the longest; few, for one may have very many."""
    places = [len(value.partition(".")[2]) for value in values]
    longest = max(places, default=0)
    return ["0" * min(longest - own, MOST_HIDDEN_ZEROS) for own in places]
