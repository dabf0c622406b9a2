"""The numbers that a usage is typed in as: what each is called in an address, on the form and in the engine. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """The heading under which a field folds away where a class has no use for it."""

    INPUT = "More of the input"
    OUTPUT = "More of the output"


@dataclass(frozen=True, slots=True)
class Count:
    """`name` stands in addresses, `usage` is the field of catalog.pricing.Usage. A `size` is written 1024x1024."""

    name: str
    usage: str
    label: str
    group: Group
    hint: str = ""
    is_size: bool = False

    @property
    def whole(self) -> str:
        """Of what it is a part, where it stands indented below that."""
        return self.group.name.capitalize() if self.label.startswith("of ") else ""


CALLS = Count("calls", "calls", "Calls a month", Group.INPUT)
COUNTS = (
    CALLS,
    Count("input", "input_tokens", "Input tokens a call", Group.INPUT, "The whole prompt, cached or not."),
    Count("cached", "cached_tokens", "of which read from a cache", Group.INPUT),
    Count("write", "cache_write_tokens", "of which written to a cache", Group.INPUT, "Kept for minutes."),
    Count("write_1h", "cache_write_1h_tokens", "of which written for an hour", Group.INPUT),
    Count("audio_input", "audio_input_tokens", "of which audio", Group.INPUT),
    Count("audio_cached", "audio_cached_tokens", "of the audio, cached", Group.INPUT),
    Count("image_input", "image_input_tokens", "of which images", Group.INPUT, "Where images have a token price."),
    Count("images_in", "images_in", "Images in", Group.INPUT, "Where images are billed one by one."),
    Count("size_in", "pixels_in", "Size of each", Group.INPUT, "As in 1024x1024.", is_size=True),
    Count("characters", "characters_in", "Characters in", Group.INPUT, "Where letters are billed."),
    Count("seconds_in", "seconds_in", "Seconds of audio in", Group.INPUT, "Where time is billed."),
    Count("output", "output_tokens", "Output tokens a call", Group.OUTPUT),
    Count("reasoning", "reasoning_tokens", "of which reasoning", Group.OUTPUT),
    Count("image_output", "image_output_tokens", "Image tokens out", Group.OUTPUT, "On top of the text."),
    Count("images_out", "images_out", "Images out", Group.OUTPUT, "Where images are billed one by one."),
    Count("size", "pixels_out", "Size of each", Group.OUTPUT, "As in 1024x1024.", is_size=True),
    Count("audio_output", "audio_output_tokens", "Audio tokens out", Group.OUTPUT, "On top of the text."),
    Count("seconds_out", "seconds_out", "Seconds of audio out", Group.OUTPUT, "Where time is billed."),
    Count("searches", "web_searches", "Web searches", Group.OUTPUT),
)
"""In the order of the form and of addresses."""

BY_NAME = {count.name: count for count in COUNTS}
NAME_OF = {count.usage: count.name for count in COUNTS}
"""The name in addresses of each field of a usage."""

_OPEN = {
    "text": ("calls", "input", "cached", "output", "reasoning"),
    "image": ("calls", "input", "output", "image_output", "images_out", "size"),
    "video": ("calls", "input", "output"),
    "speech": ("calls", "input", "characters", "output", "audio_output", "seconds_out"),
    "transcription": ("calls", "input", "audio_input", "seconds_in", "output"),
    "embedding": ("calls", "input"),
    "rerank": ("calls", "input", "searches"),
}


def open_for(classes: Iterable[str]) -> frozenset[str]:
    """The names of the fields that these classes can use; the others fold away."""
    return frozenset(name for slug in classes for name in _OPEN.get(slug, _OPEN["text"]))
