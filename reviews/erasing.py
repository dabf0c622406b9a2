"""Taking the words of a review out of everything that this site keeps. Nobody can take that back.

What stays is that a review was here, its stars and its votes as numbers, and what was decided: when, why, by whom.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalog import page_cache
from reviews import appealing, ratings
from reviews.models import Erasure, Evidence, ModerationAction, Notice, Reply, Report, Review, Tally
from reviews.recording import record

logger = logging.getLogger(__name__)

ERASED_MEANWHILE = "Its words were erased."


def erase(erasure: Erasure, by: User | None, at: datetime) -> ModerationAction:
    """Erases a review as an erasure says. Call within a transaction. Raises Review.DoesNotExist."""
    with ratings.recounted(erasure.review_id) as review:
        _unquote(review, at)
        step = record(
            ModerationAction.Kind.ERASED, review.shown or review.newest, actor=by, reason=erasure.reason,
            note=erasure.note,
        )  # fmt: skip
        review.state, review.shown = Review.State.ERASED, None
    review.revisions.all().delete()
    Reply.objects.filter(review=review).delete()
    # What nobody says any more is kept as a tally of none, under the words themselves.
    Tally.objects.filter(ai_model=review.ai_model_id, count=0).delete()
    erasure.confirmed_by, erasure.erased_at = by, at
    erasure.save()
    logger.info("Review %d is erased, decision no. %d", review.pk, erasure.pk)
    transaction.on_commit(page_cache.forget)
    return step


def _unquote(review: Review, at: datetime) -> None:
    """Empties whatever others wrote about a review: it may repeat what is to go."""
    review.actions.filter(told_at=None).update(told_at=at, untold_because=ERASED_MEANWHILE)
    review.actions.update(note="")
    review.reports.filter(state=Report.State.OPEN).update(state=Report.State.UPHELD, decided_at=at)
    review.reports.update(note="")
    appealing.give_up(review, erase=True)
    Evidence.objects.filter(review=review).settle(Evidence.State.TAKEN_BACK)
    Notice.objects.filter(review=review).unquote()
