"""Lines of time charts, from the rows that hold a figure's history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

from catalog.charts import Series
from catalog.models import Measurement, Metric, PriceSheet
from catalog.pricing import Meter, Unit
from catalog.rankings.measured import best_of

Changes = list[tuple[datetime, Decimal | None]]
Scales = list[tuple[datetime, str]]
Spell = tuple[datetime, datetime | None, Decimal | None]
"""From when until when a source said so; None is today."""

ALWAYS_FREE = (Meter.INPUT, Meter.OUTPUT)
"""What an offer that is free of charge asks nothing for, whether its lines say so or not."""


def price_line(key: str, name: str, sheets: Sequence[PriceSheet], meter: Meter) -> Series:
    """The plain price of a meter per token; `sheets` are those of one offer by one source, the oldest first."""
    spells: list[Spell] = [(sheet.valid_from, sheet.valid_until, _plain(sheet, meter)) for sheet in sheets]
    if spells and spells[-1][1] is None:
        begin, _, amount = spells.pop()
        spells.append((begin, sheets[-1].offer.ended_at, amount))
    return Series(key, name, changes_of(spells))


def score_line(key: str, name: str, rows: Iterable[Measurement], scales: Scales) -> Series:
    """One configuration by one source."""
    spells: list[Spell] = [(row.measured_at, row.superseded_at, row.value) for row in rows]
    return Series(key, name, changes_of(sorted(spells, key=lambda spell: spell[0])), scales)


def counting_line(key: str, name: str, rows: Sequence[Measurement], scales: Scales) -> Series:
    """The value that counts at each moment: the best of those in force on the scale in force, as rankings take it."""
    ends = {row.superseded_at for row in rows if row.superseded_at}
    moments = sorted({row.measured_at for row in rows} | ends | {begin for begin, _ in scales})
    changes: Changes = []
    for moment in moments:
        scale = next((name for begin, name in reversed(scales) if begin <= moment), "")
        best = best_of(row for row in rows if row.scale_version == scale and _holds(row, moment))
        changes.append((moment, best.value if best else None))
    return Series(key, name, changes, scales)


def scales_of(metric: Metric, rows: Sequence[Measurement]) -> Scales:
    """From when each scale holds, in order; the first of all has no name."""
    names = {row.scale_version for row in rows} | {metric.scale_version}
    begun = [(_begin(name, rows), name) for name in names if name]
    return sorted((begin, name) for begin, name in begun if begin is not None)


def changes_of(spells: Sequence[Spell]) -> Changes:
    """With None where a spell ends and the next has not begun."""
    changes: Changes = []
    until = None
    for begin, end, value in spells:
        if until and until < begin:
            changes.append((until, None))
        changes.append((begin, value))
        until = end
    return [*changes, (until, None)] if until else changes


def _plain(sheet: PriceSheet, meter: Meter) -> Decimal | None:
    rows = (row for row in sheet.rows.all() if row.meter == meter and row.unit == Unit.TOKEN and row.is_plain)
    stated = next((row.amount for row in rows), None)
    if stated is None and sheet.state == PriceSheet.State.FREE and meter in ALWAYS_FREE:
        return Decimal(0)
    return stated


def _holds(row: Measurement, moment: datetime) -> bool:
    return row.measured_at <= moment and (row.superseded_at is None or row.superseded_at > moment)


def _begin(scale: str, rows: Sequence[Measurement]) -> datetime | None:
    """A scale is named by the day on which it was first read: the first reading up to then, else that midnight.

    What was read before may have been told apart later. A name that is no day begins with what was read on it.
    """
    read = [row.measured_at for row in rows if row.scale_version == scale]
    try:
        day = date.fromisoformat(scale)
    except ValueError:
        return min(read, default=None)
    return min((moment for moment in read if moment.date() <= day), default=datetime.combine(day, time(), UTC))
