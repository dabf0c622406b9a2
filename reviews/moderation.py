"""What moderators decide. Each step changes the state and writes who, what, why in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reviews import ratings
from reviews.models import ModerationAction, Report, Review, Revision

Kind = ModerationAction.Kind


class NotNow(Exception):
    """A step that cannot be taken; its text says why, for the moderator to read."""


@transaction.atomic
def approve(revision: Revision, by: User) -> ModerationAction:
    """Shows these words to readers, in place of those shown before. Raises NotNow."""
    with _deciding(revision, by, Revision.State.APPROVED) as review:
        review.shown = revision
        review.take_over(revision)
        review.state = Review.State.PUBLISHED
        review.published_at = review.published_at or timezone.now()
    return record(Kind.APPROVED, revision, actor=by)


@transaction.atomic
def refuse(revision: Revision, by: User, reason: str, note: str = "") -> ModerationAction:
    """Turns these words down for breaking a rule; words shown before stay. Raises NotNow."""
    with _deciding(revision, by, Revision.State.REFUSED) as review:
        _settle(review, Review.State.REFUSED)
    return record(Kind.REFUSED, revision, actor=by, reason=reason, note=note)


@transaction.atomic
def ask_for_changes(revision: Revision, by: User, note: str, reason: str = "") -> ModerationAction:
    """Returns these words to their author with what to change; words shown before stay. Raises NotNow."""
    with _deciding(revision, by, Revision.State.RETURNED) as review:
        _settle(review, Review.State.RETURNED)
    return record(Kind.RETURNED, revision, actor=by, reason=reason, note=note)


@transaction.atomic
def hide(review_id: int, by: User, reason: str, note: str = "") -> ModerationAction:
    """Takes a published review from readers; its rows stay, and open reports of it are settled. Raises NotNow."""
    shown = _switch(review_id, by, Review.State.PUBLISHED, Review.State.HIDDEN)
    Report.objects.open().filter(review=review_id).update(state=Report.State.UPHELD, decided_at=timezone.now())
    return record(Kind.HIDDEN, shown, actor=by, reason=reason, note=note)


@transaction.atomic
def restore(review_id: int, by: User, note: str = "") -> ModerationAction:
    """Shows a hidden review again. Raises NotNow."""
    shown = _switch(review_id, by, Review.State.HIDDEN, Review.State.PUBLISHED)
    return record(Kind.RESTORED, shown, actor=by, note=note)


@transaction.atomic
def dismiss(report_id: int, by: User, note: str = "") -> ModerationAction:
    """Leaves a reported review as it is. Raises NotNow."""
    report = Report.objects.select_for_update(of=("self",)).select_related("review__shown").get(pk=report_id)
    _refuse_own(report.review, by)
    if report.state != Report.State.OPEN:
        raise NotNow(f"It was {report.get_state_display().lower()} already.")
    report.state, report.decided_at = Report.State.DISMISSED, timezone.now()
    report.save(update_fields=["state", "decided_at"])
    review = report.review
    return record(Kind.REPORT_DISMISSED, review.shown or review.newest, actor=by, reason=report.reason, note=note)


@transaction.atomic
def dismiss_all(review_id: int, by: User) -> int:
    """Leaves a review as it is whatever was reported of it so far; returns how many reports that settles.

    Raises NotNow, also where none is open, and Review.DoesNotExist.
    """
    # The review first, as everybody locks it who settles or deletes its reports: so nobody waits for each other.
    Review.objects.select_for_update(of=("self",)).get(pk=review_id)
    reports = list(Report.objects.open().filter(review=review_id).select_for_update(of=("self",)))
    if not reports:
        raise NotNow("Somebody was quicker: no report of it is open.")
    for report in reports:
        dismiss(report.pk, by)
    return len(reports)


def record(
    kind: ModerationAction.Kind, revision: Revision, *, actor: User | None, reason: str = "", note: str = ""
) -> ModerationAction:
    """Puts a step on record. Call within the transaction that takes it."""
    now = timezone.now()
    return ModerationAction.objects.create(
        ai_model_id=revision.review.ai_model_id,
        review=revision.review,
        revision=revision,
        actor=actor,
        kind=kind,
        reason=reason,
        note=note,
        stars=revision.stars,
        submitted_at=revision.submitted_at,
        created_at=now,
        told_at=None if kind in ModerationAction.TOLD else now,
    )


def record_on(
    review: Review, kind: ModerationAction.Kind, *, actor: User | None, submitted_at: datetime, reason: str = "",
    note: str = "",
) -> ModerationAction:  # fmt: skip
    """Puts a step on record that is about a review and not about its words: about the reply to it.

    Nobody is told of it as the author of the review. Call within the transaction that takes the step.
    """
    now = timezone.now()
    return ModerationAction.objects.create(
        ai_model_id=review.ai_model_id, review=review, actor=actor, kind=kind, reason=reason, note=note,
        stars=review.stars, submitted_at=submitted_at, created_at=now, told_at=now,
    )  # fmt: skip


@contextmanager
def _deciding(revision: Revision, by: User, state: Revision.State) -> Iterator[Review]:
    """Locks a review for the decision on its waiting words, which then have this state."""
    with ratings.recounted(revision.review_id) as review:
        _refuse_own(review, by)
        now, waiting = timezone.now(), Revision.State.WAITING
        if not Revision.objects.filter(pk=revision.pk, state=waiting).update(state=state, decided_at=now):
            revision.refresh_from_db()
            if revision.state == Revision.State.REPLACED:
                raise NotNow("Its author sent in other words meanwhile.")
            raise NotNow(f"Somebody was quicker: it is {revision.get_state_display().lower()}.")
        revision.state, revision.decided_at, revision.review = state, now, review
        yield review


def _switch(review_id: int, by: User, former: Review.State, present: Review.State) -> Revision:
    """Brings a review that readers see, or saw, from one state to the other; returns its words. Raises NotNow."""
    with ratings.recounted(review_id) as review:
        _refuse_own(review, by)
        if review.state != former:
            raise NotNow(f"It is not {former.label.lower()} but {review.get_state_display().lower()}.")
        review.state = present
    assert review.shown is not None  # noqa: S101  # the table's own constraint
    return review.shown


def _settle(review: Review, state: Review.State) -> None:
    """The state of a review whose newest words are not shown: that of what is shown, if anything is."""
    if review.shown is None:
        review.state = state


def _refuse_own(review: Review, by: User) -> None:
    if review.author_id == by.pk:
        raise NotNow("It is your own: another moderator decides.")
