"""One model over time: its list prices, and each figure that was measured of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby

from catalog import wording
from catalog.charts import Series
from catalog.dossier.measured import FIRST, MeasuredFigure
from catalog.dossier.prices import SHOWN_METERS
from catalog.facts import LIST_SELLER
from catalog.models import AIModel, Measurement, PriceSheet
from catalog.rankings.readings import Reading
from catalog.timelines.asking import Asked, Choice
from catalog.timelines.lines import price_line, scales_of, score_line
from catalog.timelines.subjects import of_metric, of_prices
from catalog.timelines.timeline import MOST_LINES, Line, Timeline

LineOfScores = tuple[Series, Measurement]
"""A configuration by one source, and the last that was read of it."""


@dataclass(frozen=True)
class ModelHistory:
    """`sheets` are those of the list's plain offer, the oldest first; `measured` all that was measured of the model."""

    model: AIModel
    sheets: Sequence[PriceSheet]
    measured: Sequence[MeasuredFigure]
    asked: Asked

    @cached_property
    def choice(self) -> Choice:
        """Prices, what readers look for first, and what the address names beside it."""
        offered = [one for one in self.measured if one.slug in FIRST or one.slug == self.asked.figure]
        return Choice(self.asked, [of_prices(), *(of_metric(one.metric) for one in offered)])

    @cached_property
    def timeline(self) -> Timeline:
        slug = self.choice.subject.slug
        figure = next((one for one in self.measured if one.slug == slug), None)
        return self._of_scores(figure) if figure else self._of_prices()

    def _of_prices(self) -> Timeline:
        """Of the list alone: other sources price its offer too."""
        sheets = [sheet for sheet in self.sheets if sheet.source.slug == LIST_SELLER]
        series = [price_line(meter, meter.label, sheets, meter) for meter in SHOWN_METERS] if sheets else []
        readings = moments_of(sheets)
        return Timeline(
            subject=self.choice.subject,
            lines=self._lines(series),
            window=self.choice.window,
            first=min(readings, default=None),
            until=max(readings, default=None),
            sources=[Reading(sheets[0].source, readings[-1])] if sheets else [],
            own_key=self.model.model_class.headline_meter,
            marks=readings,
        )

    def _of_scores(self, figure: MeasuredFigure) -> Timeline:
        """A line for each configuration, the one that counts first, then what was best at last."""
        rows = [*([figure.best] if figure.best else []), *figure.others]
        found = sorted(_by_configuration(figure, rows, self.model.name), key=lambda one: _place(one[1], figure))
        shown = found[:MOST_LINES]
        return Timeline(
            subject=self.choice.subject,
            lines=self._lines([series for series, _ in shown]),
            window=self.choice.window,
            first=min(row.measured_at for row in rows),
            until=last_read(rows),
            sources=readings_behind(rows),
            own_key=shown[0][0].key if figure.best else "",
            left_out=len(found) - len(shown),
        )

    def _lines(self, series: Iterable[Series]) -> list[Line]:
        return [Line(one, self.model.catalog_id, self.model.get_absolute_url()) for one in series]


def moments_of(sheets: Iterable[PriceSheet]) -> list[datetime]:
    """When the list was read with something to tell: a price began, was last seen, or was gone."""
    moments = {moment for sheet in sheets for moment in (sheet.valid_from, sheet.confirmed_at, sheet.valid_until)}
    ends = {sheet.offer.ended_at for sheet in sheets}
    return sorted(filter(None, moments | ends))


def last_read(rows: Iterable[Measurement]) -> datetime:
    """When any of these was last stated, or seen to be gone."""
    return max(max(row.confirmed_at, row.superseded_at or row.confirmed_at) for row in rows)


def readings_behind(rows: Iterable[Measurement]) -> list[Reading]:
    """Each source once, with when it last stated any of these, in the order of their rank."""
    newest: dict[int, Reading] = {}
    for row in sorted(rows, key=lambda row: row.confirmed_at):
        newest[row.source_id] = Reading(row.source, row.confirmed_at)
    return sorted(newest.values(), key=lambda reading: reading.source.rank)


def _by_configuration(figure: MeasuredFigure, rows: Sequence[Measurement], name: str) -> list[LineOfScores]:
    scales = scales_of(figure.metric, rows)
    ordered = sorted(rows, key=lambda row: (row.configuration, row.source_id, row.measured_at, row.pk))
    several = len({row.source_id for row in rows}) > 1
    found = []
    for (configuration, source_id), group in groupby(ordered, key=lambda row: (row.configuration, row.source_id)):
        own = list(group)
        words = ", ".join(filter(None, [configuration or name, own[-1].source.name if several else ""]))
        line = score_line(f"{configuration}/{source_id}", wording.capitalised(words), own, scales)
        found.append((line, own[-1]))
    return found


def _place(last: Measurement, figure: MeasuredFigure) -> tuple[bool, bool, object]:
    """The one that counts, those on the newest scale still in force, and of these the better one."""
    is_current = last.superseded_at is None and last.scale_version == figure.metric.scale_version
    return last is not figure.best, not is_current, -last.value if figure.metric.higher_is_better else last.value
