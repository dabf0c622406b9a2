"""What a bill could be instead: at a tier's edge, at another hour, in a batch, without the cache, with more use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from catalog.pricing.exact import EXACT
from catalog.pricing.rates import Rate
from catalog.pricing.receipts import Receipt, receipt
from catalog.pricing.tariffs import Tariff
from catalog.pricing.usage import COUNTS, LARGEST_COUNT, Usage

NEAR = Decimal("0.1")
"""The part of a tier's number of prompt tokens within which its edge is worth a warning."""


class Edge(NamedTuple):
    """Where a tier begins that changes what a usage costs; `below` and `beyond` are a call on either side of it.

    `distance` is how many tokens the prompt may grow before the tier bills it, or, once `is_passed`, how many it has
    to lose to leave it.
    """

    tier: str
    first_prompt: int
    is_passed: bool
    distance: int
    below: Decimal
    beyond: Decimal
    calls: int

    @property
    def step(self) -> Decimal:
        """What the edge adds to one call."""
        return EXACT.subtract(self.beyond, self.below)

    @property
    def step_a_month(self) -> Decimal:
        return EXACT.multiply(self.step, self.calls)

    @property
    def is_near(self) -> bool:
        return self.distance <= NEAR * self.first_prompt


def edges(rates: Sequence[Rate], usage: Usage) -> tuple[Edge, ...]:
    """Every edge of a tier that changes a price this usage pays, the lowest first; none where no total is known."""
    tariff = Tariff.of(rates)
    tiers = {rate.first_prompt: rate.tier for rate in tariff if rate.first_prompt}
    found = (_edge(tariff, usage, first, tier) for first, tier in sorted(tiers.items()))
    return tuple(edge for edge in found if edge is not None)


def edge_at_hand(rates: Sequence[Rate], usage: Usage) -> Edge | None:
    """The nearest edge just ahead or just passed, if one is near."""
    return min((edge for edge in edges(rates, usage) if edge.is_near), key=lambda edge: edge.distance, default=None)


def _edge(tariff: Tariff, usage: Usage, first: int, tier: str) -> Edge | None:
    once = replace(usage, calls=1)
    below, beyond = (receipt(tariff, once.with_prompt(tokens)) for tokens in (first - 1, first))
    if below.per_call is None or beyond.per_call is None:
        return None
    before = {line.meter: line.rate for line in below.lines}
    if not any(before.get(line.meter, line.rate) is not line.rate for line in beyond.lines):
        return None
    is_passed = usage.input_tokens >= first
    distance = usage.input_tokens - first + 1 if is_passed else first - 1 - usage.input_tokens
    return Edge(tier, first, is_passed, distance, below.per_call, beyond.per_call, usage.calls)


class Means(StrEnum):
    """By what a bill becomes smaller."""

    CACHING = "caching"
    BATCH = "batch"
    HOURS = "hours"


class Saving(NamedTuple):
    """A month's total with and without one of the means; `in_use` says whether the usage already has it.

    `when` names the hours: "16:30 to 00:30 UTC", or "outside 01:00 to 04:00 UTC".
    """

    means: Means
    with_it: Decimal
    without: Decimal
    in_use: bool
    when: str = ""

    @property
    def amount(self) -> Decimal:
        """What it saves a month; below 0 where it costs, as writing to a cache that is hardly read does."""
        return EXACT.subtract(self.without, self.with_it)


def savings(rates: Sequence[Rate], usage: Usage) -> tuple[Saving, ...]:
    """What caching, batch and the hour save: each only where it is in use or on sale, and both totals are known.

    Of caching only what is in use can be told: how much of a prompt repeats, nobody else knows.
    """
    tariff = Tariff.of(rates)
    found = (_by_caching(tariff, usage), _by_batch(tariff, usage), _by_hours(tariff, usage))
    return tuple(saving for saving in found if saving is not None)


def _by_caching(tariff: Tariff, usage: Usage) -> Saving | None:
    if not (usage.cached_tokens or usage.cache_write_tokens or usage.cache_write_1h_tokens):
        return None
    plain = replace(usage, cached_tokens=0, cache_write_tokens=0, cache_write_1h_tokens=0, audio_cached_tokens=0)
    return _saving(Means.CACHING, receipt(tariff, usage), receipt(tariff, plain), in_use=True)


def _by_batch(tariff: Tariff, usage: Usage) -> Saving | None:
    if not tariff.has_batch:
        return None
    batched, plain = (receipt(tariff, replace(usage, batch=batch)) for batch in (True, False))
    return _saving(Means.BATCH, batched, plain, in_use=usage.batch)


def _by_hours(tariff: Tariff, usage: Usage) -> Saving | None:
    """The cheapest hours against those of the usage, or against the dearest where these are its own or none are."""
    if not tariff.timed:
        return None
    bills = [receipt(tariff, replace(usage, at=moment)) for moment in _moments(tariff)]
    known = [(bill.total, place) for place, bill in enumerate(bills) if bill.total is not None]
    if len(known) < len(bills):
        return None
    (least, place), (most, _) = min(known), max(known)
    now = receipt(tariff, usage).total if usage.at else most
    if least == most or now is None:
        return None
    in_use = usage.at is not None and now == least
    without = most if in_use else now
    return Saving(Means.HOURS, least, without, in_use, _hours(tariff, bills[place]))


def _saving(means: Means, with_it: Receipt, without: Receipt, *, in_use: bool) -> Saving | None:
    if with_it.total is None or without.total is None:
        return None
    return Saving(means, with_it.total, without.total, in_use)


_MONDAY = date(2024, 1, 1)
_MIDNIGHT = time(0)


def _moments(tariff: Tariff) -> Iterator[datetime]:
    """The start of every stretch of a week in which no price changes: they change where a window opens or closes."""
    clocks = {_MIDNIGHT}
    for rate in tariff:
        clocks |= {clock for clock in (rate.utc_start, rate.utc_end) if clock is not None}
    for day in range(7):
        for clock in sorted(clocks):
            yield datetime.combine(_MONDAY + timedelta(days=day), clock, UTC)


def _hours(tariff: Tariff, bill: Receipt) -> str:
    """When a bill's prices hold, in words."""
    open_now = dict.fromkeys(line.rate.window for line in bill.lines if line.rate.is_timed)
    if open_now:
        return " and ".join(open_now)
    return f"outside {' and '.join(dict.fromkeys(rate.window for rate in tariff if rate.is_timed))}"


class Growth(NamedTuple):
    """A month of `factor` times the use: as more calls, and as calls that much longer, which may pass a tier's edge.

    None where a price is missing or a count leaves what can be.
    """

    factor: int
    more_calls: Decimal | None
    longer_calls: Decimal | None


def growth(rates: Sequence[Rate], usage: Usage, factors: Sequence[int] = (1, 2, 10)) -> tuple[Growth, ...]:
    tariff = Tariff.of(rates)
    return tuple(
        Growth(factor, _grown(tariff, usage, factor, ("calls",)), _grown(tariff, usage, factor, _OF_A_CALL))
        for factor in factors
    )


_OF_A_CALL = tuple(name for name in COUNTS if name not in {"calls", "pixels_in", "pixels_out"})


def _grown(tariff: Tariff, usage: Usage, factor: int, names: Sequence[str]) -> Decimal | None:
    counts: dict[str, Any] = {name: getattr(usage, name) * factor for name in names}
    if max(counts.values()) > LARGEST_COUNT:
        return None
    return receipt(tariff, replace(usage, **counts)).total
