"""Which model came before which: those of one family that bear the same name, numbers and marks of an edition aside."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

EDITIONS = frozenset({"beta", "exp", "experimental", "latest", "preview"})
"""Words that tell an edition of a model, not another model."""
_WORD = re.compile(r"[^a-z0-9.]+")
_NUMBER = re.compile(r"v?\d[\w.]*")
_SIZE = re.compile(r"(\d+x)?[ae]?\d+(\.\d+)?[bkm]")
"""8b, 8x7b, a22b, e4b, 16k: how large a model is, or its window."""


@dataclass(frozen=True, slots=True)
class Member:
    """A model of a family: its key, the second half of its id, its class, and its day; None is not known."""

    key: int
    slug: str
    group: str
    day: date | None


def line_of(slug: str) -> str:
    """The name without what counts generations: "gpt-4.1-mini" and "gpt-5-mini" are both "gpt mini".

    Sizes stay: "llama-3.1-70b-instruct" is "llama 70b instruct". Of "qwen3" and "kimi-k2" the letters stay.
    """
    kept = []
    for word in _WORD.split(slug.lower()):
        if _SIZE.fullmatch(word):
            kept.append(word)
        elif word and word not in EDITIONS and not _NUMBER.fullmatch(word):
            kept.append(word.rstrip("0123456789."))
    return " ".join(filter(None, kept))


def predecessors(members: Iterable[Member]) -> dict[int, int]:
    """By its key, the key of the one before each member: of its class and its line, the last of an earlier day.

    Of several on that day, the one with the shortest name. The first of a line has none, nor has one without a day.
    """
    lines: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in members:
        lines[member.group, line_of(member.slug)].append(member)
    found = {}
    for line in lines.values():
        for member in line:
            if before := _before(member, line):
                found[member.key] = before.key
    return found


def _before(member: Member, line: Iterable[Member]) -> Member | None:
    if member.day is None:
        return None
    earlier = [(one.day, one) for one in line if one.day is not None and one.day < member.day]
    if not earlier:
        return None
    last = max(day for day, _ in earlier)
    return min((one for day, one in earlier if day == last), key=lambda one: (len(one.slug), one.slug))
