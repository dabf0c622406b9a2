"""When reviews come in a burst: the rule and its thresholds. Pure.

Counted are reviews by newcomers: accounts younger than a week or without a published review of another model, whose use
of the model is not proven. Those of one model that point in one direction, four and five stars or one and two, are a
burst as soon as within one hour, six or twenty-four

    at least ten came, and at least five times what comes in so long a time as a rule,

the rule being the four weeks before. A model without these weeks has no rule yet: ten are enough. What is in the
middle, three stars, moves no figure and is never counted. A burst is no proof of an attempt: a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

UP, DOWN = "up", "down"
NEW_FOR = timedelta(days=7)
"""So long an account is new, whatever it wrote."""
WINDOWS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))
LONGEST = WINDOWS[-1]
"""Also how long after the last of them somebody may come and still belong to an open burst."""
USUAL_OVER = timedelta(days=28)
"""How far before the longest window the usual is counted."""
FEWEST = 10
TIMES_USUAL = 5


def direction_of(stars: int) -> str:
    """Where a review pulls the figure; "" for the middle."""
    return UP if stars >= 4 else DOWN if stars <= 2 else ""


def may_be_one(counts: Mapping[timedelta, int]) -> bool:
    """Whether so many came in any window that the usual matters."""
    return any(count >= FEWEST for count in counts.values())


def window_of_burst(counts: Mapping[timedelta, int], usual: int) -> timedelta | None:
    """The longest window that holds a burst, by how many came in each; None without any.

    `usual` is how many came in USUAL_OVER. The longest, so that whoever came a little before the crowd is looked at
    with it: to be held by mistake costs a delay, to be overlooked moves the figure.
    """
    found = [
        window for window, count in counts.items() if count >= FEWEST and count >= TIMES_USUAL * _in(window, usual)
    ]
    return max(found, default=None)


def _in(window: timedelta, usual: int) -> float:
    return usual * (window / USUAL_OVER)
