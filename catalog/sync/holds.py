"""Changes that look wrong. The old value stays in force until an editor decides.

A change is accepted by itself once it has stood for days in every run, or when another source says the same. A fall to
nothing never is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from catalog import facts
from catalog.models import Claim, Fact, HeldChange, Offer, PriceSheet, SyncRun, Variant
from catalog.models.claims import fact_text
from catalog.pricing import Boundary, Rate
from catalog.sync import locks
from catalog.sync.checks import falls_to_nothing, shown
from catalog.sync.histories import NewClaim, NewSheet, write_claims, write_sheets
from catalog.sync.records import PriceLine, PriceList

PRICES = "prices"
"""The field of a held change that holds a whole sheet; any other is a Fact."""

Subject = tuple[int, int | None, str]
"""What a change is held of: a model, an offer of it where the field is the prices, the field."""

SAYS_ELSE = "The source says something else by now."
TOOK_BACK = "The source took it back."
NOT_IN_EVERY_RUN = "The source did not say so in every run."


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that a source states and that must not replace the one in force at once. Both as JSON."""

    ai_model_id: int
    offer_id: int | None
    field: str
    old: Any
    new: Any
    reason: str

    @property
    def subject(self) -> Subject:
        return self.ai_model_id, self.offer_id, self.field

    @property
    def falls_to_nothing(self) -> bool:
        if self.field == PRICES:
            return falls_to_nothing(PriceList.from_json(self.old), PriceList.from_json(self.new))
        return self.new is None


@dataclass(slots=True)
class Weighed:
    """Which changes may be written now, each from the moment of its hold's run, and how many were newly held."""

    granted: dict[Subject, HeldChange] = field(default_factory=dict)
    held: int = 0


def weigh(doubts: Sequence[Doubt], run: SyncRun, *, in_turn: bool = False) -> Weighed:
    """Holds each doubt, unless it is held already, was rejected by an editor, or may be believed by now.

    `in_turn` for a source of which each run reads another part: what a run does not name, it did not ask about.
    Within the caller's transaction; the number of queries does not depend on the number of doubts.
    """
    if not doubts:
        return Weighed()
    newest, before = _newest(doubts, run), None if in_turn else _moment_before(run)
    confirmed = _second_sources(doubts, run)
    weighed = Weighed()
    new, known = [], []
    for doubt in doubts:
        hold = newest.get(doubt.subject)
        if hold is not None and _leaves_alone(hold, doubt, run):
            continue
        if hold is not None and hold.status == HeldChange.Status.OPEN:
            known.append(hold)
        if hold is None or not _goes_on(hold, doubt, before):
            _close_if_open(hold, doubt, run)
            hold = _held(doubt, run)
            new.append(hold)
        hold.stated_until = run.observed_at
        if note := _reason_to_believe(doubt, hold, confirmed):
            hold.status, hold.decided_at, hold.note = HeldChange.Status.ACCEPTED, run.observed_at, note
            weighed.granted[doubt.subject] = hold
    HeldChange.objects.bulk_create(new)
    HeldChange.objects.bulk_update(known, ["stated_until", "status", "decided_at", "note"], batch_size=500)
    weighed.held = sum(hold.status == HeldChange.Status.OPEN for hold in new)
    return weighed


def withdraw(believed: Iterable[Subject], run: SyncRun) -> None:
    """Closes the questions that the source has answered itself, by stating what can be believed. Two queries."""
    settled = set(believed)
    waiting = HeldChange.objects.filter(run__source=run.source_id, status=HeldChange.Status.OPEN)
    answered = [
        hold.pk
        for hold in waiting.filter(run__observed_at__lt=run.observed_at)
        if subject_of(hold) in settled and (hold.stated_until is None or hold.stated_until < run.observed_at)
    ]
    close(answered, run.observed_at, TOOK_BACK)


