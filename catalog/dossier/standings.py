"""Where a model stands in its class: one ranking a figure, drawn, and who was left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog import charts
from catalog.dossier.figures import Citation, Citations
from catalog.facts import METRIC_COLUMNS
from catalog.models import AIModel, Alias, Measurement, Metric, Source
from catalog.prose import FIGURE_NAMES, LOWER_IS_BETTER
from catalog.ranking import Place, Ranking, Selection, neighbours
from catalog.rankings.cohorts import ranking_of
from catalog.rankings.measured import best_of

PRICES = ("input_price", "output_price")
MEASURED = {column: metric for metric, column in METRIC_COLUMNS.items()}
RANKED = (*PRICES, "context_window", *MEASURED)


@dataclass(frozen=True)
class Standing:
    """One figure of the whole class. By the keys of the models drawn: `addresses` of their pages, and in which
    configuration each was measured.
    """

    figure: str
    ranking: Ranking
    place: Place | None
    chart: charts.BarChart
    addresses: dict[str, str]
    metric: Metric | None
    measurement: Measurement | None
    citation: Citation | None
    configurations: dict[str, str]

    @property
    def name(self) -> str:
        return FIGURE_NAMES[self.figure]

    @property
    def slug(self) -> str:
        """As in the address of the figure's page: intelligence-index."""
        return self.metric.slug if self.metric else self.figure.replace("_", "-")

    @property
    def is_price(self) -> bool:
        return self.figure in PRICES

    @property
    def lower_is_better(self) -> bool:
        return self.figure in LOWER_IS_BETTER

    @property
    def label(self) -> str:
        """ "#1 of 6"; "" without a rank."""
        return self.place.label_of(self.ranking.of) if self.place else ""


@dataclass(frozen=True)
class Standings:
    by_figure: dict[str, Standing]
    headline: Standing
    routers: list[Alias]

    @classmethod
    def of(cls, model: AIModel, citations: Citations) -> Standings:
        """Four queries, whatever the size of the class."""
        cohort = list(AIModel.objects.cohort(model.model_class).select_related("creator"))
        metrics = {
            metric.slug: metric for metric in Metric.objects.filter(slug__in=MEASURED.values()).select_related("source")
        }
        rankings = rankings_of(cohort)
        drawn = {figure: neighbours(ranking, key_of(model)) for figure, ranking in rankings.items()}
        behind = _behind(model, {place.key for figure in MEASURED for place in drawn[figure].places})
        by_figure = {
            figure: _standing(
                model, figure, rankings[figure], drawn[figure], cohort,
                metrics.get(MEASURED.get(figure, "")), behind.get(figure, {}), citations,
            )
            for figure in RANKED
        }  # fmt: skip
        routers = Alias.objects.filter(kind=Alias.Kind.ROUTER, model_class=model.model_class).order_by("external_id")
        return cls(by_figure, by_figure[f"{model.model_class.headline_meter}_price"], list(routers))

    @property
    def rankings(self) -> dict[str, Ranking]:
        return {figure: standing.ranking for figure, standing in self.by_figure.items()}

    @property
    def measured(self) -> list[Standing]:
        """What is measured in this class: intelligence and speed for those that write text, Elo for pictures."""
        return [
            self.by_figure[figure] for figure in MEASURED if self.by_figure[figure].ranking.of or figure != "image_elo"
        ]

    @property
    def measurer(self) -> Source | None:
        """Who measured what is drawn: its terms ask to be named wherever a figure of its is shown."""
        return next((one.metric.source for one in self.measured if one.ranking.of and one.metric), None)

    @property
    def shown(self) -> list[Standing]:
        """Those with anything to draw, the price first."""
        return [standing for standing in (self.headline, *self.measured) if standing.ranking.of]


def key_of(model: AIModel) -> str:
    return str(model.pk)


def rankings_of(cohort: Sequence[AIModel]) -> dict[str, Ranking]:
    """Where each of a class stands, by the name of the figure: the one order that every page tells."""
    return {figure: ranking_of(cohort, figure, lower_is_better=figure in LOWER_IS_BETTER) for figure in RANKED}


def _behind(model: AIModel, drawn: set[str]) -> dict[str, dict[str, Measurement]]:
    """The measurement behind each resolved column, by figure and key: of the models drawn, and of this one."""
    rows = Measurement.objects.comparable().filter(
        metric__slug__in=MEASURED.values(), ai_model__in={model.pk, *map(int, drawn)}
    )
    grouped: dict[tuple[str, str], list[Measurement]] = defaultdict(list)
    for row in rows.select_related("metric", "source"):
        grouped[row.metric.slug, str(row.ai_model_id)].append(row)
    best: dict[str, dict[str, Measurement]] = {figure: {} for figure in MEASURED}
    for figure, slug in MEASURED.items():
        found = {key: best_of(group) for (metric, key), group in grouped.items() if metric == slug}
        best[figure] = {key: row for key, row in found.items() if row is not None}
    return best


def _standing(
    model: AIModel,
    figure: str,
    ranking: Ranking,
    drawn: Selection,
    cohort: Sequence[AIModel],
    metric: Metric | None,
    behind: Mapping[str, Measurement],
    citations: Citations,
) -> Standing:
    keys = {place.key for place in drawn.places}
    own = behind.get(key_of(model))
    return Standing(
        figure=figure,
        ranking=ranking,
        place=ranking.place(key_of(model)),
        chart=charts.bar_chart(drawn, key_of(model), intervals=_intervals(behind)),
        addresses={key_of(one): one.get_absolute_url() for one in cohort if key_of(one) in keys},
        metric=metric,
        measurement=own,
        citation=citations.cite(own.source, own.confirmed_at) if own else None,
        configurations={key: row.configuration for key, row in behind.items()},
    )


def _intervals(behind: Mapping[str, Measurement]) -> dict[str, tuple[Decimal, Decimal]]:
    return {key: (row.low, row.high) for key, row in behind.items() if row.low is not None and row.high is not None}
