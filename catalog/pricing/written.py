"""Numbers as people write them: "1,000,000", "1 000", "1M", "1.5k", "1e6".

Only the digits 0 to 9 are read, on purpose. Python would take those of every script, but what a form shows again and
a link carries has to be the same number to everybody who sees it; so a full-width or Arabic number is asked for again.
"""

from __future__ import annotations

import re
from decimal import Decimal

from catalog.pricing.exact import EXACT
from catalog.pricing.usage import LARGEST_COUNT, UsageError

LONGEST = 60
"""More characters than any number that can be meant, and few enough to look at."""

_POWERS = {"": 0, "k": 3, "m": 6, "mn": 6, "b": 9, "bn": 9, "g": 9, "t": 12}
# Thousands in threes, or as India parts them: 12,34,567.
_NUMBER = re.compile(
    r"""(?P<digits>\d+ | [1-9]\d{0,2}(?P<sign>[ ,_'])(?:\d{2,3}(?P=sign))*\d{3})
        (?:\.(?P<decimals>\d+))?
        (?:\ ?(?P<size>[a-z]{1,2}) | e\+?(?P<power>\d{1,2}))?""",
    re.ASCII | re.VERBOSE,
)
_PIXELS = re.compile(r"(\d{1,5}) ?[x\u00d7] ?(\d{1,5})", re.ASCII)
_SPELLINGS = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\u2019": "'", "\u2212": "-"})


def read_count(text: str, field: str = "count") -> int:
    """The whole number that a text stands for, from 0 to LARGEST_COUNT. Raises UsageError with the given field.

    A comma, space, apostrophe or underscore parts thousands. A dot is a decimal point and stands only before k, M, B,
    T or an exponent: elsewhere "1.000" means one to some people and a thousand to others.
    """
    plain = _plain(text, field)
    found = _NUMBER.fullmatch(plain)
    size = (found and found["size"]) or ""
    if found is None or size not in _POWERS:
        raise UsageError(field, _complaint(plain))
    power = int(found["power"] or _POWERS[size])
    if found["decimals"] and not power:
        raise UsageError(field, "give a whole number; a thousand is 1,000 or 1k")
    digits = re.sub(r"\D", "", found["digits"])
    value = EXACT.scaleb(Decimal(f"{digits}.{found['decimals'] or 0}"), Decimal(power))
    if value > LARGEST_COUNT:
        raise UsageError(field, f"give {LARGEST_COUNT:,} or less")
    if value != int(value):
        raise UsageError(field, "give a whole number")
    return int(value)


def read_pixels(text: str, field: str = "pixels") -> int:
    """The pixels of an image whose size is written "1024x1024", or simply their number. Raises UsageError."""
    size = _PIXELS.fullmatch(_plain(text, field))
    return int(size[1]) * int(size[2]) if size else read_count(text, field)


def _plain(text: str, field: str) -> str:
    plain = text.strip().translate(_SPELLINGS).lower()
    if not plain:
        raise UsageError(field, "give a number")
    if len(plain) > LONGEST:
        raise UsageError(field, f"give a number of {LONGEST} characters or fewer")
    return plain


def _complaint(plain: str) -> str:
    """Why a text is no count."""
    if any(letter.isdigit() and not letter.isascii() for letter in plain):
        return "write the number with the digits 0 to 9"
    if plain.startswith("-") and plain[1:2].isdigit():
        return "give 0 or more"
    if re.fullmatch(r"\d+(?:\.\d+){2,}|[\d ,_'.]+,\d{1,2}\ ?[a-z]?", plain):
        return "write thousands as in 1,000,000 and decimals as in 1.5k"
    return "give a whole number, such as 10,000, 1.5k or 1M"