def keep_unbroken(untold: Sequence[int], run: SyncRun) -> None:
    """Lets a price that waits go on waiting over a run that could not tell what these offers cost."""
    before = _moment_before(run) if untold else None
    if before is not None:
        waiting = HeldChange.objects.filter(run__source=run.source_id, offer__in=untold, field=PRICES)
        unbroken = waiting.filter(status=HeldChange.Status.OPEN, stated_until__range=(before, run.observed_at))
        unbroken.update(stated_until=run.observed_at)


def close(hold_ids: Sequence[int], moment: datetime, note: str) -> None:
    """Rejects what waits, by no editor's word: the same may be asked again."""
    if hold_ids:
        HeldChange.objects.filter(pk__in=hold_ids, status=HeldChange.Status.OPEN).update(
            status=HeldChange.Status.REJECTED, decided_at=moment, note=note
        )


def in_words(field: str, value: Any) -> list[str]:
    """An old or new value of a held change, a line each: "Input: $2.50 / 1M tokens", "400,000 tokens"."""
    if value is None:
        return ["none"]
    if field != PRICES:
        return [fact_text(field, value)]
    prices = PriceList.from_json(value)
    state = [] if prices.lines else [prices.state.label]
    return state + [_line_in_words(line) for line in prices.lines]


def _line_in_words(line: PriceLine) -> str:
    rate = Rate(
        meter=line.meter,
        amount=line.amount,
        unit=line.unit,
        min_prompt_tokens=line.min_prompt_tokens,
        boundary=Boundary(line.boundary) if line.boundary else None,
        utc_start=line.utc_start,
        utc_end=line.utc_end,
        detail=line.detail,
    )
    condition = f", {rate.condition}" if rate.condition else ""
    return f"{line.meter.label}{condition}: {shown(line)}"


def subject_of(hold: HeldChange) -> Subject:
    return hold.ai_model_id, hold.offer_id, hold.field


def _newest(doubts: Sequence[Doubt], run: SyncRun) -> dict[Subject, HeldChange]:
    """The last question asked of each subject."""
    holds = HeldChange.objects.filter(
        run__source=run.source_id, ai_model__in={doubt.ai_model_id for doubt in doubts}
    ).select_related("run")
    wanted = {doubt.subject for doubt in doubts}
    return {subject_of(hold): hold for hold in holds.order_by("pk") if subject_of(hold) in wanted}


def _moment_before(run: SyncRun) -> datetime | None:
    """When the source was last read before this run."""
    earlier = SyncRun.objects.accepted().filter(source=run.source_id, observed_at__lt=run.observed_at)
    return earlier.order_by("-observed_at").values_list("observed_at", flat=True).first()


def _leaves_alone(hold: HeldChange, doubt: Doubt, run: SyncRun) -> bool:
    """Whether the run has nothing to add: an editor rejected this very value, or a later run has spoken."""
    if (hold.stated_until or hold.run.observed_at) > run.observed_at:
        return True
    return hold.new_value == doubt.new and hold.status == HeldChange.Status.REJECTED and hold.decided_by_id is not None


def _goes_on(hold: HeldChange, doubt: Doubt, before: datetime | None) -> bool:
    """Whether the source has said the same in every run since it was first asked about."""
    said_until = hold.stated_until or hold.run.observed_at
    unbroken = before is None or said_until >= before
    return hold.status == HeldChange.Status.OPEN and hold.new_value == doubt.new and unbroken


def _close_if_open(hold: HeldChange | None, doubt: Doubt, run: SyncRun) -> None:
    if hold is not None and hold.status == HeldChange.Status.OPEN:
        hold.status, hold.decided_at = HeldChange.Status.REJECTED, run.observed_at
        hold.note = NOT_IN_EVERY_RUN if hold.new_value == doubt.new else SAYS_ELSE


def _held(doubt: Doubt, run: SyncRun) -> HeldChange:
    return HeldChange(
        run=run,
        ai_model_id=doubt.ai_model_id,
        offer_id=doubt.offer_id,
        field=doubt.field,
        old_value=doubt.old,
        new_value=doubt.new,
        reason=doubt.reason,
    )


