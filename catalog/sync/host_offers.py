"""The offers of hosts: finding and making the one that each host's record stands for, and seeing which are gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from catalog.models import Alias, HeldChange, Offer, PriceSheet, Provider, SyncRun, Variant
from catalog.sync import holds
from catalog.sync.host_records import AGGREGATOR, Host, HostList
from catalog.sync.http import SourceDown
from catalog.sync.records import Refused, parsed_id

EMPTY_IS_BELIEVED_AFTER = timedelta(days=1)
"""An answer without any host, where there were some, is mostly a fault; one that stands for a day is not."""
LEAST_PERCENT = 80
"""Of the hosts that we know of the same ids; below it, the answers are cut short or spoiled."""
LEAST_COMPARED = 20
"""Hosts from which on a share means something."""

TERMS = ("context_window", "max_prompt_tokens", "max_output_tokens", "quantization")

Place = tuple[int, int, str, str]
"""Model, provider, variant, tag: what a host sells is one offer."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A host's record and the stored offer that it speaks of."""

    host: Host
    offer: Offer


@dataclass(slots=True)
class Seated:
    """The hosts with their offers, those offers that are new, and the hosts that found no place."""

    seats: list[Seat] = field(default_factory=list)
    made: list[Offer] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def aliases_of(lists: Sequence[HostList]) -> dict[str, Alias]:
    """The approved aliases behind the ids, by id; one that an editor rejected meanwhile is missing."""
    ids = [one.external_id for one in lists]
    approved = Alias.objects.filter(source__slug=AGGREGATOR, external_id__in=ids, status=Alias.Status.APPROVED)
    return {alias.external_id: alias for alias in approved.exclude(ai_model=None).select_related("ai_model")}


def seat(lists: Sequence[HostList], aliases: Mapping[str, Alias], run: SyncRun) -> Seated:
    """Gives every host its offer, made where it is new. Within the caller's transaction; four queries."""
    providers = _providers([host for one in lists for host in one.hosts])
    models = {aliases[one.external_id].ai_model_id for one in lists if one.external_id in aliases}
    stored = Offer.objects.filter(ai_model__in=models).exclude(provider__slug=AGGREGATOR)
    offers = {_place(offer): offer for offer in stored}
    seated = Seated()
    for one in lists:
        alias = aliases.get(one.external_id)
        if alias is None:
            continue
        for host in one.hosts:
            new = _offer(host, alias, providers[host.provider_slug], run)
            offer = offers.setdefault(_place(new), new)
            if offer.external_id != one.external_id:
                # An editor led two ids to one model: the first to sell there keeps the place.
                reason = f"the host “{host.tag}” already sells this model as {offer.external_id}"
                seated.refused.append(Refused.record(one.external_id, reason, None))
                continue
            seated.seats.append(Seat(host, offer))
            if offer is new:
                seated.made.append(new)
    Offer.objects.bulk_create(seated.made, batch_size=1000)
    return seated


def _place(offer: Offer) -> Place:
    return offer.ai_model_id, offer.provider_id, offer.variant, offer.tag


def _is_news(seat: Seat, run: SyncRun) -> bool:
    """Whether the offer was not seen later than now, as it was where a recording is replayed."""
    return seat.offer.last_seen_at <= run.observed_at


def renew_terms(seats: Sequence[Seat], run: SyncRun) -> list[Offer]:
    """Limits and quantization as the hosts now state them. Returns the offers that changed or came back."""
    renewed = []
    for seat in seats:
        offer, host = seat.offer, seat.host
        if not _is_news(seat, run):
            continue
        stated = {name: getattr(host, name) for name in TERMS}
        if offer.ended_at is not None or any(getattr(offer, name) != value for name, value in stated.items()):
            renewed.append(offer)
        for name, value in stated.items():
            setattr(offer, name, value)
        offer.ended_at = None
    Offer.objects.bulk_update(renewed, [*TERMS, "ended_at"], batch_size=500)
    seen = Offer.objects.filter(pk__in=[seat.offer.pk for seat in seats], last_seen_at__lt=run.observed_at)
    seen.update(last_seen_at=run.observed_at)
    return renewed


