"""Where a model stands in its class: one ranking a figure, drawn, and who was left out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from catalog import charts
from catalog.dossier.figures import Citation, Citations
from catalog.models import AIModel, Alias, Measurement, Metric
from catalog.prose import FIGURE_NAMES, LOWER_IS_BETTER
from catalog.ranking import Entry, Place, Ranking, neighbours, rank

PRICES = ("input_price", "output_price")
MEASURED = {"intelligence_index": "intelligence-index", "output_speed": "output-speed", "image_elo": "image-elo"}
RANKED = (*PRICES, "context_window", *MEASURED)


@dataclass(frozen=True)
class Standing:
    """One figure of the whole class. `addresses` leads from a key to the model's page."""

    figure: str
    ranking: Ranking
    place: Place | None
    chart: charts.BarChart
    addresses: dict[str, str]
    metric: Metric | None
    measurement: Measurement | None
    citation: Citation | None

    @property
    def name(self) -> str:
        return FIGURE_NAMES[self.figure]

    @property
    def anchor(self) -> str:
        """Where the page says who measured it, and when."""
        return f"measured-{self.metric.slug}" if self.metric else "sources"

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
        metrics = {metric.slug: metric for metric in Metric.objects.filter(slug__in=MEASURED.values())}
        measured = _newest_by_metric(model)
        by_figure = {
            figure: _standing(model, figure, cohort, metrics.get(slug), measured.get(slug), citations)
            for figure, slug in ((figure, MEASURED.get(figure, "")) for figure in RANKED)
        }
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
    def shown(self) -> list[Standing]:
        """Those with anything to draw, the price first."""
        return [standing for standing in (self.headline, *self.measured) if standing.ranking.of]


def key_of(model: AIModel) -> str:
    return str(model.pk)


def _newest_by_metric(model: AIModel) -> dict[str, Measurement]:
    """The measurement behind each resolved column: the highest value where there are several configurations."""
    rows = model.measurements.current().select_related("metric", "source").order_by("value")
    return {row.metric.slug: row for row in rows}


def _standing(
    model: AIModel,
    figure: str,
    cohort: list[AIModel],
    metric: Metric | None,
    measurement: Measurement | None,
    citations: Citations,
) -> Standing:
    entries = [Entry(key_of(one), one.name, _value(one, figure)) for one in cohort]
    ranked = rank(entries, higher_is_better=figure not in LOWER_IS_BETTER)
    selection = neighbours(ranked, key_of(model))
    drawn = {place.key for place in selection.places}
    return Standing(
        figure=figure,
        ranking=ranked,
        place=ranked.place(key_of(model)),
        chart=charts.bar_chart(selection, key_of(model), intervals=_interval(model, measurement)),
        addresses={key_of(one): one.get_absolute_url() for one in cohort if key_of(one) in drawn},
        metric=metric,
        measurement=measurement,
        citation=citations.cite(measurement.source, measurement.confirmed_at) if measurement else None,
    )


def _interval(model: AIModel, measurement: Measurement | None) -> dict[str, tuple[Decimal, Decimal]]:
    if measurement is None or measurement.low is None or measurement.high is None:
        return {}
    return {key_of(model): (measurement.low, measurement.high)}


def _value(model: AIModel, figure: str) -> Decimal | None:
    value = getattr(model, figure)
    return None if value is None else Decimal(value)
