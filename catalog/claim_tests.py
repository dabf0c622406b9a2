"""Tests that a sentence can be bound to, and whether the figures of a class bear one out. Ranks come from ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import ceil

from catalog import wording
from catalog.pricing import Meter
from catalog.ranking import Place, Ranking

ABILITIES = ("open_weights", "reasoning", "tool_calling", "structured_output")
TOKEN_METERS = tuple(meter.value for meter in Meter if meter not in (Meter.REQUEST, Meter.WEB_SEARCH))
"""Those that a list sells by the token, so that the prices of a class can be held against each other."""


class Kind(StrEnum):
    RANK = "rank"
    PRICE_BELOW = "price_below"
    PRICE_ABOVE = "price_above"
    HAS = "has"
    LACKS = "lacks"
    ONLY_WITH = "only_with"


PARAMETERS = {
    Kind.RANK: ("metric", "most"),
    Kind.PRICE_BELOW: ("meter", "quantile"),
    Kind.PRICE_ABOVE: ("meter", "quantile"),
    Kind.HAS: ("capability", ""),
    Kind.LACKS: ("capability", ""),
    Kind.ONLY_WITH: ("capability", ""),
}
"""What the subject and the limit of each kind are called where a test is written down; "" where it has no limit."""


class State(StrEnum):
    HOLDS = "holds"
    FALSE = "false"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ClaimTest:
    """`subject` is the slug of a ranking, a meter or a capability; `limit` a rank at most, or a quantile."""

    kind: Kind
    subject: str
    limit: Decimal | None = None

    @property
    def text(self) -> str:
        """ "ranks #1 at most by output-price", as editors read it."""
        match self.kind:
            case Kind.RANK:
                return f"ranks #{int(self.limit or 0)} or better by {self.subject}"
            case Kind.PRICE_BELOW:
                return f"its list price of {_words(self.subject)} is among the lowest {_percent(self.limit)}"
            case Kind.PRICE_ABOVE:
                return (
                    f"its list price of {_words(self.subject)} is among the highest {_percent(1 - (self.limit or 0))}"
                )
            case Kind.HAS:
                return f"{_words(self.subject)}: yes"
            case Kind.LACKS:
                return f"{_words(self.subject)}: no"
            case _:
                return f"{_words(self.subject)}: no other active model of its class"


@dataclass(frozen=True, slots=True)
class Peers:
    """A class as tests see it: rankings by slug, list prices per token by meter, and by capability the state of each.

    The keys are those of the rankings; `active` holds those that are neither announced, deprecated nor retired.
    """

    name: str
    rankings: Mapping[str, Ranking]
    prices: Mapping[str, Ranking]
    abilities: Mapping[str, Mapping[str, str]]
    active: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a test came to, and the figures behind it in a few words."""

    state: State
    words: str


def complaints(kind: str, subject: str, limit: Decimal | None, rankings: Sequence[str]) -> dict[str, str]:
    """Why there is no such test, by the part that is wrong: "kind", "subject" or "limit". Empty for a good one."""
    if kind not in list(Kind):
        return {"kind": f"Choose one of these: {', '.join(Kind)}."}
    what, limited = PARAMETERS[Kind(kind)]
    known = {"metric": rankings, "meter": TOKEN_METERS, "capability": ABILITIES}[what]
    found = {}
    if subject not in known:
        found["subject"] = f"Write a {what}, one of these: {', '.join(known)}."
    if complaint := _complaint_about_limit(limited, limit):
        found["limit"] = complaint
    return found


def evaluate(test: ClaimTest, key: str, abilities: Mapping[str, str], peers: Peers) -> Finding:
    """Whether a test holds for the model of this key, whose capabilities are given, among its peers."""
    match test.kind:
        case Kind.RANK:
            return _ranked(test, key, peers)
        case Kind.PRICE_BELOW | Kind.PRICE_ABOVE:
            return _priced(test, key, peers)
        case Kind.HAS | Kind.LACKS:
            return _able(test, abilities)
        case _:
            return _alone(test, key, abilities, peers)


