"""What a model costs: the list offer's rates today, every offer, and how the list price moved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog import charts
from catalog.dossier.figures import Citation, Citations
from catalog.models import AIModel, Offer, PriceRow, PriceSheet, Variant
from catalog.pricing import Meter, Rate, Unit

LIST_PROVIDER = "openrouter"
DRAWN_METERS = (Meter.INPUT, Meter.OUTPUT, Meter.CACHE_READ)


@dataclass(frozen=True)
class OfferedPrice:
    """One offer with the sheet in force, if any, and its lines without conditions by meter."""

    offer: Offer
    sheet: PriceSheet | None
    citation: Citation | None
    plain: dict[str, PriceRow]

    @property
    def rows(self) -> list[PriceRow]:
        return list(self.sheet.rows.all()) if self.sheet else []


@dataclass(frozen=True)
class PriceChange:
    """One price that moved: None on either side is "not published"."""

    happened_at: datetime
    meter: Meter
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class PriceHistory:
    """The list price since it was first read. `chart` has no lines when no price was ever published."""

    chart: charts.StepChart
    changes: list[PriceChange]
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Prices:
    offers: list[OfferedPrice]
    headline: OfferedPrice | None
    history: PriceHistory | None

    @classmethod
    def of(cls, model: AIModel, citations: Citations) -> Prices:
        """Three queries, whatever the number of offers and sheets."""
        offers = model.offers.select_related("provider").order_by("ended_at", "variant", "provider__name", "tag")
        sheets = (
            PriceSheet.objects.filter(offer__ai_model=model)
            .select_related("source")
            .prefetch_related("rows")
            .order_by("valid_from")
        )
        by_offer: dict[int, list[PriceSheet]] = defaultdict(list)
        for sheet in sheets:
            by_offer[sheet.offer_id].append(sheet)
        offered = [_offered(offer, by_offer[offer.pk], citations) for offer in offers]
        headline = next((one for one in offered if _is_list_offer(one.offer)), None)
        history = _history(by_offer[headline.offer.pk]) if headline else None
        # Plain first, then the order of the query.
        offered.sort(key=lambda one: one.offer.variant != Variant.PLAIN)
        return cls(offered, headline, history)

    @property
    def rates(self) -> list[Rate]:
        """The list offer's rates in force, for the calculator."""
        return self.headline.sheet.rates() if self.headline and self.headline.sheet else []

    @property
    def variants(self) -> list[str]:
        return [one.offer.get_variant_display().lower() for one in self.offers if one.offer.ended_at is None]

    def per_token(self, meter: Meter) -> Decimal | None:
        """The list offer's plain price of a meter, US dollars per token."""
        row = self.headline.plain.get(meter) if self.headline else None
        return row.amount if row and row.unit == Unit.TOKEN else None

    @property
    def cache_read(self) -> Decimal | None:
        return self.per_token(Meter.CACHE_READ)

    @property
    def image_output(self) -> Decimal | None:
        return self.per_token(Meter.IMAGE_OUTPUT)


def _is_list_offer(offer: Offer) -> bool:
    return offer.variant == Variant.PLAIN and offer.provider.slug == LIST_PROVIDER


def _offered(offer: Offer, sheets: list[PriceSheet], citations: Citations) -> OfferedPrice:
    sheet = next((one for one in sheets if one.valid_until is None), None)
    if sheet is None:
        return OfferedPrice(offer, None, None, {})
    plain = {row.meter: row for row in sheet.rows.all() if row.is_plain}
    return OfferedPrice(offer, sheet, citations.cite(sheet.source, sheet.confirmed_at), plain)


def _history(sheets: list[PriceSheet]) -> PriceHistory | None:
    if not sheets:
        return None
    series = [_series(meter, sheets) for meter in DRAWN_METERS]
    since, until = sheets[0].valid_from, max(sheet.confirmed_at for sheet in sheets)
    readings = {moment for sheet in sheets for moment in (sheet.valid_from, sheet.confirmed_at)}
    chart = charts.step_lines(series, since, until, readings=readings)
    return PriceHistory(chart, _changes(series), since, until)


def _series(meter: Meter, sheets: list[PriceSheet]) -> charts.Series:
    changes: list[tuple[datetime, Decimal | None]] = []
    for sheet in sheets:
        amount = next((row.amount for row in sheet.rows.all() if row.meter == meter and row.is_plain), None)
        if changes and sheet.valid_from > _end_of_last(sheets, sheet):
            changes.append((_end_of_last(sheets, sheet), None))
        changes.append((sheet.valid_from, amount))
    return charts.Series(meter, meter.label, changes)


def _end_of_last(sheets: list[PriceSheet], sheet: PriceSheet) -> datetime:
    """Until when the sheet before this one held; a hole lies between the two where the source said nothing."""
    before = sheets[sheets.index(sheet) - 1]
    return before.valid_until or sheet.valid_from


def _changes(series: list[charts.Series]) -> list[PriceChange]:
    """Every move of a drawn price, newest first; the first reading is no change."""
    found = []
    for one in series:
        last = one.changes[0][1]
        for moment, amount in one.changes[1:]:
            if amount != last:
                found.append(PriceChange(moment, Meter(one.key), last, amount))
            last = amount
    return sorted(found, key=lambda change: change.happened_at, reverse=True)
