"""What models can be ranked by: prices, the context window, and whatever is measured in their class."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from catalog import wording
from catalog.facts import METRIC_COLUMNS
from catalog.models import AIModel, Measurement, Metric, ModelClass, PriceRow, PriceState, Variant
from catalog.pricing import Meter, Unit

IMAGE_PRICE = "image-price"
INTELLIGENCE = "intelligence-index"
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
    IMAGE_PRICE: "US dollars an image, at the size and host that cost least",
    "context-window": "tokens",
}
SHORT_NAMES = {
    "output-price": "output price",
    IMAGE_PRICE: "image price",
    "context-window": "context",
    INTELLIGENCE: "intelligence",
    "output-speed": "speed",
}
"""For badges, where the whole name has no room."""

FIRST = (
    *NAMES,
    INTELLIGENCE,
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
    def title(self) -> str:
        """The name at the beginning of a line."""
        return self.metric.name if self.metric else wording.capitalised(self.name)

    @property
    def short_name(self) -> str:
        return SHORT_NAMES.get(self.slug, self.name)

    @property
    def is_price(self) -> bool:
        return self.is_per_token or self.slug == IMAGE_PRICE

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

    @property
    def known(self) -> Q:
        """The condition on models that have a value to be ranked by: what is free or costs 0 has no place by price."""
        if self.is_per_token:
            return Q((f"{self.column}__gt", 0), price_state=PriceState.PUBLISHED)
        if self.column:
            return Q((f"{self.column}__isnull", False))
        if self.slug == IMAGE_PRICE:
            return Q(pk__in=image_prices().values("sheet__offer__ai_model"))
        return Q(pk__in=Measurement.objects.comparable().filter(metric=self.metric).values("ai_model"))

    def text(self, value: Decimal) -> str:
        """A value as pages print it, without its unit."""
        if self.is_per_token:
            return wording.price(value)
        if self.is_price:
            return wording.dollars(value, 6)
        return wording.measured(value, self.metric.decimals if self.metric else 0)

    def full_text(self, value: Decimal) -> str:
        """The same with its unit, within a sentence: "$2.00 per 1M tokens of output", "57.2 index points"."""
        if self.is_per_token:
            return f"{self.text(value)} per 1M tokens of {self.column.removesuffix('_price')}"
        return f"{self.text(value)} {'an image' if self.is_price else self.unit}"


def figures_by_class() -> dict[int, list[RankedFigure]]:
    """Those that at least one comparable model has, by the primary key of its class. Four queries."""
    models = AIModel.objects.comparable()
    stated = [stated_figure(slug) for slug in COLUMNS]
    counted = {one.slug.replace("-", "_"): Count("pk", filter=one.known) for one in stated}
    found: dict[int, list[RankedFigure]] = defaultdict(list)
    for class_id, *counts in models.order_by().values_list("model_class").annotate(**counted):
        found[class_id] += [one for one, count in zip(stated, counts, strict=True) if count]
    of_images = image_prices().values_list("sheet__offer__ai_model__model_class", flat=True)
    for class_id in set(of_images):
        found[class_id].append(stated_figure(IMAGE_PRICE))
    metrics = {metric.pk: measured_figure(metric) for metric in Metric.objects.select_related("source")}
    measured = Measurement.objects.comparable().filter(ai_model__in=models).order_by()
    for class_id, metric_id in measured.values_list("ai_model__model_class", "metric").distinct():
        found[class_id].append(metrics[metric_id])
    return {class_id: sorted(figures, key=place_of) for class_id, figures in found.items()}


def figures_of(model_class: ModelClass) -> list[RankedFigure]:
    """Those that at least one comparable model of the class has, in the order in which readers are offered them."""
    return figures_by_class().get(model_class.pk, [])


def figure_of(model_class: ModelClass, slug: str) -> RankedFigure | None:
    """The figure of this name if the class has any value of it."""
    return next((figure for figure in figures_of(model_class) if figure.slug == slug), None)


def image_prices() -> QuerySet[PriceRow]:
    """What one image costs at any host of comparable models, in every size, without conditions."""
    return PriceRow.objects.filter(
        meter=Meter.IMAGE_OUTPUT,
        unit=Unit.IMAGE,
        amount__gt=0,
        batch=False,
        min_prompt_tokens=None,
        sheet__valid_until=None,
        sheet__offer__ended_at=None,
        sheet__offer__variant=Variant.PLAIN,
        sheet__offer__ai_model__in=AIModel.objects.comparable(),
    )


def stated_figure(slug: str) -> RankedFigure:
    return RankedFigure(slug, NAMES[slug], UNITS[slug], COLUMNS.get(slug, ""))


def measured_figure(metric: Metric) -> RankedFigure:
    """Of a metric that comes with its source."""
    column = METRIC_COLUMNS.get(metric.slug, "")
    return RankedFigure(metric.slug, _in_a_sentence(metric.name), metric.unit, column, metric)


def place_of(figure: RankedFigure) -> tuple[int, str]:
    return FIRST.index(figure.slug) if figure.slug in FIRST else len(FIRST), figure.name.lower()


def _in_a_sentence(name: str) -> str:
    """ "Intelligence index" as "intelligence index"; a name of its own, such as "AIME 2025", stays as it is."""
    return name[:1].lower() + name[1:] if name[1:].replace(" Elo", "").islower() else name
