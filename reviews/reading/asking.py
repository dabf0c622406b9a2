"""What an address asks of a model's reviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from catalog.models import AIModel
from reviews.reading.orders import DEFAULT_ORDER

PART = "results"
LONGEST_ID = 18


def is_id(text: str) -> bool:
    """Whether a part of an address may be the number of a review."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_ID


@dataclass(frozen=True)
class Filter:
    """One filter, and the column of a review that holds its value."""

    legend: str
    column: str


FILTERS = {
    "stars": Filter("Stars", "stars"),
    "proof": Filter("Proof", "proof"),
    "use": Filter("Used for", "use_case"),
    "through": Filter("Through", "provider"),
}


@dataclass(frozen=True)
class Asked:
    """What an address asks for: an order, a value of each filter, and the review to go on from."""

    path: str
    order: str = DEFAULT_ORDER
    chosen: Mapping[str, str] = field(default_factory=dict)
    after: str = ""
    before: str = ""

    @classmethod
    def of(cls, model: AIModel, query: QueryDict | None = None) -> Asked:
        """What an address below a model's page asks for; without one, what the list shows by itself."""
        query = query or QueryDict()
        return cls(
            path=reverse("reviews", args=[model.creator.slug, model.slug]),
            order=query.get("sort", "") or DEFAULT_ORDER,
            chosen={name: value for name in FILTERS if (value := query.get(name, ""))},
            after=query.get("after", ""),
            before=query.get("before", ""),
        )

    def choosing(self, name: str, value: str) -> Asked:
        """The same from its first page, with another value of one filter; "" for any."""
        chosen = {key: kept for key, kept in {**self.chosen, name: value}.items() if kept}
        return replace(self, chosen=chosen, after="", before="")

    def sorted(self, order: str) -> Asked:
        return replace(self, order=order, after="", before="")

    def address(self, part: str = "") -> str:
        """The one address of this list, without anything that is the default anyway."""
        fields = [("sort", self.order)] if self.order != DEFAULT_ORDER else []
        fields += [(name, self.chosen[name]) for name in FILTERS if name in self.chosen]
        fields += [(name, value) for name, value in (("after", self.after), ("before", self.before)) if value]
        fields += [("_part", part)] if part else []
        return f"{self.path}?{urlencode(fields)}" if fields else self.path


@dataclass(frozen=True)
class Way:
    """One way on from here; `part` is the address of what replaces the list in place, `count` whom it would find."""

    key: str
    label: str
    asked: Asked
    is_current: bool = False
    count: int | None = None

    @property
    def address(self) -> str:
        return self.asked.address()

    @property
    def part(self) -> str:
        return self.asked.address(PART)


@dataclass(frozen=True)
class Choices:
    """A filter as it is drawn: its values, each with the number of all reviews that have it."""

    name: str
    legend: str
    ways: list[Way]
