"""Step lines: figures as they changed with time, of one model or of several."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from catalog.charts.runs import Period, Run, Series, new_scales, pieces, runs
from catalog.charts.scales import Level, Scale, Shown, anchor, levels, percent, pixels, scale
from catalog.charts.text import cut, width

STUB = 0.015
"""The shortest line: a price read once, just now, is still to be seen."""

PLOT_TOP = 20
PLOT_HEIGHT = 156
FOOT = 32
LABEL_PITCH = 16
LABEL_SIZE = 12
LABEL_ROOM = 140
TERSE_ROOM = 145
"""What a name and its value have where all of them are short."""
ENDED = "ended"
TICK_PITCH, EDGE_PITCH = 0.2, 0.3
"""Between the middles of two dates, and from one to an end, whose date stands within: wide enough from 456 px on."""
BREAK_PITCH = 0.3
DASHES = ("none", "10 4", "2 3", "12 3 2 3", "5 3", "18 3 2 3 2 3")
"""Patterns by which six lines can be told apart without colour: a seventh has that of the first."""

CAP = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight mark, ready for <line>."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True, slots=True)
class Label:
    """Where the name and last value of a line stand, at `side_y` in the margin on the right.

    A line that `reaches` the margin is led from `line_y`, where it ends, to `lead_y`, the middle of the name.
    """

    value: Decimal
    text: str = ""
    short_name: str = ""
    side_y: str = ""
    line_y: str = ""
    lead_y: str = ""
    reaches: bool = True


@dataclass(frozen=True, slots=True)
class StepLine:
    """`path` draws it in a box 100 wide and as high as the chart, so that its pattern of `dashes` (a stroke-dasharray)
    runs on around corners; `caps` close it where a hole begins or ends.
    """

    key: str
    name: str
    label: Label
    path: str = ""
    caps: tuple[Segment, ...] = ()
    dashes: str = DASHES[0]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A mark on the time axis."""

    percent: str
    at: datetime
    anchor: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where a new scale begins, across the whole chart; `told` if there is room to say so."""

    percent: str
    at: datetime
    scale: str
    anchor: str
    told: bool


@dataclass(frozen=True, slots=True)
class StepChart:
    """`lines` is empty when no series has a value between the ends; `is_terse` if a narrower margin holds all names.

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
    breaks: tuple[Break, ...] = ()
    is_terse: bool = False


