"""What held from when to when: the stretches of a time axis over which a figure stood still."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Series:
    """A figure as it changed: at each moment the new value, None where it was withdrawn.

    `scales` are the moments from which a new scale holds, each with its name. What was measured on another cannot be
    compared: the line breaks there, and nothing holds until a value on the new scale.
    """

    key: str
    name: str
    changes: Sequence[tuple[datetime, Decimal | None]]
    scales: Sequence[tuple[datetime, str]] = ()


@dataclass(frozen=True, slots=True)
class Period:
    start: datetime
    end: datetime

    def share(self, moment: datetime) -> float:
        return (moment - self.start) / (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Run:
    """A value that held from one share of the width to another, on one scale.

    `since` is when it began, before the period or in it; `until` when it ended, the end of the period at the latest;
    `ended` is true of the last one where nothing holds at that end.
    """

    left: float
    right: float
    value: Decimal
    since: datetime
    until: datetime
    scale: str = ""
    ended: bool = False

    def leads_to(self, after: "Run") -> bool:
        """Whether the line goes on without a hole or a new scale."""
        return self.right == after.left and self.scale == after.scale


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that befell a line: a value of None is none, before its beginning, in a hole and after its end.

    `is_first` is where what we know begins, `is_rescaled` the first value on a new scale.
    """

    at: datetime
    before: Decimal | None
    after: Decimal | None
    is_first: bool = False
    is_rescaled: bool = False

    @property
    def is_move(self) -> bool:
        """Whether one value follows another that it may be compared with."""
        return self.before is not None and self.after is not None


def runs(series: Series, period: Period) -> list[Run]:
    """The values within the period, each with the stretch over which it held; equal neighbours are one."""
    states = list(_states(series))
    ends = [*(moment for moment, _, _ in states[1:]), period.end]
    found: list[Run] = []
    for (moment, value, scale), until in zip(states, ends, strict=False):
        left, right = period.share(max(moment, period.start)), period.share(min(until, period.end))
        if value is None or right < left or (right == left and moment != period.end):
            continue
        run = Run(left, right, value, moment, min(until, period.end), scale)
        if found and found[-1].value == value and found[-1].leads_to(run):
            run = replace(found.pop(), right=right, until=run.until)
        found.append(run)
    at_end = [value for moment, value, _ in states if moment <= period.end]
    if found and at_end[-1] is None:
        found.append(replace(found.pop(), ended=True))
    return found


def steps(found: Sequence[Run]) -> list[Step]:
    """What befell a line, in order: its beginning, each new value, each hole and its end, if it has one."""
    told = [Step(run.since, None, run.value, is_first=True) for run in found[:1]]
    for before, after in pairwise(found):
        is_rescaled = before.scale != after.scale
        if before.leads_to(after):
            told.append(Step(after.since, before.value, after.value))
            continue
        if before.until < after.since and not is_rescaled:
            told.append(Step(before.until, before.value, None))
        told.append(Step(after.since, None, after.value, is_rescaled=is_rescaled))
    if found and found[-1].ended:
        told.append(Step(found[-1].until, found[-1].value, None))
    return told


def pieces(found: Sequence[Run]) -> list[list[Run]]:
    """The runs of each unbroken piece of a line."""
    whole = [[run] for run in found[:1]]
    for before, after in pairwise(found):
        if before.leads_to(after):
            whole[-1].append(after)
        else:
            whole.append([after])
    return whole


def new_scales(series: Series, period: Period) -> list[tuple[datetime, str]]:
    """The scales that begin within the period and end an older one on which something was measured."""
    first = min((moment for moment, _ in series.changes), default=period.end)
    return [one for one in sorted(series.scales) if max(first, period.start) < one[0] <= period.end]


def _states(series: Series) -> Iterator[tuple[datetime, Decimal | None, str]]:
    """Each moment at which something changed, with the value and the scale from then on."""
    values = dict(sorted(series.changes, key=lambda change: change[0]))
    scales = dict(sorted(series.scales))
    value, scale = None, ""
    for moment in sorted({*values, *scales}):
        if scales.get(moment, scale) != scale:
            value, scale = None, scales[moment]
        value = values.get(moment, value)
        yield moment, value, scale
