"""What a reader asks of a ranking, as an address says it: whom to show, and which page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from catalog import wording
from catalog.models import ModelClass, PriceState
from catalog.search.facets import FACETS, Facet
from catalog.search.searching import chosen_values

FILTERS: dict[str, Facet] = {name: FACETS[name] for name in ("weights", "context", "creator")}
"""Those of the list of models that fit a ranking."""

LONGEST_AMOUNT = 24
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"\d+([.,]\d+)?|[.,]\d+")
_SIGNS = re.compile(r"(?i)usd|us|\$|[\s_'\u2019]")


def amount_written(text: str) -> Decimal:
    """US dollars as people write them: "2.50", "$2,50", "1,000". Raises ValueError, in words for the reader."""
    bare = _SIGNS.sub("", text)
    if len(text) <= LONGEST_AMOUNT and bare.isascii():
        if _THOUSANDS.fullmatch(bare):
            return Decimal(bare.replace(",", ""))
        if _PLAIN.fullmatch(bare):
            return Decimal(bare.replace(",", "."))
    raise ValueError("Write an amount in US dollars, such as 2.50.")


@dataclass(frozen=True)
class Question:
    """The values chosen of each filter, the price at most as it was typed, and a page as it came.

    `most` is that price in US dollars per million tokens, None where none was given; `complaint` says what is wrong
    with it.
    """

    path: str
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    typed: str = ""
    most: Decimal | None = None
    complaint: str = ""
    page: str = ""

    @classmethod
    def asked(cls, path: str, query: QueryDict) -> Question:
        """Reads an address. What cannot be meant is dropped, so that every address has an answer."""
        typed = wording.printable(query.get("price", ""), LONGEST_AMOUNT).strip()
        most, complaint = None, ""
        if typed:
            try:
                most = amount_written(typed)
            except ValueError as error:
                complaint = str(error)
        chosen = {name: chosen_values(query, name, facet.is_single) for name, facet in FILTERS.items()}
        return cls(path, chosen, typed, most, complaint, query.get("page", ""))

    def values(self, name: str) -> tuple[str, ...]:
        return self.chosen.get(name, ())

    @property
    def is_narrowing(self) -> bool:
        return self.most is not None or any(self.chosen.values())

    @property
    def cleared(self) -> Question:
        return Question(self.path)

    def at_page(self, number: int) -> Question:
        return replace(self, page=str(number))

    def address(self, part: str = "", path: str = "") -> str:
        """The one address of this question, without anything that is the default anyway."""
        fields = [(name, value) for name in FILTERS for value in self.values(name)]
        fields += [("price", self.typed)] if self.typed else []
        fields += [("page", self.page)] if self.page not in ("", "1") else []
        fields += [("_part", part)] if part else []
        return (path or self.path) + (f"?{urlencode(fields)}" if fields else "")

    @property
    def part(self) -> str:
        """The address of the part that replaces the results in place."""
        return self.address("results")

    def narrowed(self, model_class: ModelClass, *, without: str = "") -> Q:
        """The condition on models; without one filter, to count what ticking its boxes would find.

        What is free of charge costs no more than anything; what has no published price is not known to.
        """
        condition = Q()
        for name, facet in FILTERS.items():
            if name != without and self.values(name):
                condition &= facet.condition(self.values(name))
        if self.most is not None:
            column = f"{model_class.headline_meter}_price__lte"
            limits: dict[str, Any] = {column: self.most.scaleb(-6)}
            priced = Q(**limits, price_state=PriceState.PUBLISHED)
            condition &= priced | Q(price_state=PriceState.FREE)
        return condition