def listed_before(external_ids: Sequence[str], run: SyncRun) -> list[PriceSheet]:
    """The prices in force, by the run's source, of the offers of these ids that have not ended; each with its offer."""
    sheets = PriceSheet.objects.current().filter(source=run.source_id, offer__external_id__in=external_ids)
    return list(sheets.filter(offer__ended_at=None).select_related("offer"))


def check_wholeness(lists: Sequence[HostList], before: Sequence[PriceSheet]) -> None:
    """Raises SourceDown where the answers, taken together, hold far fewer good hosts than we know of the same ids."""
    answered = {one.external_id: len(one.hosts) for one in lists if one.is_answered}
    good = sum(answered.values())
    known = sum(sheet.offer.external_id in answered for sheet in before)
    if known >= LEAST_COMPARED and good * 100 < known * LEAST_PERCENT:
        raise SourceDown(
            f"the answers hold {good:,} good hosts, where {known:,} are known: fewer than {LEAST_PERCENT}%"
        )


def unlisted(
    lists: Sequence[HostList], aliases: Mapping[str, Alias], before: Sequence[PriceSheet], run: SyncRun
) -> list[Offer]:
    """The offers that the source no longer makes: it told all hosts of the id, and they are not among them."""
    told = {one.external_id: one.tags for one in lists if one.tags is not None}
    gone = []
    for sheet in before:
        offer, tags = sheet.offer, told.get(sheet.offer.external_id)
        alias = aliases.get(offer.external_id)
        if tags is None or alias is None or max(offer.last_seen_at, sheet.confirmed_at) >= run.observed_at:
            continue
        is_missing = offer.tag not in {_tag(tag, offer.external_id) for tag in tags}
        is_believed = bool(tags) or sheet.confirmed_at < run.observed_at - EMPTY_IS_BELIEVED_AFTER
        if (is_missing and is_believed) or alias.ai_model_id != offer.ai_model_id:
            gone.append(offer)
    return gone


def doubted(lists: Sequence[HostList], before: Sequence[PriceSheet], gone: Sequence[Offer]) -> list[Refused]:
    """The answers without any host that are not believed yet, because there were some before."""
    empty = {one.external_id for one in lists if one.tags is not None and not one.tags}
    kept = {sheet.offer.external_id for sheet in before if sheet.offer not in gone}
    return [
        Refused.record(one, "the answer names no host, where there were some", None) for one in sorted(empty & kept)
    ]


def end(offers: Sequence[Offer], run: SyncRun) -> None:
    """Ends the offers with this run. Their last prices stay as they were, so that a return is compared with them."""
    if offers:
        Offer.objects.filter(pk__in=[offer.pk for offer in offers]).update(ended_at=run.observed_at)
        waiting = HeldChange.objects.filter(offer__in=offers, status=HeldChange.Status.OPEN)
        holds.close(list(waiting.values_list("pk", flat=True)), run.observed_at, "The offer is gone.")


def _providers(hosts: Sequence[Host]) -> dict[str, Provider]:
    """The hosts' rows by slug. A new one takes the name that it goes by; from then on it is the editors'."""
    names = {host.provider_slug: host.provider_name for host in hosts}
    known = Provider.objects.in_bulk(list(names), field_name="slug")
    missing = [slug for slug in sorted(names) if slug not in known]
    if missing:
        # Two sources may meet a new host at once: the constraint decides, and both read the row that stands.
        Provider.objects.bulk_create([Provider(slug=slug, name=names[slug]) for slug in missing], ignore_conflicts=True)
        known |= Provider.objects.in_bulk(missing, field_name="slug")
    return known


def _offer(host: Host, alias: Alias, provider: Provider, run: SyncRun) -> Offer:
    return Offer(
        ai_model=alias.ai_model,
        provider=provider,
        variant=alias.variant,
        tag=_tag(host.tag, alias.external_id),
        external_id=alias.external_id,
        first_seen_at=run.observed_at,
        last_seen_at=run.observed_at,
    )


def _tag(tag: str, external_id: str) -> str:
    """The host's tag; of a variant that we have no name for, with the suffix, which alone tells it from the others."""
    source_id = parsed_id(external_id)
    return f"{tag}:{source_id.suffix}" if source_id.variant == Variant.OTHER else tag
