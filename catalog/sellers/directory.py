"""Every provider, how much it sells, and how its prices stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.http import QueryDict

from catalog.arranging import Column, ColumnLink, Order, arranged, column_links
from catalog.models import Provider
from catalog.sellers.market import Market, Record

DEFAULT_ORDER = "models"
PART = "results"


@dataclass(frozen=True)
class Entry:
    """A provider with the number of models that it sells today; no record where no price of it can be compared."""

    provider: Provider
    models: int
    record: Record | None


COLUMNS: dict[str, Column[Entry]] = {
    "name": Column("Provider", "from A to Z", "from Z to A", lambda one: one.provider.name.casefold()),
    "models": Column("Models", "most models first", "fewest models first", lambda one: one.models, True),
    "compared": Column(
        "Sold by others too", "most compared first", "least compared first",
        lambda one: one.record and one.record.compared, True,
    ),
    "cheapest": Column(
        "Cheapest there", "most often cheapest first", "least often cheapest first",
        lambda one: one.record and one.record.cheapest, True,
    ),
    "alone": Column(
        "Sold by it alone", "most often alone first", "least often alone first",
        lambda one: one.record and one.record.alone, True,
    ),
    "median": Column(
        "To the cheapest, median", "cheapest first", "dearest first", lambda one: one.record and one.record.median
    ),
}  # fmt: skip


class Directory:
    """All providers in the order that an address asks for; two queries."""

    def __init__(self, path: str, query: QueryDict) -> None:
        self.path = path
        self.order = Order.asked(query.get("sort", ""), COLUMNS, DEFAULT_ORDER)

    @cached_property
    def entries(self) -> list[Entry]:
        sold = Count("offers__ai_model", filter=Q(offers__ended_at=None), distinct=True)
        records = Market.of().records()
        providers = Provider.objects.annotate(sold=sold).order_by(Lower("name"), "slug")
        every = [Entry(one, one.sold, records.get(one.pk)) for one in providers]
        return arranged(every, COLUMNS[self.order.key], self.order)

    @cached_property
    def columns(self) -> dict[str, ColumnLink]:
        return column_links(COLUMNS, self.order, self._address_of)

    def _address_of(self, order: Order, is_part: bool) -> str:
        fields = [("sort", str(order))] if order != Order(DEFAULT_ORDER) else []
        fields += [("_part", PART)] if is_part else []
        return f"{self.path}?{urlencode(fields)}" if fields else self.path

    @property
    def address(self) -> str:
        return self._address_of(self.order, is_part=False)

    @property
    def phrase(self) -> str:
        """The order in words: "most models first"."""
        column = COLUMNS[self.order.key]
        return column.reversed_phrase if self.order.is_reversed else column.phrase
