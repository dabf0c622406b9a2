"""What the makers of models charge themselves: offers of their own, beside those of the hosts behind the list."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from catalog.models import Offer, PriceSheet, SyncRun
from catalog.models.offers import FIRST_PARTY
from catalog.sync import host_offers
from catalog.sync.absences import end_missing
from catalog.sync.apply_prices import apply_price_lists
from catalog.sync.host_records import HostList
from catalog.sync.records import Refused


@dataclass(slots=True)
class FirstPartyApplied:
    """The models whose maker's offer moved, all that were read, and what was held or found no place."""

    moved: set[int] = field(default_factory=set)
    read: set[int] = field(default_factory=set)
    held: int = 0
    refused: list[Refused] = field(default_factory=list)


def apply_first_party(lists: Sequence[HostList], run: SyncRun, unread: Collection[str] = ()) -> FirstPartyApplied:
    """Writes the makers' own offers of the models that the list holds under the very same ids, and their prices.

    `unread` are the ids of the records that were set aside: they are not missing. An offer ends when it is missing
    from three accepted runs in a row, at the first of them. Within the caller's transaction.
    """
    priced = _worth_an_offer(lists)
    seated = host_offers.seat(priced, host_offers.aliases_of(priced), run)
    prices = apply_price_lists([(seat.offer, seat.host.prices) for seat in seated.seats], run)
    renewed = host_offers.renew_terms(seated.seats, run)
    _see(unread, run)
    ended = end_missing(_offers(), run)
    moved = prices.moved | {offer.ai_model_id for offer in (*seated.made, *renewed, *ended)}
    read = {seat.offer.ai_model_id for seat in seated.seats}
    return FirstPartyApplied(moved, read, prices.held, seated.refused)


def _offers() -> QuerySet[Offer]:
    return Offer.objects.filter(tag=FIRST_PARTY)


def _worth_an_offer(lists: Iterable[HostList]) -> list[HostList]:
    """Those with a price, and those that had one: its fall to nothing is a change to be held, not a silence."""
    had_one = set(_offers().filter(ended_at=None).values_list("external_id", flat=True))
    return [
        one
        for one in lists
        if one.external_id in had_one
        or any(host.prices and host.prices.state == PriceSheet.State.PUBLISHED for host in one.hosts)
    ]


def _see(external_ids: Collection[str], run: SyncRun) -> None:
    seen = _offers().filter(external_id__in=list(external_ids), last_seen_at__lt=run.observed_at)
    seen.update(last_seen_at=run.observed_at)
