"""Bills side by side: many models for one usage, two models, and one model at two moments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from catalog.pricing.exact import EXACT, ZERO
from catalog.pricing.meters import Meter
from catalog.pricing.rates import Rate
from catalog.pricing.receipts import Line, Receipt, receipt
from catalog.pricing.tariffs import Tariff
from catalog.pricing.usage import LARGEST_COUNT, Usage

Key = TypeVar("Key")
"""Whatever the caller knows a model by."""


class Priced(NamedTuple, Generic[Key]):
    key: Key
    receipt: Receipt


def compare(tariffs: Iterable[tuple[Key, Sequence[Rate]]], usage: Usage) -> list[Priced[Key]]:
    """The bill of each for one usage, the cheapest first; equals, and those without a total, in the order given."""
    priced = [Priced(key, receipt(rates, usage)) for key, rates in tariffs]
    return sorted(priced, key=lambda one: (one.receipt.per_call is None, one.receipt.per_call or ZERO))


def alternatives(priced: Sequence[Priced[Key]], own: Key, count: int = 5) -> list[Priced[Key]]:
    """The cheapest of what `compare` found, without one's own and without those whose total nobody knows."""
    return [one for one in priced if one.key != own and one.receipt.total is not None][:count]


class BreakEven(NamedTuple):
    """Where two models cost the same.

    `output_tokens`: up to so many a call, the rest of the usage being the same, the first is the cheaper one where
    `first_is_cheaper`, else the second; with more of them it is the other. None where one is never dearer.

    `calls`: how many calls a month of the cheaper one the other's month would pay for. None where they cost nothing.
    """

    output_tokens: int | None
    first_is_cheaper: bool
    calls: int | None


def break_even(first: Sequence[Rate], second: Sequence[Rate], usage: Usage) -> BreakEven | None:
    """None where the total of one of the two is not known. Costs of equal size leave the first the cheaper."""
    one, other = Tariff.of(first), Tariff.of(second)
    each, its = receipt(one, usage).per_call, receipt(other, usage).per_call
    line, its_line = _line_of(one, usage), _line_of(other, usage)
    if each is None or its is None or line is None or its_line is None:
        return None
    less, more = sorted((each, its))
    calls = int(EXACT.divide_int(EXACT.multiply(more, usage.calls), less)) if less else None
    ahead, gain = EXACT.subtract(its_line[0], line[0]), EXACT.subtract(line[1], its_line[1])
    if _is_between(ahead, gain):
        tokens = usage.reasoning_tokens + int(EXACT.divide_int(ahead, gain))
        if tokens <= LARGEST_COUNT:
            return BreakEven(tokens, ahead > 0, calls)
    return BreakEven(None, each <= its, calls)


def _is_between(ahead: Decimal, gain: Decimal) -> bool:
    """Whether a lead with short outputs is lost with long ones: the lead and what eats it have the same sign."""
    return bool(ahead and gain) and (ahead > 0) == (gain > 0)


def _line_of(tariff: Tariff, usage: Usage) -> tuple[Decimal, Decimal] | None:
    """The cost of a call over its output: without any text, and what each token of text adds. No tier goes by it."""
    shortest, longer = (
        receipt(tariff, replace(usage, output_tokens=usage.reasoning_tokens + tokens)).per_call for tokens in (0, 1)
    )
    if shortest is None or longer is None:
        return None
    return shortest, EXACT.subtract(longer, shortest)


class Change(NamedTuple):
    """One meter in two bills; a side is None where that bill has no such line."""

    meter: Meter
    before: Line | None
    after: Line | None

    @property
    def amount(self) -> Decimal:
        before, after = (line.amount if line else ZERO for line in (self.before, self.after))
        return EXACT.subtract(after, before)


def difference(before: Receipt, after: Receipt) -> tuple[Change, ...]:
    """The lines that changed between two bills, in their order; they add up to the difference of the totals."""
    lines, now = ({line.meter: line for line in bill.lines} for bill in (before, after))
    changes = (Change(meter, lines.get(meter), now.get(meter)) for meter in lines | now)
    return tuple(change for change in changes if change.amount or not (change.before and change.after))
