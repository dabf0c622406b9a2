"""What a moderator needs to see of a notice of unlawful content, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from catalog import wording
from reviews.models import Erasure, ModerationAction, Notice, Review, Revision
from reviews.queue.cases import MOST_LISTED
from reviews.queue.entries import ERASURE, NOTICE, Entry
from reviews.queue.matters import Matter


@dataclass(frozen=True)
class NoticeCase(Matter):
    """A notice, or a proposal to erase, with the review and everything that was noticed of it."""

    review: Review
    notice: Notice | None
    """The one to decide on; None where a proposal is."""
    erasure: Erasure | None
    notices: Sequence[Notice]
    steps: Sequence[ModerationAction]
    revision: Revision
    now: datetime

    template = "admin/reviews/queue/notice.html"

    @property
    def title(self) -> str:
        what = f"Notice no. {self.notice.pk}" if self.notice else "Proposal to erase"
        return f"{what}: a review of {self.review.ai_model}"

    @property
    def headline(self) -> str:
        return self.revision.title

    @property
    def page(self) -> str:
        """Where a review that readers see, or saw, is hidden and shown again."""
        return reverse("review_queue_review", args=[self.review.pk])

    @property
    def concerned(self) -> set[int | None]:
        return {self.review.author_id}

    @property
    def state(self) -> str:
        if self.notice and self.notice.decision:
            return self.notice.get_decision_display().lower()
        return "proposed to be erased" if self.erasure else self.review.get_state_display().lower()

    @property
    def entry(self) -> Entry:
        if self.notice:
            return Entry(self.notice.created_at, NOTICE, self.notice.pk)
        assert self.erasure is not None  # noqa: S101  # one of the two
        since = min((one.created_at for one in self.notices), default=self.erasure.proposed_at)
        return Entry(since, ERASURE, self.erasure.pk)

    @property
    def waited(self) -> str:
        return wording.span(self.now - self.entry.since)

    @property
    def is_published(self) -> bool:
        return self.review.state == Review.State.PUBLISHED

    @property
    def is_hidden(self) -> bool:
        return self.review.state == Review.State.HIDDEN

    @property
    def versions(self) -> int:
        return self.review.revisions.count()


def of_notice(notice_id: int, now: datetime) -> NoticeCase:
    """Raises Notice.DoesNotExist, also where its review is gone, and Revision.DoesNotExist where its words are."""
    notice = Notice.objects.select_related("decided_by").get(pk=notice_id, review__isnull=False)
    return _gather(notice.review_id, now, notice=notice)


def of_erasure(erasure_id: int, now: datetime) -> NoticeCase:
    """Raises Erasure.DoesNotExist, and Revision.DoesNotExist where it is done."""
    erasure = Erasure.objects.select_related("proposed_by").get(pk=erasure_id)
    return _gather(erasure.review_id, now, erasure=erasure)


def _gather(
    review_id: int | None, now: datetime, notice: Notice | None = None, erasure: Erasure | None = None
) -> NoticeCase:
    shown = Review.objects.filter(pk=review_id or 0).values("shown")
    words = Revision.objects.select_related("review__ai_model__creator", "review__author").get(pk__in=shown)
    return NoticeCase(
        review=words.review,
        revision=words,
        notice=notice,
        erasure=erasure or Erasure.objects.select_related("proposed_by").filter(review=review_id).first(),
        notices=list(words.review.notices.select_related("decided_by").order_by("created_at")[:MOST_LISTED]),
        steps=list(words.review.actions.select_related("actor", "revision").order_by("-pk")[:MOST_LISTED]),
        now=now,
    )
