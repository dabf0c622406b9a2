"""Which of several figures of one kind is the better one, and whether that can be said."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure; where its source states an interval, `low` and `high` are its ends."""

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Better:
    """`places` are the positions of the best, empty where none is better; `of` is how many figures there are."""

    places: tuple[int, ...]
    of: int

    @property
    def shared(self) -> bool:
        return len(self.places) > 1


def better(readings: Sequence[Reading | None], *, higher_is_better: bool) -> Better:
    """Who has the best figure; None is not known, and neither wins nor loses.

    None is better where fewer than two figures are known, or all are alike. Whose interval meets the best one's is
    not told apart from it: both share the place.
    """
    known = [(place, reading) for place, reading in enumerate(readings) if reading is not None]
    if len(known) < 2:
        return Better((), len(known))
    best = (max if higher_is_better else min)((reading for _, reading in known), key=lambda reading: reading.value)
    places = tuple(place for place, reading in known if reading.value == best.value or _meet(reading, best))
    return Better(places if len(places) < len(known) else (), len(known))


def _meet(one: Reading, other: Reading) -> bool:
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.low <= other.high and other.low <= one.high
