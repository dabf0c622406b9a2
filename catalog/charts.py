"""SVG geometry: what is drawn where. Templates draw it.

Horizontal places are percentages of the chart's width ("13.33%"), so that no viewBox scales the text; vertical
ones of the step chart are pixels ("46.0"). All are ready strings in fixed notation.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from catalog.ranking import Selection

MOST_STEPS = 4
HAIR = Fraction(3, 1000)
"""The narrowest bar of a value that is not 0: one that cannot be seen reads as nothing."""

STUB = Fraction(15, 1000)
"""The shortest line: a price read once, just now, is still to be seen."""

PLOT_TOP = 20
PLOT_HEIGHT = 156
FOOT = 32
LEVEL_LIFT = 4
LABEL_LIFT = 6
LABEL_PITCH = 16
TICK_PITCH = Fraction(18, 100)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high`, both on a step; always holds 0."""

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]

    def share(self, value: Decimal) -> Fraction:
        """Where a value lies between the ends, 0 to 1."""
        return (Fraction(value) - Fraction(self.low)) / (Fraction(self.high) - Fraction(self.low))


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the horizontal axis; `anchor` is the text-anchor that keeps its label inside."""

    percent: str
    value: Decimal
    anchor: str


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


@dataclass(frozen=True, slots=True)
class BarChart:
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    zero_percent: str
    hidden: int
    skipped_after: int


@dataclass(frozen=True, slots=True)
class Series:
    """A price as it changed: at each moment the new value, None where it was withdrawn."""

    key: str
    name: str
    changes: Sequence[tuple[datetime, Decimal | None]]


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight piece of a step line, ready for <line>."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True)
class Label:
    """Where the name and last value of a line stand."""

    percent: str
    y: str
    anchor: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class StepLine:
    key: str
    name: str
    segments: tuple[Segment, ...]
    label: Label


@dataclass(frozen=True, slots=True)
class Level:
    """A mark on the vertical axis, and where its label stands above it."""

    y: str
    label_y: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Moment:
    """A mark on the time axis."""

    percent: str
    at: datetime
    anchor: str


@dataclass(frozen=True, slots=True)
class StepChart:
    """`lines` is empty when no series has a value between the ends.

    `readings` are percentages: each is a short mark from `reading_top` to `reading_foot`. Dates stand at `dates_y`.
    """

    height: int
    baseline: str
    reading_top: str
    reading_foot: str
    dates_y: str
    lines: tuple[StepLine, ...]
    levels: tuple[Level, ...]
    moments: tuple[Moment, ...]
    readings: tuple[str, ...]


def percent(share: Fraction) -> str:
    """0.13333 as "13.33%"; what lies outside 0 to 1 is held at the edge."""
    hundredths = round(min(max(share, Fraction(0)), Fraction(1)) * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def scale(values: Iterable[Decimal], most_steps: int = MOST_STEPS) -> Scale:
    """An axis over all values and 0, in at most `most_steps` (one more below 0) steps of 1, 2 or 5."""
    low, high = _ZERO, _ZERO
    for value in values:
        low, high = min(low, value), max(high, value)
    if low == high:
        return Scale(_ZERO, Decimal(1), (_ZERO,))
    with localcontext(prec=60):
        step = _step(high - low, most_steps)
        first = int((low / step).to_integral_value(ROUND_FLOOR))
        last = int((high / step).to_integral_value(ROUND_CEILING))
        ticks = tuple(step * count if count else _ZERO for count in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def bar_chart(
    selection: Selection,
    own_key: str,
    *,
    intervals: Mapping[str, tuple[Decimal, Decimal]] | None = None,
    most_steps: int = MOST_STEPS,
) -> BarChart:
    """A bar for each selected place, from 0; `intervals` maps a key to the low and high of its value."""
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
            )
        )
    shares = [(value, axis.share(value)) for value in axis.ticks]
    ticks = tuple(Tick(percent(share), value, _anchor(share)) for value, share in shares)
    return BarChart(tuple(bars), ticks, percent(axis.share(_ZERO)), selection.hidden, selection.skipped_after)


def step_lines(
    series: Iterable[Series], start: datetime, end: datetime, *, readings: Iterable[datetime] = ()
) -> StepChart:
    """Each series as horizontal pieces joined by verticals, with a hole where the value is None.

    A value holds until the next change, so the one in force at `start` is drawn from there and the last one reaches
    `end`; a start that is not before the end is moved a day back. Labels never overlap.
    """
    if start >= end:
        start = end - timedelta(days=1)
    period = _Period(start, end)
    runs = [(one, found) for one in series if (found := _runs(one, period))]
    plot_height = max(PLOT_HEIGHT, LABEL_PITCH * len(runs))
    axis = scale([run.value for _, found in runs for run in found])
    plane = _Plane(axis, PLOT_TOP, PLOT_TOP + plot_height)
    seats = _seats([plane.y(found[-1].value) - LABEL_LIFT for _, found in runs], plane.bottom - 4)
    lines = tuple(
        StepLine(one.key, one.name, _segments(found, plane), _label(found[-1], seat))
        for (one, found), seat in zip(runs, seats, strict=True)
    )
    inside = sorted({moment for moment in readings if period.start <= moment <= period.end})
    return StepChart(
        height=PLOT_TOP + plot_height + FOOT,
        baseline=_pixels(Fraction(plane.bottom)),
        reading_top=_pixels(Fraction(plane.bottom - 5)),
        reading_foot=_pixels(Fraction(plane.bottom + 1)),
        dates_y=_pixels(Fraction(plane.bottom + 22)),
        lines=lines,
        levels=tuple(_level(plane.y(value), value) for value in axis.ticks),
        moments=_moments(period, [run for _, found in runs for run in found]),
        readings=tuple(percent(period.share(moment)) for moment in inside),
    )


@dataclass(frozen=True, slots=True)
class _Period:
    start: datetime
    end: datetime

    def share(self, moment: datetime) -> Fraction:
        tick = timedelta(microseconds=1)
        return Fraction((moment - self.start) // tick, (self.end - self.start) // tick)


@dataclass(frozen=True, slots=True)
class _Plane:
    axis: Scale
    top: int
    bottom: int

    def y(self, value: Decimal) -> Fraction:
        return self.bottom - self.axis.share(value) * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class _Run:
    """A value that held from one share of the width to another."""

    left: Fraction
    right: Fraction
    value: Decimal
    since: datetime


def _step(span: Decimal, most_steps: int) -> Decimal:
    magnitude = span.adjusted() - len(str(most_steps))
    while True:
        for mantissa in (1, 2, 5):
            step = Decimal(mantissa).scaleb(magnitude)
            if span <= step * most_steps:
                return step
        magnitude += 1


def _span(axis: Scale, value: Decimal) -> tuple[Fraction, Fraction]:
    """Left edge and width of the bar between 0 and a value."""
    zero, end = axis.share(_ZERO), axis.share(value)
    if value > 0:
        return zero, max(end - zero, HAIR)
    return (min(end, zero - HAIR), max(zero - end, HAIR)) if value else (zero, Fraction(0))


def _anchor(share: Fraction) -> str:
    if share <= Fraction(5, 100):
        return "start"
    return "end" if share >= Fraction(95, 100) else "middle"


def _runs(series: Series, period: _Period) -> list[_Run]:
    """The values within the period, each with the stretch over which it held; equal neighbours are one."""
    changes = list(dict(sorted(series.changes, key=lambda change: change[0])).items())
    ends = [*(moment for moment, _ in changes[1:]), period.end]
    runs: list[_Run] = []
    for (moment, value), until in zip(changes, ends, strict=False):
        left, right = period.share(max(moment, period.start)), period.share(min(until, period.end))
        if value is None or right < left or (right == left and moment != period.end):
            continue
        run = _Run(left, right, value, moment)
        if runs and runs[-1].value == value and runs[-1].right == left:
            run = replace(runs.pop(), right=right)
        runs.append(run)
    return runs


def _level(y: Fraction, value: Decimal) -> Level:
    return Level(_pixels(y), _pixels(y - LEVEL_LIFT), value)


def _segments(runs: Sequence[_Run], plane: _Plane) -> tuple[Segment, ...]:
    found = [_flat(run, plane.y(run.value)) for run in runs]
    for before, after in pairwise(runs):
        if before.right == after.left:
            x = percent(after.left)
            found.append(Segment(x, _pixels(plane.y(before.value)), x, _pixels(plane.y(after.value))))
    return tuple(found)


def _flat(run: _Run, y: Fraction) -> Segment:
    left, right = run.left, run.right
    if right - left < STUB:
        left, right = (right - STUB, right) if right >= STUB else (left, left + STUB)
    return Segment(percent(left), _pixels(y), percent(right), _pixels(y))


def _label(last: _Run, y: Fraction) -> Label:
    near_left = last.right < Fraction(30, 100)
    share = last.left if near_left else last.right
    return Label(percent(share), _pixels(y), "start" if near_left else "end", last.value)


def _seats(wanted: Sequence[Fraction], lowest: int) -> list[Fraction]:
    """A height for each label as near as can be to the one wanted, all `LABEL_PITCH` apart, none below `lowest`."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    seats = list(wanted)
    floor = Fraction(PLOT_TOP - LABEL_LIFT)
    for index in order:
        seats[index] = floor = max(seats[index], floor)
        floor += LABEL_PITCH
    ceiling = Fraction(lowest)
    for index in reversed(order):
        seats[index] = ceiling = min(seats[index], ceiling)
        ceiling -= LABEL_PITCH
    return seats


def _moments(period: _Period, runs: Iterable[_Run]) -> tuple[Moment, ...]:
    """Both ends, and between them the changes whose dates have room."""
    chosen = [(Fraction(0), period.start), (Fraction(1), period.end)]
    for run in sorted(runs, key=lambda run: run.left):
        if all(abs(run.left - share) >= TICK_PITCH for share, _ in chosen):
            chosen.append((run.left, run.since))
    return tuple(Moment(percent(share), at, _anchor(share)) for share, at in sorted(chosen))


def _pixels(y: Fraction) -> str:
    tenths = round(y * 10)
    return f"{tenths // 10}.{tenths % 10}"
