"""The queue: all that waits for a moderator, in one order.

Words, pictures, reviews that were reported, bursts, appeals, bans that were proposed, notices of unlawful content,
proposals to erase, replies, and people who ask to speak for a company: whoever waited longest comes first. Stars play
no part in it. What is held with a burst waits with it: the burst is decided first, as one case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from reviews.models import (
    Appeal,
    Arrival,
    Ban,
    Burst,
    Erasure,
    Evidence,
    Notice,
    ReplyVersion,
    Report,
    Representative,
    Review,
    Revision,
)
from reviews.models.bans import is_banned

WORDS, REPORTED, EVIDENCE, BURST = "words", "reported", "evidence", "burst"
APPEAL, BAN, NOTICE, ERASURE = "appeal", "ban", "notice", "erasure"
REPLY, VOICE = "reply", "voice"
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
    """The queue as one moderator sees it: without what is of their own or against them, which others decide."""

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
    words = words.exclude(is_banned("review__author"))
    reported = (
        Review.objects.published()
        .filter(reports__state=Report.State.OPEN)
        .exclude(author=moderator)
        .annotate(since=Min("reports__created_at"))
    )
    evidence = Evidence.objects.waiting().exclude(review__author=moderator).exclude(is_banned("review__author"))
    bursts = Burst.objects.open().without_reviews_of(moderator)
    bans = Ban.objects.proposed().exclude(proposed_by=moderator).exclude(person=moderator)
    rows = _as_rows(words, "submitted_at", WORDS).union(
        _as_rows(reported, "since", REPORTED),
        _as_rows(evidence, "sent_at", EVIDENCE),
        _as_rows(bursts, "began_at", BURST),
        _as_rows(Appeal.objects.open().for_moderator(moderator), "made_at", APPEAL),
        _as_rows(bans, "proposed_at", BAN),
        *_of_notices(moderator),
        *_of_companies(moderator),
        all=True,
    )
    return Line([Entry(*row) for row in rows.order_by("submitted_at", "kind", "pk")[:MOST]])


def for_others(moderator: User) -> tuple[int, int]:
    """What waits for another moderator: open appeals against decisions of this one, and bans that they proposed."""
    appeals = Appeal.objects.open()
    against = appeals.filter(Q(first_by=moderator) | Q(second_by=moderator)).exclude(by=moderator)
    return against.count(), Ban.objects.proposed().filter(proposed_by=moderator).count()


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
