"""What is counted, in what unit, and on which side of its number a tier begins."""

from __future__ import annotations

from enum import StrEnum


class Meter(StrEnum):
    """What is counted."""

    INPUT = "input"
    OUTPUT = "output"
    CACHE_READ = "cache_read"
    CACHE_WRITE = "cache_write"
    CACHE_WRITE_1H = "cache_write_1h"
    IMAGE_INPUT = "image_input"
    IMAGE_OUTPUT = "image_output"
    AUDIO_INPUT = "audio_input"
    AUDIO_OUTPUT = "audio_output"
    AUDIO_CACHE_READ = "audio_cache_read"
    REQUEST = "request"
    WEB_SEARCH = "web_search"
    REASONING = "reasoning"

    @property
    def label(self) -> str:
        """As it stands on a receipt: "Cache read"."""
        return _LABELS.get(self, self.value.replace("_", " ").capitalize())

    @property
    def words(self) -> str:
        """As it stands in a sentence: "cache read"."""
        return self.value.replace("_", " ")


_LABELS = {
    Meter.CACHE_WRITE_1H: "Cache write, kept 1 hour",
    Meter.IMAGE_INPUT: "Input, images",
    Meter.IMAGE_OUTPUT: "Output, images",
    Meter.AUDIO_INPUT: "Input, audio",
    Meter.AUDIO_OUTPUT: "Output, audio",
    Meter.AUDIO_CACHE_READ: "Cache read, audio",
}


class Unit(StrEnum):
    """What one amount buys."""

    TOKEN = "token"  # noqa: S105 - a piece of text, no secret
    IMAGE = "image"
    MEGAPIXEL = "megapixel"
    SECOND = "second"
    CHARACTER = "character"
    REQUEST = "request"
    SEARCH = "search"


class Boundary(StrEnum):
    """Whether a tier begins just above its number of prompt tokens, or at it."""

    ABOVE = "above"
    FROM = "from"
