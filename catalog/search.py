"""The list of models: what a reader may ask of it, and the answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q
from django.db.models.expressions import Combinable, OrderBy
from django.db.models.functions import Lower
from django.http import QueryDict

from catalog import wording
from catalog.models import AIModel, Creator, ModelClass

PAGE_SIZE = 50
LONGEST_SEARCH = 100
MOST_WORDS = 8
LEADING_CREATORS = 8
DEFAULT_ORDER = "name"


@dataclass(frozen=True)
class Order:
    """One way to sort the list. What a model does not have puts it last, whichever way round."""

    label: str
    phrase: str
    reversed_phrase: str
    column: F | Lower
    descends: bool = False

    def by(self, is_reversed: bool) -> list[OrderBy | Combinable | str]:
        down = self.descends != is_reversed
        column = self.column.desc(nulls_last=True) if down else self.column.asc(nulls_last=True)
        return [column, Lower("name"), "pk"]


ORDERS = {
    "name": Order("Name", "from A to Z", "from Z to A", Lower("name")),
    "price": Order("Output", "cheapest output first", "dearest output first", F("output_price")),
    "input": Order("Input", "cheapest input first", "dearest input first", F("input_price")),
    "context": Order("Context", "widest context first", "narrowest context first", F("context_window"), descends=True),
    "newest": Order("Newest", "newest first", "oldest first", F("listed_on"), descends=True),
}


@dataclass(frozen=True)
class Search:
    """What a reader asks for: words, classes and creators by slug, an order, a page as it came.

    `maker` is the creator on whose own page the list stands: always a condition, never a part of the address.
    """

    words: str = ""
    classes: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
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
            words=" ".join(_printable(query.get("q", ""))[:LONGEST_SEARCH].split()),
            classes=_several(query.getlist("class")),
            creators=_several(query.getlist("creator")),
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

    def address(self, part: str = "") -> str:
        """The one address of this search, without anything that is the default anyway."""
        fields = [("q", self.words)] if self.words else []
        fields += [("class", slug) for slug in self.classes]
        fields += [("creator", slug) for slug in self.creators]
        fields += [("sort", self.sort)] if self.sort != DEFAULT_ORDER else []
        fields += [("page", self.page)] if self.page not in ("", "1") else []
        fields += [("_part", part)] if part else []
        return f"{self.path}?{urlencode(fields)}" if fields else self.path

    def narrowed(self, *, by_class: bool = True, by_creator: bool = True) -> Q:
        """The condition on models; without one filter, to count what ticking its boxes would find."""
        condition = matching(self.words)
        if self.maker:
            condition &= Q(creator__slug=self.maker)
        if by_class and self.classes:
            condition &= Q(model_class__slug__in=self.classes)
        if by_creator and self.creators:
            condition &= Q(creator__slug__in=self.creators)
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


@dataclass(frozen=True)
class Choice:
    """One box of a filter, with the number of models that it stands for in the current selection."""

    value: str
    label: str
    count: int
    is_chosen: bool


class Listing:
    """The answer to a search. A constant number of queries, each made when a template first asks for it."""

    def __init__(self, search: Search) -> None:
        self.asked = search

    @cached_property
    def search(self) -> Search:
        """The search without the classes and creators that do not exist."""
        classes = tuple(slug for slug in self.asked.classes if slug in self._class_names)
        creators = tuple(slug for slug in self.asked.creators if slug in self._creator_names)
        return replace(self.asked, classes=classes, creators=creators)

    @cached_property
    def _class_names(self) -> dict[str, str]:
        return dict(ModelClass.objects.values_list("slug", "name"))

    @cached_property
    def _creator_names(self) -> dict[str, str]:
        return dict(Creator.objects.values_list("slug", "name"))

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
    def classes(self) -> list[Choice]:
        """Every class that has a model, in the order of size."""
        counts = _counts("model_class__slug", self.search.narrowed(by_class=False))
        return _choices(self._class_names, counts, self.search.classes)

    @cached_property
    def creators(self) -> list[Choice]:
        counts = _counts("creator__slug", self.search.narrowed(by_creator=False))
        return _choices(self._creator_names, counts, self.search.creators)

    @property
    def leading_creators(self) -> list[Choice]:
        """The largest ones and those chosen, shown before the rest is unfolded."""
        return [one for place, one in enumerate(self.creators) if place < LEADING_CREATORS or one.is_chosen]

    @property
    def other_creators(self) -> list[Choice]:
        return [one for place, one in enumerate(self.creators) if place >= LEADING_CREATORS and not one.is_chosen]

    @property
    def chosen_labels(self) -> list[str]:
        labels = [self._class_names[slug] for slug in self.search.classes]
        return labels + [self._creator_names[slug] for slug in self.search.creators]

    @property
    def dropped(self) -> list[str]:
        """Classes and creators that were asked for and do not exist."""
        kept = {*self.search.classes, *self.search.creators}
        return [slug for slug in (*self.asked.classes, *self.asked.creators) if slug not in kept]

    @property
    def summary(self) -> str:
        """ "307 text and image models, cheapest output first"."""
        names = [self._class_names[slug].lower() for slug in self.search.classes]
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
        return Link("Clear", replace(self.search, words="", classes=(), creators=(), page=""))

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


def _counts(field: str, condition: Q) -> dict[str, int]:
    return dict(AIModel.objects.filter(condition).order_by().values_list(field).annotate(Count("pk")))


def _choices(names: dict[str, str], counts: dict[str, int], chosen: Iterable[str]) -> list[Choice]:
    """The boxes that find something and those already ticked, the largest first."""
    boxes = [
        Choice(slug, name, counts.get(slug, 0), slug in chosen)
        for slug, name in names.items()
        if slug in counts or slug in chosen
    ]
    return sorted(boxes, key=lambda box: (-box.count, box.label.lower()))


def _printable(text: str) -> str:
    """PostgreSQL stores no NUL, and nobody searches for control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _several(values: list[str]) -> tuple[str, ...]:
    """The distinct values of a parameter given more than once; twenty are more than anybody ticks by hand."""
    return tuple(dict.fromkeys(value for value in values if value))[:20]