def _complaint_about_limit(limited: str, limit: Decimal | None) -> str:
    if limited == "most":
        good = limit is not None and limit == int(limit) and 1 <= limit <= 1000
        return "" if good else "Write the rank that it has at most: 1, 3."
    if limited == "quantile":
        good = limit is not None and 0 < limit < 1
        return "" if good else "Write a share between 0 and 1: 0.25 for the lowest quarter, 0.75 for the highest."
    return "" if limit is None else "Leave this empty: the test has no limit."


def _ranked(test: ClaimTest, key: str, peers: Peers) -> Finding:
    ranking = peers.rankings.get(test.subject)
    place = ranking.place(key) if ranking else None
    if ranking is None or place is None:
        return Finding(State.UNKNOWN, f"It has no rank by {test.subject}.")
    state = State.HOLDS if place.rank <= (test.limit or 0) else State.FALSE
    ahead = "" if place.is_best else f"; {ranking.places[0].name} comes first"
    return Finding(state, f"{place.label_of(ranking.of)} {peers.name} models by {test.subject}{ahead}.")


def _priced(test: ClaimTest, key: str, peers: Peers) -> Finding:
    ranking = peers.prices.get(test.subject)
    place = ranking.place(key) if ranking else None
    if ranking is None or place is None or test.limit is None:
        return Finding(State.UNKNOWN, f"It has no list price of {_words(test.subject)}.")
    edge = _quantile(ranking.places, test.limit)
    if test.kind == Kind.PRICE_BELOW:
        holds, side = place.value <= edge, "lowest"
        share = test.limit
    else:
        holds, side = place.value >= edge, "highest"
        share = 1 - test.limit
    return Finding(
        State.HOLDS if holds else State.FALSE,
        f"{wording.price(place.value)} / 1M of {_words(test.subject)}, "
        f"{place.label_of(ranking.of)} {peers.name} models; "
        f"the {side} {_percent(share)} {'end' if side == 'lowest' else 'begin'} at {wording.price(edge)}.",
    )


def _quantile(places: Sequence[Place], share: Decimal) -> Decimal:
    """The value by nearest rank: of 6 prices, 0.25 is the second lowest and 0.75 the fifth."""
    return places[ceil(share * len(places)) - 1].value


def _able(test: ClaimTest, abilities: Mapping[str, str]) -> Finding:
    state = abilities.get(test.subject, "unknown")
    wanted, against = ("yes", "no") if test.kind == Kind.HAS else ("no", "yes")
    found = {wanted: State.HOLDS, against: State.FALSE}.get(state, State.UNKNOWN)
    return Finding(found, f"{wording.capitalised(_words(test.subject))}: {_said(state)}.")


def _alone(test: ClaimTest, key: str, abilities: Mapping[str, str], peers: Peers) -> Finding:
    own = abilities.get(test.subject, "unknown")
    if own != "yes":
        state = State.FALSE if own == "no" or key not in peers.active else State.UNKNOWN
        return Finding(state, f"{wording.capitalised(_words(test.subject))}: {_said(own)}.")
    states = peers.abilities.get(test.subject, {})
    others = sum(states.get(other) == "yes" for other in peers.active if other != key)
    if others:
        return Finding(State.FALSE, f"{wording.quantity(others, f'other active {peers.name} model')} with it.")
    silent = sum(states.get(other) not in ("yes", "no") for other in peers.active if other != key)
    unsaid = f"; of {silent} it is not known" if silent else ""
    return Finding(State.HOLDS, f"No other of {wording.quantity(len(peers.active), 'active model')}{unsaid}.")


def _said(state: str) -> str:
    return {"disagree": "sources disagree", "unknown": wording.NOT_PUBLISHED}.get(state, state)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _percent(share: Decimal | int | None) -> str:
    return wording.share(Decimal(share or 0))
