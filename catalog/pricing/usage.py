"""What is used: so many calls a month, each of so many counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalog.pricing.exact import megapixels
from catalog.pricing.meters import Meter, Unit
from catalog.pricing.rates import NO_DETAILS

LARGEST_COUNT = 10**15
"""Above any real usage; keeps every product within the exact context."""

Counts = Mapping[Unit, int | Decimal]
"""The same thing counted in one unit or several: 2 images, 2.097152 megapixels, 2,112 tokens."""


class UsageError(ValueError):
    """A usage that cannot be; `field` names the value to change, the message says how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Usage:
    """`calls` a month, each of these counts. Raises UsageError.

    `input_tokens` is the whole prompt, by which tiers go. Cached tokens, cache writes (kept five minutes, or an hour),
    audio and images in tokens are parts of it; `audio_cached_tokens` are those both audio and cached. Reasoning is
    part of the output; the tokens of generated images and audio come on top of the text.

    Images, characters and seconds of audio may be counted by the piece too; the unit of the price says which count is
    billed. `pixels_in` and `pixels_out` are those of each image. `details` are the sizes and qualities chosen, in the
    seller's words. `at` is an aware moment that chooses time windows.
    """

    calls: int
    input_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    image_output_tokens: int = 0
    images_in: int = 0
    web_searches: int = 0
    batch: bool = False
    at: datetime | None = None
    cache_write_1h_tokens: int = 0
    audio_input_tokens: int = 0
    audio_cached_tokens: int = 0
    image_input_tokens: int = 0
    audio_output_tokens: int = 0
    images_out: int = 0
    pixels_in: int = 0
    pixels_out: int = 0
    characters_in: int = 0
    seconds_in: int = 0
    seconds_out: int = 0
    details: frozenset[str] = NO_DETAILS
    counts: tuple[tuple[Meter, Counts], ...] = field(init=False, repr=False, compare=False)
    """What one call uses, meter by meter, in the order of the receipt; nothing that is 0, and not the call itself."""

    def __post_init__(self) -> None:
        for name in COUNTS:
            _check_count(name, getattr(self, name))
        self._check_parts()
        if self.reasoning_tokens > self.output_tokens:
            raise UsageError("reasoning_tokens", f"is part of the output: give {self.output_tokens:,} or less")
        _check_moment(self.at)
        object.__setattr__(self, "counts", tuple(_counted(self)))

    @property
    def text_tokens(self) -> int:
        """The part of the prompt that is billed as plain input."""
        return self.input_tokens - sum(amount for _, amount in self._parts())

    def with_prompt(self, tokens: int) -> Usage:
        """The same with a prompt of another length: the text gives way first, then the other parts, the cached last."""
        rest, kept = tokens, dict[str, Any]()
        for name, amount in self._parts():
            kept[name] = min(amount, rest)
            rest -= kept[name]
        both = min(self.audio_cached_tokens, kept["cached_tokens"])
        kept["audio_input_tokens"] += both
        return replace(self, input_tokens=tokens, audio_cached_tokens=both, **kept)

    def _parts(self) -> Iterator[tuple[str, int]]:
        """The parts of the prompt that are no plain input, none counted twice."""
        yield "cached_tokens", self.cached_tokens
        yield "cache_write_tokens", self.cache_write_tokens
        yield "cache_write_1h_tokens", self.cache_write_1h_tokens
        yield "audio_input_tokens", self.audio_input_tokens - self.audio_cached_tokens
        yield "image_input_tokens", self.image_input_tokens

    def _check_parts(self) -> None:
        for whole in ("cached_tokens", "audio_input_tokens"):
            if self.audio_cached_tokens > getattr(self, whole):
                most = getattr(self, whole)
                raise UsageError("audio_cached_tokens", f"is part of the {_WORDS[whole]}: give {most:,} or less")
        rest = self.input_tokens
        for name, amount in self._parts():
            if amount > rest:
                beside = "" if rest == self.input_tokens else " beside the other parts"
                raise UsageError(name, f"is part of the input: give {rest:,} or less{beside}")
            rest -= amount


COUNTS = tuple(one.name for one in fields(Usage) if one.type == "int")
"""The fields of a usage that are whole numbers."""

_WORDS = {"cached_tokens": "cached tokens", "audio_input_tokens": "audio"}
_YEARS = range(2000, 2101)


def _check_count(name: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise UsageError(name, "give a whole number")
    if value < 0:
        raise UsageError(name, "give 0 or more")
    if value > LARGEST_COUNT:
        raise UsageError(name, f"give {LARGEST_COUNT:,} or less")


def _check_moment(at: datetime | None) -> None:
    if at is None:
        return
    if at.tzinfo is None:
        raise UsageError("at", "give the moment with its time zone")
    if at.year not in _YEARS:
        raise UsageError("at", f"give a moment from {_YEARS.start} to {_YEARS.stop - 1}")


def _counted(usage: Usage) -> Iterator[tuple[Meter, Counts]]:
    for meter, counts in _all_counts(usage):
        used = {unit: count for unit, count in counts.items() if count}
        if used:
            yield meter, used


def _all_counts(usage: Usage) -> Iterator[tuple[Meter, Counts]]:
    """In each, the unit that people count in comes first: it is the one that a missing price is said to lack."""
    token = Unit.TOKEN
    yield Meter.INPUT, {token: usage.text_tokens, Unit.CHARACTER: usage.characters_in}
    yield Meter.CACHE_READ, {token: usage.cached_tokens - usage.audio_cached_tokens}
    yield Meter.CACHE_WRITE, {token: usage.cache_write_tokens}
    yield Meter.CACHE_WRITE_1H, {token: usage.cache_write_1h_tokens}
    audio = usage.audio_input_tokens - usage.audio_cached_tokens
    yield Meter.AUDIO_INPUT, {token: audio, Unit.SECOND: usage.seconds_in}
    yield Meter.AUDIO_CACHE_READ, {token: usage.audio_cached_tokens}
    yield Meter.IMAGE_INPUT, _images(usage.image_input_tokens, usage.images_in, usage.pixels_in)
    yield Meter.OUTPUT, {token: usage.output_tokens - usage.reasoning_tokens}
    yield Meter.REASONING, {token: usage.reasoning_tokens}
    yield Meter.AUDIO_OUTPUT, {token: usage.audio_output_tokens, Unit.SECOND: usage.seconds_out}
    yield Meter.IMAGE_OUTPUT, _images(usage.image_output_tokens, usage.images_out, usage.pixels_out)
    yield Meter.WEB_SEARCH, {Unit.SEARCH: usage.web_searches}


def _images(tokens: int, images: int, pixels: int) -> Counts:
    return {Unit.TOKEN: tokens, Unit.IMAGE: images, Unit.MEGAPIXEL: megapixels(images, pixels)}
