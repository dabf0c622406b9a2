"""What changed between two texts: word by word, and side by side by paragraph. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import product
from typing import NamedTuple

SAME, GONE, NEW, CHANGED = "same", "gone", "new", "changed"
ALIKE = 0.4
"""From so much in common on, one paragraph is taken to be another one, reworked."""
MOST_PAIRS = 900
"""So many paragraphs are compared each with each; longer stretches stand one after the other."""
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


class Row(NamedTuple):
    """Two paragraphs that belong together, None where only one side has one; each in pieces, with its own marks."""

    kind: str
    former: list[Piece] | None
    present: list[Piece] | None


def side_by_side(former: Sequence[str], present: Sequence[str]) -> list[Row]:
    """The paragraphs of two texts beside each other, in the order of reading.

    A row's kind is "same", "changed", "gone" (only the former text has it) or "new" (only the present one has).
    """
    rows: list[Row] = []
    for step, start, end, new_start, new_end in SequenceMatcher(None, former, present, autojunk=False).get_opcodes():
        before, after = former[start:end], present[new_start:new_end]
        if step == "equal":
            rows += [Row(SAME, [Piece(SAME, one)], [Piece(SAME, one)]) for one in before]
        else:
            rows += [_row(before, after, pair) for pair in _pairs(before, after)]
    return rows


def _row(before: Sequence[str], after: Sequence[str], pair: tuple[int | None, int | None]) -> Row:
    left, right = pair
    if left is None or right is None:
        gone = None if left is None else [Piece(GONE, before[left])]
        return Row(NEW if gone is None else GONE, gone, None if right is None else [Piece(NEW, after[right])])
    if closeness(before[left], after[right]) < ALIKE:
        return Row(CHANGED, [Piece(GONE, before[left])], [Piece(NEW, after[right])])
    pieces = changes(before[left], after[right])
    return Row(
        CHANGED, [piece for piece in pieces if piece.kind != NEW], [piece for piece in pieces if piece.kind != GONE]
    )


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Which paragraph became which, by number: the pairs, in order, whose closeness comes to most in all."""
    if len(before) == len(after) == 1:
        return [(0, 0)]
    if len(before) * len(after) > MOST_PAIRS:
        return [(left, None) for left in range(len(before))] + [(None, right) for right in range(len(after))]
    near = [[closeness(one, other) for other in after] for one in before]
    # best[i][j]: the most that paragraphs from i and from j on come to.
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i, j in product(reversed(range(len(before))), reversed(range(len(after)))):
        paired = near[i][j] + best[i + 1][j + 1] if near[i][j] >= ALIKE else 0.0
        best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    return list(_walk(near, best))


def _walk(near: Sequence[Sequence[float]], best: Sequence[Sequence[float]]) -> Iterator[tuple[int | None, int | None]]:
    i = j = 0
    while i < len(best) - 1 or j < len(best[0]) - 1:
        if best[i][j] == 0:  # Nothing from here on belongs together: what went, then what came.
            yield from ((left, None) for left in range(i, len(best) - 1))
            yield from ((None, right) for right in range(j, len(best[0]) - 1))
            return
        if best[i][j] == best[i + 1][j]:
            yield i, None
            i += 1
        elif best[i][j] == best[i][j + 1]:
            yield None, j
            j += 1
        else:
            yield i, j
            i, j = i + 1, j + 1


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
