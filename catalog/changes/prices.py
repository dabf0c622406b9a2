"""List prices that moved, and whether a host came or went when they did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from catalog import wording
from catalog.changes.records import Change, Kind, Move, Scope, Topic, share_of_change
from catalog.facts import LIST_SELLER
from catalog.models import Offer, PriceRow, PriceSheet, Provider, Variant
from catalog.models.offers import METERS
from catalog.pricing import Rate, Unit

HOSTS_ARE_READ_WITHIN = timedelta(hours=12)
"""The list is read every hour, the hosts of all models take longer: one that came is seen this much later at most."""

METER_NAMES: dict[str, str] = dict(METERS)


def rows(scope: Scope) -> QuerySet[PriceSheet]:
    """Sheets of list offers that replaced another; the first one of an offer is no change."""
    before = PriceSheet.objects.filter(
        offer=OuterRef("offer"), source=OuterRef("source"), valid_from__lt=OuterRef("valid_from")
    ).order_by("-valid_from")
    return (
        PriceSheet.objects.filter(scope.models("offer__ai_model"), offer__provider__slug=LIST_SELLER)
        .annotate(previous_id=Subquery(before.values("pk")[:1]))
        .filter(previous_id__isnull=False)
        .select_related("source", "offer__ai_model__creator", "offer__ai_model__model_class")
    )


def tell(sheets: Sequence[Any]) -> Iterator[Change]:
    """Three queries, whatever the number of sheets; they carry what rows() annotated them with."""
    wanted = {sheet.pk for sheet in sheets} | {sheet.previous_id for sheet in sheets}
    read = PriceSheet.objects.in_bulk(wanted)
    lines: dict[int, list[PriceRow]] = defaultdict(list)
    for row in PriceRow.objects.filter(sheet__in=wanted).order_by("sheet", "position"):
        lines[row.sheet_id].append(row)
    hosts = hosts_of(sheet.offer.ai_model_id for sheet in sheets)
    for sheet in sheets:
        previous = read[sheet.previous_id]
        moves = tuple(_moves(previous, sheet, lines))
        if moves:
            yield _change(previous, sheet, moves, hosts[sheet.offer.ai_model_id])


def hosts_of(model_ids: Iterable[int]) -> dict[int, list[Offer]]:
    found: dict[int, list[Offer]] = defaultdict(list)
    offers = Offer.objects.filter(ai_model__in=set(model_ids), provider__kind=Provider.Kind.HOST)
    for offer in offers.select_related("provider").order_by("provider__name", "pk"):
        if is_host(offer):
            found[offer.ai_model_id].append(offer)
    return found


def is_host(offer: Offer) -> bool:
    """What a maker charges itself is told by another source than the hosts: it does not come or go among them."""
    return offer.provider.kind == Provider.Kind.HOST and not offer.is_first_party


def _change(previous: PriceSheet, sheet: PriceSheet, moves: tuple[Move, ...], hosts: Sequence[Offer]) -> Change:
    offer = sheet.offer
    note = hosts_that_moved(hosts, previous, sheet)
    subject = "Cheapest host" if note else "List price"
    return Change(
        key=f"sheet/{sheet.pk}",
        kind=Kind.CHEAPEST_HOST if note else Kind.PRICE,
        happened_at=sheet.valid_from,
        source=sheet.source,
        subject=subject if offer.variant == Variant.PLAIN else f"{subject}, {offer.get_variant_display().lower()}",
        model=offer.ai_model,
        moves=moves,
        note=note,
    )


def hosts_that_moved(hosts: Sequence[Offer], previous: PriceSheet, sheet: PriceSheet) -> str:
    """ "DeepInfra came and Novita went", between two sheets of a list offer; "" where no host did."""
    return wording.capitalised(wording.listing(list(_arrivals_and_departures(previous, sheet, hosts))))


def _arrivals_and_departures(previous: PriceSheet, sheet: PriceSheet, hosts: Sequence[Offer]) -> Iterator[str]:
    """ "DeepInfra came", "Novita went": hosts of this variant, between the last reading of the old price and the new.

    Those found on the first reading of a model's hosts had been there before anybody looked: they did not come.
    """
    first_look = min((host.first_seen_at for host in hosts), default=None)
    latest = sheet.valid_from + HOSTS_ARE_READ_WITHIN
    for host in hosts:
        if host.variant != sheet.offer.variant:
            continue
        if host.first_seen_at != first_look and previous.confirmed_at < host.first_seen_at <= latest:
            yield f"{host.provider.name} came"
        if host.ended_at and previous.confirmed_at < host.ended_at <= latest:
            yield f"{host.provider.name} went"


def _moves(previous: PriceSheet, sheet: PriceSheet, lines: dict[int, list[PriceRow]]) -> Iterator[Move]:
    if previous.state != sheet.state:
        yield Move("Price", previous.get_state_display().lower(), sheet.get_state_display().lower())
    yield from moves_between(*([row.as_rate() for row in lines[one.pk]] for one in (previous, sheet)))


def moves_between(before: Iterable[Rate], after: Iterable[Rate]) -> Iterator[Move]:
    """The lines of two price lists that differ, in the order of the new one, then those that fell away."""
    old, new = ({(rate.meter, rate.unit, rate.condition): rate for rate in rates} for rates in (before, after))
    for place in dict.fromkeys((*new, *old)):
        meter, unit, condition = place
        move = _move(METER_NAMES[meter], unit, condition, old.get(place), new.get(place))
        # What is less than our last shown digit is a source's rounding, not news.
        if move.before != move.after:
            yield move


def _move(meter: str, unit: Unit, condition: str, old: Rate | None, new: Rate | None) -> Move:
    return Move(
        label=f"{meter}, {condition}" if condition else meter,
        before=wording.unit_price(old.amount, unit) if old else None,
        after=wording.unit_price(new.amount, unit) if new else None,
        share=share_of_change(old.amount, new.amount) if old and new else "",
        unit=wording.priced_unit(unit),
    )


TOPIC = Topic(frozenset({Kind.PRICE, Kind.CHEAPEST_HOST}), "valid_from", rows, tell)
