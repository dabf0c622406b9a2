"""One visit to a source: the row of the run first, then the work in one transaction, then the outcome."""

import logging
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from catalog import facts
from catalog.editions import holding
from catalog.models import SetAsideRecord, Source, SyncRun
from catalog.sync import lateness, locks
from catalog.sync.apply import Applied
from catalog.sync.checks import check_completeness
from catalog.sync.confirming import confirm_all, store_validators, usable_validators
from catalog.sync.details import changes_of
from catalog.sync.http import SourceDown, Unchanged
from catalog.sync.records import Answer, printable
from catalog.sync.sources import SOURCES, SourceModule, missing_key
from catalog.sync.visits import Visit, under_way

logger = logging.getLogger(__name__)

RUN_SECONDS = 170.0
"""For a whole run. With the last statement's time it ends before the worker's own limits would end it."""
_STATEMENT_SECONDS = 60
"""The site's own limit is set for pages; a first run writes thousands of rows at once."""
_MOST_UNKNOWN_KEYS = 100
CUT_OFF = "cut off: its process or the database ended before it did"


class WrongMoment(ValueError):
    """A moment of observation that a run cannot have."""


class NotNow(Exception):
    """There is nothing to do: no key is set, or another run is doing it, or has just done it. Leaves no run behind."""


def run_sync(
    slug: str,
    *,
    observed_at: datetime | None = None,
    dry_run: bool = False,
    transport: httpx.AsyncBaseTransport | None = None,
    unless_read_within: timedelta | None = None,
    seconds: float = RUN_SECONDS,
    recording: SourceModule | None = None,
) -> SyncRun:
    """Visits a source and writes what it says into the catalog. Returns the run, succeeded or failed with its reason.

    `observed_at` is for recordings: the moment whose state they show. `recording` stands in for the source, so that
    nothing is asked of it. A dry run does all of it and takes it back, its own row included. Raises KeyError for a
    source that is none, NotNow, WrongMoment, and whatever nobody foresaw, after noting it in the run; in every case
    but success the catalog is as it was.
    """
    source = recording or SOURCES[slug]
    if setting := missing_key(slug):
        raise NotNow(f"no key is set ({setting})")
    moment = _moment(source, observed_at)
    run = SyncRun(source=Source.objects.get(slug=slug), observed_at=moment, address=source.address())
    visit = Visit(seconds)
    if not dry_run:
        run.save()
    try:
        _work(source, run, visit, dry_run=dry_run, transport=transport, unless_read_within=unless_read_within)
    except NotNow:
        if not dry_run:
            run.delete()
        raise
    except SourceDown as down:
        _fail(run, visit, str(down), dry_run=dry_run)
    except Exception as error:
        # The database itself may be what failed; then the row stays unfinished, and the next run says so.
        with suppress(DatabaseError):
            _fail(run, visit, f"unexpected: {type(error).__name__}", dry_run=dry_run)
        raise
    else:
        _log(run)
        if not dry_run:
            # After the work, in a transaction of its own: no sentence of ours may cost a source its reading.
            holding.check_moved()
        if observed_at is None:  # A recording is old by nature, and says nothing of how the live source is read.
            lateness.watch()
    return run


def _moment(source: SourceModule, observed_at: datetime | None) -> datetime:
    if observed_at is None:
        return timezone.now()
    host = urlsplit(source.address()).hostname or ""
    if host == source.REAL_HOST or host.endswith(f".{source.REAL_HOST}"):
        raise WrongMoment(f"{host} answers with what holds now: a moment of observation is for recordings.")
    if observed_at.tzinfo is None:
        raise WrongMoment("The moment of observation lacks its time zone.")
    if observed_at > timezone.now():
        raise WrongMoment("The moment of observation lies in the future.")
    return observed_at


def _work(
    source: SourceModule,
    run: SyncRun,
    visit: Visit,
    *,
    dry_run: bool,
    transport: httpx.AsyncBaseTransport | None,
    unless_read_within: timedelta | None,
) -> None:
    # Durable: within a caller's transaction, the row of the run would not outlive a crash.
    # The answer is fetched inside, under the lock, so that two visits at once ask the source once.
    with transaction.atomic(durable=True), connection.execute_wrapper(_ends_with(visit)):
        _begin(run, unless_read_within)
        if not dry_run:
            visit.known = usable_validators(run)
        try:
            with under_way(visit):
                payload = source.fetch(transport)
        except Unchanged:
            _confirm(run, visit)
        else:
            _read(source, payload, run, visit, dry_run=dry_run)
        if dry_run:
            transaction.set_rollback(True)


