"""What models cost at a moment, as tariffs: a constant number of queries, whatever the number of models.

The list offer in the plain variant, with the prices of its batch variant where it has one; and where hosts state what
an image costs, which the list does not, theirs beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from catalog.dossier.prices import IMAGE_PRICES
from catalog.facts import LIST_SELLER
from catalog.models import AIModel, PriceRow, PriceSheet, Variant
from catalog.pricing import Boundary, Meter, Rate, Receipt, Tariff, Unit, Usage, receipt

OF_THE_LIST = Q(source__slug=LIST_SELLER, offer__provider__slug=LIST_SELLER, offer__tag="")
OF_IMAGES = Q(source__slug=IMAGE_PRICES, offer__variant=Variant.PLAIN)
_SHEET = (
    "pk", "offer__ai_model_id", "offer__variant", "offer__tag", "offer__provider__name", "state", "source__name",
    "source__slug", "valid_from", "confirmed_at",
)  # fmt: skip
_ROW = (
    "sheet_id", "meter", "amount", "unit", "min_prompt_tokens", "boundary", "utc_start", "utc_end", "weekdays", "batch",
    "detail",
)  # fmt: skip


@dataclass(frozen=True)
class Bill:
    """A receipt, the tariff by which it was written, and who sells at it where that is not the list."""

    tariff: Tariff
    receipt: Receipt
    seller: str = ""


@dataclass(frozen=True)
class PriceList:
    """What one model costs: by the list, and at hosts that state prices of images. `state` is that of the list's sheet.

    `read_at` is when the newest of these prices was last read.
    """

    tariff: Tariff
    state: str = PriceSheet.State.UNPUBLISHED
    hosts: Mapping[str, Tariff] = field(default_factory=dict)
    read_at: datetime | None = None

    def bill(self, usage: Usage) -> Bill:
        """By the list; where that leaves the total open, at the cheapest host that does not, equals by name."""
        if not self.is_sold:
            return Bill(self.tariff, Receipt((), None, None, (self.why_not,)))
        listed = Bill(self.tariff, receipt(self.tariff, usage))
        if listed.receipt.total is not None:
            return listed
        found = [Bill(tariff, receipt(tariff, usage), name) for name, tariff in sorted(self.hosts.items())]
        known = [bill for bill in found if bill.receipt.per_call is not None]
        return min(known, key=lambda bill: bill.receipt.per_call or 0) if known else listed

    @property
    def is_sold(self) -> bool:
        """Whether there is any price, of batches or not."""
        return bool(self.hosts or self.tariff)

    @property
    def why_not(self) -> str:
        """Why there is no price."""
        varies = self.state == PriceSheet.State.VARIES
        return "its price varies with where a request is sent" if varies else "no price is published"

    @property
    def details(self) -> list[str]:
        """The sizes and qualities that images are sold in, in the sellers' words."""
        return list(
            dict.fromkeys(rate.detail for one in (self.tariff, *self.hosts.values()) for rate in one if rate.detail)
        )


NO_PRICES = PriceList(Tariff(()))


@dataclass(frozen=True)
class Span:
    """From when to when prices of a model are known; `until` is None where it is on sale."""

    since: datetime
    until: datetime | None


def first_reading() -> datetime | None:
    """When the list was first read."""
    return PriceSheet.objects.filter(OF_THE_LIST).aggregate(first=Min("valid_from"))["first"]


def spans(models: Iterable[AIModel]) -> dict[int, Span]:
    """By model, from when to when its plain list price is known. One query."""
    sheets = PriceSheet.objects.filter(OF_THE_LIST, offer__variant=Variant.PLAIN, offer__ai_model__in=list(models))
    end = Coalesce("valid_until", "offer__ended_at")
    rows = sheets.values_list("offer__ai_model_id").annotate(
        first=Min("valid_from"), last=Max(end), open=Min("valid_from", filter=Q(valid_until=None, offer__ended_at=None))
    )
    return {pk: Span(first, None if is_open else last) for pk, first, last, is_open in rows}


def price_lists(models: QuerySet[AIModel] | Iterable[AIModel], moment: datetime | None = None) -> dict[int, PriceList]:
    """What each of these models cost at a moment, by its primary key; None is now. Two queries."""
    wanted = models if isinstance(models, QuerySet) else list(models)
    sheets = list(
        PriceSheet.objects.on_sale_at(moment)
        .filter(OF_THE_LIST & Q(offer__variant__in=[Variant.PLAIN, Variant.BATCH]) | OF_IMAGES)
        .filter(offer__ai_model__in=wanted)
        .values(*_SHEET)
    )
    rows: dict[int, list[Any]] = defaultdict(list)
    found = PriceRow.objects.filter(sheet__in=[sheet["pk"] for sheet in sheets]).order_by("sheet_id", F("position"))
    for row in found.values_list(*_ROW):
        rows[row[0]].append(row)
    by_model: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for sheet in sheets:
        by_model[sheet["offer__ai_model_id"]].append(sheet)
    return {pk: _price_list(theirs, rows) for pk, theirs in by_model.items()}


def _price_list(sheets: list[dict[str, Any]], rows: Mapping[int, list[Any]]) -> PriceList:
    plain: list[Rate] = []
    batch: list[Rate] = []
    hosts: dict[str, list[Rate]] = defaultdict(list)
    state: str = PriceSheet.State.UNPUBLISHED
    for sheet in sheets:
        rates = [_rate(row, sheet) for row in rows.get(sheet["pk"], ())]
        if sheet["offer__tag"]:
            hosts[sheet["offer__provider__name"]] += rates
        elif sheet["offer__variant"] == Variant.BATCH:
            batch += rates
        else:
            plain += rates
            state = sheet["state"] if sheet["source__slug"] == LIST_SELLER else state
    read_at = max(sheet["confirmed_at"] for sheet in sheets)
    return PriceList(Tariff([*plain, *batch]), state, {name: Tariff(of) for name, of in hosts.items()}, read_at)


def _rate(row: Any, sheet: Mapping[str, Any]) -> Rate:
    _, meter, amount, unit, least, boundary, start, end, weekdays, batch, detail = row
    return Rate(
        meter=Meter(meter),
        amount=amount,
        unit=Unit(unit),
        min_prompt_tokens=least,
        boundary=Boundary(boundary) if boundary else None,
        utc_start=start,
        utc_end=end,
        weekdays=frozenset(weekdays),
        # What the list sells as a variant of its own is the batch price of the same model.
        batch=batch or sheet["offer__variant"] == Variant.BATCH,
        detail=detail,
        source=sheet["source__name"],
        since=sheet["valid_from"],
    )
