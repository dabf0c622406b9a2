"""Order, ties and cohorts: who stands where among models of a class."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

BEST_SHOWN = 3
"""How many of the best are always drawn beside a model and its neighbours."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A candidate; a `value` of None was not published or not measured, and gets no rank."""

    key: str
    name: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Contender:
    """One that has both a price, where less is better, and a score, where more is."""

    key: str
    name: str
    price: Decimal
    score: Decimal


@dataclass(frozen=True, slots=True)
class Place:
    """Where one stands: `rank` counts those strictly better, plus one; `sharing` is how many hold that rank."""

    key: str
    name: str
    value: Decimal
    rank: int
    sharing: int = 1

    @property
    def tied(self) -> bool:
        return self.sharing > 1

    @property
    def label(self) -> str:
        """ "#1", or "#2=" when others share the rank."""
        return f"#{self.rank}{'=' if self.tied else ''}"

    def label_of(self, of: int) -> str:
        """ "#2= of 6"."""
        return f"{self.label} of {of}"

    @property
    def is_best(self) -> bool:
        return self.rank == 1

    def is_worst(self, of: int) -> bool:
        """Whether nobody stands lower. Where all tie, all are best and worst at once."""
        return self.rank + self.sharing - 1 == of

    def quantile(self, of: int) -> Fraction:
        """The share of the cohort that is strictly better, from 0 (best) to below 1."""
        return Fraction(self.rank - 1, of)


@dataclass(frozen=True, slots=True)
class Ranking:
    """`places` best first, those that tie by name; `unranked` by name."""

    places: tuple[Place, ...]
    unranked: tuple[Entry, ...]
    _by_key: Mapping[str, Place] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # The one way into a frozen class. A class of thousands is asked once a bound sentence.
        object.__setattr__(self, "_by_key", {place.key: place for place in self.places})

    @property
    def of(self) -> int:
        """The size of the cohort: those that have a value."""
        return len(self.places)

    def place(self, key: str) -> Place | None:
        return self._by_key.get(key)


@dataclass(frozen=True, slots=True)
class Selection:
    """The places to draw, in order. `skipped[i]` were left out just before `places[i]`; `hidden` in all."""

    places: tuple[Place, ...]
    skipped: tuple[int, ...]
    hidden: int

    @property
    def skipped_after(self) -> int:
        """How many were left out below the last place drawn."""
        return self.hidden - sum(self.skipped)


def rank(entries: Iterable[Entry], *, higher_is_better: bool) -> Ranking:
    """Competition ranking: 1, 2=, 2=, 4. Raises ValueError for a key given twice or a value that has no order."""
    entries = list(entries)
    valued = [(entry, entry.value) for entry in entries if entry.value is not None]
    _check_keys(entry.key for entry in entries)
    _check_values((entry.key, value) for entry, value in valued)
    valued.sort(key=lambda pair: _by_name(pair[0]))
    valued.sort(key=lambda pair: pair[1], reverse=higher_is_better)
    sharing = Counter(value for _, value in valued)
    first: dict[Decimal, int] = {}
    places = [
        Place(entry.key, entry.name, value, first.setdefault(value, position), sharing[value])
        for position, (entry, value) in enumerate(valued, start=1)
    ]
    unranked = sorted((entry for entry in entries if entry.value is None), key=_by_name)
    return Ranking(tuple(places), tuple(unranked))


def neighbours(ranking: Ranking, key: str, limit: int = 12) -> Selection:
    """At most `limit` places: all if they fit, else the best few, this one and those around it.

    A key without a place gets the best `limit`. Raises ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError("draw one place at least")
    own = next((index for index, place in enumerate(ranking.places) if place.key == key), None)
    chosen = _around(own, ranking.of, limit)
    skipped = [index - before - 1 for before, index in zip([-1, *chosen], chosen, strict=False)]
    return Selection(tuple(ranking.places[index] for index in chosen), tuple(skipped), ranking.of - len(chosen))


def everyone(ranking: Ranking) -> Selection:
    """Every place, for a chart that leaves nobody out."""
    return Selection(ranking.places, (0,) * ranking.of, 0)


def frontier(contenders: Iterable[Contender]) -> tuple[Contender, ...]:
    """Those that nobody beats, the cheapest first: the Pareto set of price and score.

    One beats another by being at most as dear and at least as good, and better in one of the two. So those alike in
    both do not beat each other: all of them stand, by name. Raises ValueError as rank() does.
    """
    entered = list(contenders)
    _check_keys(one.key for one in entered)
    _check_values((one.key, value) for one in entered for value in (one.price, one.score))
    unbeaten: list[Contender] = []
    for one in sorted(entered, key=lambda one: (one.price, one.score.copy_negate(), _by_name(one))):
        last = unbeaten[-1] if unbeaten else None
        if last is None or one.score > last.score or (one.price, one.score) == (last.price, last.score):
            unbeaten.append(one)
    return tuple(unbeaten)


def _around(own: int | None, of: int, limit: int) -> list[int]:
    if own is None or of <= limit:
        return list(range(min(of, limit)))
    head = min(BEST_SHOWN, limit - 1)
    width = limit - head
    start = min(max(own - width // 2, head), of - width)
    return [*range(head), *range(start, start + width)]


def _check_keys(keys: Iterable[str]) -> None:
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        raise ValueError(f"{twice[0]} is entered twice")


def _check_values(values: Iterable[tuple[str, Decimal]]) -> None:
    for key, value in values:
        if not value.is_finite():
            raise ValueError(f"{key} has no value that can be ranked: {value}")


def _by_name(entry: Entry | Contender) -> tuple[str, str, str]:
    return entry.name.casefold(), entry.name, entry.key
