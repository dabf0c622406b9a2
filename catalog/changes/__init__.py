"""What moved in the catalog, made from the rows that hold its history. Nothing is stored for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from itertools import groupby

from django.db.models import Min

from catalog.changes import events, prices, statements
from catalog.changes.folding import folded
from catalog.changes.records import Change, Kind, Move, Scope, Topic
from catalog.models import Offer

__all__ = ["Change", "Kind", "Move", "Period", "Scope", "gather"]

LINES = 100
"""A page ends with the day on which it has so many."""
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

TOPICS: Sequence[Topic] = (
    prices.TOPIC,
    statements.BEGUN,
    statements.ENDED,
    events.LISTED,
    events.LIFECYCLES,
    events.WITHDRAWN,
    events.MEASURED,
)
_ORDER = [Kind.NEW, Kind.LIFECYCLE, *(kind for kind in Kind if kind not in (Kind.NEW, Kind.LIFECYCLE))]
"""Within a moment, what concerns a whole model comes first."""


def gather(scope: Scope, since: datetime, until: datetime) -> list[Change]:
    """The changes from one moment up to, not including, another, newest first; a constant number of queries.

    What befell more than a handful of models at once stands as one change with their count, unless one model is
    asked for.
    """
    found = {
        change.key: change
        for topic in TOPICS
        if topic.is_asked_for(scope)
        for change in topic.between(scope, since, until)
        if scope.kind in (None, change.kind)
    }
    changes: list[Change] = list(found.values())
    if scope.model_id is None:
        changes = list(folded(changes, _first_day()))
    return sorted(changes, key=lambda one: (-one.happened_at.timestamp(), _ORDER.index(one.kind), one.name.lower()))


def _first_day() -> date | None:
    began = Offer.objects.aggregate(began=Min("first_seen_at"))["began"]
    return began.date() if began else None


@dataclass(frozen=True)
class Period:
    """The whole days before `until` (exclusive) that fill a page, and what moved in them."""

    scope: Scope
    until: datetime

    @cached_property
    def _newest(self) -> list[list[datetime]]:
        """The moments of the newest news of each topic, one query each; one more than a page can take."""
        return [topic.newest(self.scope, self.until, LINES + 1) for topic in TOPICS if topic.is_asked_for(self.scope)]

    @cached_property
    def since(self) -> datetime:
        moments = sorted((moment for topic in self._newest for moment in topic), reverse=True)
        return _midnight(moments[LINES - 1]) if len(moments) > LINES else EARLIEST

    @property
    def has_earlier(self) -> bool:
        """Whether anything moved before this period. A topic cut off within the period is asked again."""
        if self.since == EARLIEST:
            return False
        if any(moment < self.since for topic in self._newest for moment in topic):
            return True
        return any(topic.newest(self.scope, self.since, 1) for topic in TOPICS if topic.is_asked_for(self.scope))

    @cached_property
    def changes(self) -> list[Change]:
        return gather(self.scope, self.since, self.until)

    @property
    def days(self) -> list[tuple[date, list[Change]]]:
        """The changes by day (UTC), newest first."""
        return [(day, list(group)) for day, group in groupby(self.changes, key=lambda one: one.happened_at.date())]


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time(), UTC)
