"""The `usage` object of a response, pasted as JSON, read as a usage.

OpenAI, OpenRouter and Google count cached tokens into the prompt; Anthropic counts them beside it. All but Google count
the tokens of thinking into the output, and all count generated images and audio into it; here these come on top of the
text. Each reader undoes its vendor's way. Anybody can send such a text, so its size, depth, types and sums are checked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from catalog.pricing.usage import LARGEST_COUNT, Usage, UsageError

LONGEST = 100_000
"""Characters: room for a whole response around the object, and read in a few milliseconds."""

FIELD = "usage"
"""The field that an error names where no single key is to blame."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """`shape` says in whose way the object counts; `notes` what had to be assumed, in words."""

    usage: Usage
    shape: str
    notes: tuple[str, ...] = ()


def read_usage(text: str, calls: int = 1) -> Pasted:
    """The usage of `calls` calls, each as the pasted object says. It may stand alone or within its response.

    Raises UsageError; `field` is the key to blame, "prompt_tokens_details.cached_tokens", or "usage".
    """
    found = _usage_in(_parsed(text))
    for shape, is_such, read in _SHAPES:
        if is_such(found):
            counts = read(found)
            try:
                one = Usage(1, **counts.values)
            except UsageError as error:
                words = error.field.replace("_", " ")
                raise UsageError(FIELD, f"the counts contradict each other: {words} {error.message}") from error
            return Pasted(replace(one, calls=calls), shape, tuple(counts.notes))
    raise UsageError(FIELD, "give the usage object of a response by OpenAI, Anthropic, Google or OpenRouter")


@dataclass(slots=True)
class _Object:
    """One JSON object and the key it stood at."""

    values: Mapping[str, Any]
    path: str = ""

    def __contains__(self, key: str) -> bool:
        return self.values.get(key) is not None

    def has(self, *keys: str) -> bool:
        return any(key in self for key in keys)

    def count(self, key: str) -> int:
        """A whole number from 0 to LARGEST_COUNT; one that is absent or null is 0."""
        value = self.values.get(key)
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool):
            raise UsageError(self._at(key), "give a whole number")
        if not 0 <= value <= LARGEST_COUNT:
            raise UsageError(self._at(key), f"give a number from 0 to {LARGEST_COUNT:,}")
        return value

    def part(self, *keys: str) -> _Object:
        """The object at the first key that is there; an empty one where none is."""
        for key in keys:
            if key in self:
                return _Object(_mapping(self.values[key], self._at(key)), self._at(key))
        return _Object({}, self._at(keys[0]))

    def by_modality(self, key: str) -> dict[str, int]:
        """Google's list of {"modality": "IMAGE", "tokenCount": 258}."""
        entries = self.values.get(key) or []
        if not isinstance(entries, list):
            raise UsageError(self._at(key), "give a list")
        counts: dict[str, int] = {}
        for entry in entries:
            one = _Object(_mapping(entry, self._at(key)), self._at(key))
            modality = str(one.values.get("modality"))
            counts[modality] = counts.get(modality, 0) + one.count("tokenCount")
        return counts

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


