"""One visit to a source: the row of the run first, then the work in one transaction, then the outcome."""

import logging
from collections import Counter
from datetime import datetime
from urllib.parse import urlsplit

import httpx
from django.db import connection, transaction
from django.utils import timezone

from catalog.models import AIModel, SetAsideRecord, Source, SyncRun
from catalog.sync.apply import Applied
from catalog.sync.checks import check_completeness
from catalog.sync.http import SourceDown
from catalog.sync.records import Answer, printable
from catalog.sync.sources import SOURCES, SourceModule

logger = logging.getLogger(__name__)

_LOCKS = 0x5F9C
"""The first half of our advisory locks' keys; the second is the source's id."""
_STATEMENT_SECONDS = 120
"""The site's own limit is set for pages; a first run writes thousands of rows at once."""
_MOST_UNKNOWN_KEYS = 100


class WrongMoment(ValueError):
    """A moment of observation that a run cannot have."""


def run_sync(
    slug: str,
    *,
    observed_at: datetime | None = None,
    dry_run: bool = False,
    transport: httpx.AsyncBaseTransport | None = None,
) -> SyncRun:
    """Visits a source and writes what it says into the catalog. Returns the run, succeeded or failed with its reason.

    `observed_at` is for recordings: the moment whose state they show. A dry run does all of it and takes it back, its
    own row included. Raises KeyError for a source that is none, WrongMoment, and whatever nobody foresaw, after noting
    it in the run; in every case but success the catalog is as it was.
    """
    source = SOURCES[slug]
    moment = _moment(source, observed_at)
    run = SyncRun(source=Source.objects.get(slug=slug), observed_at=moment, address=source.address())
    if not dry_run:
        run.save()
    try:
        _work(source, run, dry_run=dry_run, transport=transport)
    except SourceDown as down:
        _fail(run, str(down), dry_run=dry_run)
    except Exception as error:
        _fail(run, f"unexpected: {type(error).__name__}", dry_run=dry_run)
        raise
    else:
        _log(run)
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


def _work(source: SourceModule, run: SyncRun, *, dry_run: bool, transport: httpx.AsyncBaseTransport | None) -> None:
    # Durable: within a caller's transaction, the row of the run would not outlive a crash.
    # The answer is fetched inside, under the lock, so that two visits at once ask the source once.
    with transaction.atomic(durable=True):
        _lock(run)
        answer = source.parse(source.fetch(transport))
        check_completeness(len(answer.records), _good_before(run))
        if dry_run:
            run.save()
        applied = _apply(source, answer, run)
        if dry_run:
            _log_changes(applied)
            transaction.set_rollback(True)


def _lock(run: SyncRun) -> None:
    """Freed by the end of the transaction, however it comes. Raises SourceDown when another run holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCKS, run.source_id])
        (is_ours,) = cursor.fetchone()
        if not is_ours:
            raise SourceDown("another run is under way")
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{_STATEMENT_SECONDS}s"])


def _good_before(run: SyncRun) -> int | None:
    """How many good records the last good run had."""
    last = SyncRun.objects.filter(source=run.source).latest_good().first()
    return last.read - last.set_aside if last else None


def _apply(source: SourceModule, answer: Answer, run: SyncRun) -> Applied:
    applied = source.apply(answer, run)
    refused = [*answer.refused, *applied.refused]
    SetAsideRecord.objects.bulk_create(
        SetAsideRecord(run=run, external_id=one.external_id, reason=one.reason, excerpt=one.excerpt) for one in refused
    )
    run.read, run.set_aside = answer.read, len(refused)
    run.changed, run.held = len(applied.changed), applied.held
    run.unknown_keys = _storable(answer.unknown_keys)
    _finish(run, SyncRun.Outcome.SUCCEEDED)
    return applied


def _storable(unknown: Counter[str]) -> dict[str, int]:
    """The most frequent ones; a key is the source's text like any other, and may be of any length."""
    return {printable(key, 80): count for key, count in unknown.most_common(_MOST_UNKNOWN_KEYS)}


def _finish(run: SyncRun, outcome: SyncRun.Outcome) -> None:
    run.outcome, run.finished_at = outcome, timezone.now()
    run.save()


def _fail(run: SyncRun, reason: str, *, dry_run: bool) -> None:
    logger.warning("%s: failed, the catalog is unchanged: %s", run.source.slug, reason)
    run.error = reason
    if dry_run:
        run.outcome = SyncRun.Outcome.FAILED
    else:
        _finish(run, SyncRun.Outcome.FAILED)


def _log_changes(applied: Applied) -> None:
    """Names what a dry run would change, before it is taken back."""
    for model in (
        AIModel.objects.filter(pk__in=applied.changed).select_related("creator").order_by("creator__slug", "slug")
    ):
        logger.info("would change %s", model.catalog_id)


def _log(run: SyncRun) -> None:
    logger.info(
        "%s: %d read, %d changed, %d held, %d set aside; unknown keys: %s",
        run.source.slug, run.read, run.changed, run.held, run.set_aside, ", ".join(run.unknown_keys) or "none",
    )  # fmt: skip
