"""Usages to begin with, each with what it assumes, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Preset:
    """`counts` are by the names of addresses, a size as it is written; `classes` are those whose models can do it."""

    slug: str
    name: str
    assumes: str
    classes: tuple[str, ...]
    counts: Mapping[str, int | str]


def _preset(slug: str, name: str, classes: tuple[str, ...], assumes: str, **counts: int | str) -> Preset:
    return Preset(slug, name, assumes, classes, MappingProxyType(counts))


PRESETS = (
    _preset(
        "chat", "Chat assistant", ("text",),
        "10,000 answers a month. Each prompt holds 1,500 tokens, the instructions and the talk so far, of which 1,000 "
        "are read from a cache; each answer has 300.",
        calls=10_000, input=1_500, cached=1_000, output=300,
    ),
    _preset(
        "search", "Document search", ("text",),
        "20,000 questions a month. Each prompt holds 6,000 tokens: the question, eight passages of 700, and 400 of "
        "instructions that are read from a cache; each answer has 250.",
        calls=20_000, input=6_000, cached=400, output=250,
    ),
    _preset(
        "agent", "Coding agent", ("text",),
        "5,000 steps a month. Each prompt holds 60,000 tokens of code and talk, of which 50,000 are read from a cache; "
        "each step puts out 1,500, half of them reasoning. Writing to the cache is left out, since most sellers bill "
        "it as input.",
        calls=5_000, input=60_000, cached=50_000, output=1_500, reasoning=750,
    ),
    _preset(
        "images", "Image batch", ("image",),
        "1,000 images of 1024 by 1024 a month, one a call. Where they are billed by the token, one counts as 1,056. "
        "The short prompt is left out.",
        calls=1_000, image_output=1_056, images_out=1, size="1024x1024",
    ),
    _preset(
        "transcription", "Transcription", ("transcription",),
        "100 hours of speech a month, in 600 recordings of ten minutes. Billed by the token: ten a second in, which "
        "makes 6,000, and 2,000 of text out.",
        calls=600, input=6_000, output=2_000,
    ),
    _preset(
        "index", "Index of documents", ("embedding", "rerank"),
        "50,000 passages of 500 tokens, once.",
        calls=50_000, input=500,
    ),
)  # fmt: skip
OTHERWISE = _preset(
    "calls", "A thousand calls", ("speech", "video"),
    "1,000 calls a month, each with 1,000 tokens in.",
    calls=1_000, input=1_000,
)  # fmt: skip
"""Where nothing is known of how a class is used."""


def first_for(model_class: str) -> Preset:
    """The usage that is shown where an address names none."""
    return next((preset for preset in PRESETS if model_class in preset.classes), OTHERWISE)