@dataclass(slots=True)
class _Counts:
    """The fields of a usage as they are gathered."""

    values: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def _parsed(text: str) -> Any:
    if len(text) > LONGEST:
        raise UsageError(FIELD, f"give the usage object alone: {LONGEST:,} characters at most")
    text = text.strip()
    if text.startswith('"'):
        # Copied out of a response with its key: "usage": {…},
        text = f"{{{text.rstrip(',')}}}"
    try:
        return json.loads(text, parse_int=_whole, parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        if isinstance(error, UsageError):
            raise
        raise UsageError(FIELD, 'give JSON, such as {"prompt_tokens": 1200, "completion_tokens": 300}') from error


def _whole(digits: str) -> int:
    # Python refuses thousands of digits with an error of its own; no count has more than these.
    return int(digits) if len(digits) <= 18 else LARGEST_COUNT + 1


def _refuse(constant: str) -> NoReturn:
    raise UsageError(FIELD, f"{constant} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise UsageError(FIELD, "a key stands twice in one object")
    return found


def _mapping(value: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(path, "give an object")
    return value


def _usage_in(value: Any) -> _Object:
    """The object itself, or the one within a response or an event of a stream."""
    found = _Object(_mapping(value, FIELD))
    for wrapper in ("response", "message"):
        if isinstance(found.values.get(wrapper), dict):
            found = _Object(found.values[wrapper])
    return _Object(found.part("usage", "usageMetadata").values) if found.has("usage", "usageMetadata") else found


def _read_chat(found: _Object) -> _Counts:
    prompt, completion = found.part("prompt_tokens_details"), found.part("completion_tokens_details")
    return _read_inclusive(found, found.count("prompt_tokens"), found.count("completion_tokens"), prompt, completion)


def _read_responses(found: _Object) -> _Counts:
    if found.has("cache_read_input_tokens", "cache_creation_input_tokens"):
        raise UsageError(FIELD, "has the keys of two vendors, which count cached tokens differently")
    given, made = (
        found.part("input_tokens_details", "input_token_details"),
        found.part("output_tokens_details", "output_token_details"),
    )
    counts = _read_inclusive(found, found.count("input_tokens"), found.count("output_tokens"), given, made)
    if given.has("image_tokens") and not given.has("cached_tokens") and not made.values:
        # The Images API: what it puts out are images, and it says no more.
        counts.values |= {"output_tokens": 0, "image_output_tokens": found.count("output_tokens")}
        counts.notes.append("the output is taken as the tokens of images")
    return counts


def _read_inclusive(found: _Object, prompt: int, completion: int, given: _Object, made: _Object) -> _Counts:
    """OpenAI's way: cached tokens are part of the prompt, thinking, images and audio of the completion."""
    counts = _Counts()
    reasoning, audio, images = (made.count(f"{kind}_tokens") for kind in ("reasoning", "audio", "image"))
    hidden = found.count("total_tokens") - prompt - completion if "total_tokens" in found else 0
    if hidden < 0:
        raise UsageError("total_tokens", f"is less than its parts: give {prompt + completion:,} or more")
    if hidden:
        # xAI and Google's compatible endpoint leave thinking out of the completion, and count it into the total.
        counts.notes.append(f"{hidden:,} tokens stand in the total alone: taken as reasoning")
    counts.values = {
        "input_tokens": prompt,
        "cached_tokens": given.count("cached_tokens"),
        "audio_cached_tokens": given.part("cached_tokens_details").count("audio_tokens"),
        "audio_input_tokens": given.count("audio_tokens"),
        "image_input_tokens": given.count("image_tokens"),
        "output_tokens": _rest(completion, audio + images, made.path) + hidden,
        "reasoning_tokens": reasoning if reasoning == hidden else reasoning + hidden,
        "audio_output_tokens": audio,
        "image_output_tokens": images,
        "web_searches": found.part("server_tool_use").count("web_search_requests"),
    }
    _add_writes(counts, found, given.count("cache_write_tokens"))
    _part_overlap(counts, given.part("cached_tokens_details").count("image_tokens"))
    _note_others(counts, found, given.count("video_tokens"))
    return counts


def _read_anthropic(found: _Object) -> _Counts:
    """Anthropic's way: what was read from a cache or written to one stands beside `input_tokens`."""
    iterations = found.values.get("iterations")
    if isinstance(iterations, list) and len(iterations) > 1:
        raise UsageError("iterations", "holds several calls, each with a prompt of its own: paste one at a time")
    cached, written = found.count("cache_read_input_tokens"), found.count("cache_creation_input_tokens")
    counts = _Counts()
    counts.values = {
        "input_tokens": found.count("input_tokens") + cached + written,
        "cached_tokens": cached,
        "output_tokens": found.count("output_tokens"),
        "reasoning_tokens": found.part("output_tokens_details").count("thinking_tokens"),
        "web_searches": found.part("server_tool_use").count("web_search_requests"),
        "batch": found.values.get("service_tier") == "batch",
    }
    _add_writes(counts, found, written)
    _note_others(counts, found, 0)
    return counts


def _read_google(found: _Object) -> _Counts:
    """Google's way: cached tokens are part of the prompt, those of tools and of thinking come on top."""
    counts = _Counts()
    tools, thoughts = found.count("toolUsePromptTokenCount"), found.count("thoughtsTokenCount")
    prompt, candidates = found.count("promptTokenCount"), found.count("candidatesTokenCount")
    given, made = found.by_modality("promptTokensDetails"), found.by_modality("candidatesTokensDetails")
    cached = found.by_modality("cacheTokensDetails")
    # Some of its endpoints count thinking into the candidates; their totals tell.
    beside = 0 if found.count("totalTokenCount") == prompt + tools + candidates else thoughts
    images, audio = made.get("IMAGE", 0), made.get("AUDIO", 0)
    counts.values = {
        "input_tokens": prompt + tools,
        "cached_tokens": found.count("cachedContentTokenCount"),
        "audio_cached_tokens": cached.get("AUDIO", 0),
        "audio_input_tokens": given.get("AUDIO", 0),
        "image_input_tokens": given.get("IMAGE", 0),
        "output_tokens": _rest(candidates, images + audio, "candidatesTokensDetails") + beside,
        "reasoning_tokens": thoughts,
        "audio_output_tokens": audio,
        "image_output_tokens": images,
    }
    _part_overlap(counts, cached.get("IMAGE", 0))
    _note_others(counts, found, given.get("VIDEO", 0))
    return counts


def _rest(whole: int, parts: int, path: str) -> int:
    if parts > whole:
        raise UsageError(path, f"is more than the output: give {whole:,} or less")
    return whole - parts


def _add_writes(counts: _Counts, found: _Object, written: int) -> None:
    """Cache writes, parted by how long they are kept where the object says so."""
    hour = found.part("cache_creation").count("ephemeral_1h_input_tokens")
    if hour > written:
        raise UsageError("cache_creation.ephemeral_1h_input_tokens", f"is part of the writes: give {written:,} or less")
    counts.values |= {"cache_write_tokens": written - hour, "cache_write_1h_tokens": hour}


def _part_overlap(counts: _Counts, cached_images: int) -> None:
    """Bill tokens that are both cached and of images, or audio where nothing tells which was cached, as the latter.

    No seller that we know states a price for cached images; and what is not known to be cheaper is not taken to be.
    """
    values = counts.values
    text_cached = values["cached_tokens"] - values["audio_cached_tokens"]
    audio = values["audio_input_tokens"] - values["audio_cached_tokens"]
    written = values.get("cache_write_tokens", 0) + values.get("cache_write_1h_tokens", 0)
    excess = values["cached_tokens"] + written + audio + values["image_input_tokens"] - values["input_tokens"]
    both = min(max(excess, cached_images), text_cached, audio + values["image_input_tokens"])
    if both > 0:
        values["cached_tokens"] -= both
        counts.notes.append(f"{both:,} cached tokens are audio or images too: billed as such")


_ORDINARY_TIERS = {None, "standard", "default", "auto", "batch"}


def _note_others(counts: _Counts, found: _Object, video: int) -> None:
    """What the object tells and no meter of ours counts."""
    if video:
        counts.notes.append(f"{video:,} tokens of video are counted as plain input")
    tier = found.values.get("service_tier")
    if isinstance(tier, str) and tier not in _ORDINARY_TIERS:
        counts.notes.append("another service tier was used: billed at the standard prices")


_ANTHROPIC = (
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
    "cache_creation",
    "server_tool_use",
    "iterations",
)
_SHAPES: tuple[tuple[str, Callable[[_Object], bool], Callable[[_Object], _Counts]], ...] = (
    ("Google", lambda it: it.has("promptTokenCount", "candidatesTokenCount", "totalTokenCount"), _read_google),
    ("OpenRouter", lambda it: it.has("prompt_tokens") and it.has("cost", "cost_details", "is_byok"), _read_chat),
    ("OpenAI, chat completions", lambda it: it.has("prompt_tokens", "completion_tokens"), _read_chat),
    ("Anthropic", lambda it: it.has(*_ANTHROPIC) and not it.has("input_tokens_details"), _read_anthropic),
    ("OpenAI, responses", lambda it: it.has("input_tokens", "output_tokens"), _read_responses),
)