def step_lines(
    series: Iterable[Series],
    start: datetime,
    end: datetime,
    *,
    readings: Iterable[datetime] = (),
    own_key: str = "",
    from_zero: bool = True,
    shown: Shown | None = None,
    plot_height: int = PLOT_HEIGHT,
) -> StepChart:
    """Each series as horizontal pieces joined by verticals, with a hole where the value is None or the scale new.

    A value holds until the next change, so the one in force at `start` is drawn from there and the last one reaches
    `end`; a start that is not before the end is moved a day back. Labels never overlap. Prices stand on an axis from
    0; scores, whose 0 means nothing, need not. `shown` writes the values.
    """
    if start >= end:
        start = end - timedelta(days=1)
    period, entered = Period(start, end), list(series)
    found = [_Line(index, one, held) for index, one in enumerate(entered) if (held := runs(one, period))]
    plot_height = max(plot_height, LABEL_PITCH * len(found))
    axis = scale([run.value for line in found for run in line.held], from_zero=from_zero)
    plane = Plane(axis, PLOT_TOP, PLOT_TOP + plot_height)
    lines = _lines(found, plane, own_key, shown)
    inside = sorted({moment for moment in readings if period.start <= moment <= period.end})
    return StepChart(
        height=PLOT_TOP + plot_height + FOOT,
        baseline=pixels(plane.bottom),
        reading_top=pixels(plane.bottom - 5),
        reading_foot=pixels(plane.bottom + 1),
        dates_y=pixels(plane.bottom + 22),
        lines=lines,
        levels=levels(axis, plane.y, shown),
        moments=_moments(period, [run for line in found for run in line.held]),
        readings=tuple(percent(period.share(moment)) for moment in inside),
        breaks=_breaks(entered, period),
        is_terse=all(_is_terse(line) for line in lines),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A series with the values that it held, and its number among all that were given."""

    index: int
    series: Series
    held: list[Run]


@dataclass(frozen=True, slots=True)
class Plane:
    """An axis between two heights in pixels."""

    axis: Scale
    top: int
    bottom: int

    def y(self, value: Decimal) -> float:
        return self.bottom - self.axis.share(value) * (self.bottom - self.top)


def _lines(found: Sequence[_Line], plane: Plane, own_key: str, shown: Shown | None) -> tuple[StepLine, ...]:
    ends = [plane.y(line.held[-1].value) for line in found]
    beside = _seats([y + 4 for y in ends], plane.top + 4, plane.bottom + 4)
    return tuple(
        StepLine(
            key=line.series.key,
            name=line.series.name,
            label=_label(line, end, side, own_key, shown),
            path=path_of(line.held, plane),
            caps=_caps(line.held, plane),
            dashes=DASHES[line.index % len(DASHES)],
            own=line.series.key == own_key,
        )
        for line, end, side in zip(found, ends, beside, strict=True)
    )


def path_of(held: Sequence[Run], plane: Plane) -> str:
    """Each piece in turn. A piece that is too short to be seen is drawn longer, within the plot where it can be."""
    found = ""
    for piece in pieces(held):
        left, right = piece[0].left, piece[-1].right
        if piece[-1].left == 1 and held[0].left < 1:
            # What moved at the last reading: a stub beyond the end, or nobody would see to where.
            right = 1 + STUB
        elif right - left < STUB:
            left, right = (right - STUB, right) if right >= STUB else (left, left + STUB)
        corners = [f"H{run.left * 100:.2f}V{pixels(plane.y(run.value))}" for run in piece[1:]]
        found += f"M{left * 100:.2f} {pixels(plane.y(piece[0].value))}{''.join(corners)}H{right * 100:.2f}"
    return found


def _caps(held: Sequence[Run], plane: Plane) -> tuple[Segment, ...]:
    """Where a hole begins and where it ends: one that is narrower than a pixel is told as well."""
    open_ends = [(held[-1].right, held[-1].value)] if held[-1].ended else []
    for before, after in pairwise(held):
        if before.right < after.left and before.scale == after.scale:
            open_ends += [(before.right, before.value), (after.left, after.value)]
    return tuple(
        Segment(percent(share), pixels(plane.y(value) - CAP), percent(share), pixels(plane.y(value) + CAP))
        for share, value in open_ends
    )


def _label(line: _Line, end: float, side_y: float, own_key: str, shown: Shown | None) -> Label:
    last = line.held[-1]
    return Label(
        value=last.value,
        text=shown(last.value) if shown else "",
        short_name=cut(line.series.name, LABEL_ROOM, LABEL_SIZE, heavy=line.series.key == own_key),
        side_y=pixels(side_y),
        line_y=pixels(end),
        lead_y=pixels(side_y - 4),
        reaches=not last.ended,
    )


def _is_terse(line: StepLine) -> bool:
    label = f"{line.label.short_name} {line.label.text if line.label.reaches else ENDED}"
    return width(label, LABEL_SIZE, heavy=True) <= TERSE_ROOM


def _seats(wanted: Sequence[float], highest: int, lowest: int) -> list[float]:
    """A height for each label as near as can be to the one wanted, all `LABEL_PITCH` apart, between two bounds."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    seats = list(wanted)
    floor = float(highest)
    for index in order:
        seats[index] = floor = max(seats[index], floor)
        floor += LABEL_PITCH
    ceiling = float(lowest)
    for index in reversed(order):
        seats[index] = ceiling = min(seats[index], ceiling)
        ceiling -= LABEL_PITCH
    return seats


def _moments(period: Period, held: Iterable[Run]) -> tuple[Moment, ...]:
    """Both ends, and between them the changes whose dates have room."""
    chosen = [(0.0, period.start), (1.0, period.end)]
    for run in sorted(held, key=lambda run: run.left):
        if all(abs(run.left - share) >= (TICK_PITCH if 0 < share < 1 else EDGE_PITCH) for share, _ in chosen):
            chosen.append((run.left, run.since))
    return tuple(Moment(percent(share), at, anchor(share)) for share, at in sorted(chosen))


def _breaks(entered: Iterable[Series], period: Period) -> tuple[Break, ...]:
    """Each new scale once, where the first of the series was measured on it."""
    begun: dict[str, datetime] = {}
    for one in entered:
        for moment, name in new_scales(one, period):
            begun[name] = min(moment, begun.get(name, moment))
    found: list[Break] = []
    free_from = -1.0
    for at, name in sorted((moment, name) for name, moment in begun.items()):
        share = period.share(at)
        found.append(Break(percent(share), at, name, "start" if share < 0.5 else "end", share >= free_from))
        free_from = share + BREAK_PITCH if share >= free_from else free_from
    return tuple(found)
