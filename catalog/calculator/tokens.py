"""About how many tokens a text is. Pure.

Every vendor parts text in a way of its own, and none of their tables comes with us: so this is an estimate, by what
most of their ways have in common, and said to be one wherever it is shown. Common words are one token with the space
before them, long ones several; numbers go by threes; other letters than the Latin ones take more.
"""

from __future__ import annotations

import re

_DENSE = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Kana, Chinese characters, Hangul: written without spaces, or a syllable a letter."""
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff"
"""What stands on or after another letter, which Python takes for no letter."""
_PIECES = re.compile(
    rf"""(?P<word>[A-Z]?[a-z]+)
    | (?P<capitals>[A-Z]+)
    | (?P<dense>[{_DENSE}])
    | (?P<accented>[\u00c0-\u024f])
    | (?P<letters>(?:[^\W\d_{_DENSE}]|[{_MARKS}])+)
    | (?P<digits>\d{{1,3}})
    | (?P<space>[\r\n]+|[^\S\r\n]{{2,}})
    | (?P<joined>[^\w\s](?=[A-Za-z])|_)
    | (?P<signs>[^\w\s]{{1,3}})""",
    re.VERBOSE,
)
_COMMON_WORD = 9


def estimated_tokens(text: str) -> int:
    """Within a quarter of what OpenAI's newest encoding makes of prose, code and data in most languages."""
    return round(sum(_weight(str(piece.lastgroup), len(piece.group())) for piece in _PIECES.finditer(text)))


def _weight(kind: str, length: int) -> float:
    """The tokens of one piece of a text; the numbers fit what two of OpenAI's encodings make of many texts."""
    if kind == "word":
        return 1 + max(0, length - _COMMON_WORD) / 5
    if kind == "capitals":
        return max(1.0, length / 3)
    if kind == "letters":
        return max(1.0, length / 3.5)
    return _EACH[kind]


_EACH = {"dense": 0.75, "accented": 0.7, "digits": 1, "space": 0.9, "joined": 0.45, "signs": 0.8}
