"""What one provider sells today: a table to filter by class, to sort by any column, and to page through."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, QuerySet, When
from django.http import QueryDict

from catalog.arranging import Column, ColumnLink, Order, arranged, column_links
from catalog.dossier.figures import Citations
from catalog.dossier.prices import IMAGE_PRICES, OfferedPrice, offered
from catalog.models import ModelClass, Offer, PriceRow, PriceSheet, Provider
from catalog.pricing import Meter, Unit
from catalog.sellers.market import Good, Market, Standing

PAGE_SIZE = 50
DEFAULT_ORDER = "name"
BY_NAME = Order(DEFAULT_ORDER)
PART = "results"
LONGEST_SHOWN = 40
"""Of what an address asks for in vain, so much is said back."""

Priced = tuple[str, Decimal]
"""A price behind its unit, so that only prices of one unit are put in order by amount."""


@dataclass(frozen=True, slots=True)
class Sale:
    """One offer in force, as far as it is sorted by. `prices` are plain ones by meter, each behind its unit."""

    offer_id: int
    model_id: int
    name: str
    model_class: str
    variant: str
    context: int | None
    throughput: Decimal | None
    uptime: Decimal | None
    since: datetime | None
    prices: dict[str, Priced]
    standing: Standing | None

    @property
    def ratio(self) -> Decimal | None:
        return self.standing.ratio if self.standing else None


COLUMNS: dict[str, Column[Sale]] = {
    "name": Column("Model", "from A to Z", "from Z to A", lambda one: (one.name.casefold(), one.variant)),
    "input": Column("Input", "cheapest input first", "dearest input first", lambda one: one.prices.get(Meter.INPUT)),
    "output": Column(
        "Output", "cheapest output first", "dearest output first", lambda one: one.prices.get(Meter.OUTPUT)
    ),
    "ratio": Column(
        "To the cheapest", "closest to the cheapest first", "dearest beside the cheapest first", lambda one: one.ratio
    ),
    "context": Column("Context", "widest context first", "narrowest context first", lambda one: one.context, True),
    "speed": Column("Tokens/s", "fastest first", "slowest first", lambda one: one.throughput, True),
    "uptime": Column("Uptime", "highest uptime first", "lowest uptime first", lambda one: one.uptime, True),
    "since": Column("Since", "newest price first", "oldest price first", lambda one: one.since, True),
}

OF_HOSTS = ("ratio", "speed", "uptime")


@dataclass(frozen=True)
class Asked:
    """What an address asks of the table: a class by its slug, an order, a page as it came."""

    path: str
    model_class: str = ""
    order: Order = BY_NAME
    page: str = ""

    def address(self, part: str = "") -> str:
        """The one address of this table, without anything that is the default anyway."""
        fields = [("class", self.model_class)] if self.model_class else []
        fields += [("sort", str(self.order))] if self.order != BY_NAME else []
        fields += [("page", self.page)] if self.page not in ("", "1") else []
        fields += [("_part", part)] if part else []
        return f"{self.path}?{urlencode(fields)}" if fields else self.path


@dataclass(frozen=True)
class Way:
    """One way on from here: a class, a page. `part` is the address of what replaces the table in place."""

    label: str
    asked: Asked
    is_current: bool = False

    @property
    def address(self) -> str:
        return self.asked.address()

    @property
    def part(self) -> str:
        return self.asked.address(PART)


@dataclass(frozen=True)
class SoldOffer:
    """A row of the table: the offer with its prices, and how it stands against the cheapest."""

    offered: OfferedPrice
    standing: Standing | None


class SaleList:
    """The answer to what an address asks. A constant number of queries, each made when something first asks for it.

    A list that passes calls on to hosts is not set against them: its price is one of theirs.
    """

    def __init__(self, provider: Provider, path: str, query: QueryDict) -> None:
        self.provider = provider
        self.citations = Citations()
        order = Order.asked(query.get("sort", ""), self._columns, DEFAULT_ORDER)
        self.asked = Asked(path, query.get("class", ""), order, query.get("page", ""))

    @property
    def is_compared(self) -> bool:
        return self.provider.kind == Provider.Kind.HOST

    @cached_property
    def market(self) -> Market:
        """What all hosts ask for the models that it sells; one query."""
        return Market.of(self.provider)

    @property
    def _columns(self) -> dict[str, Column[Sale]]:
        """A list is neither set against its hosts nor as fast or as steady as one of them."""
        return {key: column for key, column in COLUMNS.items() if self.is_compared or key not in OF_HOSTS}

    @cached_property
    def every(self) -> list[Sale]:
        """All that it sells, by name and variant; three queries."""
        offers = Offer.objects.filter(provider=self.provider, ended_at=None)
        prices, since = _plain_prices(offers), _price_days(offers)
        rows = offers.order_by("ai_model__name", "variant", "tag").values_list(
            "pk", "ai_model_id", "variant", "ai_model__name", "ai_model__model_class__slug",
            "ai_model__model_class__headline_meter", "context_window", "throughput", "uptime",
        )  # fmt: skip
        return [
            Sale(
                pk, model_id, name, class_slug, variant, context, throughput, uptime, since.get(pk), prices[pk],
                self._standing((model_id, variant), prices[pk].get(headline)),
            )
            for pk, model_id, variant, name, class_slug, headline, context, throughput, uptime in rows
        ]  # fmt: skip

    def _standing(self, good: Good, asked: Priced | None) -> Standing | None:
        if not self.is_compared or asked is None or asked[0] != Unit.TOKEN:
            return None
        return self.market.standing(good, asked[1])

    @cached_property
    def search(self) -> Asked:
        """What was asked for, without a class of which it sells nothing."""
        known = any(one.model_class == self.asked.model_class for one in self.every)
        return self.asked if known else replace(self.asked, model_class="")

    @property
    def dropped(self) -> str:
        """The class that was asked for in vain."""
        return "" if self.search.model_class else self.asked.model_class[:LONGEST_SHOWN]

    @cached_property
    def classes(self) -> list[Way]:
        """All, then each class of which it sells something, the largest first."""
        counts = Counter(sale.model_class for sale in self.every)
        names = dict(ModelClass.objects.filter(slug__in=counts).values_list("slug", "name"))
        labels = {"": f"All {len(self.every)}", **{slug: f"{names[slug]} {n}" for slug, n in counts.most_common()}}
        return [
            Way(label, replace(self.search, model_class=slug, page=""), slug == self.search.model_class)
            for slug, label in labels.items()
        ]

    @cached_property
    def page(self) -> Page[Sale]:
        wanted = self.search.model_class
        chosen = [one for one in self.every if wanted in ("", one.model_class)]
        in_order = arranged(chosen, COLUMNS[self.search.order.key], self.search.order)
        return Paginator(in_order, PAGE_SIZE).get_page(self.search.page)

    @cached_property
    def rows(self) -> list[SoldOffer]:
        """What the page shows; three queries."""
        sales = list(self.page)
        shown = [sale.offer_id for sale in sales]
        sheets: dict[int, list[PriceSheet]] = defaultdict(list)
        in_force = PriceSheet.objects.current().filter(offer__in=shown).select_related("source")
        for sheet in in_force.prefetch_related("rows"):
            sheets[sheet.offer_id].append(sheet)
        offers = Offer.objects.select_related("provider", "ai_model__creator", "ai_model__model_class").in_bulk(shown)
        return [
            SoldOffer(offered(offers[sale.offer_id], sheets[sale.offer_id], self.citations), sale.standing)
            for sale in sales
        ]

    @cached_property
    def columns(self) -> dict[str, ColumnLink]:
        return column_links(self._columns, self.search.order, self._address_of)

    def _address_of(self, order: Order, is_part: bool) -> str:
        return replace(self.search, order=order, page="").address(PART if is_part else "")

    @property
    def phrase(self) -> str:
        """The order in words: "cheapest output first"."""
        column = COLUMNS[self.search.order.key]
        return column.reversed_phrase if self.search.order.is_reversed else column.phrase

    @property
    def address(self) -> str:
        """The address with the page that is really shown."""
        return replace(self.search, page=str(self.page.number)).address()

    @property
    def previous(self) -> Way | None:
        return self._page_way("Previous", self.page.number - 1) if self.page.has_previous() else None

    @property
    def next(self) -> Way | None:
        return self._page_way("Next", self.page.number + 1) if self.page.has_next() else None

    def _page_way(self, label: str, number: int) -> Way:
        return Way(label, replace(self.search, page=str(number)))


def _plain_prices(offers: QuerySet[Offer]) -> dict[int, dict[str, Priced]]:
    """What each offer asks for input and for output without conditions, by offer and meter; nothing that is 0."""
    rows = (
        PriceRow.objects.in_force()
        .plain()
        .filter(
            sheet__offer__in=offers,
            meter__in=(Meter.INPUT, Meter.OUTPUT),
            sheet__state=PriceSheet.State.PUBLISHED,
            amount__gt=0,
        )
    )
    prices: dict[int, dict[str, Priced]] = defaultdict(dict)
    for offer_id, meter, unit, amount in rows.values_list("sheet__offer_id", "meter", "unit", "amount"):
        prices[offer_id][meter] = (unit, amount)
    return prices


def _price_days(offers: QuerySet[Offer]) -> dict[int, datetime]:
    """Since when each offer's price is what it is: that of images only where nothing else has one."""
    sheets = PriceSheet.objects.current().filter(offer__in=offers)
    of_images = Case(When(source__slug=IMAGE_PRICES, then=0), default=1)
    return dict(sheets.order_by(of_images, "pk").values_list("offer_id", "valid_from"))
