"""The rating of five made-up reviews, worked out step by step for people who want to check the formula. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from reviews import scoring

NOW = datetime(2026, 1, 1, tzinfo=UTC)
REVIEWS = ((5, 0), (5, 0), (4, 1), (2, 1), (1, 2))
"""Stars, and how many years ago."""
PLACES = 4


@dataclass(frozen=True)
class Line:
    stars: int
    years: int
    weight: Decimal
    product: Decimal


@dataclass(frozen=True)
class Example:
    """Each review with its weight, the sums, and what the site's own function makes of them."""

    lines: tuple[Line, ...]
    rating: Decimal

    @property
    def weight(self) -> Decimal:
        return sum((line.weight for line in self.lines), Decimal(0))

    @property
    def product(self) -> Decimal:
        return sum((line.product for line in self.lines), Decimal(0))

    @property
    def numerator(self) -> Decimal:
        return _plain(scoring.PRIOR_WEIGHT * scoring.PRIOR_STARS + self.product)

    @property
    def denominator(self) -> Decimal:
        return _plain(scoring.PRIOR_WEIGHT + self.weight)


def worked() -> Example:
    lines = tuple(_line(stars, years) for stars, years in REVIEWS)
    written = [(stars, NOW - years * scoring.YEAR) for stars, years in REVIEWS]
    return Example(lines, scoring.rating_of(written, NOW))


def _line(stars: int, years: int) -> Line:
    weight = Decimal(scoring.YEARLY**years).quantize(Decimal(1).scaleb(-PLACES))
    return Line(stars, years, _plain(weight), _plain(stars * weight))


def _plain(number: Decimal) -> Decimal:
    """Without closing zeros, and never as 1E+1."""
    whole = number.normalize()
    return whole if whole != whole.to_integral() else whole.quantize(Decimal(1))
