"""Checked by a moderator: the reviewer sends a picture that shows the use, and a moderator looks at it.

Whatever ends the wait erases the picture: the decision, its author, the end of the review or of thirty days.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from reviews import banning, ratings
from reviews.models import Evidence, ModerationAction, Review
from reviews.models.proofs import VERIFIED, ProofKind
from reviews.moderation import refuse_banned_author, refuse_own
from reviews.recording import NotNow, record
from reviews.verification import granting

Kind = ModerationAction.Kind
State = Evidence.State


class NotTaken(Exception):
    """Why a picture is not taken now, in words for the one who sent it."""


@transaction.atomic
def send(review_id: int, author: User, picture: bytes) -> Evidence:
    """Lays a picture, drawn anew, before the moderators. Raises Review.DoesNotExist, NotTaken and banning.Banned."""
    banning.refuse_banned(author)
    review = Review.objects.select_for_update(of=("self",)).get(pk=review_id, author=author)
    if review.proof in VERIFIED:
        raise NotTaken("Your use of the model is proven already: no picture is needed.")
    try:
        with transaction.atomic():
            return Evidence.objects.create(review=review, picture=picture, sent_at=timezone.now())
    except IntegrityError:
        raise NotTaken(
            "A moderator has yet to look at the picture that you sent before. Take that one back first."
        ) from None


def take_back(review_id: int, author: User) -> bool:
    """Erases the picture that waits for a review of theirs; False where none does any more."""
    return bool(Evidence.objects.filter(review=review_id, review__author=author).settle(State.TAKEN_BACK))


@transaction.atomic
def grant(evidence_id: int, by: User, month: date | None = None, note: str = "") -> ModerationAction:
    """Gives the review its badge, with the month of the use where the picture shows one.

    Raises NotNow, and ObjectDoesNotExist where the review is gone.
    """
    review_id = Evidence.objects.values_list("review_id", flat=True).get(pk=evidence_id)
    # First of all, since it locks the model and the review, as everybody does who deletes them.
    granting.grant(review_id, ProofKind.MODERATOR, month=month)
    return _decide(evidence_id, by, State.GRANTED, note)


@transaction.atomic
def decline(evidence_id: int, by: User, note: str) -> ModerationAction:
    """Leaves the review without this badge and tells its author why. Raises NotNow, ObjectDoesNotExist."""
    return _decide(evidence_id, by, State.DECLINED, note)


@transaction.atomic
def withdraw(review_id: int, by: User, note: str) -> ModerationAction:
    """Takes back the badge that a picture earned, from the counts as well; its author is told why.

    Raises NotNow and Review.DoesNotExist. A picture sent later may earn it anew.
    """
    with ratings.recounted(review_id) as review:
        refuse_own(review, by)
        if not review.proofs.filter(kind=ProofKind.MODERATOR).delete()[0]:
            raise NotNow("Somebody was quicker: it has no such badge.")
        review.proof = granting.strongest_of(review)
    return record(Kind.PROOF_WITHDRAWN, review.shown or review.newest, actor=by, note=note)


def expire(now: datetime) -> int:
    """Erases whatever waited for too long, and has its authors told; returns how many pictures that were."""
    return sum(
        _expire(evidence_id) for evidence_id in list(Evidence.objects.outlasted(now).values_list("pk", flat=True))
    )


@transaction.atomic
def _expire(evidence_id: int) -> bool:
    try:
        review = _locked_review_of(evidence_id)
    except Review.DoesNotExist:
        return False
    return _settle(evidence_id, review, State.EXPIRED) is not None


def _decide(evidence_id: int, by: User, state: Evidence.State, note: str) -> ModerationAction:
    review = _locked_review_of(evidence_id)
    refuse_own(review, by)
    refuse_banned_author(review)
    action = _settle(evidence_id, review, state, by=by, note=note)
    if action is None:
        late = Evidence.objects.get(pk=evidence_id)
        raise NotNow(f"Nothing was decided: the picture is {late.get_state_display().lower()} by now.")
    return action


def _locked_review_of(evidence_id: int) -> Review:
    """The review, locked before the picture, as everybody does. Raises Review.DoesNotExist."""
    review_id = Evidence.objects.filter(pk=evidence_id).values_list("review_id", flat=True).first()
    return ratings.locked(review_id or 0)[1]


def _settle(
    evidence_id: int, review: Review, state: Evidence.State, *, by: User | None = None, note: str = ""
) -> ModerationAction | None:
    """Erases the picture and puts the step on record; None where somebody else was quicker."""
    waiting = Evidence.objects.filter(pk=evidence_id)
    sent_at = waiting.values_list("sent_at", flat=True).first()
    if not waiting.settle(state, by=by, note=note):
        return None
    return record(_KINDS[state], review.shown or review.newest, actor=by, note=note, since=sent_at)


_KINDS = {State.GRANTED: Kind.PROOF_GRANTED, State.DECLINED: Kind.PROOF_DECLINED, State.EXPIRED: Kind.PROOF_EXPIRED}
