"""Several models over time in one chart: a list price, or the measured value that counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from catalog.charts import Series
from catalog.dossier.measured import FIRST
from catalog.facts import LIST_SELLER
from catalog.models import AIModel, Measurement, Metric, PriceSheet, Variant
from catalog.pricing import Meter
from catalog.rankings.readings import Reading
from catalog.timelines.asking import Asked, Choice
from catalog.timelines.lines import counting_line, price_line, scales_of
from catalog.timelines.of_model import last_read, moments_of, readings_behind
from catalog.timelines.subjects import OF_METERS, of_metric, of_prices
from catalog.timelines.timeline import Line, Timeline


@dataclass(frozen=True)
class SharedHistory:
    """`models` come with their creator and class, `names` tell them apart, by primary key. Three queries at most."""

    models: Sequence[AIModel]
    names: Mapping[int, str]
    asked: Asked

    @cached_property
    def choice(self) -> Choice:
        """The price of the class first, then what any of them was measured by and readers look for."""
        headline = f"{self.models[0].model_class.headline_meter}-price"
        prices = sorted(OF_METERS, key=lambda slug: slug != headline)
        metrics = sorted({row.metric for row in self.measurements}, key=lambda metric: FIRST.index(metric.slug))
        return Choice(self.asked, [*map(of_prices, prices), *map(of_metric, metrics)])

    @cached_property
    def measurements(self) -> list[Measurement]:
        """All that was ever measured of them by what readers look for."""
        rows = Measurement.objects.filter(ai_model__in=self.models, metric__slug__in=FIRST)
        return list(rows.select_related("metric__source", "source").order_by("pk"))

    @cached_property
    def timeline(self) -> Timeline:
        subject = self.choice.subject
        return self._of_scores(subject.metric) if subject.metric else self._of_prices(OF_METERS[subject.slug])

    def _of_prices(self, meter: Meter) -> Timeline:
        sheets = list_sheets(self.models)
        every = [sheet for found in sheets.values() for sheet in found]
        readings = moments_of(every)
        series = [price_line(model.catalog_id, self.names[model.pk], sheets[model.pk], meter) for model in self.models]
        return Timeline(
            subject=self.choice.subject,
            lines=self._lines(series),
            window=self.choice.window,
            first=min(readings, default=None),
            until=max(readings, default=None),
            sources=[Reading(every[0].source, readings[-1])] if readings else [],
        )

    def _of_scores(self, metric: Metric) -> Timeline:
        rows = [row for row in self.measurements if row.metric_id == metric.pk]
        scales = scales_of(metric, rows)
        by_model: dict[int, list[Measurement]] = defaultdict(list)
        for row in rows:
            by_model[row.ai_model_id].append(row)
        series = [
            counting_line(model.catalog_id, self.names[model.pk], by_model[model.pk], scales) for model in self.models
        ]
        return Timeline(
            subject=self.choice.subject,
            lines=self._lines(series),
            window=self.choice.window,
            first=min(row.measured_at for row in rows),
            until=last_read(rows),
            sources=readings_behind(rows),
        )

    def _lines(self, series: Sequence[Series]) -> list[Line]:
        return [
            Line(one, model.catalog_id, model.get_absolute_url())
            for one, model in zip(series, self.models, strict=True)
        ]


def list_sheets(models: Sequence[AIModel]) -> dict[int, list[PriceSheet]]:
    """All that the list ever asked for each in the plain variant, the oldest first, by model; two queries."""
    sheets = PriceSheet.objects.filter(
        source__slug=LIST_SELLER, offer__provider__slug=LIST_SELLER, offer__variant=Variant.PLAIN, offer__tag="",
        offer__ai_model__in=models,
    )  # fmt: skip
    found: dict[int, list[PriceSheet]] = defaultdict(list)
    for sheet in sheets.select_related("source", "offer").prefetch_related("rows").order_by("valid_from"):
        found[sheet.offer.ai_model_id].append(sheet)
    return found
