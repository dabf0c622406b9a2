"""The rating of a model, out of the stars of its reviews and their age. Pure.

    rating = (7 · 3.5 + Σ w · stars) / (7 + Σ w),    w = 0.7 ^ years

A model begins as if seven people had given it 3.5 stars, so that one review cannot make a best or a worst model, and
what was written a year ago counts 0.7 times what is written today. The age of all reviews grows alike, so the sums are
kept as of one fixed day and brought to today by one common factor: nobody has to weigh every review again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

PRIOR_STARS = Decimal("3.5")
PRIOR_WEIGHT = 7
YEARLY = 0.7
"""What a review counts for after a year, and again after each further one."""
YEAR = timedelta(days=365.25)
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""The day as of which weights are kept. Moving it makes every stored weight wrong."""
FEWEST = 5
"""Below so many published reviews no figure is shown."""
WEIGHT_PLACES = 12
RATING_PLACES = 4
CONFIDENCE = 1.96
"""Standard deviations to either side that hold 95 % of a normal distribution."""

STARS = (5, 4, 3, 2, 1)


def years(span: timedelta) -> float:
    return span / YEAR


def weight_at_epoch(written: datetime) -> Decimal:
    """What a review of this moment weighs as seen from the epoch: above 1 for all that was written after it."""
    return _rounded(YEARLY ** -years(written - EPOCH), WEIGHT_PLACES)


def common_factor(now: datetime) -> Decimal:
    """What turns weights as of the epoch into weights as of this moment."""
    return Decimal(YEARLY ** years(now - EPOCH))


def rating(weight: Decimal, weighted_stars: Decimal, now: datetime) -> Decimal:
    """The figure, from 1 to 5, of Σw and Σw·stars as of the epoch."""
    factor = common_factor(now)
    return _rounded(
        (PRIOR_WEIGHT * PRIOR_STARS + factor * weighted_stars) / (PRIOR_WEIGHT + factor * weight), RATING_PLACES
    )


def rating_of(reviews: Iterable[tuple[int, datetime]], now: datetime) -> Decimal:
    """The same straight from the formula, review by review: (stars, written). What the kept sums are held against."""
    weights = [(stars, Decimal(YEARLY ** years(now - written))) for stars, written in reviews]
    total = sum((weight for _, weight in weights), Decimal(PRIOR_WEIGHT))
    return _rounded(
        sum((stars * weight for stars, weight in weights), PRIOR_WEIGHT * PRIOR_STARS) / total, RATING_PLACES
    )


def spread(counts: Mapping[int, int]) -> float | None:
    """The standard deviation of the stars, each review counting once; None without reviews. Given as {stars: count}."""
    total = sum(counts.values())
    if not total:
        return None
    mean = sum(stars * count for stars, count in counts.items()) / total
    return math.sqrt(sum(count * (stars - mean) ** 2 for stars, count in counts.items()) / total)


def helpfulness(yes: int, no: int) -> float:
    """The lower bound of Wilson's interval (1927) for the share of voters who found a review helpful; 0 without a yes.

    At 95 %: three of three rank below ninety of a hundred.
    """
    if not yes:
        return 0.0  # As the formula has it, but for the last digit of a float.
    votes = yes + no
    share, z2 = yes / votes, CONFIDENCE**2
    margin = CONFIDENCE * math.sqrt(share * (1 - share) / votes + z2 / (4 * votes**2))
    return max(0.0, (share + z2 / (2 * votes) - margin) / (1 + z2 / votes))


def _rounded(value: float | Decimal, places: int) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-places))
