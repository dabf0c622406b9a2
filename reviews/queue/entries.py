"""The queue: words and pictures that wait, reviews that were reported, and bursts, whoever waited longest first.

Stars play no part in it. What is held with a burst waits with it: the burst is decided first, as one case.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, Min, OuterRef, QuerySet, Value

from accounts.models import User
from reviews.models import Arrival, Burst, Evidence, Report, Review, Revision

WORDS, REPORTED, EVIDENCE, BURST = "words", "reported", "evidence", "burst"
MOST = 5_000
"""So many are put in order at once; those behind them come as the first ones go."""


class Entry(NamedTuple):
    """One thing to decide: waiting words by the revision's number, all else by its own."""

    since: datetime
    kind: str
    pk: int

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.pk}"


@dataclass(frozen=True)
class Line:
    """The queue as one moderator sees it: without reviews of their own, which somebody else decides."""

    entries: list[Entry]

    def place(self, entry: Entry) -> int:
        """From 1. What was decided meanwhile has the place that it would have."""
        return sum(one < entry for one in self.entries) + 1

    def after(self, entry: Entry | None, skipped: Collection[str] = ()) -> Entry | None:
        """The next that was not skipped; from the beginning where there is none behind this one."""
        left = [one for one in self.entries if one.key not in skipped and one != entry]
        behind = [one for one in left if entry is not None and one > entry]
        return next(iter(behind or left), None)

    def following(self, entry: Entry) -> Entry | None:
        """The one behind, skipped or not; None at the end."""
        return next((one for one in self.entries if one > entry), None)

    def preceding(self, entry: Entry) -> Entry | None:
        return next((one for one in reversed(self.entries) if one < entry), None)

    def waiting(self, skipped: Collection[str]) -> list[Entry]:
        return [one for one in self.entries if one.key not in skipped]


def line_for(moderator: User) -> Line:
    """Everything that a moderator may decide, in one query."""
    held = Exists(Arrival.objects.held().filter(revision=OuterRef("pk")))
    words = Revision.objects.filter(~held, state=Revision.State.WAITING).exclude(review__author=moderator)
    reported = (
        Review.objects.published()
        .filter(reports__state=Report.State.OPEN)
        .exclude(author=moderator)
        .annotate(since=Min("reports__created_at"))
    )
    evidence = Evidence.objects.waiting().exclude(review__author=moderator)
    bursts = Burst.objects.open().without_reviews_of(moderator)
    rows = _as_rows(words, "submitted_at", WORDS).union(
        _as_rows(reported, "since", REPORTED),
        _as_rows(evidence, "sent_at", EVIDENCE),
        _as_rows(bursts, "began_at", BURST),
        all=True,
    )
    return Line([Entry(*row) for row in rows.order_by("submitted_at", "kind", "pk")[:MOST]])


def _as_rows(waiting: QuerySet[Any], since: str, kind: str) -> QuerySet[Any, Any]:
    named = waiting.order_by().annotate(kind=Value(kind, output_field=CharField()))
    return named.values_list(since, "kind", "pk")
