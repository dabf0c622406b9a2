"""Arithmetic that never rounds: its context traps every inexact result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation

EXACT = Context(prec=200, traps=[InvalidOperation, Inexact])
"""Room for every product of a price, a count and a number of calls, and for the sum of all lines."""

ZERO = Decimal(0)

_LONGEST_AMOUNT = 40


def per_million(amount: Decimal) -> Decimal:
    """A price per token as a price per million tokens, exactly."""
    return EXACT.scaleb(amount, Decimal(6))


def megapixels(images: int, pixels: int) -> Decimal:
    """So many images of so many pixels each, in millions of pixels, exactly."""
    return EXACT.scaleb(Decimal(images * pixels), Decimal(-6))


def total(amounts: Iterable[Decimal]) -> Decimal:
    found = ZERO
    for amount in amounts:
        found = EXACT.add(found, amount)
    return found


def thousandths(amounts: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Each amount's part of their sum, which is above 0, in thousandths that add up to 1.

    What rounding down leaves over goes to those that lost most by it.
    """
    whole = total(amounts)
    parts = [EXACT.divmod(EXACT.multiply(amount, 1000), whole) for amount in amounts]
    left = 1000 - sum(int(part) for part, _ in parts)
    favoured = set(sorted(range(len(parts)), key=lambda place: (-parts[place][1], place))[:left])
    return tuple(Decimal(int(part) + (place in favoured)).scaleb(-3) for place, (part, _) in enumerate(parts))


def is_price(amount: object) -> bool:
    """Whether it is a Decimal of 0 or more that the exact context has room for."""
    if not isinstance(amount, Decimal) or not amount.is_finite() or amount < 0:
        return False
    _, digits, exponent = amount.as_tuple()
    return len(digits) <= _LONGEST_AMOUNT and isinstance(exponent, int) and abs(exponent) <= _LONGEST_AMOUNT
