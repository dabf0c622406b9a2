"""Whether a review helped: one vote a person, not on one's own, to be taken back at will.

A vote counts once its voter's account is a week old or a review of theirs is published. Until then it is kept, and
shown to them alone; then it is counted, by the publication itself or in the night after.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils import timezone

from accounts.models import User
from reviews import banning, scoring
from reviews.models import Review, Vote

COUNTS_AFTER = timedelta(days=7)


class OwnReview(Exception):
    """Nobody votes on what they wrote, nor reports it."""


@transaction.atomic
def vote(review_id: int, voter: User, *, is_helpful: bool) -> Review:
    """Says whether a published review helped, or changes one's mind.

    Raises Review.DoesNotExist, OwnReview and banning.Banned.
    """
    banning.refuse_banned(voter)
    review = anothers(review_id, voter)
    former = Vote.objects.filter(review=review, voter=voter).first()
    counts = (former is not None and former.counts) or may_count(voter)
    said = {"is_helpful": is_helpful, "counts": counts, "is_set_aside": False}
    Vote.objects.update_or_create(review=review, voter=voter, defaults=said)
    return _moved(review, _counted(former), is_helpful if counts else None)


def may_count(voter: User) -> bool:
    """Whether what somebody votes counts at once."""
    if timezone.now() - voter.date_joined >= COUNTS_AFTER:
        return True
    return Review.objects.published().filter(author=voter).exists()


def count_votes_of(voter_id: int) -> int:
    """Counts what an author voted before they had a review on show; returns how many votes.

    Call within the transaction that publishes it. Reviews that somebody else holds at this moment are left to the
    night: to wait for them with one's own review locked is how two would wait for each other.
    """
    kept = Vote.objects.filter(voter=voter_id, counts=False).values("review")
    free = Review.objects.filter(pk__in=kept).select_for_update(of=("self",), skip_locked=True)
    return sum(_count_in(review, Q(voter=voter_id)) for review in free.order_by("pk"))


def count_votes(now: datetime) -> int:
    """Counts all votes whose voters are no newcomers by now; returns how many."""
    published = Review.objects.published().filter(author=OuterRef("voter"))
    due = Q(voter__date_joined__lte=now - COUNTS_AFTER) | Exists(published)
    counted = 0
    waiting = Vote.objects.filter(due, counts=False).order_by("review").values_list("review", flat=True).distinct()
    for review_id in list(waiting):
        with suppress(Review.DoesNotExist), transaction.atomic():
            counted += _count_in(Review.objects.select_for_update(of=("self",)).get(pk=review_id), due)
    return counted


def _count_in(review: Review, whose: Combinable | Q) -> int:
    """Counts what is kept of a locked review, of some voters."""
    votes = list(Vote.objects.filter(whose, review=review, counts=False).select_for_update(of=("self",)))
    Vote.objects.filter(pk__in=[vote.pk for vote in votes]).update(counts=True)
    for vote in votes:
        vote.counts = True
        _moved(review, None, _counted(vote))
    return len(votes)


@transaction.atomic
def take_back(review_id: int, voter: User) -> Review:
    """Takes one's vote back; nothing happens where there is none. Raises Review.DoesNotExist and banning.Banned."""
    banning.refuse_banned(voter)
    review = _locked(review_id)
    with suppress(Vote.DoesNotExist):
        _taken_back(review, voter)
    return review


def take_back_all(voter: User) -> None:
    """Takes back all that a person voted, on reviews that are shown or not, as their account goes."""
    for review_id in Vote.objects.filter(voter=voter).order_by("review").values_list("review_id", flat=True):
        # What is deleted meanwhile took the vote with it.
        with suppress(Review.DoesNotExist, Vote.DoesNotExist), transaction.atomic():
            _taken_back(Review.objects.select_for_update(of=("self",)).get(pk=review_id), voter)


@transaction.atomic
def set_aside(vote_id: int) -> None:
    """Takes a vote of somebody who is banned out of the counts, once. Raises Vote.DoesNotExist."""
    _set_aside(vote_id, is_set_aside=True)


@transaction.atomic
def put_back(vote_id: int) -> None:
    """Counts a vote again that was set aside, once. Raises Vote.DoesNotExist."""
    _set_aside(vote_id, is_set_aside=False)


@transaction.atomic
def recount(review_id: int) -> None:
    """Counts a review's votes anew from their rows, in place of what is kept. Raises Review.DoesNotExist."""
    review = Review.objects.select_for_update(of=("self",)).get(pk=review_id)
    review.helpful_yes = review.helpful_no = 0
    for vote in review.votes.all():
        _moved(review, None, _counted(vote))
    _moved(review, None, None)


def anothers(review_id: int, reader: User) -> Review:
    """A published review that somebody else wrote, locked: so nobody hides it before what is said of it is written.

    Call within a transaction. Raises Review.DoesNotExist and OwnReview.
    """
    review = _locked(review_id)
    if review.author_id == reader.pk:
        raise OwnReview
    return review


def _locked(review_id: int) -> Review:
    return Review.objects.published().select_for_update(of=("self",)).get(pk=review_id)


def _taken_back(review: Review, voter: User) -> None:
    """Deletes and uncounts the vote of somebody on a locked review. Raises Vote.DoesNotExist."""
    vote = Vote.objects.get(review=review, voter=voter)
    vote.delete()
    _moved(review, _counted(vote), None)


def _set_aside(vote_id: int, *, is_set_aside: bool) -> None:
    """The review first, as everybody locks it who counts a vote."""
    review = Review.objects.select_for_update(of=("self",)).filter(votes=vote_id).first()
    vote = Vote.objects.get(pk=vote_id)
    if review is None or vote.is_set_aside == is_set_aside:
        return
    former = _counted(vote)
    vote.is_set_aside = is_set_aside
    vote.save(update_fields=["is_set_aside"])
    _moved(review, former, _counted(vote))


def _counted(vote: Vote | None) -> bool | None:
    """What a vote says in the counts; None where it is not in them: a newcomer's, or one that a ban set aside."""
    return vote.is_helpful if vote is not None and vote.counts and not vote.is_set_aside else None


def _moved(review: Review, former: bool | None, present: bool | None) -> Review:
    """Counts a locked review's change of one vote; None stands for no vote that counts."""
    review.helpful_yes += (present is True) - (former is True)
    review.helpful_no += (present is False) - (former is False)
    review.helpfulness = scoring.helpfulness(review.helpful_yes, review.helpful_no)
    review.save(update_fields=["helpful_yes", "helpful_no", "helpfulness"])
    return review
