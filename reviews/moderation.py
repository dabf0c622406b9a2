"""What moderators decide. Each step changes the state and writes who, what, why in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reviews import ratings, voting
from reviews.models import Appeal, Arrival, Ban, Exclusion, ModerationAction, Report, Review, Revision
from reviews.recording import OWN, NotNow, record

Kind = ModerationAction.Kind


@transaction.atomic
def approve(revision: Revision, by: User, note: str = "", *, on_appeal: bool = False) -> ModerationAction:
    """Shows these words to readers, in place of those shown before; `on_appeal`, words that were refused.

    Words that are held with a burst are approved and not shown: that is for whoever decides the burst. Raises NotNow.
    """
    former = Revision.State.REFUSED if on_appeal else Revision.State.WAITING
    with _deciding(revision, by, Revision.State.APPROVED, former) as review:
        review.shown = revision
        review.take_over(revision)
        review.exclusion = Exclusion.objects.covering(review.ai_model_id, review.written_at)
        is_held = Arrival.objects.held().filter(revision=revision).exists()
        review.state = Review.State.HELD if is_held else Review.State.PUBLISHED
        if not is_held:
            review.published_at = review.published_at or timezone.now()
    if review.author_id and not is_held:
        voting.count_votes_of(review.author_id)
    return record(Kind.APPROVED_HELD if is_held else Kind.APPROVED, revision, actor=by, note=note)


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
def restore(review_id: int, by: User, note: str = "", *, on_appeal: bool = False) -> ModerationAction:
    """Shows a hidden review again. Raises NotNow, also where that is for whoever decides on an appeal."""
    shown = _switch(review_id, by, Review.State.HIDDEN, Review.State.PUBLISHED)
    # Asked while the review is locked; what was done to it is undone.
    if not on_appeal and Appeal.objects.open().filter(action__review=review_id).exists():
        raise NotNow("Its author appealed: it is shown again by a decision on the appeal.")
    return record(Kind.RESTORED, shown, actor=by, note=note)


@transaction.atomic
def dismiss(report_id: int, by: User, note: str = "") -> ModerationAction:
    """Leaves a reported review as it is. Raises NotNow."""
    report = Report.objects.select_for_update(of=("self",)).select_related("review__shown").get(pk=report_id)
    refuse_own(report.review, by)
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
    ratings.locked(review_id)
    reports = list(Report.objects.open().filter(review=review_id).select_for_update(of=("self",)))
    if not reports:
        raise NotNow("Somebody was quicker: no report of it is open.")
    for report in reports:
        dismiss(report.pk, by)
    return len(reports)


@contextmanager
def _deciding(
    revision: Revision, by: User, state: Revision.State, former: Revision.State = Revision.State.WAITING
) -> Iterator[Review]:
    """Locks a review for the decision on words of it in a former state, which then have this one."""
    with ratings.recounted(revision.review_id) as review:
        refuse_own(review, by)
        refuse_banned_author(review)
        now = timezone.now()
        if not Revision.objects.filter(pk=revision.pk, state=former).update(state=state, decided_at=now):
            revision.refresh_from_db()
            if revision.state == Revision.State.REPLACED:
                raise NotNow("Its author sent in other words meanwhile.")
            raise NotNow(f"Somebody was quicker: it is {revision.get_state_display().lower()}.")
        revision.state, revision.decided_at, revision.review = state, now, review
        yield review


def _switch(review_id: int, by: User, former: Review.State, present: Review.State) -> Revision:
    """Brings a review that readers see, or saw, from one state to the other; returns its words. Raises NotNow."""
    with ratings.recounted(review_id) as review:
        refuse_own(review, by)
        if review.state != former:
            raise NotNow(f"It is not {former.label.lower()} but {review.get_state_display().lower()}.")
        if present == Review.State.PUBLISHED:
            refuse_banned_author(review)
        review.state = present
    assert review.shown is not None  # noqa: S101  # the table's own constraint
    return review.shown


def _settle(review: Review, state: Review.State) -> None:
    """The state of a review whose newest words are not shown: that of what is shown, if anything is."""
    if review.shown is None:
        review.state = state


def refuse_own(review: Review, by: User) -> None:
    """Raises NotNow where somebody would decide on a review of their own."""
    if review.author_id == by.pk:
        raise NotNow(OWN)


def refuse_banned_author(review: Review) -> None:
    """Raises NotNow. Asked while the review is locked: a ban that begins later finds it (reviews.enforcing)."""
    if ban_over(review):
        raise NotNow("Its author is banned: it waits until the ban is lifted.")


def ban_over(review: Review) -> Ban | None:
    """The ban in force that keeps a review from readers: of its author, or of one who left it behind."""
    in_force = Ban.objects.in_force()
    if review.author_id is not None:
        return in_force.filter(person=review.author_id).first()
    last = review.actions.filter(kind=Kind.HIDDEN).order_by("-pk").values("ban")[:1]
    return in_force.filter(pk__in=last).first()
