"""Offers and their price sheets: a new sheet only where a price moved, and none at all where the move looks wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from catalog.models import Fact, HeldChange, Offer, PriceRow, PriceSheet, Provider, SyncRun
from catalog.sync.checks import reason_to_hold
from catalog.sync.records import Listing, PriceList

PRICES = "prices"
"""The field of a held change that holds a whole sheet."""


@dataclass(slots=True)
class PricesApplied:
    """The models whose offers or sheets are new, and how many changes were held for the first time."""

    moved: set[int] = field(default_factory=set)
    held: int = 0


@dataclass(frozen=True, slots=True)
class _Quote:
    """What an offer is said to cost now, and the sheet in force."""

    offer: Offer
    prices: PriceList
    sheet: PriceSheet | None


@dataclass(frozen=True, slots=True)
class _Doubt:
    quote: _Quote
    reason: str


def apply_prices(listings: Mapping[int, Sequence[Listing]], run: SyncRun) -> PricesApplied:
    """Writes the list offers of each model, by its id, and their prices. Within the caller's transaction."""
    offers, made = _offers(listings, run)
    stored = PriceSheet.objects.current().filter(source=run.source, offer__in=offers.values()).prefetch_related("rows")
    sheets = {sheet.offer_id: sheet for sheet in stored}
    quotes = [
        _Quote(offer, listing.prices, sheets.get(offer.pk))
        for group in listings.values()
        for listing in group
        if (offer := offers.get(listing.external_id))
    ]
    same, moved, doubts = _sorted(quotes, _accepted_holds(quotes))
    _confirm([quote.sheet for quote in same if quote.sheet], run)
    _replace(moved, run)
    held = _hold(doubts, run)
    _withdraw_holds(same + moved, run)
    return PricesApplied({offer.ai_model_id for offer in (*made, *(quote.offer for quote in moved))}, held)


def _offers(listings: Mapping[int, Sequence[Listing]], run: SyncRun) -> tuple[dict[str, Offer], list[Offer]]:
    """The offer of each listing by its id, and those of them that are new."""
    provider = Provider.objects.get(slug=run.source.slug)
    stored = Offer.objects.filter(provider=provider, ai_model__in=listings)
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
            elif _set_limits(offer, listing):
                changed.append(offer)
            offers[listing.external_id] = offer
    Offer.objects.bulk_create(new)
    Offer.objects.bulk_update(changed, ["context_window", "max_output_tokens"])
    Offer.objects.filter(pk__in=[offer.pk for offer in offers.values()], last_seen_at__lt=run.observed_at).update(
        last_seen_at=run.observed_at, ended_at=None
    )
    return offers, new


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


def _set_limits(offer: Offer, listing: Listing) -> bool:
    """Whether the limits of the offer itself changed; those of a variant may differ from the model's."""
    before = offer.context_window, offer.max_output_tokens
    offer.context_window = listing.claims.get(Fact.CONTEXT_WINDOW, offer.context_window)
    offer.max_output_tokens = listing.claims.get(Fact.MAX_OUTPUT_TOKENS, offer.max_output_tokens)
    return before != (offer.context_window, offer.max_output_tokens)


def _sorted(
    quotes: Iterable[_Quote], accepted: Mapping[int, HeldChange]
) -> tuple[list[_Quote], list[_Quote], list[_Doubt]]:
    """The quotes that say what is in force, those that replace it, and those that need an editor."""
    same, moved, doubts = [], [], []
    for quote in quotes:
        before = PriceList.of_sheet(quote.sheet) if quote.sheet else None
        if before is None:
            moved.append(quote)
        elif before == quote.prices:
            same.append(quote)
        elif (reason := reason_to_hold(before, quote.prices)) and not _is_accepted(quote, accepted):
            doubts.append(_Doubt(quote, reason))
        else:
            moved.append(quote)
    return same, moved, doubts


def _newest_holds(quotes: Iterable[_Quote]) -> dict[int, HeldChange]:
    offers = [quote.offer.pk for quote in quotes]
    holds = HeldChange.objects.filter(offer__in=offers, field=PRICES).order_by("pk").select_related("run")
    return {hold.offer_id: hold for hold in holds if hold.offer_id is not None}


