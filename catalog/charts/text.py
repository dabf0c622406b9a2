"""How wide a text is at most. No font is asked: readers have fonts of their own.

Each character counts with the width it has in the wider of DejaVu Sans and Verdana, the widest faces in common use, in
hundredths of an em; one that is not listed counts as the widest emoji. A serif, or a weight of 600, is an eighth wider
at most. So a text turns out narrower than told, as a rule, and not wider.
"""

from functools import lru_cache

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
HEAVY = 1.13
_CLASSES = {
    30: "il'",
    37: "fj,.;\\| \N{MIDDLE DOT}\N{RIGHT SINGLE QUOTATION MARK}\N{NO-BREAK SPACE}",
    47: 'rtIJ!"()-/:[]',
    55: "csz*?_`\N{EN DASH}\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}",
    64: "0123456789abdeghknopquvxyEFLPTY${}",
    70: "ABCKRSVXZ",
    79: "DGHNOQU&",
    86: "w#+<=>^~",
    100: f"mMW%@{ELLIPSIS}\N{EM DASH}",
}
_WIDEST = 140
_WIDTHS = {character: width for width, characters in _CLASSES.items() for character in characters}


@lru_cache(maxsize=8192)
def width(text: str, size: int, *, heavy: bool = False) -> float:
    """Pixels that a text takes at most, set in a face of `size` pixels; `heavy` is bold, or a serif."""
    ems = sum(_WIDTHS.get(character, _WIDEST) for character in text) / 100
    return ems * size * (HEAVY if heavy else 1)


def cut(text: str, room: float, size: int, *, heavy: bool = False) -> str:
    """The text, or as much of it as fits into so many pixels and an ellipsis."""
    if width(text, size, heavy=heavy) <= room:
        return text
    while text and width(f"{text}{ELLIPSIS}", size, heavy=heavy) > room:
        text = text[:-1].rstrip()
    return f"{text}{ELLIPSIS}"


def lines(text: str, room: float, size: int, *, most: int = 9, heavy: bool = False) -> tuple[str, ...]:
    """The text broken between words into at most `most` lines of so many pixels, the last one cut."""
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and (width(longer, size, heavy=heavy) <= room or len(found) == most):
            found[-1] = longer
        else:
            found.append(word)
    return tuple(cut(line, room, size, heavy=heavy) for line in found)


def balanced(text: str, room: float, size: int, *, most: int = 9, heavy: bool = False) -> tuple[str, ...]:
    """The same in as few lines, none much shorter than the others: for titles."""
    found = lines(text, room, size, most=most, heavy=heavy)
    while room > 4 * size:
        room -= size
        narrower = lines(text, room, size, most=most, heavy=heavy)
        if len(narrower) > len(found) or any(line.endswith(ELLIPSIS) for line in narrower):
            break
        found = narrower
    return found
