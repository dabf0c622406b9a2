"""What a reader asks of the list of models, as an address says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db.models import Case, Q, When
from django.db.models.functions import Length, Lower
from django.http import QueryDict

from catalog import wording
from catalog.models import AIModel, Lifecycle
from catalog.search.facets import FACETS
from catalog.search.orders import DEFAULT_ORDER, ORDERS

LONGEST_SEARCH = 100
MOST_WORDS = 8
MOST_VALUES = 20
"""More than anybody ticks by hand."""
MOST_FOUND = 8
"""As many as one looks through while typing a name."""


@dataclass(frozen=True)
class Search:
    """What a reader asks for: words, the values chosen of each filter, an order, a page as it came.

    `maker` is the creator on whose own page the list stands: always a condition, never a part of the address.
    """

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: str = DEFAULT_ORDER
    is_reversed: bool = False
    page: str = ""
    path: str = ""
    maker: str = ""

    @classmethod
    def asked(cls, path: str, query: QueryDict) -> Search:
        """Reads an address. What cannot be meant is dropped, so that every address has an answer."""
        sort = query.get("sort", "")
        order = sort.removeprefix("-")
        return cls(
            words=" ".join(wording.printable(query.get("q", ""), LONGEST_SEARCH).split()),
            chosen={name: chosen_values(query, name, facet.is_single) for name, facet in FACETS.items()},
            order=order if order in ORDERS else DEFAULT_ORDER,
            is_reversed=order in ORDERS and sort.startswith("-"),
            page=query.get("page", ""),
            path=path,
        )

    @property
    def sort(self) -> str:
        return f"-{self.order}" if self.is_reversed else self.order

    @property
    def phrase(self) -> str:
        """The order in words: "cheapest output first"."""
        order = ORDERS[self.order]
        return order.reversed_phrase if self.is_reversed else order.phrase

    def values(self, facet: str) -> tuple[str, ...]:
        return self.chosen.get(facet, ())

    def choosing(self, facet: str, *values: str) -> Search:
        """The same search with these values of one filter, from its first page."""
        return replace(self, chosen={**self.chosen, facet: values}, page="")

    def address(self, part: str = "") -> str:
        """The one address of this search, without anything that is the default anyway."""
        fields = [("q", self.words)] if self.words else []
        fields += [(name, value) for name in FACETS for value in self.values(name)]
        fields += [("sort", self.sort)] if self.sort != DEFAULT_ORDER else []
        fields += [("page", self.page)] if self.page not in ("", "1") else []
        fields += [("_part", part)] if part else []
        return f"{self.path}?{urlencode(fields)}" if fields else self.path

    def narrowed(self, *, without: str = "") -> Q:
        """The condition on models; without one filter, to count what ticking its boxes would find."""
        condition = matching(self.words)
        if self.maker:
            condition &= Q(creator__slug=self.maker)
        for name, facet in FACETS.items():
            if name != without and self.values(name):
                condition &= facet.condition(self.values(name))
        return condition


@dataclass(frozen=True)
class Link:
    """One way on from here: the address of the page, and of the part that replaces the results in place."""

    label: str
    search: Search
    is_current: bool = False
    arrow: str = ""

    @property
    def address(self) -> str:
        return self.search.address()

    @property
    def part(self) -> str:
        return self.search.address("results")


def matching(words: str) -> Q:
    """Models of which every word is a part of the name, the creator's name or the id."""
    condition = Q()
    for word in words.replace("/", " ").split()[:MOST_WORDS]:
        condition &= (
            Q(name__icontains=word)
            | Q(slug__icontains=word)
            | Q(creator__name__icontains=word)
            | Q(creator__slug__icontains=word)
        )
    return condition


def closest(words: str, present: Iterable[AIModel]) -> list[AIModel]:
    """What words find beside the models that are there already, a few to choose from: one query, none without words.

    The shortest names first, which are the closest to what was typed; what is retired last.
    """
    if not words:
        return []
    rows = AIModel.objects.filter(matching(words)).exclude(pk__in=[model.pk for model in present])
    is_gone = Case(When(lifecycle=Lifecycle.RETIRED, then=1), default=0)
    ordered = rows.select_related("creator", "model_class").order_by(is_gone, Length("name"), Lower("name"), "pk")
    return list(ordered[:MOST_FOUND])


def chosen_values(query: QueryDict, name: str, is_single: bool) -> tuple[str, ...]:
    """The distinct values of a parameter; of one that allows a single value, the last."""
    values = tuple(dict.fromkeys(value for value in query.getlist(name) if value))
    return values[-1:] if is_single else values[:MOST_VALUES]
