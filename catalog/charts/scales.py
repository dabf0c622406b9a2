"""Axes: which round values stand on them, and where a value lies between their ends.

A share is a float: half a hundredth of a percent, the finest that is drawn, is far above its error.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from math import log10

MOST_STEPS = 4
MOST_LOG_STEPS = 18
MOST_LABELLED = 13
MOST_LABELLED_ON_PHONES = 7
"""How many marks of a logarithmic axis have room for their labels."""

_ZERO = Decimal(0)
_MANTISSAS = (1, 2, 5)

Shown = Callable[[Decimal], str]
"""How a value reads, as one of catalog.wording's functions has it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high`, both on a step."""

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]

    def share(self, value: Decimal) -> float:
        """Where a value lies between the ends, 0 to 1."""
        low = float(self.low)
        return (float(value) - low) / (float(self.high) - low)


@dataclass(frozen=True, slots=True)
class LogScale:
    """An axis from `low` to `high`, both above 0, on which each decade is as wide as the next."""

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]

    def share(self, value: Decimal) -> float:
        """Where a value lies between the ends, 0 to 1. Raises ValueError for what is not above 0."""
        if value <= 0:
            raise ValueError(f"{value} has no place on a logarithmic axis")
        low = log10(self.low)
        return (log10(value) - low) / (log10(self.high) - low)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the horizontal axis; `anchor` is the text-anchor that keeps its label inside.

    `text` is the value as it reads, where the chart was told how; a `minor` one has no room for it on a phone.
    """

    percent: str
    value: Decimal
    anchor: str
    text: str = ""
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A mark on the vertical axis; `text` as in Tick."""

    y: str
    value: Decimal
    text: str = ""


def percent(share: float) -> str:
    """0.13333 as "13.33%"; what lies outside 0 to 1 is held at the edge."""
    return f"{min(max(share, 0.0), 1.0) * 100:.2f}%"


def pixels(place: float) -> str:
    """ "46.0"; never "-0.0"."""
    return f"{round(place, 1) + 0.0:.1f}"


def anchor(share: float) -> str:
    """The text-anchor that keeps a label inside the chart."""
    if share <= 0.05:
        return "start"
    return "end" if share >= 0.95 else "middle"


def axis_label(shown: Shown) -> Shown:
    """The same without idle decimals, as marks on an axis read: "$5", "$0.50", "40"."""
    return lambda value: shown(value).removesuffix(".00").removesuffix(".0")


def scale(values: Iterable[Decimal], most_steps: int = MOST_STEPS, *, from_zero: bool = True) -> Scale:
    """An axis over all values, and 0 unless told otherwise, in steps of 1, 2 or 5 times a power of ten.

    At most `most_steps`, and one more where neither end is 0.
    """
    reached = [*values, _ZERO] if from_zero else list(values)
    low, high = min(reached, default=_ZERO), max(reached, default=_ZERO)
    if low == high == 0:
        return Scale(_ZERO, Decimal(1), (_ZERO,))
    with localcontext(prec=60):
        # A single value has no span: a tenth of it, so that the axis says how large it is.
        step = _step(high - low or abs(low) / 10, most_steps)
        first = int((low / step).to_integral_value(ROUND_FLOOR))
        last = int((high / step).to_integral_value(ROUND_CEILING))
        if first == last:
            first, last = first - 1, last + 1
        ticks = tuple(step * count if count else _ZERO for count in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def log_scale(values: Iterable[Decimal], most_steps: int = MOST_LOG_STEPS, *, lead: int = 1) -> LogScale:
    """An axis over all values, marked at 1, 2 and 5 of each decade; at whole decades where that is too many.

    It begins below the smallest, at a `lead`th of it or less. Raises ValueError for a value that is not above 0 or has
    no end: what costs nothing, or nobody priced, has no place on it.
    """
    reached = list(values)
    for value in reached:
        if not value.is_finite() or value <= 0:
            raise ValueError(f"{value} has no place on a logarithmic axis")
    first = _at_most(min(reached, default=Decimal(1)) / lead)
    last = _at_least(max(reached, default=Decimal(1)))
    if first == last:
        first, last = first - 1, last + 1
    every = 1
    if last - first > most_steps:
        decades = -(-last // 3) - first // 3
        every = 3 * -(-decades // most_steps)
        first, last = every * (first // every), every * -(-last // every)
    ticks = tuple(_mark(count) for count in range(first, last + 1, every))
    return LogScale(ticks[0], ticks[-1], ticks)


def ticks(axis: Scale, shown: Shown | None = None) -> tuple[Tick, ...]:
    """The marks of a horizontal axis as they are drawn."""
    label = axis_label(shown) if shown else _unlabelled
    return tuple(_tick(value, axis.share(value), label) for value in axis.ticks)


def log_ticks(axis: LogScale, shown: Shown) -> tuple[Tick, ...]:
    """The same; where they are many, only whole decades are labelled, on a phone sooner than on a page."""
    count, label = len(axis.ticks), axis_label(shown)
    found = []
    for value in axis.ticks:
        decade = value.as_tuple().digits == (1,)
        tick = _tick(value, axis.share(value), label if decade or count <= MOST_LABELLED else _unlabelled)
        found.append(replace(tick, minor=not decade and count > MOST_LABELLED_ON_PHONES))
    return tuple(found)


def levels(axis: Scale, y: Callable[[Decimal], float], shown: Shown | None = None) -> tuple[Level, ...]:
    """The marks of a vertical axis as they are drawn; `y` gives the pixels of a value."""
    label = axis_label(shown) if shown else _unlabelled
    return tuple(Level(pixels(y(value)), value, label(value)) for value in axis.ticks)


def _tick(value: Decimal, share: float, label: Shown) -> Tick:
    return Tick(percent(share), value, anchor(share), label(value))


def _unlabelled(value: Decimal) -> str:
    return ""


def _step(span: Decimal, most_steps: int) -> Decimal:
    magnitude = span.adjusted() - len(str(most_steps))
    while True:
        for mantissa in _MANTISSAS:
            step = Decimal(mantissa).scaleb(magnitude)
            if span <= step * most_steps:
                return step
        magnitude += 1


def _mark(count: int) -> Decimal:
    """The marks of a logarithmic axis, counted from 1: ... 0.5, 1, 2, 5, 10 ..."""
    return Decimal(_MANTISSAS[count % 3]).scaleb(count // 3)


def _at_most(value: Decimal) -> int:
    """The count of the highest mark that is not above a value."""
    count = 3 * value.adjusted()
    while _mark(count + 1) <= value:
        count += 1
    return count


def _at_least(value: Decimal) -> int:
    count = _at_most(value)
    return count if _mark(count) == value else count + 1
