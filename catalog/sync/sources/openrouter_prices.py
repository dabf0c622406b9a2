"""The `pricing` of OpenRouter's list: US dollars as decimal strings, per token unless said otherwise.

"-1" means that the price varies. "0" seldom means free: outside the `:free` variant it stands for "not sold by this
meter", so it makes no line. A missing key means that nothing is published.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any

from catalog.models import PriceSheet
from catalog.pricing import Meter, Unit
from catalog.sync.records import BadRecord, PriceLine, PriceList, printable

METERS = {
    "prompt": (Meter.INPUT, Unit.TOKEN),
    "completion": (Meter.OUTPUT, Unit.TOKEN),
    "input_cache_read": (Meter.CACHE_READ, Unit.TOKEN),
    "input_cache_write": (Meter.CACHE_WRITE, Unit.TOKEN),
    "input_cache_write_1h": (Meter.CACHE_WRITE_1H, Unit.TOKEN),
    "audio": (Meter.AUDIO_INPUT, Unit.TOKEN),
    "audio_output": (Meter.AUDIO_OUTPUT, Unit.TOKEN),
    "input_audio_cache": (Meter.AUDIO_CACHE_READ, Unit.TOKEN),
    # Believed beside a paid prompt or completion only: of a flat-priced image model it is a pseudo-token, whose size
    # the list does not tell, and such a model has no other price.
    "image_output": (Meter.IMAGE_OUTPUT, Unit.TOKEN),
    "request": (Meter.REQUEST, Unit.REQUEST),
    "web_search": (Meter.WEB_SEARCH, Unit.SEARCH),
    "internal_reasoning": (Meter.REASONING, Unit.TOKEN),
}
# An image or an image token of the input, by the model: the list does not say which, so neither is taken.
WITHOUT_UNIT = {"image", "image_token"}
KNOWN_KEYS = {*METERS, *WITHOUT_UNIT, "overrides", "discount"}
CONDITIONS = {"min_prompt_tokens", "utc_start", "utc_end"}

MOST_PER_TOKEN = Decimal("0.001")
MOST_PER_CALL = Decimal(10)

_MINUTES_A_DAY = 24 * 60
_AMOUNT = re.compile(r"-?\d{1,10}(\.\d{1,24})?([eE][+-]?\d{1,2})?", re.ASCII)
_VARIES = Decimal(-1)


@dataclass(frozen=True, slots=True)
class _Override:
    """Prices that hold above so many prompt tokens or between two minutes of the day; what it lacks is inherited."""

    min_prompt_tokens: int | None
    window: tuple[int, int] | None
    amounts: Mapping[str, Decimal]

    @property
    def minutes(self) -> int:
        if self.window is None:
            return 0
        start, end = self.window
        return (end - start) % _MINUTES_A_DAY or _MINUTES_A_DAY


def price_list(pricing: Mapping[str, Any], *, is_free_variant: bool, outputs: Sequence[str]) -> PriceList | None:
    """What one listing costs; None where that cannot be told at this hour, so that it is no statement at all.

    Raises BadRecord for an amount or a condition that cannot be what it says.
    """
    if _is_sold_by_time_or_letter(pricing, outputs):
        return PriceList(PriceSheet.State.UNPUBLISHED)
    stated = _amounts(pricing)
    if _VARIES in (stated.get("prompt"), stated.get("completion")):
        return PriceList(PriceSheet.State.VARIES)
    paid = {key: amount for key, amount in stated.items() if amount > 0}
    if "prompt" not in paid and "completion" not in paid:
        if is_free_variant and {"prompt", "completion"} <= stated.keys():
            free = (PriceLine(Meter.INPUT, Decimal(0)), PriceLine(Meter.OUTPUT, Decimal(0)))
            return PriceList.of(PriceSheet.State.FREE, free)
        return PriceList(PriceSheet.State.UNPUBLISHED)
    overrides = _overrides(pricing.get("overrides"))
    plain = _without_the_hour(paid, overrides)
    if plain is None:
        return None
    lines = [_line(key, amount) for key, amount in plain.items()]
    for override in overrides:
        lines += _conditioned_lines(override, plain)
    return PriceList.of(PriceSheet.State.PUBLISHED, lines)


def unknown_keys(pricing: Mapping[str, Any]) -> Counter[str]:
    return Counter(f"pricing.{key}" for key in pricing if key not in KNOWN_KEYS)


def _is_sold_by_time_or_letter(pricing: Mapping[str, Any], outputs: Sequence[str]) -> bool:
    """Whether `prompt` is dollars a second, minute or hour of sound, or a character: the list never says which.

    Speech and transcription models that are sold by the token have a price of their own for what they put out.
    """
    return set(outputs) <= {"speech", "transcription"} and pricing.get("completion", "0") == "0"


def _amounts(prices: Mapping[str, Any]) -> dict[str, Decimal]:
    return {key: _amount(key, value) for key, value in prices.items() if key in METERS}


def _amount(key: str, value: Any) -> Decimal:
    # Decimal alone would take "1_000", "NaN" and the digits of other scripts.
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise BadRecord(f"the price of {key} is not a decimal number in a string")
    amount = Decimal(value)
    most = MOST_PER_TOKEN if METERS[key][1] == Unit.TOKEN else MOST_PER_CALL
    if amount < 0 and amount != _VARIES:
        raise BadRecord(f"the price of {key} is negative")
    if amount > most:
        raise BadRecord(f"the price of {key} is above ${most:f}: its unit is not the {METERS[key][1]}")
    if amount != amount.quantize(Decimal("1e-24")):
        raise BadRecord(f"the price of {key} has more decimal places than any price")
    return amount


def _overrides(raw: Any) -> list[_Override]:
    if raw is None:
        return []
    if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
        raise BadRecord("the overrides of the price are no list of objects")
    return [_override(entry) for entry in raw]


def _override(entry: dict[str, Any]) -> _Override:
    # A condition that we cannot read would make its price hold always.
    if strange := entry.keys() - KNOWN_KEYS - CONDITIONS:
        raise BadRecord(f"a price under a condition that we do not know: {printable(min(strange), 40)}")
    least, start, end = (_condition(entry, name) for name in ("min_prompt_tokens", "utc_start", "utc_end"))
    if (start is None) != (end is None) or (least is None and start is None):
        raise BadRecord("an override of the price without a whole condition")
    amounts = _amounts(entry)
    if any(amount <= 0 for amount in amounts.values()):
        raise BadRecord("an override of the price that is 0 or varies")
    window = None if start is None or end is None else (_minute(start), _minute(end))
    return _Override(least, window, amounts)


def _condition(entry: dict[str, Any], name: str) -> int | None:
    value = entry.get(name)
    if value is not None and (type(value) is not int or not 0 <= value < 10**12):
        raise BadRecord(f"{name} is no whole number in range")
    return value


def _minute(clock: int) -> int:
    """The minute of the day of a clock time written as a number: 1030 is half past ten, 2400 midnight."""
    hours, minutes = divmod(clock, 100)
    if minutes > 59 or clock > 2400:
        raise BadRecord("a time of day that is none")
    return (hours * 60 + minutes) % _MINUTES_A_DAY


def _without_the_hour(paid: dict[str, Decimal], overrides: Sequence[_Override]) -> dict[str, Decimal] | None:
    """The prices outside any condition; None where they cannot be told from those of the hour.

    The top level holds for the moment of the call. Where windows cover the whole day, it only repeats one of them,
    and would "change" with the hour: the prices that hold for most of the day take its place, whenever it is. Where
    they leave hours out and it is that of a window, we may have asked within that window, and what holds outside it
    was not said.
    """
    windows = [override for override in overrides if override.window and override.min_prompt_tokens is None]
    if sum(window.minutes for window in windows) != _MINUTES_A_DAY:
        return None if any(_is_repeated(window.amounts, paid) for window in windows) else paid
    minutes: Counter[tuple[tuple[str, Decimal], ...]] = Counter()
    for window in windows:
        minutes[tuple(sorted(window.amounts.items()))] += window.minutes
    longest = max(minutes.items(), key=lambda item: (item[1], item[0]))[0]
    return {**paid, **dict(longest)}


def _is_repeated(amounts: Mapping[str, Decimal], paid: Mapping[str, Decimal]) -> bool:
    return bool(amounts) and all(paid.get(key) == amount for key, amount in amounts.items())


def _conditioned_lines(override: _Override, plain: Mapping[str, Decimal]) -> list[PriceLine]:
    """One line a meter; a window that only repeats the plain price says nothing, so it makes none."""
    amounts: Mapping[str, Decimal] = override.amounts
    if override.min_prompt_tokens is None:
        amounts = {key: amount for key, amount in amounts.items() if plain.get(key) != amount}
    start, end = (None, None) if override.window is None else map(_clock, override.window)
    return [_line(key, amount, override.min_prompt_tokens, start, end) for key, amount in amounts.items()]


def _clock(minute: int) -> time:
    return time(*divmod(minute, 60))


def _line(
    key: str, amount: Decimal, least: int | None = None, start: time | None = None, end: time | None = None
) -> PriceLine:
    meter, unit = METERS[key]
    return PriceLine(meter, amount, unit, least, start, end)
