"""One model among those of its class, as bars: the best, it, and those around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog import charts
from catalog.ranking import Place, neighbours
from catalog.rankings.cohorts import Cohort
from catalog.rankings.naming import NO_DETAIL, Detail, Named, details_of, names_of

MOST_BARS = 12


@dataclass(frozen=True)
class Neighbours:
    """`place` is None for a model without a rank: then the best are drawn."""

    cohort: Cohort
    place: Place | None
    chart: charts.BarChart
    names: Mapping[str, Named]
    details: Mapping[str, Detail]

    @classmethod
    def of(cls, cohort: Cohort, key: str = "") -> Neighbours:
        """Of the model with this key, or of the best alone. Two queries."""
        selection = neighbours(cohort.ranking, key, MOST_BARS)
        keys = [place.key for place in selection.places]
        details = details_of(cohort, keys)
        intervals = {key: detail.interval for key, detail in details.items() if detail.interval}
        chart = charts.bar_chart(selection, key, intervals=intervals, shown=cohort.figure.text)
        return cls(cohort, cohort.ranking.place(key), chart, names_of(keys), details)

    @property
    def rows(self) -> list[tuple[charts.Bar, str, Detail]]:
        """Each bar, with the address of its model's page, and how its value was measured."""
        return [(bar, self.names[bar.key].address, self.details.get(bar.key, NO_DETAIL)) for bar in self.chart.bars]

    @property
    def has_details(self) -> bool:
        return any(detail.text for detail in self.details.values())

    @property
    def has_intervals(self) -> bool:
        return any(bar.low_percent for bar in self.chart.bars)

    @property
    def label(self) -> str:
        """ "#1 of 6"; "" without a rank."""
        return self.place.label_of(self.cohort.ranking.of) if self.place else ""
