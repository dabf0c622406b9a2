"""Readers report a review that breaks a rule: once a person, not one's own, and only what is published."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from reviews import banning
from reviews.models import Report
from reviews.voting import anothers


class ReportedAlready(Exception):
    """One person reports a review once; what became of it does not matter."""


@transaction.atomic
def report(review_id: int, reporter: User, reason: str, note: str = "") -> Report:
    """Puts a report in the moderators' queue.

    Raises Review.DoesNotExist, OwnReview, ReportedAlready and banning.Banned.
    """
    banning.refuse_banned(reporter)
    review = anothers(review_id, reporter)
    made, is_new = Report.objects.get_or_create(
        review=review, reporter=reporter, defaults={"reason": reason, "note": note}
    )
    if not is_new:
        raise ReportedAlready
    return made
