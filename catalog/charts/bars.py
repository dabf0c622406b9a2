"""Bars: one for each model, from 0, with the interval where one was published."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from catalog.charts.scales import MOST_STEPS, Scale, Shown, Tick, percent, scale, ticks
from catalog.ranking import Selection

HAIR = 0.003
"""The narrowest bar of a value that is not 0: one that cannot be seen reads as nothing."""

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. `low_percent` and `high_percent` are the ends of the interval, where one was published.

    `skipped_before` places were left out above it.
    """

    key: str
    name: str
    value: Decimal
    label: str
    x_percent: str
    width_percent: str
    own: bool
    skipped_before: int = 0
    low_percent: str | None = None
    high_percent: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    zero_percent: str
    hidden: int
    skipped_after: int


def bar_chart(
    selection: Selection,
    own_key: str,
    *,
    intervals: Mapping[str, tuple[Decimal, Decimal]] | None = None,
    most_steps: int = MOST_STEPS,
    shown: Shown | None = None,
) -> BarChart:
    """A bar for each selected place, from 0; `intervals` maps a key to the low and high of its value.

    `shown` writes the values, so that a template with hundreds of bars has only to print them.
    """
    intervals = intervals or {}
    drawn = {place.key: intervals[place.key] for place in selection.places if place.key in intervals}
    reached = [*(place.value for place in selection.places), *(end for ends in drawn.values() for end in ends)]
    axis = scale(reached, most_steps)
    bars = []
    for place, skipped in zip(selection.places, selection.skipped, strict=True):
        left, width = _span(axis, place.value)
        low, high = drawn.get(place.key, (None, None))
        bars.append(
            Bar(
                key=place.key,
                name=place.name,
                value=place.value,
                label=place.label,
                x_percent=percent(left),
                width_percent=percent(width),
                own=place.key == own_key,
                skipped_before=skipped,
                low_percent=None if low is None else percent(axis.share(low)),
                high_percent=None if high is None else percent(axis.share(high)),
                text=shown(place.value) if shown else "",
            )
        )
    return BarChart(
        tuple(bars), ticks(axis, shown), percent(axis.share(_ZERO)), selection.hidden, selection.skipped_after
    )


def _span(axis: Scale, value: Decimal) -> tuple[float, float]:
    """Left edge and width of the bar between 0 and a value."""
    zero, end = axis.share(_ZERO), axis.share(value)
    if value > 0:
        return zero, max(end - zero, HAIR)
    return (min(end, zero - HAIR), max(zero - end, HAIR)) if value else (zero, 0.0)
