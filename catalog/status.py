"""How fresh each source is, what of it waits for an editor, and what could not be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet, Subquery

from catalog import wording
from catalog.changes.prices import moves_between
from catalog.changes.records import Move
from catalog.models import Fact, HeldChange, Offer, PriceSheet, SetAsideRecord, Source, SyncRun, Variant
from catalog.models.claims import fact_text
from catalog.pricing import Boundary, Rate
from catalog.sync.records import PriceList

ENTERED_BY_HAND = ("editor", "creator")
NOT_MODIFIED = 304
MOST_LISTED = 200
RUNS_AT_ONCE = 20
"""More than ever are under way together: a run that ends is one of the last so many that began."""


@dataclass(frozen=True)
class SourceStatus:
    """One source: its newest run, its last good one, and the last one that got an answer in full."""

    source: Source
    good: SyncRun | None
    newest: SyncRun | None
    full: SyncRun | None
    refused: Sequence[SetAsideRecord]
    now: datetime

    @property
    def schedule(self) -> str:
        """ "every 6 hours", "every day"; "no schedule" where it is read by hand only, or not yet."""
        minutes = self.source.every_minutes
        return f"every {wording.span(timedelta(minutes=minutes)).removeprefix('1 ')}" if minutes else "no schedule"

    @property
    def age(self) -> str:
        """How old the figures are: "3 hours"."""
        return wording.span(self.now - self.good.observed_at) if self.good else ""

    @property
    def is_late(self) -> bool:
        limit = self.source.late_from(self.good.observed_at) if self.good else None
        return limit is not None and limit < self.now

    @property
    def word(self) -> str:
        """Its state in a word or two."""
        if self.good is None:
            return "never read"
        if self.source.every_minutes is None:
            return "read"
        return "late" if self.is_late else "on time"

    @property
    def was_not_modified(self) -> bool:
        return self.newest is not None and self.newest.http_status == NOT_MODIFIED

    @property
    def unlisted(self) -> int:
        """How many set-aside records the list leaves out."""
        return self.full.set_aside - len(self.refused) if self.full else 0


@dataclass(frozen=True)
class Held:
    """A change that waits for an editor: what is in force, and what the source says instead."""

    change: HeldChange
    field: str
    moves: Sequence[Move]


@dataclass(frozen=True)
class Status:
    sources: Sequence[SourceStatus]
    held: Sequence[Held]
    held_count: int
    now: datetime

    @property
    def scheduled(self) -> int:
        return sum(one.source.every_minutes is not None and one.good is not None for one in self.sources)

    @property
    def on_time(self) -> int:
        return self.scheduled - sum(one.is_late for one in self.sources)

    @property
    def set_aside(self) -> int:
        return sum(one.full.set_aside for one in self.sources if one.full)

    @property
    def unlisted(self) -> int:
        """How many held changes the list leaves out."""
        return self.held_count - len(self.held)


def gather(now: datetime) -> Status:
    """Everything about every source that is read by machine, in eight queries."""
    runs = SyncRun.objects.order_by("source_id", "-pk").distinct("source_id")
    newest = {run.source_id: run for run in runs}
    full = {run.source_id: run for run in runs.exclude(http_status=NOT_MODIFIED)}
    good = {run.source_id: run for run in SyncRun.objects.latest_good()}
    refused: dict[int, list[SetAsideRecord]] = defaultdict(list)
    for record in SetAsideRecord.objects.filter(run__in=[run.pk for run in full.values()])[:MOST_LISTED]:
        refused[record.run_id].append(record)
    sources = [
        SourceStatus(one, good.get(one.pk), newest.get(one.pk), run, refused[run.pk] if run else [], now)
        for one in Source.objects.exclude(slug__in=ENTERED_BY_HAND)
        for run in [full.get(one.pk)]
    ]
    waiting = open_holds()
    listed = waiting.select_related("ai_model__creator", "offer__provider", "run__source")[:MOST_LISTED]
    return Status(sources, [_held(change) for change in listed], waiting.count(), now)


def open_holds() -> QuerySet[HeldChange]:
    return HeldChange.objects.filter(status=HeldChange.Status.OPEN).order_by("-run__observed_at", "-pk")


def version() -> str:
    """What changes when a run begins or ends, or a held change is made or decided; one query."""
    decided = HeldChange.objects.filter(decided_at__isnull=False).order_by("-decided_at")
    runs = SyncRun.objects.order_by("-pk").annotate(
        last_held=Subquery(HeldChange.objects.order_by("-pk").values("pk")[:1]),
        last_decided=Subquery(decided.values("decided_at")[:1]),
    )
    rows = list(runs.values_list("pk", "finished_at", "last_held", "last_decided")[:RUNS_AT_ONCE])
    if not rows:
        return "0"
    newest, _, held, decided_at = rows[0]
    finished = max((one[1] for one in rows if one[1]), default=None)
    return ".".join(str(part) for part in (newest, _seconds(finished), held or 0, _seconds(decided_at)))


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0


def _held(change: HeldChange) -> Held:
    if change.field in Fact.values:
        label = Fact(change.field).label
        return Held(change, label, [Move(label, _fact(change, change.old_value), _fact(change, change.new_value))])
    old, new = (PriceList.from_json(said) if said else None for said in (change.old_value, change.new_value))
    moves = list(moves_between(_rates(old), _rates(new)))
    if old and new and old.state != new.state:
        moves.insert(0, Move("Price", _state(old), _state(new)))
    return Held(change, f"Prices{_variant(change.offer)}", moves)


def _variant(offer: Offer | None) -> str:
    """ ", batch"; "" for the plain variant."""
    return f", {offer.get_variant_display().lower()}" if offer and offer.variant != Variant.PLAIN else ""


def _fact(change: HeldChange, value: object) -> str | None:
    return None if value is None else fact_text(change.field, value)


def _state(prices: PriceList) -> str:
    return PriceSheet.State(prices.state).label.lower()


def _rates(prices: PriceList | None) -> list[Rate]:
    return [
        Rate(
            meter=line.meter,
            amount=line.amount,
            unit=line.unit,
            min_prompt_tokens=line.min_prompt_tokens,
            boundary=Boundary.ABOVE if line.min_prompt_tokens is not None else None,
            utc_start=line.utc_start,
            utc_end=line.utc_end,
            detail=line.detail,
        )
        for line in (prices.lines if prices else ())
    ]
