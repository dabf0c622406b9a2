"""Step lines: figures as they changed with time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from catalog.charts.scales import Scale, anchor, percent, pixels, scale

STUB = 0.015
"""The shortest line: a price read once, just now, is still to be seen."""

PLOT_TOP = 20
PLOT_HEIGHT = 156
FOOT = 32
LEVEL_LIFT = 4
LABEL_LIFT = 6
LABEL_PITCH = 16
TICK_PITCH = 0.18


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
        baseline=pixels(plane.bottom),
        reading_top=pixels(plane.bottom - 5),
        reading_foot=pixels(plane.bottom + 1),
        dates_y=pixels(plane.bottom + 22),
        lines=lines,
        levels=tuple(_level(plane.y(value), value) for value in axis.ticks),
        moments=_moments(period, [run for _, found in runs for run in found]),
        readings=tuple(percent(period.share(moment)) for moment in inside),
    )


@dataclass(frozen=True, slots=True)
class _Period:
    start: datetime
    end: datetime

    def share(self, moment: datetime) -> float:
        return (moment - self.start) / (self.end - self.start)


@dataclass(frozen=True, slots=True)
class _Plane:
    axis: Scale
    top: int
    bottom: int

    def y(self, value: Decimal) -> float:
        return self.bottom - self.axis.share(value) * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class _Run:
    """A value that held from one share of the width to another."""

    left: float
    right: float
    value: Decimal
    since: datetime


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


def _level(y: float, value: Decimal) -> Level:
    return Level(pixels(y), pixels(y - LEVEL_LIFT), value)


def _segments(runs: Sequence[_Run], plane: _Plane) -> tuple[Segment, ...]:
    found = [_flat(run, plane.y(run.value)) for run in runs]
    for before, after in pairwise(runs):
        if before.right == after.left:
            x = percent(after.left)
            found.append(Segment(x, pixels(plane.y(before.value)), x, pixels(plane.y(after.value))))
    return tuple(found)


def _flat(run: _Run, y: float) -> Segment:
    left, right = run.left, run.right
    if right - left < STUB:
        left, right = (right - STUB, right) if right >= STUB else (left, left + STUB)
    return Segment(percent(left), pixels(y), percent(right), pixels(y))


def _label(last: _Run, y: float) -> Label:
    near_left = last.right < 0.3
    share = last.left if near_left else last.right
    return Label(percent(share), pixels(y), "start" if near_left else "end", last.value)


def _seats(wanted: Sequence[float], lowest: int) -> list[float]:
    """A height for each label as near as can be to the one wanted, all `LABEL_PITCH` apart, none below `lowest`."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    seats = list(wanted)
    floor = float(PLOT_TOP - LABEL_LIFT)
    for index in order:
        seats[index] = floor = max(seats[index], floor)
        floor += LABEL_PITCH
    ceiling = float(lowest)
    for index in reversed(order):
        seats[index] = ceiling = min(seats[index], ceiling)
        ceiling -= LABEL_PITCH
    return seats


def _moments(period: _Period, runs: Iterable[_Run]) -> tuple[Moment, ...]:
    """Both ends, and between them the changes whose dates have room."""
    chosen = [(0.0, period.start), (1.0, period.end)]
    for run in sorted(runs, key=lambda run: run.left):
        if all(abs(run.left - share) >= TICK_PITCH for share, _ in chosen):
            chosen.append((run.left, run.since))
    return tuple(Moment(percent(share), at, anchor(share)) for share, at in sorted(chosen))
