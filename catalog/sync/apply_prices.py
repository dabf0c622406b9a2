"""Offers and their price sheets: a new sheet only where a price moved, and none while the move looks wrong."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from catalog.models import Fact, Offer, PriceRow, PriceSheet, Provider, SyncRun
from catalog.pricing import Meter, Unit
from catalog.sync import holds
from catalog.sync.checks import common_factor, factors_between, reason_to_hold, reason_to_hold_units
from catalog.sync.histories import NewSheet, among, write_sheets
from catalog.sync.holds import PRICES, Doubt, Subject
from catalog.sync.records import Listing, PriceLine, PriceList


@dataclass(slots=True)
class PricesApplied:
    """The models whose offers or sheets are new, and how many changes were held for the first time."""

    moved: set[int] = field(default_factory=set)
    held: int = 0


@dataclass(frozen=True, slots=True)
class _InForce:
    """A sheet, of which only this is read."""

    pk: int
    confirmed_at: datetime
    prices: PriceList


@dataclass(frozen=True, slots=True)
class _Quote:
    """What an offer is said to cost now, and the sheet in force."""

    offer: Offer
    prices: PriceList
    sheet: _InForce | None

    @property
    def subject(self) -> Subject:
        return self.offer.ai_model_id, self.offer.pk, PRICES


def apply_prices(
    listings: Mapping[int, Sequence[Listing]], run: SyncRun, windows_held: Collection[str] = ()
) -> PricesApplied:
    """Writes the list offers of each model, by its id, and their prices. Within the caller's transaction.

    `windows_held` are the ids of the listings whose context window is held: their own offers keep theirs too.
    """
    offers, touched = _offers(listings, run, windows_held)
    said = [
        (offer, listing.prices)
        for group in listings.values()
        for listing in group
        if (offer := offers.get(listing.external_id))
    ]
    applied = apply_price_lists(said, run)
    applied.moved.update(offer.ai_model_id for offer in touched)
    return applied


def apply_price_lists(
    said: Sequence[tuple[Offer, PriceList | None]], run: SyncRun, *, in_turn: bool = False
) -> PricesApplied:
    """Writes what the run's source says that each of these stored offers costs. Within the caller's transaction.

    None where the answer cannot tell: it neither confirms nor replaces anything, nor takes a held price back.
    `in_turn` for a source of which each run reads another part of the offers.
    """
    quotes = _quotes([(offer, prices) for offer, prices in said if prices is not None], run)
    if not in_turn:
        holds.keep_unbroken([offer.pk for offer, prices in said if prices is None], run)
    same, moved, doubts = _sorted(quotes, run)
    weighed = holds.weigh(list(doubts.values()), run, in_turn=in_turn)
    granted = [quote for quote in quotes if quote.subject in weighed.granted]
    _confirm((quote.sheet.pk for quote in same if quote.sheet), run)
    write_sheets([_new_sheet(quote, run) for quote in moved] + [_new_sheet(quote, run, weighed) for quote in granted])
    holds.withdraw((quote.subject for quote in same + moved), run)
    return PricesApplied({quote.offer.ai_model_id for quote in moved + granted}, weighed.held)


def _offers(
    listings: Mapping[int, Sequence[Listing]], run: SyncRun, windows_held: Collection[str]
) -> tuple[dict[str, Offer], list[Offer]]:
    """The offer of each listing by its id, and those of them that are new or came back."""
    provider = Provider.objects.get(slug=run.source.slug)
    stored = Offer.objects.filter(provider=provider, ai_model__in=among(listings)).order_by()
    by_id = {(offer.ai_model_id, offer.external_id): offer for offer in stored}
    taken = {(offer.ai_model_id, offer.variant, offer.tag) for offer in stored}
    offers: dict[str, Offer] = {}
    new, changed = [], []
    for model_id, group in listings.items():
        for listing in group:
            offer = by_id.get((model_id, listing.external_id))
            if offer is None:
                offer = _new_offer(model_id, listing, provider, taken, run)
                new.append(offer)
            elif offer.last_seen_at < run.observed_at and _set_limits(
                offer, listing, keeps_window=listing.external_id in windows_held
            ):
                changed.append(offer)
            offers[listing.external_id] = offer
    back = [offer for offer in offers.values() if offer.ended_at and offer.last_seen_at < run.observed_at]
    Offer.objects.bulk_create(new)
    Offer.objects.bulk_update(changed, ["context_window", "max_output_tokens"])
    seen = Offer.objects.filter(pk__in=among(offer.pk for offer in offers.values()))
    seen.filter(last_seen_at__lt=run.observed_at).update(last_seen_at=run.observed_at, ended_at=None)
    return offers, new + back


def _new_offer(
    model_id: int, listing: Listing, provider: Provider, taken: set[tuple[int, str, str]], run: SyncRun
) -> Offer:
    variant, tag = listing.source_id.variant, listing.source_id.tag
    if (model_id, variant, tag) in taken:
        # Two ids that an editor led to one model: both are sold, the first has the plain place.
        tag = listing.external_id[:120]
    taken.add((model_id, variant, tag))
    offer = Offer(
        ai_model_id=model_id,
        provider=provider,
        variant=variant,
        tag=tag,
        external_id=listing.external_id,
        first_seen_at=run.observed_at,
        last_seen_at=run.observed_at,
    )
    _set_limits(offer, listing)
    return offer


def _set_limits(offer: Offer, listing: Listing, *, keeps_window: bool = False) -> bool:
    """Whether the limits of the offer itself changed; those of a variant may differ from the model's.

    As with claims, a None takes the source's word back, and what is not named stays as it was.
    """
    before = offer.context_window, offer.max_output_tokens
    if not keeps_window:
        offer.context_window = listing.claims.get(Fact.CONTEXT_WINDOW, offer.context_window)
    offer.max_output_tokens = listing.claims.get(Fact.MAX_OUTPUT_TOKENS, offer.max_output_tokens)
    return before != (offer.context_window, offer.max_output_tokens)


def _quotes(said: Sequence[tuple[Offer, PriceList]], run: SyncRun) -> list[_Quote]:
    """What may be written. Where a sheet was confirmed later than now and says something else, it is the truer."""
    sheets = _in_force([offer.pk for offer, _ in said], run)
    quotes = [_Quote(offer, prices, sheets.get(offer.pk)) for offer, prices in said]
    return [
        quote
        for quote in quotes
        if quote.sheet is None or quote.sheet.prices == quote.prices or quote.sheet.confirmed_at < run.observed_at
    ]


def _in_force(offer_ids: Iterable[int], run: SyncRun) -> dict[int, _InForce]:
    """What the source's sheets say today, by offer."""
    stored = PriceSheet.objects.current().filter(source=run.source_id, offer__in=among(offer_ids)).order_by()
    sheets = list(stored.values_list("offer_id", "pk", "state", "confirmed_at"))
    rows = PriceRow.objects.filter(sheet__in=among(pk for _, pk, _, _ in sheets)).order_by()
    lines: dict[int, list[PriceLine]] = defaultdict(list)
    columns = ("meter", "amount", "unit", "min_prompt_tokens", "utc_start", "utc_end", "detail")
    for sheet_id, meter, amount, unit, *rest in rows.values_list("sheet_id", *columns):
        lines[sheet_id].append(PriceLine(Meter(meter), amount, Unit(unit), *rest))
    return {
        offer_id: _InForce(pk, confirmed_at, PriceList.of(PriceSheet.State(state), lines[pk]))
        for offer_id, pk, state, confirmed_at in sheets
    }


