"""Readers report a review that breaks a rule: once a person, not one's own, and only what is published."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from reviews.models import Report, Review
from reviews.voting import OwnReview


class ReportedAlready(Exception):
    """One person reports a review once; what became of it does not matter."""


@transaction.atomic
def report(review_id: int, reporter: User, reason: str, note: str = "") -> Report:
    """Puts a report in the moderators' queue. Raises Review.DoesNotExist, OwnReview and ReportedAlready."""
    # Locked, so that nobody hides it between the look and the row.
    review = Review.objects.published().select_for_update(of=("self",)).get(pk=review_id)
    if review.author_id == reporter.pk:
        raise OwnReview
    made, is_new = Report.objects.get_or_create(
        review=review, reporter=reporter, defaults={"reason": reason, "note": note}
    )
    if not is_new:
        raise ReportedAlready
    return made
