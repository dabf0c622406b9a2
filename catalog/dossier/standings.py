"""Where a model stands in its class, figure by figure. Every rank on the page comes from here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.dossier.figures import Citation, Citations
from catalog.facts import METRIC_COLUMNS
from catalog.models import AIModel, Alias, Measurement, Metric
from catalog.models.profiles import RANKED_COLUMNS
from catalog.prose import FIGURE_NAMES, LOWER_IS_BETTER
from catalog.ranking import Place, Ranking
from catalog.rankings.cohorts import members, ranking_of, routers_of
from catalog.rankings.figures import COLUMNS, RankedFigure, measured_figure, stated_figure
from catalog.rankings.measured import best_of

MEASURED = {column: metric for metric, column in METRIC_COLUMNS.items()}


@dataclass(frozen=True)
class Standing:
    """One figure of the whole class, named by its column. `ranked` is the same as rankings know it."""

    figure: str
    ranked: RankedFigure
    ranking: Ranking
    place: Place | None
    measurement: Measurement | None
    citation: Citation | None

    @property
    def name(self) -> str:
        return FIGURE_NAMES[self.figure]

    @property
    def slug(self) -> str:
        """As in the addresses of the figure's page and of its ranking: intelligence-index."""
        return self.ranked.slug

    @property
    def metric(self) -> Metric | None:
        return self.ranked.metric

    @property
    def label(self) -> str:
        """ "#1 of 6"; "" without a rank."""
        return self.place.label_of(self.ranking.of) if self.place else ""


@dataclass(frozen=True)
class Standings:
    """`rows` are those of the class, as rankings take them."""

    rows: Sequence[Any]
    by_figure: dict[str, Standing]
    headline: Standing
    routers: list[Alias]

    @classmethod
    def of(cls, model: AIModel, citations: Citations) -> Standings:
        """Four queries, whatever the size of the class."""
        rows = members(model.model_class, *RANKED_COLUMNS)
        own = _measured_of(model)
        rankings = rankings_of(rows)
        by_figure = {}
        for figure in _ranked_figures():
            ranking, row = rankings[figure.column], own.get(figure.slug)
            place = ranking.place(key_of(model))
            cited = citations.cite(row.source, row.confirmed_at) if row else None
            by_figure[figure.column] = Standing(figure.column, figure, ranking, place, row, cited)
        headline = by_figure[f"{model.model_class.headline_meter}_price"]
        return cls(rows, by_figure, headline, routers_of(model.model_class))

    @property
    def rankings(self) -> dict[str, Ranking]:
        return {figure: standing.ranking for figure, standing in self.by_figure.items()}

    @property
    def measured(self) -> list[Standing]:
        """What is measured in this class: intelligence and speed for those that write text, Elo for pictures."""
        return [
            standing
            for figure, standing in self.by_figure.items()
            if figure in MEASURED and (standing.ranking.of or figure != "image_elo")
        ]


def key_of(model: AIModel) -> str:
    return str(model.pk)


def rankings_of(rows: Iterable[Any]) -> dict[str, Ranking]:
    """Where each of a class stands, by the column of the figure. `rows` are models, or those of members()."""
    rows = list(rows)
    return {column: ranking_of(rows, column, lower_is_better=column in LOWER_IS_BETTER) for column in RANKED_COLUMNS}


def _ranked_figures() -> list[RankedFigure]:
    """Those that a column of AIModel keeps; one query for the metrics."""
    metrics = {
        metric.slug: metric for metric in Metric.objects.filter(slug__in=METRIC_COLUMNS).select_related("source")
    }
    stated = [stated_figure(slug) for slug in COLUMNS]
    return [*stated, *(measured_figure(metrics[slug]) for slug in METRIC_COLUMNS if slug in metrics)]


def _measured_of(model: AIModel) -> dict[str, Measurement]:
    """The measurement behind each resolved column, by the slug of its metric."""
    rows = model.measurements.comparable().filter(metric__slug__in=METRIC_COLUMNS)
    grouped: dict[str, list[Measurement]] = defaultdict(list)
    for row in rows.select_related("metric", "source"):
        grouped[row.metric.slug].append(row)
    return {slug: best for slug, found in grouped.items() if (best := best_of(found))}
