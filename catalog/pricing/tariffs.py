"""All that one seller charges for one model: its rates, put in order once, and which of them bill a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime

from catalog.pricing.meters import Meter, Unit
from catalog.pricing.rates import NO_DETAILS, Rate
from catalog.pricing.usage import Usage

Billing = Mapping[Meter, tuple[Rate, str]]
"""The rate that bills each meter, and the note that says so where it is not the meter's own."""


class Tariff(tuple[Rate, ...]):
    """Rates in the source's order. Whoever prices many usages makes it once; everything else takes bare rates too."""

    _always: dict[Meter, Rate]
    _sometimes: tuple[Rate, ...]
    _units: dict[Meter, set[Unit]]
    _flat: Billing | None
    _known: dict[tuple[bool, ...], Billing]
    timed: frozenset[Meter]
    has_batch: bool

    def __new__(cls, rates: Iterable[Rate]) -> Tariff:
        self = super().__new__(cls, rates)
        self._always = {rate.meter: rate for rate in self if _weight(rate) == _NO_WEIGHT}
        # Of all that hold the last one bills: the stronger come later, equals stay in the source's order.
        self._sometimes = tuple(sorted((rate for rate in self if _weight(rate) != _NO_WEIGHT), key=_weight))
        self._known = {}
        self.timed = frozenset(rate.meter for rate in self if rate.is_timed)
        self.has_batch = any(rate.batch for rate in self)
        units: dict[Meter, set[Unit]] = {}
        for rate in self:
            units.setdefault(rate.meter, set()).add(rate.unit)
        self._units = {meter: several for meter, several in units.items() if len(several) > 1}
        self._flat = None if self._sometimes or self._units else _billed(self._always, self)
        return self

    @classmethod
    def of(cls, rates: Sequence[Rate]) -> Tariff:
        return rates if isinstance(rates, cls) else cls(rates)

    @property
    def meters(self) -> frozenset[Meter]:
        """Those that it has any price for."""
        return frozenset(rate.meter for rate in self)

    def details_of(self, meter: Meter) -> tuple[str, ...]:
        """The sizes and qualities that a meter is sold in, in the source's order."""
        return tuple(dict.fromkeys(rate.detail for rate in self if rate.meter == meter and rate.detail))

    def effective(
        self, prompt_tokens: int, at: datetime | None, batch: bool, details: Set[str] = NO_DETAILS
    ) -> dict[Meter, Rate]:
        """The price of each meter for one call; see `effective_rates`."""
        return self._prices([rate.holds(prompt_tokens, at, batch, details) for rate in self._sometimes])

    def billing(self, usage: Usage) -> Billing:
        """What bills each meter in one call of a usage, by its own price or by another's.

        Where a source prices a meter in several units, one that the usage counts comes before one that it does not.
        """
        if self._flat is not None:
            return self._flat
        if self._units:
            counted = {meter: counts.keys() for meter, counts in usage.counts}
            fitting = [rate for rate in self if rate.unit in counted.get(rate.meter, ())]
            alone = Tariff(fitting).effective(usage.input_tokens, usage.at, usage.batch, usage.details)
            return _billed(self.effective(usage.input_tokens, usage.at, usage.batch, usage.details) | alone, self)
        prompt, at, batch, details = usage.input_tokens, usage.at, usage.batch, usage.details
        held = tuple([rate.holds(prompt, at, batch, details) for rate in self._sometimes])
        known = self._known.get(held)
        if known is None:
            # A few sets of conditions hold over and over: this side of a tier and that, by day and by night.
            known = self._known[held] = _billed(self._prices(held), self)
        return known

    def _prices(self, held: Sequence[bool]) -> dict[Meter, Rate]:
        return self._always | {rate.meter: rate for rate, holds in zip(self._sometimes, held, strict=True) if holds}


def effective_rates(
    rates: Sequence[Rate], prompt_tokens: int, at: datetime | None, batch: bool, details: Set[str] = NO_DETAILS
) -> dict[Meter, Rate]:
    """The price of each meter for one call. `rates` are in the source's order.

    A batch price beats a plain one, one for a chosen size or quality beats one for all, a price in a tier or window
    beats one without, then the later row wins. What a tier, window or batch leaves unsaid is inherited, meter by
    meter. At no moment in particular (`at` None) no time window is open.
    """
    return Tariff.of(rates).effective(prompt_tokens, at, batch, details)


_NO_WEIGHT = (False, False, False)


def _weight(rate: Rate) -> tuple[bool, bool, bool]:
    return rate.batch, bool(rate.detail), rate.is_conditioned


_FALLBACKS = {
    Meter.CACHE_READ: (Meter.INPUT, "no cache price published: billed as input"),
    Meter.AUDIO_CACHE_READ: (Meter.AUDIO_INPUT, "no cache price published for audio: billed as audio"),
}


def _billed(prices: Mapping[Meter, Rate], tariff: Tariff) -> Billing:
    billing = {meter: (rate, "") for meter, rate in prices.items()}
    for meter, (other, note) in _FALLBACKS.items():
        if meter not in prices and other in prices:
            billing[meter] = (prices[other], note)
    output, reasoning = prices.get(Meter.OUTPUT), prices.get(Meter.REASONING)
    note = _as_output(reasoning, output, tariff)
    if note:
        billing.pop(Meter.REASONING, None)
        if output is not None:
            billing[Meter.REASONING] = (output, note)
    if Meter.REQUEST in prices and not prices[Meter.REQUEST].amount:
        # Sources write 0 for "nothing on top of the tokens".
        del billing[Meter.REQUEST]
    return billing


def _as_output(reasoning: Rate | None, output: Rate | None, tariff: Tariff) -> str:
    """Why reasoning is billed as output; empty where it has a price that is its own."""
    if reasoning is None:
        return "no reasoning price published: billed as output"
    if not reasoning.amount:
        # Sources write 0 for "nothing on top of the output price", not for free tokens.
        return "no extra charge for reasoning: billed as output"
    if output is not None and output.is_conditioned and not reasoning.is_conditioned:
        # One that only repeats the output price has not been left behind by a tier or a window that moves that.
        repeats = (Meter.OUTPUT, reasoning.amount, reasoning.unit, reasoning.batch)
        if any(
            repeats == (rate.meter, rate.amount, rate.unit, rate.batch) for rate in tariff if not rate.is_conditioned
        ):
            return "reasoning is priced as output: billed as output"
    return ""