def _ends_with(visit: Visit) -> Callable[..., Any]:
    """No statement begins once the visit's time is up: whatever stands still in between, the run ends as failed."""

    def execute(call: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not visit.seconds_left:
            raise SourceDown(f"the run took longer than {visit.seconds:.0f} s")
        return call(sql, params, many, context)

    return execute


def _begin(run: SyncRun, unless_read_within: timedelta | None) -> None:
    """Takes the source's lock. Raises NotNow when another run holds it, or has read the source just before."""
    if not locks.is_ours(run.source_id):
        raise NotNow("another run is under way")
    runs = SyncRun.objects.filter(source=run.source)
    if unless_read_within is not None:
        good = runs.filter(outcome=SyncRun.Outcome.SUCCEEDED, address=run.address)
        if good.filter(started_at__gt=timezone.now() - unless_read_within).exists():
            raise NotNow("it was read just before")
    # With the lock in hand, whatever else looks unfinished and is older was killed.
    killed = runs.filter(outcome=SyncRun.Outcome.UNFINISHED)
    if run.pk:
        killed = killed.filter(pk__lt=run.pk)
    killed.update(outcome=SyncRun.Outcome.FAILED, error=CUT_OFF)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{_STATEMENT_SECONDS}s"])


def _read(source: SourceModule, payload: Any, run: SyncRun, visit: Visit, *, dry_run: bool) -> None:
    answer = source.parse(payload)
    if not answer.is_part:
        check_completeness(len(answer.records), _good_before(run))
    if dry_run:
        run.save()
    applied = source.apply(answer, run)
    _note(run, answer, applied)
    store_validators(visit.seen, run)
    _succeed(run, visit)


def _confirm(run: SyncRun, visit: Visit) -> None:
    """A run that needed no answer. What the calendar brings comes all the same."""
    confirm_all(run)
    run.changed = len(facts.resolve(facts.overdue()))
    store_validators(visit.seen, run)
    _succeed(run, visit)


def _good_before(run: SyncRun) -> int | None:
    """How many good records the last good run had that got an answer in full."""
    good = SyncRun.objects.filter(source=run.source).latest_good()
    last = good.exclude(http_status=HTTPStatus.NOT_MODIFIED).first()
    return last.read - last.set_aside if last else None


def _note(run: SyncRun, answer: Answer, applied: Applied) -> None:
    """What the run found and did, as its row and its set-aside records hold it."""
    refused = [*answer.refused, *applied.refused]
    SetAsideRecord.objects.bulk_create(
        SetAsideRecord(run=run, external_id=one.external_id, reason=one.reason, excerpt=one.excerpt) for one in refused
    )
    run.read, run.set_aside = answer.read, len(refused)
    run.changed, run.created, run.unchanged = len(applied.changed), len(applied.created), applied.unchanged
    run.held = applied.held
    run.unknown_keys = _storable(answer.unknown_keys)
    run.details = changes_of(run, applied.created)


def _storable(unknown: Counter[str]) -> dict[str, int]:
    """The most frequent ones; a key is the source's text like any other, and may be of any length."""
    return {printable(key, 80): count for key, count in unknown.most_common(_MOST_UNKNOWN_KEYS)}


def _succeed(run: SyncRun, visit: Visit) -> None:
    run.outcome, run.finished_at = SyncRun.Outcome.SUCCEEDED, timezone.now()
    run.http_status, run.answer_bytes = visit.status, visit.size
    run.save()


def _fail(run: SyncRun, visit: Visit, reason: str, *, dry_run: bool) -> None:
    logger.warning("%s: failed, the catalog is unchanged: %s", run.source.slug, reason)
    run.error, run.outcome, run.finished_at = reason, SyncRun.Outcome.FAILED, timezone.now()
    run.http_status, run.answer_bytes = visit.status, visit.size
    if not dry_run:
        # Not what was counted before the work was taken back.
        run.save(update_fields=["error", "outcome", "finished_at", "http_status", "answer_bytes"])
        run.refresh_from_db()


def _log(run: SyncRun) -> None:
    logger.info(
        "%s: HTTP %s, %d read, %d changed, %d held, %d set aside; unknown keys: %s",
        run.source.slug, run.http_status, run.read, run.changed, run.held, run.set_aside,
        ", ".join(run.unknown_keys) or "none",
    )  # fmt: skip
