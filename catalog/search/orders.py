"""The ways to sort the list of models."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.db.models.expressions import Combinable, OrderBy
from django.db.models.functions import Lower

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
    "intelligence": Order(
        "Intelligence", "most intelligent first", "least intelligent first", F("intelligence_index"), descends=True
    ),
    "speed": Order("Tokens/s", "fastest first", "slowest first", F("output_speed"), descends=True),
    "rating": Order("Rating", "best rated first", "worst rated first", F("rating"), descends=True),
    "newest": Order("Newest", "newest first", "oldest first", F("listed_on"), descends=True),
}
