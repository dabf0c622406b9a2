"""What hosts charge and how they do: their offers, price sheets and figures, and which of them are gone.

The headline price is never touched: it is that of the list's own offer.
"""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from catalog.models import AIModel, Alias, ModelClass, Offer, PriceRow, PriceSheet, Source, SyncRun
from catalog.pricing import Meter, Unit
from catalog.sync import host_offers
from catalog.sync.apply import Applied
from catalog.sync.apply_prices import apply_price_lists
from catalog.sync.host_offers import Seat
from catalog.sync.host_records import AGGREGATOR, HostList

ENDPOINTS = "openrouter-endpoints"
"""The source that tells which hosts there are; where it speaks of an offer, no other ends or revives it."""
WATCHED = ("uptime", "latency_ms", "throughput")


def apply_hosts(lists: Sequence[HostList], run: SyncRun) -> Applied:
    """The hosts of the ids that were asked about: offers, terms, prices and figures; those no longer listed end."""
    aliases = host_offers.aliases_of(lists)
    before = list(host_offers.listed_before([one.external_id for one in lists], run))
    host_offers.check_wholeness(lists, before)
    seated = host_offers.seat(lists, aliases, run)
    prices = apply_price_lists([(seat.offer, seat.host.prices) for seat in seated.seats], run, in_turn=True)
    renewed = host_offers.renew_terms(seated.seats, run)
    _note_figures(seated.seats, run)
    gone = host_offers.unlisted(lists, aliases, before, run)
    seated.refused += host_offers.doubted(lists, before, gone)
    host_offers.end(gone, run)
    _note_asked(lists, run)
    changed = prices.moved | {offer.ai_model_id for offer in (*seated.made, *renewed, *gone)}
    return _applied(changed, prices.held, seated, aliases)


def apply_image_prices(lists: Sequence[HostList], run: SyncRun) -> Applied:
    """What the hosts of the ids that were asked about charge for images, beside what their tokens cost."""
    aliases = host_offers.aliases_of(lists)
    before = list(host_offers.listed_before([one.external_id for one in lists], run))
    host_offers.check_wholeness(lists, before)
    seated = host_offers.seat(lists, aliases, run)
    prices = apply_price_lists([(seat.offer, seat.host.prices) for seat in seated.seats], run, in_turn=True)
    back = _see([seat.offer for seat in seated.seats], run)
    gone = host_offers.unlisted(lists, aliases, before, run)
    seated.refused += host_offers.doubted(lists, before, gone)
    _drop_prices(gone, run)
    changed = prices.moved | {offer.ai_model_id for offer in (*seated.made, *back, *gone)}
    return _applied(changed, prices.held, seated, aliases)


def _applied(changed: set[int], held: int, seated: host_offers.Seated, aliases: dict[str, Alias]) -> Applied:
    """No resolved column rests on a host, so that only the models' own pages are outdated, not their classes'.

    But for prices of images: classes are ranked by them, and no column keeps them.
    """
    AIModel.objects.filter(pk__in=changed).renew()
    by_the_image = PriceRow.objects.filter(
        meter=Meter.IMAGE_OUTPUT, unit=Unit.IMAGE, sheet__offer__ai_model__in=changed
    )
    ModelClass.objects.filter(pk__in=by_the_image.values("sheet__offer__ai_model__model_class")).renew()
    asked = {alias.ai_model_id for alias in aliases.values()}
    return Applied(changed, held, seated.refused, unchanged=len(asked - changed))


def _note_figures(seats: Sequence[Seat], run: SyncRun) -> None:
    """Uptime and speeds: the last reading of each offer alone, since they move with every one.

    They do not outdate a page by themselves: a page lives some minutes, a reading for hours.
    """
    news = [seat for seat in seats if seat.offer.watched_at is None or seat.offer.watched_at <= run.observed_at]
    for seat in news:
        for name in WATCHED:
            setattr(seat.offer, name, getattr(seat.host, name))
        seat.offer.watched_at = run.observed_at
    # All rows are there, so that each conflicts and is updated: bulk_update writes a CASE over every row and column.
    Offer.objects.bulk_create(
        [seat.offer for seat in news],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*WATCHED, "watched_at"],
        batch_size=1000,
    )


def _note_asked(lists: Sequence[HostList], run: SyncRun) -> None:
    """Also for a call that failed: its turn comes again, and it holds up nobody else's."""
    asked = Alias.objects.filter(source__slug=AGGREGATOR, external_id__in=[one.external_id for one in lists])
    asked.exclude(hosts_asked_at__gte=run.observed_at).update(hosts_asked_at=run.observed_at)


def _without_endpoint(offers: Sequence[Offer]) -> list[Offer]:
    """Those of which only the image prices tell."""
    endpoints = Source.objects.get(slug=ENDPOINTS)
    priced = PriceSheet.objects.filter(offer=OuterRef("pk"), source=endpoints)
    return list(Offer.objects.filter(~Exists(priced), pk__in=[offer.pk for offer in offers]))


def _see(offers: Sequence[Offer], run: SyncRun) -> list[Offer]:
    """Confirms that the hosts sell. Returns the offers that came back."""
    own = [offer for offer in _without_endpoint(offers) if offer.last_seen_at <= run.observed_at]
    seen = Offer.objects.filter(pk__in=[offer.pk for offer in own], last_seen_at__lt=run.observed_at)
    seen.update(last_seen_at=run.observed_at, ended_at=None)
    return [offer for offer in own if offer.ended_at is not None]


def _drop_prices(gone: Sequence[Offer], run: SyncRun) -> None:
    """Closes the image prices of hosts that no longer state any; an offer of which nothing else tells ends."""
    sheets = PriceSheet.objects.current().filter(source=run.source_id, offer__in=gone, valid_from__lt=run.observed_at)
    sheets.update(valid_until=run.observed_at)
    host_offers.end(_without_endpoint(gone), run)
