"""A model's offers as a table: by variant, in the order that a reader asks for, the cheapest and the fastest named."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django.http import QueryDict

from catalog import wording
from catalog.arranging import Column, ColumnLink, Order, arranged, column_links
from catalog.dossier.prices import OfferedPrice, Prices
from catalog.models import AIModel, PriceSheet, Variant
from catalog.pricing import Meter, Unit
from catalog.prose import sellers as sentences

PARAMETER = "hosts"
PART = "providers"
ANCHOR = "#providers"

Priced = tuple[str, Decimal]
"""A price behind its unit: a price by token and one by image are neither more nor less than each other."""


def _price(meter: Meter) -> Callable[[OfferedPrice], Priced | None]:
    """The plain price of a meter. What is given away, or passes for it, is no low price and stands in no order."""

    def value(one: OfferedPrice) -> Priced | None:
        row = one.plain.get(meter)
        return (row.unit, row.amount) if row and row.amount else None

    return value


def _image_price(one: OfferedPrice) -> Priced | None:
    return min(((row.unit, row.amount) for row, _ in one.images_out), default=None)


def _bits(one: OfferedPrice) -> tuple[int, str] | None:
    """How many bits a host keeps of each weight: "fp8" are 8."""
    named = one.offer.quantization
    found = re.search(r"\d+", named)
    return (int(found[0]) if found else 0, named) if named else None


COLUMNS: dict[str, Column[OfferedPrice]] = {
    "seller": Column("Seller", "from A to Z", "from Z to A", lambda one: one.offer.provider.name.casefold()),
    "input": Column("Input", "cheapest input first", "dearest input first", _price(Meter.INPUT)),
    "output": Column("Output", "cheapest output first", "dearest output first", _price(Meter.OUTPUT)),
    "cache": Column("Cache read", "cheapest cache first", "dearest cache first", _price(Meter.CACHE_READ)),
    "images": Column("Images out", "cheapest images first", "dearest images first", _image_price),
    "context": Column(
        "Context", "widest context first", "narrowest context first", lambda one: one.offer.context_window, True
    ),
    "quantization": Column("Quantization", "least quantized first", "most quantized first", _bits, True),
    "uptime": Column("Uptime", "highest uptime first", "lowest uptime first", lambda one: one.offer.uptime, True),
    "speed": Column("Tokens/s", "fastest first", "slowest first", lambda one: one.offer.throughput, True),
    "latency": Column(
        "First token", "soonest first token first", "latest first token first", lambda one: one.offer.latency_ms
    ),
    "since": Column("Since", "newest price first", "oldest price first", lambda one: one.since, True),
}


@dataclass(frozen=True)
class OfferLine:
    """One offer, and in words whether it leads its variant: "cheapest", "one of 2 fastest"; "" where it does not."""

    offered: OfferedPrice
    cheapest: str = ""
    fastest: str = ""

    @property
    def name(self) -> str:
        note = note_of(self.offered)
        return f"{self.offered.offer.provider.name}{f' ({note})' if note else ''}"


@dataclass(frozen=True)
class OfferGroup:
    """The offers of one variant: the list's own, then those of hosts and of the maker in the order asked for."""

    variant: str
    listed: list[OfferLine]
    sellers: list[OfferLine]

    @property
    def label(self) -> str:
        return str(Variant(self.variant).label)

    @property
    def hosts(self) -> int:
        """How many hosts there are, however many offers each makes."""
        return len({line.offered.offer.provider_id for line in self.sellers if not line.offered.offer.is_first_party})

    @property
    def is_sold_directly(self) -> bool:
        return any(line.offered.offer.is_first_party for line in self.sellers)


