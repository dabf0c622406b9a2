"""Words about the price that the prices of the class do not bear out. Comparisons with another model are left alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from catalog import wording
from catalog.proofreading.drafts import PriceStanding

THIRD = Fraction(1, 3)

_WORDS = {
    "lowest": r"cheapest|least expensive|lowest[- ]priced|lowest (?:list )?prices?",
    "highest": r"most expensive|dearest|priciest|costliest|highest[- ]priced|highest (?:list )?prices?",
    "low": r"cheap|cheaply|inexpensive|inexpensively|affordable|affordably|low-cost|low-priced",
    "high": r"expensive|pricey|costly|high-priced|premium-priced|overpriced",
    "middling": r"mid-priced|middle-priced|moderately priced|averagely priced",
}
_ADJECTIVE = re.compile("|".join(rf"\b(?P<{name}>{words})\b" for name, words in _WORDS.items()), re.IGNORECASE)
_DENIED = re.compile(
    r"(?:\b(?:not|never|nor|neither|hardly)|n['\u2019]t|\bfar from)(?:\s+(?:the|a|an|very))?\s+$", re.IGNORECASE
)
_COMPARED = re.compile(r"\b(?:less|more|as|how|most|least)\s+$", re.IGNORECASE)
_OF_OTHERS = re.compile(r"\s+(?:hosts?|sellers?|providers?|offers?|ways?|variants?)\b", re.IGNORECASE)
"""The cheapest host sells the model; it is not the model."""


def is_low(one: PriceStanding) -> bool:
    """Whether fewer than a third of the class ask less."""
    return one.place.is_best or one.place.quantile(one.of) < THIRD


def is_high(one: PriceStanding) -> bool:
    """Whether fewer than a third of the class ask more, and somebody asks less."""
    return not one.place.is_best and (one.place.is_worst(one.of) or _dearer(one) < THIRD)


_BORNE_OUT: dict[str, Callable[[PriceStanding], bool]] = {
    "lowest": lambda one: one.place.is_best,
    "highest": lambda one: not one.place.is_best and one.place.is_worst(one.of),
    "low": is_low,
    "high": is_high,
    "middling": lambda one: not is_low(one) and not is_high(one),
}


def unfounded(text: str, standings: Sequence[PriceStanding], *, is_free: bool) -> Iterator[tuple[str, str]]:
    """Each adjective that no list price of the model bears out, with where its prices stand, in words."""
    for match in _ADJECTIVE.finditer(text):
        before, kind = text[: match.start()], match.lastgroup or ""
        if _COMPARED.search(before) or _OF_OTHERS.match(text, match.end()):
            continue
        is_denied = bool(_DENIED.search(before))
        if is_free:
            holds = kind in ("low", "lowest") and not is_denied
        elif is_denied:
            holds = bool(standings) and any(not _BORNE_OUT[kind](one) for one in standings)
        else:
            holds = any(_BORNE_OUT[kind](one) for one in standings)
        if not holds:
            yield match[0], "it is free of charge" if is_free else _told(standings)


def _dearer(one: PriceStanding) -> Fraction:
    return Fraction(one.of - (one.place.rank + one.place.sharing - 1), one.of)


def _told(standings: Sequence[PriceStanding]) -> str:
    """ "its input price is #4 of 6 and its output price #1 of 6"."""
    if not standings:
        return "no list price of it is known"
    places = [f"its {one.meter} price is {one.place.label_of(one.of)}" for one in standings]
    return f"{wording.listing(places)}, the lowest first"