def _sorted(quotes: Iterable[_Quote], run: SyncRun) -> tuple[list[_Quote], list[_Quote], dict[Subject, Doubt]]:
    """The quotes that say what is in force, those that replace it, and what looks wrong."""
    quotes = list(quotes)
    factor = common_factor((quote.sheet.prices, quote.prices) for quote in quotes if quote.sheet)
    same, moved, doubts = [], [], {}
    for quote in quotes:
        if quote.sheet is None:
            moved.append(quote)
        elif quote.sheet.prices == quote.prices:
            same.append(quote)
        elif reason := _reason(quote.sheet.prices, quote.prices, factor):
            old, new = quote.sheet.prices.as_json(), quote.prices.as_json()
            doubts[quote.subject] = Doubt(quote.offer.ai_model_id, quote.offer.pk, PRICES, old, new, reason)
        else:
            moved.append(quote)
    return same, moved, doubts


def _reason(before: PriceList, prices: PriceList, factor: Decimal | None) -> str:
    if factor is not None and factor in factors_between(before, prices):
        return reason_to_hold_units(factor)
    return reason_to_hold(before, prices)


def _confirm(sheet_ids: Iterable[int], run: SyncRun) -> None:
    confirmed = PriceSheet.objects.filter(pk__in=among(sheet_ids), confirmed_at__lt=run.observed_at)
    confirmed.update(confirmed_at=run.observed_at)


def _new_sheet(quote: _Quote, run: SyncRun, weighed: holds.Weighed | None = None) -> NewSheet:
    """In force from the run on; one that was held, from the run that first saw it."""
    since = run.observed_at
    if weighed is not None:
        since = holds.since(
            weighed.granted[quote.subject], quote.sheet.confirmed_at if quote.sheet else None, run.observed_at
        )
    return NewSheet(
        offer_id=quote.offer.pk,
        source_id=run.source_id,
        run_id=run.pk,
        prices=quote.prices,
        since=since,
        confirmed_at=run.observed_at,
        ends=quote.sheet.pk if quote.sheet else None,
    )