@dataclass(frozen=True)
class OfferTable:
    """`others` is what else the address says, such as the usage in the calculator: every order keeps it."""

    model: AIModel
    prices: Prices
    order: Order
    others: QueryDict

    @classmethod
    def asked(cls, model: AIModel, prices: Prices, query: QueryDict) -> OfferTable:
        """The table as an address asks for it: ?hosts=speed, or ?hosts=-speed the other way round."""
        others = query.copy()
        asked = others.pop(PARAMETER, [""])[-1]
        others.pop("_part", None)
        return cls(model, prices, Order.asked(asked, columns_of(model), headline_of(model)), others)

    @property
    def headline(self) -> str:
        """The column of the price by which the model's class is ranked: "output" or "input"."""
        return headline_of(self.model)

    @cached_property
    def columns(self) -> dict[str, ColumnLink]:
        return column_links(columns_of(self.model), self.order, self._address_of)

    def _address_of(self, order: Order, is_part: bool) -> str:
        address = replace(self, order=order).address
        return f"{address}{'&' if '?' in address else '?'}_part={PART}" if is_part else address + ANCHOR

    @property
    def address(self) -> str:
        """The page with the table in this order."""
        fields = self.others.copy()
        if self.order != Order(self.headline):
            fields[PARAMETER] = str(self.order)
        path = self.model.get_absolute_url()
        return f"{path}?{fields.urlencode()}" if fields else path

    @property
    def phrase(self) -> str:
        """The order in words: "cheapest output first"."""
        column = COLUMNS[self.order.key]
        return column.reversed_phrase if self.order.is_reversed else column.phrase

    @cached_property
    def groups(self) -> list[OfferGroup]:
        """By variant, the plain one first: a free offer is not a cheap plain one."""
        # The offers come sorted by variant, and within one by price and name: so stay those that tie.
        by_variant = groupby(self.prices.offers, key=lambda one: one.offer.variant)
        return [self._group(variant, list(offers)) for variant, offers in by_variant]

    def _group(self, variant: str, offers: Sequence[OfferedPrice]) -> OfferGroup:
        sellers = arranged((one for one in offers if not one.is_list_offer), COLUMNS[self.order.key], self.order)
        asked = [asking_price(one, self.headline) for one in sellers]
        cheapest = leading(asked if len({price[0] for price in asked if price}) == 1 else [], min)
        fastest = leading([one.offer.throughput for one in sellers], max)
        lines = [
            OfferLine(one, _mark("cheapest", place, cheapest), _mark("fastest", place, fastest))
            for place, one in enumerate(sellers)
        ]
        return OfferGroup(variant, [OfferLine(one) for one in offers if one.is_list_offer], lines)

    @property
    def summary(self) -> str:
        """Who sells it, who asks least and who answers fastest, of the first variant that has a seller; else ""."""
        group = next((group for group in self.groups if group.sellers), None)
        if group is None:
            return ""
        variant = group.label.lower() if len(self.groups) > 1 or group.variant != Variant.PLAIN else ""
        told = [
            sentences.sold_by(group.hosts, group.is_sold_directly, variant),
            sentences.asks_least(self._cheapest(group), self.headline),
            sentences.answers_fastest(_fastest(group)),
        ]
        return " ".join(filter(None, told))

    def _cheapest(self, group: OfferGroup) -> sentences.Leaders | None:
        lines = [line for line in group.sellers if line.cheapest]
        if not lines or (asked := asking_price(lines[0].offered, self.headline)) is None:
            return None
        unit = Unit(asked[0])
        price = f"{wording.unit_price(asked[1], unit)} per {wording.priced_unit(unit)}"
        return sentences.Leaders(tuple(line.name for line in lines), price)


def headline_of(model: AIModel) -> str:
    """The key of the column by whose price the model's class is ranked."""
    return "input" if model.model_class.headline_meter == Meter.INPUT else "output"


def columns_of(model: AIModel) -> dict[str, Column[OfferedPrice]]:
    """The columns that mean anything for a model: images cost nothing where none are made."""
    makes_images = "image" in model.output_modalities
    return {key: column for key, column in COLUMNS.items() if key != "images" or makes_images}


def asking_price(one: OfferedPrice, headline: str) -> Priced | None:
    """The headline price that is asked; None where it is given away, varies or is not published."""
    if one.sheet is None or one.sheet.state != PriceSheet.State.PUBLISHED:
        return None
    return _price(Meter(headline))(one)


def leading(values: Sequence[Any], best: Callable[..., Any]) -> list[int]:
    """The places of the best value. None leads where fewer than two values are known, or all are the same."""
    known = [value for value in values if value is not None]
    if len(set(known)) < 2:
        return []
    top = best(known)
    return [place for place, value in enumerate(values) if value == top]


def note_of(one: OfferedPrice) -> str:
    """What tells an offer from the others of its seller, or the list's and the maker's from the hosts': "turbo"."""
    if one.is_list_offer:
        return "list price"
    if one.offer.is_first_party:
        return "direct"
    tag = one.offer.tag.partition("/")[2]
    return tag if tag != one.offer.quantization else ""


def _mark(word: str, place: int, leaders: Sequence[int]) -> str:
    if place not in leaders:
        return ""
    return word if len(leaders) == 1 else f"one of {len(leaders)} {word}"


def _fastest(group: OfferGroup) -> sentences.Leaders | None:
    lines = [line for line in group.sellers if line.fastest]
    if not lines or lines[0].offered.offer.throughput is None:
        return None
    speed = wording.measured(lines[0].offered.offer.throughput, 0)
    return sentences.Leaders(tuple(line.name for line in lines), speed)
