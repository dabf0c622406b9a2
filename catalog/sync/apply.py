"""Writing an answer's records into the catalog: only what differs, in a number of queries that does not grow with it.

Everything here runs within the one transaction of a run. What a source said later than the run's moment of
observation is left alone, so that recordings may be replayed in any order.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog import facts
from catalog.models import (
    AIModel,
    Alias,
    Creator,
    Lifecycle,
    LifecycleEvent,
    ModelClass,
    SyncRun,
    Variant,
    classes_by_output,
)
from catalog.sync.absences import apply_absences, retirement
from catalog.sync.apply_claims import apply_claims
from catalog.sync.apply_first_party import FirstPartyApplied
from catalog.sync.apply_prices import apply_prices
from catalog.sync.histories import among
from catalog.sync.records import Listing, Refused, Statement


@dataclass(slots=True)
class Applied:
    """What a run did: the models of which any fact or price moved, how many changes wait for an editor, and which
    records could not be placed; which models are new (they count as changed too), and of how many nothing moved."""

    changed: set[int] = field(default_factory=set)
    held: int = 0
    refused: list[Refused] = field(default_factory=list)
    created: set[int] = field(default_factory=set)
    unchanged: int = 0


def apply_listings(listings: Sequence[Listing], run: SyncRun, unread: Collection[str] = ()) -> Applied:
    """The rows of a list of models on offer: makes the models that are new, their aliases, offers and claims.

    `unread` are the ids of the rows that were set aside: they are not missing from the list.
    """
    classes = list(ModelClass.objects.all())
    listed = {listing.external_id for listing in listings}
    # Of a variant also its plain id, listed today or not: an editor may have led it to another model.
    aliases = _aliases(run, listed | {listing.source_id.base for listing in listings})
    _apply_ids_that_are_no_models([one for one in listings if one.kind != Alias.Kind.MODEL], aliases, classes, run)
    sold = [one for one in listings if one.kind == Alias.Kind.MODEL]
    placed, new, refused = _place(sold, aliases, classes, run)
    fresh = {
        model_id: [one for one in group if not _is_outdated(aliases.get(one.external_id), run)]
        for model_id, group in placed.items()
    }
    spoken_of = _spoken_of(fresh, run)
    claims = apply_claims({model_id: listing.claims for model_id, listing in spoken_of.items()}, run)
    prices = apply_prices(fresh, run, {spoken_of[model_id].external_id for model_id in claims.windows_held})
    moved = new | claims.moved | prices.moved | _apply_ends(spoken_of, run)
    placed_ids = {listing.external_id for group in placed.values() for listing in group}
    moved |= apply_absences({*unread, *(one.external_id for one in sold)} - placed_ids, run)
    _confirm_aliases((alias for alias in aliases.values() if alias.external_id in listed), run)
    changed = facts.resolve(moved | facts.overdue(), touched=moved)
    return Applied(changed, claims.held + prices.held, refused, new, len(placed.keys() - changed))


def apply_statements(
    statements: Sequence[Statement], run: SyncRun, *, listed_by: str, first_party: FirstPartyApplied
) -> Applied:
    """What a source says of models that it knows by the ids of another, `listed_by`; unknown ids are passed over.

    `first_party` is what its prices did before: the models are resolved and counted with both.
    """
    known = Alias.objects.filter(
        source__slug=listed_by, external_id__in=[one.known_as for one in statements], status=Alias.Status.APPROVED
    ).exclude(ai_model=None)
    originals = {alias.external_id: alias for alias in known}
    aliases = _aliases(run, [one.external_id for one in statements])
    claims: dict[int, Mapping[Any, Any]] = {}
    made = []
    # The plain variant last, so that its word stands.
    for statement in sorted(statements, key=lambda one: (":" not in one.known_as, one.known_as)):
        alias, original = aliases.get(statement.external_id), originals.get(statement.known_as)
        if original is None or (alias and not _carries_data(alias)) or _is_outdated(alias, run):
            continue
        model_id = (alias or original).ai_model_id
        if model_id is None:
            continue
        claims[model_id] = statement.claims
        if alias is None:
            made.append(_new_alias(statement.external_id, run, ai_model_id=model_id, variant=original.variant))
    Alias.objects.bulk_create(made)
    _confirm_aliases(aliases.values(), run)
    applied = apply_claims(claims, run)
    moved = applied.moved | first_party.moved
    changed = facts.resolve(moved | facts.overdue(), touched=moved)
    unchanged = len((claims.keys() | first_party.read) - changed)
    return Applied(changed, applied.held + first_party.held, first_party.refused, unchanged=unchanged)


def _aliases(run: SyncRun, external_ids: Iterable[str]) -> dict[str, Alias]:
    return {alias.external_id: alias for alias in Alias.objects.filter(source=run.source, external_id__in=external_ids)}


def _new_alias(external_id: str, run: SyncRun, **fields: Any) -> Alias:
    """Approved at once: the source's own exact id leaves nothing to guess."""
    approved = Alias.Status.APPROVED
    return Alias(external_id=external_id, source_id=run.source_id, status=approved, seen_at=run.observed_at, **fields)


