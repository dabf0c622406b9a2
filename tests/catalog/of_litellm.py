"""The price map of LiteLLM as our rates, and our usages as its own: what its result is held against.

The figures are read from its file as decimals, exactly as they stand there; LiteLLM itself reckons with floats.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # Before the import, which would fetch the map from the network.

import litellm
from litellm.litellm_core_utils.llm_cost_calc.utils import flat_image_cost, generic_cost_per_token
from litellm.llms.openai.cost_calculation import cost_per_second
from litellm.types.utils import (
    CacheCreationTokenDetails,
    CompletionTokensDetailsWrapper,
    ImageObject,
    ImageResponse,
    PromptTokensDetailsWrapper,
)
from litellm.types.utils import Usage as Theirs

from catalog.pricing import Boundary, Meter, Rate, Tariff, Unit, Usage

litellm.suppress_debug_info = True  # It prints an advertisement for each name that it has to look up.

MAP = Path(litellm.__file__).with_name("model_prices_and_context_window_backup.json")
METERS = {
    "input_cost_per_token": Meter.INPUT,
    "output_cost_per_token": Meter.OUTPUT,
    "cache_read_input_token_cost": Meter.CACHE_READ,
    "cache_creation_input_token_cost": Meter.CACHE_WRITE,
    "cache_creation_input_token_cost_above_1hr": Meter.CACHE_WRITE_1H,
    "input_cost_per_audio_token": Meter.AUDIO_INPUT,
    "cache_read_input_audio_token_cost": Meter.AUDIO_CACHE_READ,
    "output_cost_per_audio_token": Meter.AUDIO_OUTPUT,
    "input_cost_per_image_token": Meter.IMAGE_INPUT,
    "output_cost_per_image_token": Meter.IMAGE_OUTPUT,
    "output_cost_per_reasoning_token": Meter.REASONING,
}
TIERED = re.compile(
    r"(input_cost_per_token|output_cost_per_token|cache_read_input_token_cost"
    r"|cache_creation_input_token_cost(?:_above_1hr)?)_above_(\d+)(k?)_tokens"
)
FROM_ITS_THRESHOLD = {"xai"}
HALF_AN_ULP = Decimal(2) ** -53
OPERATIONS = 24
"""Roundings on the way to LiteLLM's sum: for eight kinds of tokens, one to read the price, one to bill, one to add."""


class CannotSay(ValueError):
    """Prices that our rates cannot express; the message is the reason."""


@dataclass(frozen=True)
class Entry:
    """One model of the map. `least_prompt` is the shortest prompt that it has a tier for."""

    name: str
    provider: str
    prices: Any
    tariff: Tariff
    least_prompt: int = 0

    def total(self, usage: Usage) -> Decimal:
        """What LiteLLM bills for one such call: its float, exactly."""
        if usage.images_out:
            return Decimal(flat_image_cost(self.prices, _images(usage.images_out)))
        if usage.seconds_in:
            return Decimal(sum(cost_per_second(self.name, self.provider, usage.seconds_in)))
        given, made = generic_cost_per_token(
            model=self.name,
            usage=as_theirs(usage),
            custom_llm_provider=self.provider,
            model_info=self.prices,
            current_time=usage.at,
        )
        return Decimal(given + made)

    def agrees(self, usage: Usage, total: Decimal) -> bool:
        """Whether an exact total is LiteLLM's, but for what floats lose: nothing is subtracted, so errors only add."""
        return abs(self.total(usage) - total) <= total * OPERATIONS * HALF_AN_ULP


@cache
def entries() -> tuple[tuple[Entry, ...], Counter[str], int]:
    """Every entry that can be said, those that cannot by reason, and how many there are."""
    found: list[Entry] = []
    skipped: Counter[str] = Counter()
    models = json.loads(MAP.read_text(), parse_float=Decimal)
    del models["sample_spec"]
    for name, prices in models.items():
        try:
            found.append(_entry(name, prices))
        except CannotSay as reason:
            skipped[str(reason)] += 1
    return tuple(found), skipped, len(models)


@lru_cache(maxsize=4096)
def as_theirs(usage: Usage) -> Theirs:
    """One call of a usage. Generated images and audio are part of its output."""
    writes = CacheCreationTokenDetails(
        ephemeral_5m_input_tokens=usage.cache_write_tokens, ephemeral_1h_input_tokens=usage.cache_write_1h_tokens
    )
    given = PromptTokensDetailsWrapper(
        text_tokens=usage.text_tokens,
        cached_tokens=usage.cached_tokens,
        cached_tokens_details={"audio_tokens": usage.audio_cached_tokens},
        cache_creation_tokens=usage.cache_write_tokens + usage.cache_write_1h_tokens,
        cache_creation_token_details=writes,
        audio_tokens=usage.audio_input_tokens,
        image_tokens=usage.image_input_tokens,
    )
    made = CompletionTokensDetailsWrapper(
        reasoning_tokens=usage.reasoning_tokens,
        audio_tokens=usage.audio_output_tokens,
        image_tokens=usage.image_output_tokens,
    )
    return Theirs(
        prompt_tokens=usage.input_tokens,
        completion_tokens=usage.output_tokens + usage.audio_output_tokens + usage.image_output_tokens,
        prompt_tokens_details=given,
        completion_tokens_details=made,
    )


