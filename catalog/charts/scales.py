"""Axes: which round values stand on them, and where a value lies between their ends.

A share is a float: half a hundredth of a percent, the finest that is drawn, is far above its error.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

MOST_STEPS = 4
_ZERO = Decimal(0)


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
class Tick:
    """A mark on the horizontal axis; `anchor` is the text-anchor that keeps its label inside."""

    percent: str
    value: Decimal
    anchor: str


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


def _step(span: Decimal, most_steps: int) -> Decimal:
    magnitude = span.adjusted() - len(str(most_steps))
    while True:
        for mantissa in (1, 2, 5):
            step = Decimal(mantissa).scaleb(magnitude)
            if span <= step * most_steps:
                return step
        magnitude += 1
