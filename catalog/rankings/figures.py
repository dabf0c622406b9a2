"""What models can be ranked by: prices, the context window, and whatever is measured in their class."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from catalog import wording
from catalog.facts import METRIC_COLUMNS
from catalog.models import AIModel, Measurement, Metric, ModelClass, PriceRow, PriceState, Variant
from catalog.pricing import Meter, Unit

IMAGE_PRICE = "image-price"
PRICE_COLUMNS = {"output-price": "output_price", "input-price": "input_price"}
COLUMNS = {**PRICE_COLUMNS, "context-window": "context_window"}
NAMES = {
    "output-price": "output price",
    "input-price": "input price",
    IMAGE_PRICE: "price of one image",
    "context-window": "context window",
}
UNITS = {
    "output-price": "US dollars per 1M tokens",
    "input-price": "US dollars per 1M tokens",
    IMAGE_PRICE: "US dollars an image, at the smallest size sold",
    "context-window": "tokens",
}
FIRST = (
    *NAMES,
    "intelligence-index",
    "image-elo",
    "output-speed",
    "coding-index",
    "agentic-index",
    "time-to-first-token",
)
"""The order in which readers are offered them; all else follows by name."""


@dataclass(frozen=True)
class RankedFigure:
    """One figure by its slug. `column` is that of AIModel, "" where no list keeps it; `metric` where it is measured."""

    slug: str
    name: str
    unit: str
    column: str = ""
    metric: Metric | None = None

    @property
    def is_price(self) -> bool:
        return self.slug in PRICE_COLUMNS or self.slug == IMAGE_PRICE

    @property
    def is_per_token(self) -> bool:
        """Whether its amounts are US dollars for one token."""
        return self.slug in PRICE_COLUMNS

    @property
    def lower_is_better(self) -> bool:
        return self.is_price or (self.metric is not None and not self.metric.higher_is_better)

    @property
    def direction(self) -> str:
        return "lower is better" if self.lower_is_better else "higher is better"

    @property
    def absence(self) -> str:
        """What a model without this figure is: "not measured"."""
        return wording.NOT_MEASURED if self.metric else wording.NOT_PUBLISHED

    @property
    def is_passed_on(self) -> bool:
        """Whether its terms let it stand in files, pictures and answers that leave our pages."""
        return self.metric is None or self.metric.redistributable

    def text(self, value: Decimal) -> str:
        """A value as pages print it, without its unit."""
        if self.is_per_token:
            return wording.price(value)
        if self.is_price:
            return wording.dollars(value, 6)
        return wording.measured(value, self.metric.decimals if self.metric else 0)


def figures_of(model_class: ModelClass) -> list[RankedFigure]:
    """Those that at least one comparable model of the class has. Three queries."""
    known = AIModel.objects.cohort(model_class).aggregate(
        **{
            slug.replace("-", "_"): Count("pk", filter=Q((f"{column}__isnull", False)) & _priced(slug))
            for slug, column in COLUMNS.items()
        }
    )
    found = [_stated(slug) for slug in COLUMNS if known[slug.replace("-", "_")]]
    if image_prices(model_class).exists():
        found.append(_stated(IMAGE_PRICE))
    measured = Measurement.objects.comparable().filter(ai_model__in=AIModel.objects.cohort(model_class))
    metrics = Metric.objects.filter(pk__in=measured.values("metric")).select_related("source")
    return sorted([*found, *map(_measured, metrics)], key=_place)


def figure_of(model_class: ModelClass, slug: str) -> RankedFigure | None:
    """The figure of this name if the class has any value of it."""
    return next((figure for figure in figures_of(model_class) if figure.slug == slug), None)


def image_prices(model_class: ModelClass) -> QuerySet[PriceRow]:
    """What one image costs at the list offer of the class's models, in every size."""
    return PriceRow.objects.filter(
        meter=Meter.IMAGE_OUTPUT,
        unit=Unit.IMAGE,
        sheet__valid_until=None,
        sheet__offer__ended_at=None,
        sheet__offer__variant=Variant.PLAIN,
        sheet__offer__ai_model__in=AIModel.objects.cohort(model_class),
    )


def _priced(slug: str) -> Q:
    """Free of charge is no place in a ranking of prices."""
    return Q(price_state=PriceState.PUBLISHED) if slug in PRICE_COLUMNS else Q()


def _stated(slug: str) -> RankedFigure:
    return RankedFigure(slug, NAMES[slug], UNITS[slug], COLUMNS.get(slug, ""))


def _measured(metric: Metric) -> RankedFigure:
    name = metric.name if metric.name.isupper() else metric.name[:1].lower() + metric.name[1:]
    return RankedFigure(metric.slug, name, metric.unit, METRIC_COLUMNS.get(metric.slug, ""), metric)


def _place(figure: RankedFigure) -> tuple[int, str]:
    return FIRST.index(figure.slug) if figure.slug in FIRST else len(FIRST), figure.name.lower()
