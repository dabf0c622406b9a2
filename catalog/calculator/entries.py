"""One model of the calculator's answer: its bill, and all that is worth knowing of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from catalog import wording
from catalog.calculator.prices import NO_PRICES, Bill, PriceList, Span
from catalog.models import AIModel, PriceState
from catalog.pricing import Change, Growth, Line, Meter, Receipt, Usage, difference, edge_at_hand, growth, savings
from catalog.pricing.exact import EXACT
from catalog.prose import bills as prose

INPUT_METERS = frozenset(
    {
        Meter.INPUT, Meter.CACHE_READ, Meter.CACHE_WRITE, Meter.CACHE_WRITE_1H, Meter.IMAGE_INPUT, Meter.AUDIO_INPUT,
        Meter.AUDIO_CACHE_READ,
    }
)  # fmt: skip


class BillLine(NamedTuple):
    """A line of the receipt; `share` of the total is None where that is not known or 0."""

    line: Line
    share: Decimal | None

    @property
    def side(self) -> str:
        """On which side of the call it stands: the bars of the two are drawn differently."""
        return "in" if self.line.meter in INPUT_METERS else "out"

    @property
    def percent(self) -> str:
        return percent(self.share or Decimal(0))


class GrowthBar(NamedTuple):
    """A month of more use: None where no total is known."""

    title: str
    total: Decimal | None
    percent: str


class ChangedLine(NamedTuple):
    """A line of two bills; an amount is None where that bill has no such line."""

    change: Change
    why: str

    @property
    def before(self) -> Decimal | None:
        return self.change.before.amount if self.change.before else None

    @property
    def after(self) -> Decimal | None:
        return self.change.after.amount if self.change.after else None


@dataclass(frozen=True)
class Entry:
    """One model. `before` is the bill at the moment with which it is compared, None where it is with none."""

    model: AIModel
    prices: PriceList
    usage: Usage
    bill: Bill
    moment: datetime | None
    span: Span | None
    before: Bill | None = None

    @property
    def receipt(self) -> Receipt:
        return self.bill.receipt

    @property
    def anchor(self) -> str:
        return f"receipt-{self.model.pk}"

    @property
    def lines(self) -> list[BillLine]:
        shares: Sequence[Decimal | None] = self.receipt.shares or [None] * len(self.receipt.lines)
        return [BillLine(line, share) for line, share in zip(self.receipt.lines, shares, strict=True)]

    @property
    def sources(self) -> list[tuple[str, datetime | None]]:
        """Who stated the prices, and the newest first day of any of them."""
        found: dict[str, datetime | None] = {}
        for line in self.receipt.lines:
            known = found.get(line.source)
            found[line.source] = max(known, line.since) if known and line.since else line.since
        return list(found.items())

    @cached_property
    def missing(self) -> list[str]:
        """Why there is no total, with what is known beyond "no price is published"."""
        if self.receipt.total is not None:
            return []
        return list(self.receipt.missing) if self.prices.is_sold else [self._why()]

    def _why(self) -> str:
        span, moment = self.span, self.moment
        if span and moment and moment < span.since:
            return f"no price of it was read before {wording.day(span.since.date())}"
        if span and span.until and (moment is None or moment >= span.until):
            return f"it has not been on sale since {wording.day(span.until.date())}"
        if self.model.price_state == PriceState.NO_PLAIN:
            return "it is not sold in the plain variant"
        return self.prices.why_not

    @property
    def last_on_sale(self) -> datetime | None:
        """The moment of its last price, where it is sold no longer and that is why there is no total."""
        gone = self.moment is None and self.span is not None and not self.prices.is_sold
        return self.span.until if gone and self.span else None

    @cached_property
    def remarks(self) -> list[prose.Remark]:
        return list(self._remarks())

    def _remarks(self) -> Iterator[prose.Remark]:
        limit = prose.limit_remark(self.usage, self.model.context_window, self.model.max_output_tokens)
        if limit:
            yield limit
        if edge := edge_at_hand(self.bill.tariff, self.usage):
            yield prose.edge_remark(edge)
        if self.receipt.total:
            yield from (prose.saving_remark(saving, self.usage) for saving in savings(self.bill.tariff, self.usage))

    @cached_property
    def growth(self) -> Sequence[Growth]:
        return growth(self.bill.tariff, self.usage)

    @property
    def growth_bars(self) -> list[GrowthBar]:
        """As it is, then each factor both ways; the bars share one scale."""
        steps = [(prose.growth_title(one.factor, longer=False), one.more_calls) for one in self.growth]
        for place, one in reversed([*enumerate(self.growth)][1:]):
            steps.insert(place + 1, (prose.growth_title(one.factor, longer=True), one.longer_calls))
        most = max((total for _, total in steps if total is not None), default=Decimal(0))
        return [GrowthBar(title, total, percent(ratio(total, most))) for title, total in steps]

    # --- against another moment ---

    @property
    def changes(self) -> list[ChangedLine]:
        """The lines that changed since; empty where nothing did."""
        if self.before is None:
            return []
        found = difference(self.before.receipt, self.receipt)
        return [ChangedLine(change, prose.change_sentence(change)) for change in found]

    @property
    def moved(self) -> Decimal | None:
        """By how much the total changed; None where one of the two is not known."""
        before = self.before.receipt.total if self.before else None
        return None if before is None or self.receipt.total is None else EXACT.subtract(self.receipt.total, before)


def entries_of(
    models: Sequence[AIModel],
    usage: Usage,
    moment: datetime | None,
    prices: Mapping[int, PriceList],
    spans: Mapping[int, Span],
    before: Mapping[int, PriceList] | None = None,
) -> list[Entry]:
    """In the order of the models. `before` are the prices to compare with."""
    found = []
    for model in models:
        known = prices.get(model.pk, NO_PRICES)
        then = before.get(model.pk, NO_PRICES).bill(usage) if before is not None else None
        found.append(Entry(model, known, usage, known.bill(usage), moment, spans.get(model.pk), then))
    return found


def ratio(part: Decimal | None, whole: Decimal | None) -> Decimal:
    return part / whole if part and whole else Decimal(0)


def percent(share: Decimal) -> str:
    """0.4213 as "42.13%", for an attribute of SVG; what costs something can be seen."""
    hundredths = min(share * 100, Decimal(100)).quantize(Decimal("0.01"))
    return f"{hundredths if hundredths or not share else Decimal('0.3'):f}%"
