"""The answer to a search: the models, the boxes of the filters, and the ways on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.core.paginator import Page, Paginator

from catalog import wording
from catalog.models import AIModel, Creator, ModelClass
from catalog.search.facets import CLASS, CREATOR, FACETS, Choice, ConditionFacet, choices_of
from catalog.search.orders import ORDERS, Order
from catalog.search.searching import Link, Search

PAGE_SIZE = 50
LEADING = 8
"""How many boxes of a filter are shown before the rest is unfolded."""


@dataclass(frozen=True)
class Boxes:
    """A filter as it is drawn. `leading` are the largest and those chosen, `others` fold away."""

    name: str
    legend: str
    is_single: bool
    choices: list[Choice]

    @property
    def leading(self) -> list[Choice]:
        return [one for place, one in enumerate(self.choices) if place < LEADING or one.is_chosen]

    @property
    def others(self) -> list[Choice]:
        return [one for place, one in enumerate(self.choices) if place >= LEADING and not one.is_chosen]

    @property
    def is_any(self) -> bool:
        return not any(one.is_chosen for one in self.choices)


class Listing:
    """The answer to a search. A constant number of queries, each made when a template first asks for it."""

    def __init__(self, search: Search) -> None:
        self.asked = search

    @cached_property
    def search(self) -> Search:
        """The search without the values that do not exist."""
        chosen = {
            name: tuple(value for value in self.asked.values(name) if value in labels)
            for name, labels in self._labels.items()
        }
        return replace(self.asked, chosen=chosen)

    @cached_property
    def _labels(self) -> dict[str, Mapping[str, str]]:
        """What each value of each filter is called; two queries, for the classes and the creators."""
        labels: dict[str, Mapping[str, str]] = {
            CLASS.name: dict(ModelClass.objects.values_list("slug", "name")),
            CREATOR.name: dict(Creator.objects.values_list("slug", "name")),
        }
        for name, facet in FACETS.items():
            if isinstance(facet, ConditionFacet):
                labels[name] = facet.labels
        return labels

    @cached_property
    def page(self) -> Page[AIModel]:
        search = self.search
        found = AIModel.objects.filter(search.narrowed()).select_related("creator", "model_class")
        ordered = found.order_by(*ORDERS[search.order].by(search.is_reversed))
        return Paginator(ordered, PAGE_SIZE).get_page(search.page)

    @cached_property
    def total(self) -> int:
        return self.page.paginator.count

    @cached_property
    def filters(self) -> list[Boxes]:
        """Every filter, one query each."""
        return [Boxes(name, facet.legend, facet.is_single, self.choices(name)) for name, facet in FACETS.items()]

    def choices(self, name: str) -> list[Choice]:
        """The boxes of a filter: what ticking each would find beside what is asked otherwise."""
        facet = FACETS[name]
        is_narrowing = isinstance(facet, ConditionFacet) and facet.all_at_once
        models = AIModel.objects.filter(self.search.narrowed(without="" if is_narrowing else name))
        return choices_of(facet, models, self._labels[name], self.search.values(name))

    @property
    def chosen_labels(self) -> list[str]:
        return [self._label(name, value) for name in FACETS for value in self.search.values(name)]

    def _label(self, name: str, value: str) -> str:
        label = self._labels[name][value]
        return {"context": f"context of {label} or more", "reads": f"{label.lower()} in"}.get(name, label)

    @property
    def dropped(self) -> list[str]:
        """Values of filters that were asked for and do not exist."""
        return [value for name in FACETS for value in self.asked.values(name) if value not in self.search.values(name)]

    @property
    def summary(self) -> str:
        """ "307 text and image models, cheapest output first"."""
        names = [self._labels[CLASS.name][slug].lower() for slug in self.search.values(CLASS.name)]
        found = wording.quantity(self.total, f"{wording.listing(names)} model".strip())
        if self.search.words:
            found += f" for “{self.search.words}”"
        return f"{found}, {self.search.phrase}"

    @cached_property
    def orders(self) -> dict[str, Link]:
        """Each order by its key; the current one turns itself round."""
        return {key: self._order_link(key, order) for key, order in ORDERS.items()}

    def _order_link(self, key: str, order: Order) -> Link:
        is_current = key == self.search.order
        turned = is_current and not self.search.is_reversed
        arrow = ""
        if is_current:
            arrow = "descending" if order.descends != self.search.is_reversed else "ascending"
        return Link(order.label, replace(self.search, order=key, is_reversed=turned, page=""), is_current, arrow)

    @property
    def cleared(self) -> Link:
        return Link("Clear", replace(self.search, words="", chosen={}, page=""))

    @property
    def next(self) -> Link | None:
        return self._page_link("Next", self.page.number + 1) if self.page.has_next() else None

    @property
    def previous(self) -> Link | None:
        return self._page_link("Previous", self.page.number - 1) if self.page.has_previous() else None

    def _page_link(self, label: str, number: int) -> Link:
        return Link(label, replace(self.search, page=str(number)))

    @property
    def address(self) -> str:
        """The canonical address, with the page that is really shown."""
        return replace(self.search, page=str(self.page.number)).address()