def _reason_to_believe(doubt: Doubt, hold: HeldChange, confirmed: dict[Subject, str]) -> str:
    """Why the change is accepted without an editor; "" while it is not."""
    if doubt.falls_to_nothing:
        return ""
    if name := confirmed.get(doubt.subject):
        return f"{name} says the same."
    if hold.stated_until and hold.stated_until - hold.run.observed_at >= timedelta(days=settings.HOLD_DAYS):
        return f"It stood in every run for {settings.HOLD_DAYS} days."
    return ""


def _second_sources(doubts: Sequence[Doubt], run: SyncRun) -> dict[Subject, str]:
    """Who else says now what is doubted, by subject. Words older than the days of a hold confirm nothing."""
    since = run.observed_at - timedelta(days=settings.HOLD_DAYS)
    return _claims_that_agree(doubts, run, since) | _hosts_that_agree(doubts, since)


def _claims_that_agree(doubts: Sequence[Doubt], run: SyncRun, since: datetime) -> dict[Subject, str]:
    wanted = {(doubt.ai_model_id, doubt.field): doubt for doubt in doubts if doubt.field != PRICES}
    if not wanted:
        return {}
    claims = Claim.objects.current().filter(
        ai_model__in={model_id for model_id, _ in wanted},
        fact__in={fact for _, fact in wanted},
        confirmed_at__gte=since,
    )
    return {
        doubt.subject: claim.source.name
        for claim in claims.exclude(source=run.source_id).select_related("source")
        if (doubt := wanted.get((claim.ai_model_id, claim.fact))) and claim.value == doubt.new
    }


def _hosts_that_agree(doubts: Sequence[Doubt], since: datetime) -> dict[Subject, str]:
    """Another seller's sheet of the same model and variant, with the same plain prices of input and output."""
    wanted = {doubt.offer_id: doubt for doubt in doubts if doubt.field == PRICES}
    if not wanted:
        return {}
    sheets = PriceSheet.objects.current().filter(
        offer__ai_model__in={doubt.ai_model_id for doubt in wanted.values()},
        offer__ended_at=None,
        state=PriceSheet.State.PUBLISHED,
    )
    stated: dict[tuple[int, str], list[PriceSheet]] = defaultdict(list)
    for sheet in sheets.select_related("offer__provider").prefetch_related("rows"):
        stated[sheet.offer.ai_model_id, sheet.offer.variant].append(sheet)
    agreed = {}
    for group in stated.values():
        for doubted in (wanted[sheet.offer_id] for sheet in group if sheet.offer_id in wanted):
            others = (sheet for sheet in group if sheet.offer_id not in wanted and sheet.confirmed_at >= since)
            if other := _same_price(doubted, others):
                agreed[doubted.subject] = other.offer.provider.name
    return agreed


def _same_price(doubt: Doubt, sheets: Iterable[PriceSheet]) -> PriceSheet | None:
    plain = PriceList.from_json(doubt.new).plain
    return next((sheet for sheet in sheets if plain and PriceList.of_sheet(sheet).plain == plain), None)


# --- an editor decides --------------------------------------------------------------------------------------------


class SourceBusy(Exception):
    """A run of the source is under way, and might write what the editor is about to: try again in a moment."""


def accept(hold: HeldChange, editor: User, note: str) -> bool:
    """Puts the held value in force now; False when the change was decided before. Raises SourceBusy."""
    return bool(accept_all(HeldChange.objects.filter(pk=hold.pk), editor, note))


def reject(hold: HeldChange, editor: User, note: str) -> bool:
    """The old value stays, and this one is not asked about again; False when decided before. Raises SourceBusy."""
    return bool(reject_all(HeldChange.objects.filter(pk=hold.pk), editor, note))