def _accepted_holds(quotes: Iterable[_Quote]) -> dict[int, HeldChange]:
    """The holds that an editor has accepted and that are newer than the sheet in force: they may be written now."""
    return {offer: hold for offer, hold in _newest_holds(quotes).items() if hold.status == HeldChange.Status.ACCEPTED}


def _is_accepted(quote: _Quote, accepted: Mapping[int, HeldChange]) -> bool:
    hold = accepted.get(quote.offer.pk)
    if hold is None or quote.sheet is None:
        return False
    return hold.new_value == quote.prices.as_json() and hold.run.observed_at > quote.sheet.valid_from


def _confirm(sheets: Iterable[PriceSheet], run: SyncRun) -> None:
    PriceSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets], confirmed_at__lt=run.observed_at).update(
        confirmed_at=run.observed_at
    )


def _replace(quotes: list[_Quote], run: SyncRun) -> None:
    """Closes the sheets in force and opens new ones. One that was confirmed later than now stays: it is the truer."""
    quotes[:] = [quote for quote in quotes if quote.sheet is None or quote.sheet.confirmed_at < run.observed_at]
    PriceSheet.objects.filter(pk__in=[quote.sheet.pk for quote in quotes if quote.sheet]).update(
        valid_until=run.observed_at
    )
    sheets = PriceSheet.objects.bulk_create(
        PriceSheet(
            offer=quote.offer,
            source_id=run.source_id,
            run=run,
            state=quote.prices.state,
            valid_from=run.observed_at,
            confirmed_at=run.observed_at,
        )
        for quote in quotes
    )
    PriceRow.objects.bulk_create(
        PriceRow(
            sheet=sheet,
            position=position,
            meter=line.meter,
            amount=line.amount,
            unit=line.unit,
            min_prompt_tokens=line.min_prompt_tokens,
            boundary=line.boundary,
            utc_start=line.utc_start,
            utc_end=line.utc_end,
        )
        for sheet, quote in zip(sheets, quotes, strict=True)
        for position, line in enumerate(quote.prices.lines)
    )


def _hold(doubts: Sequence[_Doubt], run: SyncRun) -> int:
    """Asks the editors once about each doubtful sheet. What they rejected is not asked again until it changes."""
    newest = _newest_holds(doubt.quote for doubt in doubts)
    new, replaced = [], []
    for doubt in doubts:
        quote, value = doubt.quote, doubt.quote.prices.as_json()
        hold = newest.get(quote.offer.pk)
        if hold is not None and hold.new_value == value and _is_asked(hold):
            continue
        if hold is not None:
            replaced.append(hold.pk)
        new.append(
            HeldChange(
                run=run,
                ai_model_id=quote.offer.ai_model_id,
                offer=quote.offer,
                field=PRICES,
                old_value=PriceList.of_sheet(quote.sheet).as_json() if quote.sheet else None,
                new_value=value,
                reason=doubt.reason,
            )
        )
    _close(HeldChange.objects.filter(pk__in=replaced), run, "The source says something else by now.")
    HeldChange.objects.bulk_create(new)
    return len(new)


def _is_asked(hold: HeldChange) -> bool:
    """Whether it waits for an editor, or had an answer from one; what closed by itself may be asked again."""
    return hold.status == HeldChange.Status.OPEN or hold.decided_by_id is not None


def _withdraw_holds(quotes: Sequence[_Quote], run: SyncRun) -> None:
    """Closes the questions that the source has answered itself, by stating a price that can be believed."""
    settled = HeldChange.objects.filter(offer__in=[quote.offer.pk for quote in quotes], field=PRICES)
    _close(settled.filter(run__observed_at__lt=run.observed_at), run, "The source took it back.")


def _close(holds: QuerySet[HeldChange], run: SyncRun, note: str) -> None:
    holds.filter(status=HeldChange.Status.OPEN).update(
        status=HeldChange.Status.REJECTED, decided_at=run.observed_at, note=note
    )
