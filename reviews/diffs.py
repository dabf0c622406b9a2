"""What changed between two texts, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, GONE, NEW = "same", "gone", "new"
_PIECES = re.compile(r"\s+|[\w'-]+|[^\w\s]")
_WORDS = re.compile(r"\w+")


class Piece(NamedTuple):
    """A stretch of text that both have ("same"), only the former ("gone") or only the present one ("new")."""

    kind: str
    text: str


def changes(former: str, present: str) -> list[Piece]:
    """The present text with what went and what came, in the order of reading."""
    before, after = _PIECES.findall(former), _PIECES.findall(present)
    return list(_pieces(before, after))


def closeness(one: str, other: str) -> float:
    """How much of two texts is the same words in the same order, whatever their case and marks: 0 to 1."""
    return SequenceMatcher(None, _words(one), _words(other), autojunk=False).ratio()


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for step, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            yield Piece(SAME, "".join(after[new_start:new_end]))
            continue
        if gone := "".join(before[start:end]):
            yield Piece(GONE, gone)
        if new := "".join(after[new_start:new_end]):
            yield Piece(NEW, new)


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.lower())
