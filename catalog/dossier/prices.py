"""What a model costs: the list offer's rates today, and every offer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from catalog.dossier.figures import Citation, Citations
from catalog.facts import LIST_SELLER
from catalog.models import AIModel, Offer, PriceRow, PriceSheet, Variant
from catalog.models.offers import METERS
from catalog.pricing import Meter, Rate, Unit

IMAGE_PRICES = "openrouter-images"
"""The source that states prices of images in their true units, beside what the tokens of the same offer cost."""
SHOWN_METERS = (Meter.INPUT, Meter.OUTPUT, Meter.CACHE_READ, Meter.IMAGE_OUTPUT)


@dataclass(frozen=True)
class OfferedPrice:
    """One offer with the sheet in force, if any, and its lines without conditions by meter.

    `images` is the sheet of a source that prices images alone.
    """

    offer: Offer
    sheet: PriceSheet | None = None
    citation: Citation | None = None
    images: PriceSheet | None = None
    images_citation: Citation | None = None

    @cached_property
    def rows(self) -> list[PriceRow]:
        return list(self.sheet.rows.all()) if self.sheet else []

    @cached_property
    def plain(self) -> dict[str, PriceRow]:
        return {row.meter: row for row in self.rows if row.is_plain}

    @cached_property
    def images_out(self) -> list[tuple[PriceRow, Citation | None]]:
        """What the images cost that it makes: by token, and in true units, by size where a source tells sizes apart."""
        stated = [row for row in self.images.rows.all() if row.meter == Meter.IMAGE_OUTPUT] if self.images else []
        by_token = self.plain.get(Meter.IMAGE_OUTPUT)
        found: list[tuple[PriceRow, Citation | None]] = [(row, self.images_citation) for row in stated]
        if by_token and not any(row.unit == Unit.TOKEN for row in stated):
            found.insert(0, (by_token, self.citation))
        return found

    @property
    def main_citation(self) -> Citation | None:
        return self.citation or self.images_citation

    @property
    def other_rows(self) -> list[PriceRow]:
        """What stands in no column of its own: other meters, tiers and hours."""
        of_images = [row for row in self.images.rows.all() if row.meter not in SHOWN_METERS] if self.images else []
        return [row for row in self.rows if not row.is_plain or row.meter not in SHOWN_METERS] + of_images

    @property
    def since(self) -> datetime | None:
        """When today's price was first read."""
        sheet = self.sheet or self.images
        return sheet.valid_from if sheet else None

    @property
    def is_list_offer(self) -> bool:
        return self.offer.provider.slug == LIST_SELLER

    def rows_of(self, meter: Meter) -> list[PriceRow]:
        """All that it asks for one meter, in every unit and under every condition."""
        sheets = filter(None, [self.sheet, self.images])
        return [row for sheet in sheets for row in sheet.rows.all() if row.meter == meter]


@dataclass(frozen=True)
class PriceFigure:
    """What the list asks for one meter, as a figure with a page of its own."""

    meter: Meter
    citation: Citation | None

    @property
    def slug(self) -> str:
        """As in the address of its page: cache-read-price."""
        return f"{self.meter.replace('_', '-')}-price"

    @property
    def name(self) -> str:
        """ "Cache read price", "Cache write price, one hour"."""
        what, *rest = dict(METERS)[self.meter].split(", ")
        return ", ".join([f"{what} price", *rest])


@dataclass(frozen=True)
class ListedPrice:
    """One line of the list's sheet in force, and since when the list has asked just this."""

    figure: PriceFigure
    row: PriceRow
    since: datetime


