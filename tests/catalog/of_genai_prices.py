"""The prices of genai-prices as our rates, and our usages as its own: what its total is held against.

Its prices of a model may begin on dates, as our price sheets do; each stretch between two of them is one sheet here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, Inexact, localcontext
from functools import cache, lru_cache
from typing import Any

from genai_prices import types as theirs
from genai_prices.data_snapshot import get_snapshot
from genai_prices.data_units import unit_data

from catalog.pricing import Boundary, Meter, Rate, Tariff, Unit, Usage
from catalog.pricing.exact import EXACT

METERS = {
    "input_mtok": (Meter.INPUT, Unit.TOKEN),
    "output_mtok": (Meter.OUTPUT, Unit.TOKEN),
    "cache_read_mtok": (Meter.CACHE_READ, Unit.TOKEN),
    "cache_write_mtok": (Meter.CACHE_WRITE, Unit.TOKEN),
    "cache_write_1h_mtok": (Meter.CACHE_WRITE_1H, Unit.TOKEN),
    "input_audio_mtok": (Meter.AUDIO_INPUT, Unit.TOKEN),
    "cache_audio_read_mtok": (Meter.AUDIO_CACHE_READ, Unit.TOKEN),
    "output_audio_mtok": (Meter.AUDIO_OUTPUT, Unit.TOKEN),
    "input_image_mtok": (Meter.IMAGE_INPUT, Unit.TOKEN),
    "output_image_mtok": (Meter.IMAGE_OUTPUT, Unit.TOKEN),
    "output_reasoning_mtok": (Meter.REASONING, Unit.TOKEN),
    "web_searches_kcount": (Meter.WEB_SEARCH, Unit.SEARCH),
    "requests_kcount": (Meter.REQUEST, Unit.REQUEST),
    "input_mchars": (Meter.INPUT, Unit.CHARACTER),
    "input_audio_hours": (Meter.AUDIO_INPUT, Unit.SECOND),
    "audio_hours": (Meter.AUDIO_INPUT, Unit.SECOND),
}
PER = {unit["price_key"]: unit["per"] for unit in unit_data.values()}
ROOM = 100
"""Digits. With the 28 that Python starts out with, it rounds prices of 17 digits times counts of 12."""
BATCH = {"processing": "batch"}


class CannotSay(ValueError):
    """Prices that our rates cannot express; the message is the reason."""


@dataclass(frozen=True)
class Sheet:
    """What a model costs from one of its dates to the next; `left_out` are the prices of what we have no meter for."""

    provider: theirs.Provider
    model: theirs.ModelInfo
    valid_from: date | None
    tariff: Tariff
    left_out: frozenset[str]

    def total(self, usage: Usage) -> Decimal:
        """What genai-prices itself bills for one such call, with room for all of its digits."""
        context = BATCH if usage.batch else None
        with localcontext(prec=ROOM):
            found = self.model.calc_price(
                as_theirs(usage), self.provider, genai_request_timestamp=usage.at, price_context=context
            )
        return found.total_price

    def __str__(self) -> str:
        return f"{self.provider.id}/{self.model.id} from {self.valid_from}"


@cache
def sheets() -> tuple[tuple[Sheet, ...], Counter[str], int]:
    """Every sheet of every model that can be said, the models that cannot by reason, and how many models there are."""
    found: list[Sheet] = []
    skipped: Counter[str] = Counter()
    models = [(provider, model) for provider in get_snapshot().providers for model in provider.models]
    for provider, model in models:
        try:
            found += sheets_of(provider, model)
        except CannotSay as reason:
            skipped[str(reason)] += 1
    return tuple(found), skipped, len(models)


def sheets_of(provider: theirs.Provider, model: theirs.ModelInfo) -> list[Sheet]:
    """The model's sheets, oldest first. Raises CannotSay."""
    entries = model.prices if isinstance(model.prices, list) else [theirs.ConditionalPrice(prices=model.prices)]
    if not any(_stated(entry.prices) for entry in entries):
        raise CannotSay("no price at all")
    constraints = [entry.constraint for entry in entries] + [variant.constraint for variant in _batches(model)]
    days = sorted({one.start_date for one in constraints if isinstance(one, theirs.StartDateConstraint)})
    found = [_sheet(provider, model, entries, day) for day in (None, *days)]
    sayable = [sheet for sheet in found if sheet.tariff]
    if not sayable:
        raise CannotSay(f"sold by {', '.join(sorted(frozenset().union(*(sheet.left_out for sheet in found))))} alone")
    return sayable


