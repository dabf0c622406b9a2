"""What all reviews of one model say together, out of its tallies: as quick with a million of them as with one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from catalog import wording
from catalog.models import AIModel, Provider
from reviews import scoring
from reviews.models import Tally
from reviews.models.proofs import VERIFIED
from reviews.models.reviews import MARKS, UseCase

FEWEST_NAMING = 2
"""So many reviewers have to name a pro or a con before it is told of all."""
MOST_POINTS_TOLD = 6
FEWEST_USING = 3
"""So many verified users have to use a model for something before that is evidence of what it is good for."""
MOST_USES_TOLD = 6

Kind = Tally.Kind
POINTS = (Kind.PRO, Kind.CON)
OF_FEW_VALUES = tuple(kind for kind in Kind if kind not in POINTS)
"""The kinds whose values are known beforehand, unlike words that reviewers choose."""


@dataclass(frozen=True)
class StarCount:
    """One bar of the distribution; `width` is its share of the longest one, in percent."""

    stars: int
    count: int
    width: int

    @property
    def label(self) -> str:
        return wording.quantity(self.stars, "star")


@dataclass(frozen=True)
class Mark:
    """The mean of one mark, of those who gave it; None where nobody did."""

    label: str
    mean: Decimal | None
    count: int


@dataclass(frozen=True)
class Use:
    """What verified users use it for. `verb` stands within a sentence: "writing code"."""

    use_case: UseCase
    count: int

    @property
    def label(self) -> str:
        return str(self.use_case.label)

    @property
    def verb(self) -> str:
        return self.label[:1].lower() + self.label[1:]


class Opinion:
    """All figures of a model's reviews but the rating, which its own columns hold; each asked for when needed."""

    def __init__(self, model: AIModel) -> None:
        self.model = model

    @cached_property
    def counts(self) -> Mapping[str, dict[str, int]]:
        """By kind and value, the most frequent first; one query."""
        found: dict[str, dict[str, int]] = {kind: {} for kind in OF_FEW_VALUES}
        if self.model.review_count:
            rows = Tally.objects.filter(ai_model=self.model, kind__in=OF_FEW_VALUES, count__gt=0)
            for kind, key, count in rows.order_by("kind", "-count", "key").values_list("kind", "key", "count"):
                found[kind][key] = count
        return found

    @property
    def stars(self) -> list[StarCount]:
        counts = {stars: self.counts[Kind.STARS].get(str(stars), 0) for stars in scoring.STARS}
        most = max(counts.values()) or 1
        return [StarCount(stars, count, round(100 * count / most)) for stars, count in counts.items()]

    @property
    def spread(self) -> Decimal | None:
        """The standard deviation of the stars."""
        found = scoring.spread({bar.stars: bar.count for bar in self.stars})
        return None if found is None else Decimal(found)

    @property
    def verified_share(self) -> str:
        """ "32%" of the reviews."""
        return wording.share(Decimal(self.model.verified_review_count) / self.model.review_count)

    @property
    def marks(self) -> list[Mark]:
        return [_mean(name, self.counts[name]) for name in MARKS]

    @cached_property
    def pros(self) -> list[tuple[str, int]]:
        """Each with the number of reviewers who named it; one query."""
        return self._points(Kind.PRO)

    @cached_property
    def cons(self) -> list[tuple[str, int]]:
        return self._points(Kind.CON)

    def _points(self, kind: Tally.Kind) -> list[tuple[str, int]]:
        if self.model.review_count < FEWEST_NAMING:
            return []
        rows = Tally.objects.filter(ai_model=self.model, count__gte=FEWEST_NAMING).commonest(kind)
        return list(rows.values_list("key", "count")[:MOST_POINTS_TOLD])

    @property
    def verified_uses(self) -> list[Use]:
        return list(_uses(self.counts[Kind.VERIFIED_USE]))[:MOST_USES_TOLD]

    @property
    def evidence(self) -> list[Use]:
        """What enough verified users use it for to say something of it; "something else" says nothing."""
        return [use for use in self.verified_uses if use.count >= FEWEST_USING and use.use_case != UseCase.OTHER]

    @cached_property
    def providers(self) -> list[tuple[Provider, int]]:
        """Through whom reviewers used it, with their number; one query."""
        counts = self.counts[Kind.PROVIDER]
        rows = Provider.objects.in_bulk([int(key) for key in counts]) if counts else {}
        return [(rows[int(key)], count) for key, count in counts.items() if int(key) in rows]

    @property
    def verified(self) -> int:
        return sum(self.counts[Kind.PROOF].get(kind, 0) for kind in VERIFIED)


def _mean(name: str, counts: Mapping[str, int]) -> Mark:
    count = sum(counts.values())
    total = sum(int(mark) * number for mark, number in counts.items())
    return Mark(wording.capitalised(name), Decimal(total) / count if count else None, count)


def _uses(counts: Mapping[str, int]) -> Iterable[Use]:
    for key, count in counts.items():
        if key in UseCase:
            yield Use(UseCase(key), count)
