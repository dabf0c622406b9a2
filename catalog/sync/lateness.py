"""Whether each source was read when it should have been: a look at the runs' rows, which no broker can lose.

The measure is Source.every_minutes; a source without it, or without the key that it needs, is not waited for.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from catalog.models import Source, SyncRun
from catalog.sync.sources import SOURCES, missing_key

logger = logging.getLogger(__name__)

_GRACE = timedelta(minutes=10)
"""What a run may take, and what beat may be behind."""
_LONGEST_PAUSE = timedelta(hours=1)


def watch() -> None:
    """Notes since when a source is late, logged as an error the first time, and clears it once it was read again."""
    now = timezone.now()
    for one in _expected():
        since = one.waited_for_since and one.source.late_from(one.waited_for_since)
        is_late = since is not None and since < now
        if is_late == (one.source.late_since is not None):
            continue
        # The condition lets one of several that look at once through.
        row = Source.objects.filter(pk=one.source.pk, late_since=one.source.late_since)
        if not row.update(late_since=since if is_late else None):
            continue
        if is_late:
            read = f"last read {one.read_at:%F %R}" if one.read_at else "never read"
            logger.error("%s: late since %s UTC, %s", one.source.slug, f"{since:%F %R}", read)
        else:
            logger.info("%s: is read in time again", one.source.slug)


def overdue() -> list[str]:
    """The sources that should have been read by now, and that nobody has tried to read for a while."""
    now = timezone.now()
    return [
        one.source.slug
        for one in _expected()
        if (one.read_at is None or one.read_at + one.interval + _GRACE < now)
        and (one.tried_at is None or one.tried_at + min(one.interval / 4, _LONGEST_PAUSE) <= now)
    ]


@dataclass(frozen=True, slots=True)
class _Expected:
    """A source that is to be read at intervals: when it was last read well, and first and last tried."""

    source: Source
    interval: timedelta
    read_at: datetime | None
    first_tried_at: datetime | None
    tried_at: datetime | None

    @property
    def waited_for_since(self) -> datetime | None:
        return self.read_at or self.first_tried_at


def _expected() -> Iterator[_Expected]:
    """Three queries, whatever the number of sources and runs."""
    read_at = {run.source_id: run.observed_at for run in SyncRun.objects.latest_good()}
    spans = SyncRun.objects.order_by().values_list("source_id").annotate(Min("started_at"), Max("started_at"))
    tried = {source_id: (first, last) for source_id, first, last in spans}
    for source in Source.objects.filter(slug__in=SOURCES).exclude(every_minutes=None):
        if not missing_key(source.slug):
            first, last = tried.get(source.pk, (None, None))
            interval = timedelta(minutes=source.every_minutes or 0)
            yield _Expected(source, interval, read_at.get(source.pk), first, last)
