"""Dots on a logarithmic axis: for rankings whose values lie so far apart that the bars of the best would be hairs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.charts.scales import Shown, Tick, log_scale, log_ticks, percent

FAR_APART = 100
MOST_MARKS = 5
"""More labels than these run into each other in a column of a table."""


@dataclass(frozen=True, slots=True)
class DotRow:
    """The places of dots in the order of the values given."""

    places: tuple[str, ...]
    ticks: tuple[Tick, ...]


def are_far_apart(values: Sequence[Decimal]) -> bool:
    """Whether the largest is so many times the smallest that both cannot be read off one linear axis."""
    return bool(values) and min(values) > 0 and max(values) >= FAR_APART * min(values)


def dot_row(values: Iterable[Decimal], reached: Iterable[Decimal], shown: Shown) -> DotRow:
    """A dot for each value, on an axis over all that is `reached`. Raises ValueError for what is not above 0."""
    drawn = list(values)
    axis = log_scale([*drawn, *reached], MOST_MARKS)
    return DotRow(tuple(percent(axis.share(value)) for value in drawn), log_ticks(axis, shown))
