"""Notices of unlawful content: how they come in, and what moderators decide on them, each with its record.

Everybody locks the model first, then the review, then what hangs on it: so nobody waits for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reviews import erasing, moderation, ratings
from reviews.models import Erasure, Letter, ModerationAction, Notice, Review, Revision
from reviews.recording import NotNow, record

Decision = Notice.Decision
Kind = ModerationAction.Kind

MOST_RECEIPTS, RECEIPTS_WITHIN = 5, timedelta(hours=24)
"""So many receipts go to one address: whoever writes another's into the form fills no mailbox with them."""
OWN_PROPOSAL = "You proposed it: another moderator confirms."


@transaction.atomic
def take(review_id: int, notice: Notice) -> Notice:
    """Puts a notice, not saved yet, in the moderators' queue and its receipt in the post.

    Raises Review.DoesNotExist unless the review is published.
    """
    review = Review.objects.published().select_for_update(of=("self",)).select_related("shown").get(pk=review_id)
    lately = Notice.objects.filter(email=notice.email, created_at__gt=timezone.now() - RECEIPTS_WITHIN)
    may_be_told = lately.count() < MOST_RECEIPTS
    notice.review = review
    notice.save()
    record(Kind.NOTICED, _words_of(review), actor=None)
    if may_be_told:
        Letter.objects.create(kind=Letter.Kind.RECEIPT, notice=notice)
    return notice


@transaction.atomic
def leave(notice_id: int, by: User, answer: str) -> ModerationAction:
    """Leaves the review to readers, or shows it to them again; the sender is told why. Raises NotNow."""
    notice, review = _taken_up(notice_id, by)
    if review.state == Review.State.HIDDEN:
        moderation.restore(review.pk, by)
    _settle([notice], Decision.LEFT, by, answer)
    return record(Kind.NOTICE_LEFT, _words_of(review), actor=by, note=answer)


@transaction.atomic
def hide(notice_id: int, by: User, reason: str, note: str = "") -> None:
    """Takes the review from readers, or leaves it hidden; its author may put it right. Raises NotNow."""
    _, review = _taken_up(notice_id, by)
    if review.state == Review.State.PUBLISHED:
        moderation.hide(review.pk, by, reason, note)
    _settle(review.notices.open(), Decision.HIDDEN, by)


@transaction.atomic
def propose(notice_id: int, by: User, reason: str, note: str = "") -> Erasure:
    """Proposes to erase the review, which nobody reads from now on. Raises NotNow."""
    _, review = _taken_up(notice_id, by, or_hidden=True)
    if review.state == Review.State.PUBLISHED:
        moderation.hide(review.pk, by, reason, note)
    record(Kind.ERASURE_PROPOSED, _words_of(review), actor=by, reason=reason, note=note)
    return Erasure.objects.create(
        review=review, reason=reason, note=note, proposed_by=by, proposed_at=timezone.now()
    )  # fmt: skip


@transaction.atomic
def confirm(erasure_id: int, by: User) -> Erasure:
    """Erases a review as somebody else proposed; authors and senders are told. Raises NotNow."""
    erasure = _proposal(erasure_id, by)
    if erasure.proposed_by_id == by.pk:
        raise NotNow(OWN_PROPOSAL)
    erasing.erase(erasure, by, timezone.now())
    noticed = Notice.objects.filter(review=erasure.review_id, decision__in=("", Decision.HIDDEN))
    _settle(noticed, Decision.ERASED, by)
    return erasure


@transaction.atomic
def decline(erasure_id: int, by: User, note: str) -> ModerationAction:
    """Takes a proposal off the table, one's own as well; the review stays hidden and its notices as they were."""
    erasure = _proposal(erasure_id, by)
    erasure.delete()
    return record(Kind.ERASURE_DECLINED, _words_of(erasure.review), actor=by, note=note)


def settle_gone(review_id: int) -> None:
    """Ends the notices of a review that its author is about to delete. Call within that transaction."""
    noticed = Notice.objects.filter(review=review_id)
    _settle(noticed.open(), Decision.GONE, None)
    noticed.unquote()


def _taken_up(notice_id: int, by: User, *, or_hidden: bool = False) -> tuple[Notice, Review]:
    """An open notice, or with `or_hidden` one that had the review hidden, and its review, locked. Raises NotNow."""
    review = _locked(Notice.objects.values_list("review_id", flat=True).get(pk=notice_id), by)
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if Erasure.objects.filter(review=review).exists():
        raise NotNow("Somebody has proposed to erase it: another moderator confirms.")
    if notice.decision and not (or_hidden and notice.decision == Decision.HIDDEN):
        raise NotNow(f"Somebody was quicker: {notice.get_decision_display().lower()}.")
    return notice, review


def _proposal(erasure_id: int, by: User) -> Erasure:
    """A proposal that nobody has confirmed, locked. Raises NotNow and Erasure.DoesNotExist."""
    review = _locked(Erasure.objects.values_list("review_id", flat=True).get(pk=erasure_id), by)
    erasure = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure_id)
    if erasure.erased_at:
        raise NotNow("Somebody was quicker: it is erased.")
    erasure.review = review
    return erasure


def _locked(review_id: int | None, by: User) -> Review:
    try:
        _, review = ratings.locked(review_id or 0)
    except Review.DoesNotExist as error:
        raise NotNow("Its author has deleted the review.") from error
    moderation.refuse_own(review, by)
    if review.is_erased:
        raise NotNow("Somebody was quicker: it is erased.")
    return review


def _settle(notices: Iterable[Notice], decision: Decision, by: User | None, answer: str = "") -> None:
    """Puts one decision on record for several notices, and what their senders are told in the post."""
    for notice in notices:
        notice.decision, notice.answer, notice.decided_by, notice.decided_at = decision, answer, by, timezone.now()
        notice.save(update_fields=["decision", "answer", "decided_by", "decided_at"])
        Letter.objects.get_or_create(kind=Letter.Kind(decision.value), notice=notice)


def _words_of(review: Review) -> Revision:
    return review.shown or review.newest