@dataclass(frozen=True)
class Prices:
    """`offers` are those on sale today, `ended` those of which the source no longer tells.

    `listed` is the list's plain offer, on sale or not, `sheets` all that it ever cost, the oldest first; `headline` is
    the same offer while it is on sale.
    """

    offers: list[OfferedPrice]
    ended: list[OfferedPrice]
    listed: OfferedPrice | None
    sheets: list[PriceSheet]

    @classmethod
    def of(cls, model: AIModel, citations: Citations) -> Prices:
        """Three queries, whatever the number of offers and sheets."""
        offers = model.offers.select_related("provider").order_by("pk")
        # The past is drawn of the list's offers alone.
        wanted = Q(valid_until=None) | Q(offer__provider__slug=LIST_SELLER)
        sheets = (
            PriceSheet.objects.filter(wanted, offer__ai_model=model)
            .select_related("source", "offer")
            .prefetch_related("rows")
            .order_by("valid_from")
        )
        by_offer: dict[int, list[PriceSheet]] = defaultdict(list)
        for sheet in sheets:
            by_offer[sheet.offer_id].append(sheet)
        priced = sorted((offered(offer, by_offer[offer.pk], citations) for offer in offers), key=_place)
        listed = next((one for one in priced if one.is_list_offer and one.offer.variant == Variant.PLAIN), None)
        ended = [one for one in priced if one.offer.ended_at is not None]
        on_sale = [one for one in priced if one.offer.ended_at is None]
        return cls(on_sale, ended, listed, by_offer[listed.offer.pk] if listed else [])

    @property
    def headline(self) -> OfferedPrice | None:
        """What it cost while it was listed is history, not its price."""
        return self.listed if self.listed and self.listed.offer.ended_at is None else None

    @cached_property
    def figures(self) -> dict[str, PriceFigure]:
        """What the list asks, by meter, whether it asks anything or not."""
        citation = self.headline.citation if self.headline else None
        return {meter.value: PriceFigure(meter, citation) for meter in Meter}

    @property
    def in_force(self) -> list[ListedPrice]:
        """The list's sheet of today, line by line."""
        rows = self.headline.rows if self.headline else []
        return [ListedPrice(self.figures[row.meter], row, self.held_since(row)) for row in rows]

    def held_since(self, row: PriceRow) -> datetime:
        """Since when the sheets of its source have said the same of it without a break."""
        said, since = row.as_rate(), row.sheet.valid_from
        for sheet in reversed(self.sheets):
            if sheet.source_id != row.sheet.source_id or sheet.valid_from >= since:
                continue
            if sheet.valid_until != since or said not in (one.as_rate() for one in sheet.rows.all()):
                break
            since = sheet.valid_from
        return since

    @property
    def rates(self) -> list[Rate]:
        """The list offer's rates in force, for the calculator."""
        return self.headline.sheet.rates() if self.headline and self.headline.sheet else []

    @property
    def variants(self) -> list[str]:
        """Those in which the list sells it."""
        return [one.offer.get_variant_display().lower() for one in self.offers if one.is_list_offer]

    @property
    def hosts(self) -> list[OfferedPrice]:
        """The offers of which we know the host."""
        return [one for one in self.offers if not one.is_list_offer]

    @property
    def tells_first_party(self) -> bool:
        return any(one.offer.is_first_party for one in self.offers)

    @property
    def watched_at(self) -> datetime | None:
        """When the newest of the hosts' figures was read."""
        return max((one.offer.watched_at for one in self.hosts if one.offer.watched_at), default=None)

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


def offered(offer: Offer, sheets: Iterable[PriceSheet], citations: Citations) -> OfferedPrice:
    """An offer with its sheets in force; any others among `sheets` are passed over."""
    in_force = {sheet.source.slug: sheet for sheet in sheets if sheet.valid_until is None}
    images = in_force.pop(IMAGE_PRICES, None)
    sheet = next(iter(in_force.values()), None)
    return OfferedPrice(
        offer,
        sheet,
        citations.cite(sheet.source, sheet.confirmed_at) if sheet else None,
        images,
        citations.cite(images.source, images.confirmed_at) if images else None,
    )


def _place(one: OfferedPrice) -> tuple[bool, str, bool, bool, Decimal, str, str]:
    """The plain variant first; in each variant the list before the hosts, and these by output price, unknown last."""
    output = one.plain.get(Meter.OUTPUT)
    return (
        one.offer.variant != Variant.PLAIN,
        one.offer.variant,
        not one.is_list_offer,
        output is None,
        output.amount if output else Decimal(0),
        one.offer.provider.name.lower(),
        one.offer.tag,
    )
