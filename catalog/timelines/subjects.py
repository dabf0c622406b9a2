"""What a time chart can be of: list prices, or a metric."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from catalog import wording
from catalog.models import Metric
from catalog.pricing import Meter
from catalog.rankings.figures import measured_figure
from catalog.rankings.files import kept_back

PRICE = "price"
"""All list prices of one model."""
OF_METERS = {"output-price": Meter.OUTPUT, "input-price": Meter.INPUT}
"""One list price of several models."""


@dataclass(frozen=True)
class Subject:
    """By the word that it has in addresses, and its name within a sentence; `metric` is None for prices.

    `kept_back` says why no file holds it.
    """

    slug: str
    name: str
    unit: str
    metric: Metric | None = None
    kept_back: str = ""

    @property
    def title(self) -> str:
        if self.metric:
            return self.metric.name
        return "Prices" if self.slug == PRICE else wording.capitalised(self.name)

    @property
    def absence(self) -> str:
        return wording.NOT_MEASURED if self.metric else wording.NOT_PUBLISHED

    @property
    def nothing(self) -> str:
        """What is said in place of a chart, without a full stop."""
        return "Nothing was measured" if self.metric else "No price of the plain variant has been published"

    @property
    def from_zero(self) -> bool:
        """An axis of prices begins at 0; that of an index, whose 0 means nothing, need not."""
        return self.metric is None

    def shown(self, value: Decimal) -> str:
        return wording.measured(value, self.metric.decimals) if self.metric else wording.price(value)


def of_prices(slug: str = PRICE) -> Subject:
    return Subject(slug, slug.replace("-", " "), "US dollars per 1M tokens")


def of_metric(metric: Metric) -> Subject:
    """Of a metric that comes with its source."""
    figure = measured_figure(metric)
    return Subject(metric.slug, figure.name, metric.unit, metric, kept_back(figure))
