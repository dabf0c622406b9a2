"""Letters: the faces that pictures are set in, what they can write, and how a text is made to fit."""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

SERIF, BOLD, SANS = "SourceSerifPro-Regular", "SourceSerifPro-Bold", "sans"
"""The serif of names and figures comes in a package of its own; the sans of labels is the one that Pillow carries."""

FINE = 2
"""Pictures are drawn so many times larger and then made small, which smooths shapes and spaces letters evenly."""

ELLIPSIS = "…"
NO_LETTER = "\U0010fffe"
"""No font has it, so it is drawn as a font draws what it lacks."""


@dataclass(frozen=True)
class Setting:
    """A text as it will be set: the size in pixels, and its lines."""

    size: int
    lines: tuple[str, ...]


@lru_cache(maxsize=128)
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    """For a size in pixels of the finished picture. Raises FileNotFoundError where the serif is not installed."""
    if face == SANS:
        own = ImageFont.load_default(size * FINE)
        assert isinstance(own, ImageFont.FreeTypeFont)  # noqa: S101  # what Pillow promises once a size is given
        return own
    return ImageFont.truetype(_folder() / f"{face}.ttf", size * FINE)


@lru_cache(maxsize=1)
def _folder() -> Path:
    # Found, not imported: its Python looks through the folder for every font there is.
    package = importlib.util.find_spec("font_source_serif_pro")
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError("The package font-source-serif-pro is not installed.")
    return Path(package.submodule_search_locations[0]) / "files"


def width_of(text: str, face: str, size: int) -> float:
    """In pixels of the finished picture."""
    return font(face, size).getlength(text) / FINE


def writes(face: str, text: str) -> bool:
    """Whether a face has every letter of a text, so that none comes out as an empty box."""
    return all(_has(face, letter) for letter in text)


@lru_cache(maxsize=4096)
def _has(face: str, letter: str) -> bool:
    if letter.isspace():
        return letter == " "
    drawn, lacking = (font(face, 24).getmask(one) for one in (letter, NO_LETTER))
    return (drawn.size, bytes(drawn)) != (lacking.size, bytes(lacking))


def of_label(text: str) -> str:
    """The face of a label: the sans, or the serif where that one lacks a letter, since it knows more of them."""
    return SANS if writes(SANS, text) else SERIF


def readable(text: str, fallback: str, face: str = SERIF) -> str:
    """A text without what the face lacks: ornaments are left out, and where letters are missing the fallback stands."""
    letters = unicodedata.normalize("NFC", " ".join(text.split()))
    visible = [letter for letter in letters if not _is_invisible(letter)]
    kept = "".join(letter for letter in visible if _has(face, letter) or not _is_symbol(letter))
    kept = " ".join(kept.split())
    return kept if kept and writes(face, kept) else fallback


def _is_invisible(letter: str) -> bool:
    """Control characters, joiners, and what chooses between two forms of a symbol."""
    return unicodedata.category(letter)[0] == "C" or "VARIATION SELECTOR" in unicodedata.name(letter, "")


def _is_symbol(letter: str) -> bool:
    """A name without its ornaments is still the name."""
    return unicodedata.category(letter)[0] == "S"


def fitted(text: str, face: str, width: float, steps: Sequence[tuple[int, int]]) -> Setting:
    """The text in the first of the steps (size, lines) into which it fits; in the last one, cut short with an ellipsis.

    Lines are of about the same length. A word is broken where it is longer than a line.
    """
    for size, most in steps:
        lines = _wrapped(text, face, size, width)
        if len(lines) <= most:
            return Setting(size, tuple(_balanced(text, face, size, width, lines)))
    kept = [*lines[: most - 1], _shortened(" ".join(lines[most - 1 :]), face, size, width)]
    return Setting(size, tuple(kept))


def _wrapped(text: str, face: str, size: int, width: float) -> list[str]:
    """The lines that a text takes when each is filled as far as it goes."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, face, size, width):
        longer = f"{line} {piece}" if line else piece
        if line and width_of(longer, face, size) > width:
            lines.append(line)
            longer = piece
        line = longer
    return [*lines, line]


def _pieces(text: str, face: str, size: int, width: float) -> Iterator[str]:
    """Words; one that is longer than a line in parts that are not."""
    for word in text.split():
        rest = word
        while width_of(rest, face, size) > width and len(rest) > 1:
            end = next(n for n in range(len(rest) - 1, 0, -1) if n == 1 or width_of(rest[:n], face, size) <= width)
            yield rest[:end]
            rest = rest[end:]
        yield rest


def _balanced(text: str, face: str, size: int, width: float, lines: list[str]) -> list[str]:
    """As many lines as given: broken before a bracket where that does, else as narrow as the number allows."""
    before, bracket, behind = text.partition(" (")
    halves = [before, f"({behind}"]
    if len(lines) == 2 and bracket and all(width_of(half, face, size) <= width for half in halves):
        return halves
    low, high = width / 2, width
    while len(lines) > 1 and high - low > 8:
        middle = (low + high) / 2
        tried = _wrapped(text, face, size, middle)
        low, high, lines = (low, middle, tried) if len(tried) == len(lines) else (middle, high, lines)
    return lines


def _shortened(text: str, face: str, size: int, width: float) -> str:
    if width_of(text, face, size) <= width:
        return text
    while text and width_of(text + ELLIPSIS, face, size) > width:
        text = text[:-1].rstrip(" ,;.-(")
    return text + ELLIPSIS