def accept_all(held: QuerySet[HeldChange], editor: User, note: str) -> list[HeldChange]:
    """Accepts those that still wait, all or none, shows them at once, and returns them. Raises SourceBusy."""
    with transaction.atomic():
        waiting, moment = _waiting(held), timezone.now()
        _put_prices_in_force([hold for hold in waiting if hold.field == PRICES], moment)
        _put_claims_in_force([hold for hold in waiting if hold.field != PRICES], moment)
        _decide(waiting, HeldChange.Status.ACCEPTED, editor, note, moment)
        touched = {hold.ai_model_id for hold in waiting}
        facts.resolve(touched, touched=touched)
    return waiting


def reject_all(held: QuerySet[HeldChange], editor: User, note: str) -> list[HeldChange]:
    """Rejects those that still wait, all or none, and returns them. Raises SourceBusy."""
    with transaction.atomic():
        waiting = _waiting(held)
        _decide(waiting, HeldChange.Status.REJECTED, editor, note, timezone.now())
    return waiting


def since(hold: HeldChange, confirmed_at: datetime | None, moment: datetime) -> datetime:
    """From when an accepted value holds: since the source first said so, unless the old one was confirmed later."""
    first_said = hold.run.observed_at
    return moment if confirmed_at is not None and confirmed_at >= first_said else first_said


def _waiting(held: QuerySet[HeldChange]) -> list[HeldChange]:
    waiting = held.filter(status=HeldChange.Status.OPEN)
    for source_id in sorted(set(waiting.values_list("run__source", flat=True))):
        if not locks.is_ours(source_id):
            raise SourceBusy
    return list(waiting.select_related("run__source").order_by("pk").select_for_update(of=("self",)))


def _decide(holds: Sequence[HeldChange], status: str, editor: User, note: str, moment: datetime) -> None:
    HeldChange.objects.filter(pk__in=[hold.pk for hold in holds]).update(
        status=status, decided_by=editor, decided_at=moment, note=note
    )


def _put_prices_in_force(holds: Sequence[HeldChange], moment: datetime) -> None:
    current = PriceSheet.objects.current().filter(offer__in=[hold.offer_id for hold in holds])
    sheets = {(sheet.offer_id, sheet.source_id): sheet for sheet in current}
    new = []
    for hold in holds:
        if hold.offer_id is None or hold.new_value is None:
            raise ValueError(f"held change {hold.pk} is of prices, and names no offer or none")
        before = sheets.get((hold.offer_id, hold.run.source_id))
        start = since(hold, before.confirmed_at if before else None, moment)
        confirmed_at = max(start, hold.stated_until or start)
        prices = PriceList.from_json(hold.new_value)
        new.append(
            NewSheet(
                hold.offer_id,
                hold.run.source_id,
                hold.run_id,
                prices,
                start,
                confirmed_at,
                before.pk if before else None,
            )
        )
    write_sheets(new)


def _put_claims_in_force(holds: Sequence[HeldChange], moment: datetime) -> None:
    current = Claim.objects.current().filter(ai_model__in=[hold.ai_model_id for hold in holds])
    claims = {(claim.ai_model_id, claim.fact, claim.source_id): claim for claim in current}
    new = []
    for hold in holds:
        source_id = hold.run.source_id
        before = claims.get((hold.ai_model_id, hold.field, source_id))
        start = since(hold, before.confirmed_at if before else None, moment)
        said_until = max(start, hold.stated_until or start)
        new.append(
            NewClaim(
                hold.ai_model_id,
                hold.field,
                source_id,
                hold.run_id,
                hold.new_value,
                start,
                said_until,
                before.pk if before else None,
            )
        )
    write_claims(new)
    for hold in holds:
        if hold.field == Fact.CONTEXT_WINDOW:
            _listed(hold).update(context_window=hold.new_value)


def _listed(hold: HeldChange) -> QuerySet[Offer]:
    """The list offer whose own window was held back with the model's."""
    plain = Offer.objects.filter(ai_model=hold.ai_model_id, variant=Variant.PLAIN)
    return plain.filter(provider__slug=hold.run.source.slug)
