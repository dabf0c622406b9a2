"""Sentences on who sells a model, and on how what a host asks stands against the cheapest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog import wording

MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Leaders:
    """Who leads a table by one figure, and that figure as it is printed: "$0.18"."""

    names: tuple[str, ...]
    figure: str


def sold_by(hosts: int, is_direct: bool, variant: str = "") -> str:
    """ "18 hosts sell it, and its maker directly." `variant` names the one that is meant where there are several."""
    sold = f"sold{f' in the {variant} variant' if variant else ''} by"
    sellers = [wording.quantity(hosts, "host")] if hosts else []
    return f"It is {sold} {wording.listing([*sellers, *(['its maker directly'] if is_direct else [])])}."


def asks_least(leaders: Leaders | None, meter: str) -> str:
    """ "DekaLLM asks least for output, $0.18 per 1M tokens."; "" where nobody does."""
    if leaders is None:
        return ""
    verb = "asks" if len(leaders.names) == 1 else "ask"
    return f"{named(leaders.names)} {verb} least for {meter}, {leaders.figure}."


def answers_fastest(leaders: Leaders | None) -> str:
    """ "Groq answers fastest, 108 tokens a second."; "" where nobody does."""
    if leaders is None:
        return ""
    verb = "answers" if len(leaders.names) == 1 else "answer"
    return f"{named(leaders.names)} {verb} fastest, {leaders.figure} tokens a second."


def named(names: Sequence[str]) -> str:
    """All of a few, else the first ones and the count of the others: "Groq, Novita and 3 others"."""
    if len(names) <= MOST_NAMED + 1:
        return wording.listing(names)
    others = wording.quantity(len(names) - MOST_NAMED, "other")
    return wording.listing([*names[:MOST_NAMED], others])


def against_the_cheapest(compared: int, cheapest: int, alone: int, median: Decimal | None) -> str:
    """How a host's prices stand. `compared` models have a price by another seller too, `alone` have none.

    "Of 31 models with a price, 26 have one by another seller too: at the median it asks 1.2 times the lowest, and for
    7 of them nobody asks less. For 5 it is the only one: cheapest or alone for 12 of 31."
    """
    every = compared + alone
    if not every:
        return "It has no price in the plain variant that could be compared."
    if median is None:
        return f"No price by anybody else is known for {_all_of(every)} that it sells: there is nothing to compare."
    asked = "the lowest price" if median == 1 else f"{wording.times(median)} the lowest price"
    have = wording.quantity(compared, "has", "have")
    sold = f"Of {wording.quantity(every, 'model')} with a price, {have} one by another"
    if compared == 1:
        there = f" seller too, where it asks {asked}."
    else:
        there = f" seller too: at the median it asks {asked}, {_least(cheapest, compared)}."
    only = f" For {alone} it is the only one: cheapest or alone for {cheapest + alone} of {every}." if alone else ""
    return sold + there + only


def _least(cheapest: int, compared: int) -> str:
    if not cheapest:
        return "and for each of them somebody asks less"
    return "and nobody asks less for any" if cheapest == compared else f"and for {cheapest} of them nobody asks less"


def _all_of(number: int) -> str:
    return "the one model" if number == 1 else f"any of the {number} models"
