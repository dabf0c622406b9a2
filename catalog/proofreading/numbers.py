"""Numbers that were typed although a reference gives that very figure: they would stand still while it moves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog import wording
from catalog.references import Told, family_of

_NUMBER = re.compile(
    r"(?<![\w.,#/$-])(?P<sign>\$|#)?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?(?P<scale>[KkMB]|thousand|million|billion)\b)?(?!\w|\.\d)"
)
_SCALES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "b": 10**9, "billion": 10**9}
_OF_A_UNIT = re.compile(r"(?:\bper|/)\s*$")
_SMALL = 100
"""A whole score below this is no proof that the score was meant: there are too many reasons to write 12."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as it stands in a text, and what follows it."""

    text: str
    sign: str
    value: Decimal
    is_whole: bool
    behind: str


def typed_figures(text: str, figures: Iterable[Told]) -> Iterator[tuple[str, Told]]:
    """Each number or day of a text that is the figure of a reference today, with that reference."""
    known = [figure for figure in figures if figure.is_known]
    for number in _numbers(text):
        found = next((figure for figure in known if _gives(figure, number)), None)
        if found:
            yield number.text, found
    for figure in known:
        for spelt in _spellings(figure.day) if figure.day else ():
            if spelt in text:
                yield spelt, figure


def _numbers(text: str) -> Iterator[Typed]:
    for match in _NUMBER.finditer(text):
        if _OF_A_UNIT.search(text[: match.start()]):
            continue  # The million of "per 1M tokens".
        digits = match["digits"].replace(",", "")
        value = Decimal(digits) * _SCALES.get((match["scale"] or "").lower(), 1)
        yield Typed(match[0], match["sign"] or "", value, "." not in digits, text[match.end() :].lstrip(" -"))


def _gives(figure: Told, number: Typed) -> bool:
    if figure.amount is None:
        return False
    family = family_of(figure.name)
    if family in ("price", "rank"):
        return number.sign == {"price": "$", "rank": "#"}[family] and number.value == figure.amount
    if number.sign:
        return False
    if family == "score":
        is_told_apart = not number.is_whole or number.value >= _SMALL or number.behind.startswith(figure.unit)
        return number.value == figure.amount and is_told_apart
    return number.value == figure.amount or number.text.upper() == wording.short_count(int(figure.amount))


def _spellings(day: date) -> tuple[str, ...]:
    return (
        day.isoformat(),
        wording.day(day),
        f"{day.day} {day:%B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%b} {day.day}, {day.year}",
    )
