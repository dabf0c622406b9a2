"""What authors do with their reviews: send in, change, delete. Every step is on record."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.models import AIModel
from reviews import appealing, banning, markdown, ratings, scoring, takedown
from reviews.bursts.noticing import take_note
from reviews.models import ModerationAction, Proof, Review, Revision
from reviews.models.proofs import ProofKind
from reviews.models.reviews import EXCERPT_LETTERS
from reviews.recording import record
from reviews.traces import NO_TRACE, Trace


@transaction.atomic
def submit(author: User, ai_model: AIModel, revision: Revision, trace: Trace = NO_TRACE) -> Review:
    """Sends in a review of a model, or new words for the one there is; a moderator decides on them.

    `revision` holds the content and is not saved yet. What is published stays so until the new words are approved;
    words still waiting are replaced by these. Two at once from one person make one review with two revisions; where
    one of them deletes the review instead, or it is erased, these words begin another. What comes in a burst is held.
    An open appeal of theirs is given up by this: it was about the words before. Raises banning.Banned.
    """
    banning.refuse_banned(author)
    begun = _of_their_own(author, ai_model, revision)
    try:
        review = _take_in(begun.pk, revision)
    except Review.DoesNotExist:
        # Deleted or erased meanwhile. The one that is begun now is seen by nobody else before it is complete.
        return submit(author, ai_model, revision, trace)
    record(ModerationAction.Kind.SUBMITTED, revision, actor=author)
    take_note(revision, author, trace)
    return review


def _take_in(review_id: int, revision: Revision) -> Review:
    """Puts new words in the place of those that wait. Raises Review.DoesNotExist, also where it is erased."""
    now = timezone.now()
    with ratings.recounted(review_id) as review:
        _refuse_erased(review)
        review.revisions.filter(state=Revision.State.WAITING).update(state=Revision.State.REPLACED, decided_at=now)
        appealing.give_up(review)
        _complete(revision, review)
        revision.submitted_at = now
        revision.save()
        if review.shown is None:
            review.take_over(revision)
            review.state = Review.State.WAITING
    return review


@transaction.atomic
def withdraw(review_id: int, author: User) -> None:
    """Deletes a review and all that hangs on it, as its author asks. That it was there stays counted.

    Raises Review.DoesNotExist, also where it is erased: of such a one nothing is left but the stub.
    """
    with ratings.recounted(review_id) as review:
        _refuse_erased(review)
        takedown.settle_gone(review.pk)
        record(ModerationAction.Kind.WITHDRAWN, review.shown or review.newest, actor=author)
        appealing.give_up(review, erase=True)
        Review.objects.filter(pk=review.pk).update(shown=None, state=Review.State.WAITING)
        review.delete()


def _of_their_own(author: User, ai_model: AIModel, revision: Revision) -> Review:
    """The author's review of a model, made if need be; the unique constraint decides between two at once."""
    now = timezone.now()
    least = {"stars": revision.stars, "use_case": revision.use_case, "written_at": now}
    review, is_new = Review.objects.standing().get_or_create(
        author=author, ai_model=ai_model, defaults={**least, "weight": scoring.weight_at_epoch(now)}
    )
    if is_new:
        Proof.objects.create(review=review, kind=ProofKind.EMAIL, proven_at=now)
    return review


def _refuse_erased(review: Review) -> None:
    if review.is_erased:
        raise Review.DoesNotExist


def _complete(revision: Revision, review: Review) -> None:
    """Gives new words their place and their rendered form."""
    last = review.revisions.order_by("-number").values_list("number", flat=True).first()
    revision.review, revision.number, revision.state = review, (last or 0) + 1, Revision.State.WAITING
    revision.html = markdown.render(revision.text)
    revision.excerpt = markdown.excerpt(revision.html, EXCERPT_LETTERS)
