"""Which models are worth setting side by side, from what is known of each of a class."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

MOST_RIVALS = 5
MOST_PAIRS = 8
"""Of the largest class; of each other one pair is named."""
LEADERS = 6
"""How many creators of a class lead it: those with the most models."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model as the rules see it. `price` is what its class is ranked by, US dollars per token; None is not known.

    `key` is its id, `group` its class; `family` is None where no source names one; `score` is of the one metric by
    which its class is measured.
    """

    key: str
    name: str
    creator: str
    group: str
    family: str | None = None
    listed: date | None = None
    price: Decimal | None = None
    score: Decimal | None = None
    context: int | None = None
    inputs: frozenset[str] = frozenset()
    abilities: frozenset[str] = frozenset()

    @property
    def is_priced(self) -> bool:
        return self.price is not None and self.price > 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One model to look at, and why: "closest in price"."""

    model: Candidate
    reason: str


def rivals(subject: Candidate, others: Iterable[Candidate], most: int = MOST_RIVALS) -> list[Suggestion]:
    """What a reader of one model's page compares it with; `others` are models on sale.

    First its closest sibling in time, then the closest in price and in what was measured by other creators, then
    the flagships of the leading creators.
    """
    cohort = [other for other in others if other.group == subject.group and other.key != subject.key]
    strangers = [other for other in cohort if other.creator != subject.creator]
    return _distinct(
        [
            *_siblings(subject, cohort),
            *_closest_in_price(subject, strangers),
            *_closest_in_score(subject, strangers),
            *map(_as_flagship, flagships(strangers)),
        ],
        most,
    )


def leading_pairs(candidates: Iterable[Candidate], most: int = MOST_PAIRS) -> list[tuple[Candidate, Candidate]]:
    """The pairs that most readers ask for: the flagships of each class against each other, the largest class first.

    Of the largest class the `most` that stand highest together, of each other one the first.
    """
    by_group: dict[str, list[Candidate]] = defaultdict(list)
    for one in candidates:
        by_group[one.group].append(one)
    groups = sorted(by_group.values(), key=lambda group: (-len(group), group[0].group))
    pairs = [_highest_together(flagships(group)) for group in groups]
    return [pair for place, group in enumerate(pairs) for pair in group[: 1 if place else most]]


def flagships(cohort: Sequence[Candidate]) -> list[Candidate]:
    """One model of each leading creator: that of the highest score, else the newest. Best first."""
    sizes = Counter(one.creator for one in cohort)
    leading = sorted(sizes, key=lambda creator: (-sizes[creator], creator))[:LEADERS]
    best = [min((one for one in cohort if one.creator == creator), key=_flagship_first) for creator in leading]
    return sorted(best, key=_flagship_first)


def _as_flagship(one: Candidate) -> Suggestion:
    return Suggestion(one, f"{'newest' if one.score is None else 'flagship'} of {one.creator}")


def _highest_together(best_first: Sequence[Candidate]) -> list[tuple[Candidate, Candidate]]:
    places = sorted(combinations(range(len(best_first)), 2), key=lambda pair: (sum(pair), pair))
    return [(best_first[one], best_first[other]) for one, other in places]


def _flagship_first(one: Candidate) -> tuple[bool, Decimal, int, Decimal, str, str]:
    """Of several of a day the dearest, which is the largest."""
    score = one.score if one.score is not None else Decimal(0)
    return one.score is None, -score, -_day(one), -(one.price or Decimal(0)), one.name.casefold(), one.key


def _siblings(subject: Candidate, cohort: Iterable[Candidate]) -> Iterator[Suggestion]:
    """The family's next model that can do no less, else the last one before it that could do no more."""
    family = [one for one in cohort if one.creator == subject.creator and one.family and one.family == subject.family]
    dated = [one for one in family if one.listed is not None and subject.listed is not None]
    newer = [one for one in dated if _day(one) > _day(subject) and _can_no_less(one, subject)]
    older = [one for one in dated if _day(one) < _day(subject) and _can_no_less(subject, one)]
    if newer:
        yield Suggestion(min(newer, key=lambda one: (_day(one), one.name, one.key)), "next of its family")
    elif older:
        yield Suggestion(max(older, key=lambda one: (_day(one), one.name, one.key)), "the one before it")


def _can_no_less(one: Candidate, other: Candidate) -> bool:
    return other.inputs <= one.inputs and other.abilities <= one.abilities


def _closest_in_price(subject: Candidate, strangers: Iterable[Candidate]) -> Iterator[Suggestion]:
    """By ratio: $1 and $2 are as far apart as $10 and $20. What is free is close to nothing."""
    own = subject.price
    if own is None or own <= 0:
        return

    def distance(one: Candidate) -> tuple[Fraction, Fraction, int, str]:
        low, high = sorted((Fraction(own), Fraction(one.price or 0)))
        return high / low, _apart(subject.score, one.score), -_day(one), one.key

    priced = sorted((one for one in strangers if one.is_priced), key=distance)
    yield from (Suggestion(one, "closest in price") for one in priced[:1])


def _closest_in_score(subject: Candidate, strangers: Iterable[Candidate]) -> Iterator[Suggestion]:
    if subject.score is None:
        return
    measured = [one for one in strangers if one.score is not None]
    nearest = sorted(measured, key=lambda one: (_apart(subject.score, one.score), -_day(one), one.key))
    yield from (Suggestion(one, "closest in score") for one in nearest[:2])


def _apart(one: Decimal | None, other: Decimal | None) -> Fraction:
    return abs(Fraction(one) - Fraction(other)) if one is not None and other is not None else Fraction(10**6)


def _day(one: Candidate) -> int:
    return one.listed.toordinal() if one.listed else 0


def _distinct(suggestions: Iterable[Suggestion], most: int) -> list[Suggestion]:
    """The first of each model: the reason that weighs most."""
    found: dict[str, Suggestion] = {}
    for one in suggestions:
        found.setdefault(one.model.key, one)
    return list(found.values())[:most]