def _carries_data(alias: Alias) -> bool:
    return alias.status == Alias.Status.APPROVED and alias.ai_model_id is not None


def _is_outdated(alias: Alias | None, run: SyncRun) -> bool:
    return alias is not None and alias.seen_at is not None and alias.seen_at > run.observed_at


def _confirm_aliases(aliases: Iterable[Alias], run: SyncRun) -> None:
    seen = among(alias.pk for alias in aliases if not _is_outdated(alias, run))
    Alias.objects.filter(pk__in=seen).update(seen_at=run.observed_at)


def _apply_ids_that_are_no_models(
    listings: Sequence[Listing], aliases: Mapping[str, Alias], classes: Sequence[ModelClass], run: SyncRun
) -> None:
    """Routers and moving aliases, kept so that rankings can say what they leave out."""
    made, moved = [], []
    touched: set[int | None] = set()
    for listing in listings:
        is_router = listing.kind == Alias.Kind.ROUTER
        model_class = classes_by_output(classes, listing.outputs) if is_router else None
        class_id = model_class.pk if model_class else None
        alias = aliases.get(listing.external_id)
        if alias is None:
            fields = {"kind": listing.kind, "name": listing.name, "model_class": model_class}
            made.append(_new_alias(listing.external_id, run, **fields))
        elif alias.model_class_id != class_id and not _is_outdated(alias, run):
            touched.add(alias.model_class_id)
            alias.model_class = model_class
            moved.append(alias)
        else:
            continue
        touched.add(class_id)
    Alias.objects.bulk_create(made)
    Alias.objects.bulk_update(moved, ["model_class"])
    ModelClass.objects.filter(pk__in=[pk for pk in touched if pk]).renew()


def _place(
    listings: Sequence[Listing], aliases: Mapping[str, Alias], classes: Sequence[ModelClass], run: SyncRun
) -> tuple[dict[int, list[Listing]], set[int], list[Refused]]:
    """The listings by the model that they sell, the models made for them, and those that no class covers.

    An alias decides, also over the address that an id spells: editors may lead it to another model. A variant
    without an alias follows its plain id.
    """
    by_address: dict[tuple[str, str], list[Listing]] = defaultdict(list)
    placed: dict[int, list[Listing]] = defaultdict(list)
    for listing in listings:
        alias = aliases.get(listing.external_id) or aliases.get(listing.source_id.base)
        if alias is None:
            by_address[listing.source_id.creator, listing.source_id.slug].append(listing)
        elif _carries_data(alias) and alias.ai_model_id is not None:
            placed[alias.ai_model_id].append(listing)
    found = _models_at(by_address)
    missing = {address: group for address, group in by_address.items() if address not in found}
    made, refused = _make_models(missing, classes)
    for address, group in by_address.items():
        if model_id := found.get(address) or made.get(address):
            placed[model_id] += group
    _make_aliases(placed, aliases, run)
    return placed, set(made.values()), refused


