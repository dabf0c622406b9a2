"""What a usage costs at given prices, line by line.

All amounts are US dollars as Decimal, per the unit the source states. Nothing here rounds: the context traps
every inexact result, so a total equals the sum of its lines to the last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from catalog.pricing.exact import EXACT, ZERO, thousandths
from catalog.pricing.meters import Meter, Unit
from catalog.pricing.rates import Rate
from catalog.pricing.tariffs import Tariff
from catalog.pricing.usage import Counts, Usage

# Comparing models makes lines by the thousand: tuples, whose words are read off the rate when they are shown. What each
# of them calls is bound once; `_new` makes a named tuple as its own class does, in half the time.
_multiply, _add = EXACT.multiply, EXACT.add
_new = tuple.__new__


class Line(NamedTuple):
    """One line of a receipt: `each` a call, so many `calls` a month, at the price of `rate` make `amount`."""

    meter: Meter
    each: int | Decimal
    calls: int
    rate: Rate
    amount: Decimal
    note: str = ""

    @property
    def label(self) -> str:
        return self.meter.label

    @property
    def quantity(self) -> int | Decimal:
        """The count of a month; a Decimal where it is in megapixels."""
        return self.each * self.calls if isinstance(self.each, int) else EXACT.multiply(self.each, self.calls)

    @property
    def unit_price(self) -> Decimal:
        return self.rate.amount

    @property
    def unit(self) -> Unit:
        return self.rate.unit

    @property
    def condition(self) -> str:
        return self.rate.condition

    @property
    def source(self) -> str:
        return self.rate.source

    @property
    def since(self) -> datetime | None:
        return self.rate.since


class Receipt(NamedTuple):
    """What the usage costs a month and a call; both None when a price that it needs is `missing`."""

    lines: tuple[Line, ...]
    total: Decimal | None
    per_call: Decimal | None
    missing: tuple[str, ...] = ()

    @property
    def shares(self) -> tuple[Decimal, ...]:
        """Each line's part of the total, in thousandths that add up to 1; empty without a total above 0."""
        return thousandths([line.amount for line in self.lines]) if self.total else ()


def receipt(rates: Sequence[Rate], usage: Usage) -> Receipt:
    """The bill for a usage, line by line.

    Without a price of their own, cached tokens cost as input and reasoning as output. Any other meter that is used
    and has no price leaves the total None, with the reason in `missing`: an unknown price is never taken as 0.
    """
    tariff = rates if isinstance(rates, Tariff) else Tariff(rates)
    billing, calls = tariff.billing(usage), usage.calls
    leaves_open = usage.batch or (usage.at is None and tariff.timed)
    missing = [] if tariff and not usage.batch else _unpublished(tariff, usage)
    lines, per_call = [], ZERO
    for meter, counts in (*usage.counts, _FEE) if _REQUEST in billing else usage.counts:
        rate, note = billing.get(meter, _NOTHING)
        if rate is None or rate.unit not in counts:
            missing.append(_reason(meter, counts, rate, tariff))
            continue
        each = counts[rate.unit]
        cost = _multiply(rate.amount, each)
        per_call = _add(per_call, cost)
        if calls:
            note = _noted(note, rate, tariff, usage) if leaves_open else note
            lines.append(_new(Line, (meter, each, calls, rate, _multiply(cost, calls), note)))
    if missing:
        return Receipt(tuple(lines), None, None, tuple(missing))
    return _new(Receipt, (tuple(lines), _multiply(per_call, calls), per_call, ()))


_REQUEST = Meter.REQUEST
_FEE: tuple[Meter, Counts] = (_REQUEST, {Unit.REQUEST: 1})
_NOTHING = (None, "")
_HOURLY = "the price changes with the hour: no time was given"
_NOT_BATCH = "no batch price published: billed at the plain price"


def _noted(note: str, rate: Rate, tariff: Tariff, usage: Usage) -> str:
    """The note on a line, with what the price leaves open."""
    hourly = _HOURLY if usage.at is None and rate.meter in tariff.timed else ""
    plain = _NOT_BATCH if usage.batch and not rate.batch else ""
    return "; ".join(filter(None, (note, hourly, plain)))


def _unpublished(tariff: Tariff, usage: Usage) -> list[str]:
    if not tariff:
        return ["no price is published"]
    if usage.batch and not tariff.has_batch:
        return ["no batch price is published"]
    return []


def _reason(meter: Meter, counts: Counts, rate: Rate | None, tariff: Tariff) -> str:
    """Why a meter that is used is not billed."""
    if rate is not None:
        return f"the {meter.words} price is published per {rate.unit}, not per {next(iter(counts))}"
    details = tariff.details_of(meter)
    if details:
        return f"the {meter.words} price goes by size or quality: choose one of {', '.join(details)}"
    return f"no {meter.words} price is published"
