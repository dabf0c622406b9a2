"""The orders of a model's reviews, and where each goes on behind a given review.

Pages are told apart by the review that they begin behind, so that the last of ten thousand pages is as quick as the
first: the index is entered where that review stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import GreaterThan, LessThan

from reviews.models import Review


class RowOf(Func):
    """Several columns compared as one, from left to right: ROW(a, b) < ROW(1, 2)."""

    function = "ROW"
    output_field = models.Field()


@dataclass(frozen=True)
class Order:
    """One way to sort. The columns behind the first are the same in all: what was written last comes first."""

    label: str
    phrase: str
    first: str = ""
    ascends: bool = False

    @property
    def columns(self) -> list[str]:
        return [self.first, "written_at", "pk"] if self.first else ["written_at", "pk"]

    def by(self, *, backwards: bool) -> list[str]:
        signs = ["" if name == self.first and self.ascends else "-" for name in self.columns]
        if backwards:
            signs = ["" if sign else "-" for sign in signs]
        return [sign + name for sign, name in zip(signs, self.columns, strict=True)]

    def key(self, review: Review) -> tuple[float, ...]:
        """What a review is sorted by: the lower comes first. As `by` says it to the database."""
        first = getattr(review, self.first) if self.first else 0
        return (first if self.ascends else -first, -review.written_at.timestamp(), -review.pk)

    def beyond(self, review: Review, *, backwards: bool) -> Q:
        """The condition on those behind a review in this order, or before it."""
        if not self.ascends:
            return Q(_compared(self.columns, review, backwards=backwards))
        # The first column rises where the others fall: its equals, then whatever is further on.
        value = getattr(review, self.first)
        equal = Q((self.first, value)) & Q(_compared(["written_at", "pk"], review, backwards=backwards))
        further, bound = ("lt", "lte") if backwards else ("gt", "gte")
        return Q((f"{self.first}__{bound}", value)) & (equal | Q((f"{self.first}__{further}", value)))


def _compared(columns: list[str], review: Review, *, backwards: bool) -> LessThan | GreaterThan:
    comparison = GreaterThan if backwards else LessThan
    return comparison(RowOf(*(F(name) for name in columns)), RowOf(*(Value(getattr(review, name)) for name in columns)))


ORDERS = {
    "helpful": Order("Most helpful", "the most helpful first", "helpfulness"),
    "newest": Order("Newest", "the newest first"),
    "highest": Order("Highest", "the highest first", "stars"),
    "lowest": Order("Lowest", "the lowest first", "stars", ascends=True),
}
DEFAULT_ORDER = "helpful"
