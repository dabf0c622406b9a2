"""The queue: words that wait, reviews that were reported, notices of unlawful content, proposals to erase, replies, and
people who ask to speak for a company.

Whoever waited longest comes first. Stars play no part in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, Min, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from reviews.models import Erasure, Notice, ReplyVersion, Report, Representative, Review, Revision

WORDS, REPORTED, NOTICE, ERASURE = "words", "reported", "notice", "erasure"
REPLY, VOICE = "reply", "voice"
MOST = 5_000
"""So many are put in order at once; those behind them come as the first ones go."""


class Entry(NamedTuple):
    """One thing to decide: waiting words by the revision's number, a reported review by its own, and so on."""

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
    words = Revision.objects.filter(state=Revision.State.WAITING).exclude(review__author=moderator)
    reported = (
        Review.objects.published()
        .filter(reports__state=Report.State.OPEN)
        .exclude(author=moderator)
        .annotate(since=Min("reports__created_at"))
    )
    parts = [_as_rows(reported, "since", REPORTED), *_of_notices(moderator), *_of_companies(moderator)]
    rows = _as_rows(words, "submitted_at", WORDS).union(*parts, all=True)
    return Line([Entry(*row) for row in rows.order_by("submitted_at", "kind", "pk")[:MOST]])


def _of_notices(moderator: User) -> Iterator[QuerySet[Any, Any]]:
    """For those who may decide on them. A proposal keeps the place of the notice that led to it."""
    if moderator.has_perm("reviews.decide_notice"):
        notices = Notice.objects.awaiting().exclude(review__author=moderator)
        yield _as_rows(notices, "created_at", NOTICE)
    if moderator.has_perm("reviews.erase_review"):
        proposed = Erasure.objects.filter(erased_at=None).exclude(proposed_by=moderator)
        dated = proposed.exclude(review__author=moderator).annotate(since=Min("review__notices__created_at"))
        yield _as_rows(dated, "since", ERASURE)


def _of_companies(moderator: User) -> Iterator[QuerySet[Any, Any]]:
    """Replies, but for those in which the moderator has a part; and, for who may decide that, who asks to reply."""
    replies = ReplyVersion.objects.filter(state=ReplyVersion.State.WAITING).exclude(author=moderator)
    yield _as_rows(
        replies.exclude(reply__review__author=moderator).exclude(reply__representative__person=moderator),
        "submitted_at", REPLY,
    )  # fmt: skip
    if moderator.has_perm("reviews.confirm_representative"):
        asked = Representative.objects.awaiting().exclude(person=moderator)
        yield _as_rows(asked.annotate(since=Coalesce("controlled_at", "asked_at")), "since", VOICE)


def _as_rows(waiting: QuerySet[Any], since: str, kind: str) -> QuerySet[Any, Any]:
    named = waiting.order_by().annotate(kind=Value(kind, output_field=CharField()))
    return named.values_list(since, "kind", "pk")