@lru_cache(maxsize=4096)
def as_theirs(usage: Usage) -> theirs.Usage:
    """One call of a usage. Generated images and audio are part of its output, the two kinds of writes one count."""
    return theirs.Usage(
        input_tokens=usage.input_tokens,
        cache_read_tokens=usage.cached_tokens,
        cache_write_tokens=usage.cache_write_tokens + usage.cache_write_1h_tokens,
        cache_write_1h_tokens=usage.cache_write_1h_tokens,
        input_audio_tokens=usage.audio_input_tokens,
        cache_audio_read_tokens=usage.audio_cached_tokens,
        input_image_tokens=usage.image_input_tokens,
        cache_image_read_tokens=0,
        output_tokens=usage.output_tokens + usage.audio_output_tokens + usage.image_output_tokens,
        output_reasoning_tokens=usage.reasoning_tokens,
        output_audio_tokens=usage.audio_output_tokens,
        output_image_tokens=usage.image_output_tokens,
        input_characters=usage.characters_in,
        audio_seconds=usage.seconds_in,
        input_audio_seconds=usage.seconds_in,
        web_searches=usage.web_searches,
    )


def _sheet(
    provider: theirs.Provider, model: theirs.ModelInfo, entries: list[theirs.ConditionalPrice], day: date | None
) -> Sheet:
    """What holds from `day` on: the last entry that is active, under the windows that stand after it."""
    base = entries[0].prices
    windows: list[tuple[theirs.TimeOfDateConstraint, theirs.ModelPrice]] = []
    for entry in entries:
        if isinstance(entry.constraint, theirs.TimeOfDateConstraint):
            windows.append((entry.constraint, entry.prices))
        elif _has_begun(entry.constraint, day):
            base, windows = entry.prices, []
    if any(_stated(prices).keys() != _stated(base).keys() for _, prices in windows):
        raise CannotSay("a window that prices other meters than the day")
    rates, left_out = _rates(base)
    for hours, prices in windows:
        rates += _rates(prices, utc_start=_clock(hours.start_time), utc_end=_clock(hours.end_time))[0]
    batch: dict[str, Decimal | theirs.TieredPrices] = {}
    for variant in _batches(model):
        if _has_begun(variant.constraint, day):
            batch = {**_stated(variant.prices), **batch}
    rates += _rates(theirs.ModelPrice(**batch), batch=True)[0]
    return Sheet(provider, model, day, Tariff(rates), left_out)


def _batches(model: theirs.ModelInfo) -> list[theirs.PriceVariant]:
    return [variant for variant in model.price_variants or () if variant.when == BATCH]


def _has_begun(constraint: theirs.StartDateConstraint | theirs.TimeOfDateConstraint | None, day: date | None) -> bool:
    if isinstance(constraint, theirs.TimeOfDateConstraint):
        raise CannotSay("a batch price for some hours")
    return constraint is None or (day is not None and constraint.start_date <= day)


def _stated(prices: theirs.ModelPrice) -> dict[str, Decimal | theirs.TieredPrices]:
    return {key: value for key, value in prices.__dict__.items() if value is not None}


def _rates(prices: theirs.ModelPrice, **conditions: Any) -> tuple[list[Rate], frozenset[str]]:
    stated, rates, left_out = _stated(prices), [], set()
    for key, value in stated.items():
        try:
            rates += list(_rates_of(key, value, conditions))
        except (KeyError, Inexact):
            left_out.add(key)
    return rates, frozenset(left_out)


def _rates_of(key: str, value: Decimal | theirs.TieredPrices, conditions: dict[str, Any]) -> Iterator[Rate]:
    """KeyError for what we have no meter for, Inexact for an hour's price that is no exact price of a second."""
    meter, unit = METERS[key]
    per = Decimal(PER[key])
    tiers = value.tiers if isinstance(value, theirs.TieredPrices) else []
    base = value.base if isinstance(value, theirs.TieredPrices) else value
    yield Rate(meter, EXACT.divide(base, per), unit, **conditions)
    for tier in tiers:
        # Its tiers begin above their start, all of them.
        amount = EXACT.divide(tier.price, per)
        yield Rate(meter, amount, unit, min_prompt_tokens=tier.start, boundary=Boundary.ABOVE, **conditions)


def _clock(moment: time) -> time:
    if moment.tzinfo is None:
        return moment
    return datetime.combine(date(2026, 1, 1), moment).astimezone(UTC).time()