@lru_cache
def _images(count: int) -> ImageResponse:
    return ImageResponse(data=[ImageObject()] * count)


def _entry(name: str, stated: Mapping[str, Any]) -> Entry:
    provider = stated.get("litellm_provider", "")
    tiers = [tier for tier in stated.get("tiered_pricing") or () if "input_cost_per_token" in tier]
    rates = [*_in_ranges(stated, tiers)] if tiers else [*_flat(stated, provider), *_above(stated, provider)]
    if not {rate.meter for rate in rates} & {Meter.INPUT, Meter.OUTPUT}:
        rates = [_by_piece(stated)]
    rates += _off_peak(stated.get("off_peak_pricing") or {})
    return Entry(name, provider, litellm.model_cost[name], Tariff(rates), least_prompt=1 if tiers else 0)


def _flat(stated: Mapping[str, Any], provider: str) -> Iterator[Rate]:
    images = stated.get("output_cost_per_image_token")
    for key, meter in METERS.items():
        # Where text costs nothing beside priced images, LiteLLM bills it as images: such text is not compared.
        if key in stated and not (meter is Meter.OUTPUT and images is not None and not stated[key]):
            yield from _rate(meter, stated[key])
    if provider == "fireworks_ai" and "cache_read_input_token_cost" not in stated and "input_cost_per_token" in stated:
        # Its own rule for Fireworks, beside the map.
        yield from _rate(Meter.CACHE_READ, Decimal(stated["input_cost_per_token"]) / 2)


def _above(stated: Mapping[str, Any], provider: str) -> Iterator[Rate]:
    """Tiers, the lowest first: the later of two that are passed bills."""
    boundary = Boundary.FROM if provider in FROM_ITS_THRESHOLD else Boundary.ABOVE
    found = []
    for key, amount in stated.items():
        if tier := TIERED.fullmatch(key):
            found.append((int(tier[2]) * (1000 if tier[3] else 1), METERS[tier[1]], amount))
    for threshold, meter, amount in sorted(found):
        yield from _rate(meter, amount, min_prompt_tokens=threshold, boundary=boundary)


def _in_ranges(stated: Mapping[str, Any], tiers: list[dict[str, Any]]) -> Iterator[Rate]:
    """Tiers by range: above its start, up to and with its end; the last one has none in truth."""
    for tier in sorted(tiers, key=lambda tier: tier["range"][0]):
        start = int(tier["range"][0])
        edge = {"min_prompt_tokens": start, "boundary": Boundary.ABOVE} if start else {}
        for key in METERS.keys() & tier.keys():
            yield from _rate(METERS[key], tier[key], **edge)
    if not any("output_cost_per_token" in tier for tier in tiers):
        yield from _rate(Meter.OUTPUT, stated.get("output_cost_per_token"))


def _off_peak(block: Mapping[str, Any]) -> list[Rate]:
    if "weekday_timezone" in block:
        raise CannotSay("weekdays that are not those of UTC")
    rules = [*block.get("windows", ()), *([block] if "hours_utc" in block else [])]
    found: list[Rate] = []
    for rule in rules:
        days = frozenset(day - 1 for day in rule.get("weekdays", ()))
        hours = rule["hours_utc"]
        for window in [hours] if isinstance(hours, str) else hours:
            start, end = (time.fromisoformat(clock) for clock in window.split("-"))
            for key in METERS.keys() & block.keys():
                found += _rate(METERS[key], block[key], utc_start=start, utc_end=end, weekdays=days)
    return found


def _by_piece(stated: Mapping[str, Any]) -> Rate:
    """A flat price of a generated image, or of a second of sound that is written down."""
    kind = stated.get("mode")
    if kind in {"image_generation", "image_edit"} and _priced(stated) == {"output_cost_per_image"}:
        return Rate(Meter.IMAGE_OUTPUT, Decimal(stated["output_cost_per_image"]), Unit.IMAGE)
    if kind == "audio_transcription" and _priced(stated) == {"input_cost_per_second"}:
        return Rate(Meter.AUDIO_INPUT, Decimal(stated["input_cost_per_second"]), Unit.SECOND)
    raise CannotSay(_sold_by(stated))


def _priced(stated: Mapping[str, Any]) -> set[str]:
    return {key for key in stated if "cost_per" in key and stated[key]}


def _rate(meter: Meter, amount: Any, **conditions: Any) -> Iterator[Rate]:
    if amount is not None:
        yield Rate(meter, Decimal(amount), Unit.TOKEN, **conditions)


def _sold_by(stated: Mapping[str, Any]) -> str:
    """Why an entry has no price of a token, in a word or two."""
    kinds = sorted({key.rpartition("_per_")[2].split("_")[0] for key in _priced(stated)})
    return f"sold by the {', '.join(kinds)}" if kinds else "no price at all"