def _models_at(addresses: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    creators, slugs = {creator for creator, _ in addresses}, {slug for _, slug in addresses}
    rows = AIModel.objects.filter(creator__slug__in=creators, slug__in=slugs).values_list("creator__slug", "slug", "pk")
    return {(creator, slug): model_id for creator, slug, model_id in rows}


def _make_models(
    missing: Mapping[tuple[str, str], Sequence[Listing]], classes: Sequence[ModelClass]
) -> tuple[dict[tuple[str, str], int], list[Refused]]:
    wanted, refused = {}, []
    for address, group in missing.items():
        outputs = _spokesman(group).outputs
        if model_class := classes_by_output(classes, outputs):
            wanted[address] = model_class
        else:
            reason = f"no class of models covers what it writes: {', '.join(outputs)}"
            refused += [Refused.record(one.external_id, reason, dict(one.claims)) for one in group]
    creators = _creators({address: missing[address] for address in wanted})
    models = []
    for (creator, slug), model_class in wanted.items():
        name = _spokesman(missing[creator, slug]).name
        # Two resolved columns cannot be empty; facts.resolve() writes them all before the run ends.
        models.append(AIModel(creator=creators[creator], slug=slug, name=name, model_class=model_class))
    made = AIModel.objects.bulk_create(models)
    return {(model.creator.slug, model.slug): model.pk for model in made}, refused


def _creators(missing: Mapping[tuple[str, str], Sequence[Listing]]) -> dict[str, Creator]:
    """The creators by slug. A new one takes the name that most of its models carry; from then on it is the editors'."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for (slug, _), group in missing.items():
        names[slug].update(listing.creator_name for listing in group if listing.creator_name)
    known = Creator.objects.in_bulk(list(names), field_name="slug")
    made = Creator.objects.bulk_create(
        Creator(slug=slug, name=max(count, key=lambda name: (count[name], name)) if count else _title(slug))
        for slug, count in {slug: names[slug] for slug, _ in missing}.items()
        if slug not in known
    )
    return known | {creator.slug: creator for creator in made}


def _title(slug: str) -> str:
    return slug.replace("-", " ").title()


def _make_aliases(placed: Mapping[int, Sequence[Listing]], aliases: Mapping[str, Alias], run: SyncRun) -> None:
    Alias.objects.bulk_create(
        _new_alias(listing.external_id, run, ai_model_id=model_id, variant=listing.source_id.variant, name=listing.name)
        for model_id, group in placed.items()
        for listing in group
        if listing.external_id not in aliases
    )


def _spokesman(group: Sequence[Listing]) -> Listing:
    """The listing whose word counts for the model itself: the plain one, else the first by name."""
    return min(group, key=lambda listing: (listing.source_id.variant != Variant.PLAIN, listing.external_id))


def _spoken_of(placed: Mapping[int, Sequence[Listing]], run: SyncRun) -> dict[int, Listing]:
    """Whose word counts for each model. Where the plain listing is missing today, a variant does not speak for it."""
    spokesmen = {model_id: _spokesman(group) for model_id, group in placed.items() if group}
    plain = Alias.objects.filter(source=run.source, variant=Variant.PLAIN, ai_model__in=among(spokesmen))
    with_plain = set(plain.values_list("ai_model_id", flat=True))
    return {
        model_id: listing
        for model_id, listing in spokesmen.items()
        if listing.source_id.variant == Variant.PLAIN or model_id not in with_plain
    }


def _apply_ends(spoken_of: Mapping[int, Listing], run: SyncRun) -> set[int]:
    """Ends announced, moved or taken back, as lifecycle events. The end of a variant is not that of its model."""
    stored = LifecycleEvent.objects.in_force().filter(
        source=run.source, state=Lifecycle.RETIRED, ai_model__in=spoken_of
    )
    events = {event.ai_model_id: event for event in stored}
    made, withdrawn = [], []
    for model_id, listing in spoken_of.items():
        event = events.get(model_id)
        if not listing.tells_its_end or listing.source_id.variant != Variant.PLAIN or _is_later(event, run.observed_at):
            continue
        if event and (event.happens_on, event.note) == (listing.ends_on, ""):
            continue
        if event:
            withdrawn.append(event)
        if listing.ends_on:
            made.append(retirement(model_id, listing.ends_on, run))
    _withdraw(withdrawn, run)
    LifecycleEvent.objects.bulk_create(made)
    return {event.ai_model_id for event in (*made, *withdrawn)}


def _withdraw(events: Sequence[LifecycleEvent], run: SyncRun) -> None:
    LifecycleEvent.objects.filter(pk__in=[event.pk for event in events]).update(withdrawn_at=run.observed_at)


def _is_later(event: LifecycleEvent | None, moment: datetime) -> bool:
    return event is not None and event.stated_at > moment
