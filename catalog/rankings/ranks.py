"""Rankings of classes by any slug, for those who learn only from a text which of them they need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from catalog.models import Metric
from catalog.models.profiles import RANKED_COLUMNS
from catalog.ranking import Ranking
from catalog.rankings.cohorts import Values, lowest_image_prices, measured_values, ranking_by_figure
from catalog.rankings.figures import COLUMNS, IMAGE_PRICE, RankedFigure, measured_figure, stated_figure

SLUGS = {column: column.replace("_", "-") for column in RANKED_COLUMNS}
Rows = Mapping[int, Sequence[Any]]
"""By the primary key of a class, rows with pk, name, price_state and RANKED_COLUMNS of its comparable models."""


class Ranks:
    """At most three queries, whatever is asked: what columns keep needs none, and `ready` is what is ranked already."""

    def __init__(self, rows: Rows, ready: Mapping[int, Mapping[str, Ranking]] | None = None) -> None:
        self._rows = rows
        self._found = {
            (one, slug): ranking for one, by_slug in (ready or {}).items() for slug, ranking in by_slug.items()
        }

    def ranking(self, class_id: int, slug: str) -> Ranking | None:
        """None where no ranking is called so."""
        if (class_id, slug) not in self._found:
            figure = self.figure(slug)
            if figure is None:
                return None
            ranking = ranking_by_figure(figure, self._rows.get(class_id, ()), self._values_of(figure))
            self._found[class_id, slug] = ranking
        return self._found[class_id, slug]

    def by_column(self, class_id: int) -> dict[str, Ranking]:
        """Those that a column of AIModel keeps, by the column."""
        found = {column: self.ranking(class_id, slug) for column, slug in SLUGS.items()}
        return {column: ranking for column, ranking in found.items() if ranking}

    def figure(self, slug: str) -> RankedFigure | None:
        if slug in COLUMNS or slug == IMAGE_PRICE:
            return stated_figure(slug)
        return self._measured_figures.get(slug)

    @cached_property
    def _measured_figures(self) -> dict[str, RankedFigure]:
        return {metric.slug: measured_figure(metric) for metric in Metric.objects.select_related("source")}

    def _values_of(self, figure: RankedFigure) -> Values:
        if figure.column:
            return {}
        return self._image_prices if figure.slug == IMAGE_PRICE else self._measured_values

    @cached_property
    def _measured_values(self) -> Values:
        return measured_values()

    @cached_property
    def _image_prices(self) -> Values:
        return {IMAGE_PRICE: lowest_image_prices()[0]}


def metric_slugs() -> Iterable[str]:
    """What is measured at all, by name; one query."""
    return list(Metric.objects.order_by("slug").values_list("slug", flat=True))
