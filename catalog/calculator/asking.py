"""What an address of the calculator asks about: models by their ids, or a class and which of it; and every way on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from catalog.search.facets import FACETS
from catalog.search.searching import Search

MOST = 6
MOST_READ = 24
"""More than anybody names; the rest of an address is not read."""
FILTERS = ("weights", "context", "creator")
"""Those of the list of models by which a class is narrowed here."""
LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Asked:
    """`ids` are distinct, in their order. `class_slug` is "" where only the models named are asked about."""

    ids: tuple[str, ...] = ()
    class_slug: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: str = ""
    words: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """What cannot be meant is kept to be named, never looked up; so that every address has an answer."""
        given = (text.strip() for text in query.getlist("m")[:MOST_READ])
        search = Search.asked("", query)
        return cls(
            ids=tuple(dict.fromkeys(text for text in given if text)),
            class_slug=query.get("class", "").strip(),
            chosen={name: tuple(value for value in search.values(name) if value) for name in FILTERS},
            page=query.get("page", ""),
            words=search.words,
        )

    def values(self, name: str) -> tuple[str, ...]:
        return self.chosen.get(name, ())

    @property
    def narrowed(self) -> Q:
        """The condition on the models of a class. Only values that exist may be left in `chosen`."""
        condition = Q()
        for name in FILTERS:
            if self.values(name):
                condition &= FACETS[name].condition(self.values(name))
        return condition

    def without(self, id: str) -> Asked:
        return replace(self, ids=tuple(one for one in self.ids if one != id))

    def of_class(self, slug: str) -> Asked:
        """All of a class, those named being marked in it."""
        return Asked(ids=self.ids, class_slug=slug)

    def at_page(self, number: int) -> Asked:
        return replace(self, page=str(number))

    def fields(self) -> list[tuple[str, str]]:
        """As an address says it, without what is left out anyway."""
        found = [("m", id) for id in self.ids]
        if self.class_slug:
            found.append(("class", self.class_slug))
            found += [(name, value) for name in FILTERS for value in self.values(name)]
        return found + ([("page", self.page)] if self.page not in ("", "1") else [])


def address(
    asked: Asked, said: Mapping[str, str], details: Iterable[str] = (), *, name: str = "calculator", path: str = ""
) -> str:
    """The one address of what is asked and of a usage, in the form of the page called `name`, or at a path."""
    fields = [*asked.fields(), *said.items(), *(("detail", detail) for detail in sorted(details))]
    query = urlencode(fields, safe="/:,")
    return f"{path or reverse(name)}?{query}" if query else path or reverse(name)
