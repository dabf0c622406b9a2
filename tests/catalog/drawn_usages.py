"""Usages drawn at random, fitted to a tariff: only what it prices is used, and prompts often lie at a tier's edge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st

from catalog.pricing import Meter, Tariff, Unit, Usage

MOST = 10**12
"""Tokens in one call: far above any model."""

FOR_ALL_AT_ONCE: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow],
    "phases": [Phase.reuse, Phase.generate],
}
"""Settings of a test that holds each drawn usage against thousands of models: one that fails is named, not shrunk."""

counts = st.one_of(st.just(0), st.integers(1, 20_000), st.integers(0, 2_000_000), st.integers(0, MOST))
weights = st.one_of(st.just(0), st.integers(0, 9))


@dataclass(frozen=True)
class Shape:
    """A usage that does not yet know its tariff: `parts` weigh what the prompt is made of, `edge` picks a tier."""

    prompt: int
    edge: tuple[int, int] | None
    parts: tuple[int, int, int, int, int, int, int]
    output: int
    thinking: int
    audio_out: int
    images_out: int
    pieces: int
    batch: bool

    def on(self, tariff: Tariff, at: datetime | None = None) -> Usage:
        """The usage of one call that this tariff can bill in full."""
        batch = self.batch and tariff.has_batch
        prompt = self._prompt(tariff)
        priced = {(meter, rate.unit) for meter, rate in tariff.effective(prompt, at, batch).items()}
        tokens = {meter for meter, unit in priced if unit is Unit.TOKEN}
        if Meter.INPUT not in tokens:
            prompt = 0
        cached, written, hour, audio, audio_cached, images = self._parted(prompt, tokens)
        output = self.output if Meter.OUTPUT in tokens else 0
        return Usage(
            calls=1,
            input_tokens=prompt,
            cached_tokens=cached + audio_cached,
            cache_write_tokens=written,
            cache_write_1h_tokens=hour,
            audio_input_tokens=audio + audio_cached,
            audio_cached_tokens=audio_cached,
            image_input_tokens=images,
            output_tokens=output,
            reasoning_tokens=output * self.thinking // 9,
            audio_output_tokens=self.audio_out if Meter.AUDIO_OUTPUT in tokens else 0,
            image_output_tokens=self.images_out if Meter.IMAGE_OUTPUT in tokens else 0,
            characters_in=self.pieces if (Meter.INPUT, Unit.CHARACTER) in priced else 0,
            images_out=self.pieces if (Meter.IMAGE_OUTPUT, Unit.IMAGE) in priced else 0,
            seconds_in=self.pieces if (Meter.AUDIO_INPUT, Unit.SECOND) in priced else 0,
            web_searches=self.pieces if Meter.WEB_SEARCH in {meter for meter, _ in priced} else 0,
            batch=batch,
            at=at,
        )

    def _prompt(self, tariff: Tariff) -> int:
        edges = sorted({rate.min_prompt_tokens for rate in tariff if rate.min_prompt_tokens is not None})
        if self.edge is None or not edges:
            return self.prompt
        place, distance = self.edge
        return edges[place % len(edges)] + distance

    def _parted(self, prompt: int, tokens: set[Meter]) -> list[int]:
        """The prompt less its text, by weight: cached text, two kinds of writes, audio, cached audio, images."""
        allowed = (
            True,  # Without a price of its own it costs as input.
            Meter.CACHE_WRITE in tokens,
            Meter.CACHE_WRITE_1H in tokens,
            Meter.AUDIO_INPUT in tokens,
            {Meter.AUDIO_INPUT, Meter.AUDIO_CACHE_READ} <= tokens,
            Meter.IMAGE_INPUT in tokens,
        )
        text, *parts = self.parts
        weights = [weight if may_be else 0 for weight, may_be in zip(parts, allowed, strict=True)]
        whole = text + sum(weights)
        return [prompt * weight // whole if whole else 0 for weight in weights]


shapes = st.builds(
    Shape,
    prompt=counts,
    edge=st.one_of(st.none(), st.tuples(st.integers(0, 1), st.integers(-1, 1))),
    parts=st.tuples(*(weights for _ in range(7))),
    output=counts,
    thinking=weights,
    audio_out=counts,
    images_out=counts,
    pieces=st.integers(0, 1000),
    batch=st.booleans(),
)
