"""Whether a review helped: one vote a person, not on one's own, to be taken back at will."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction

from accounts.models import User
from reviews import banning, scoring
from reviews.models import Review, Vote


class OwnReview(Exception):
    """Nobody votes on what they wrote, nor reports it."""


@transaction.atomic
def vote(review_id: int, voter: User, *, is_helpful: bool) -> Review:
    """Says whether a published review helped, or changes one's mind.

    Raises Review.DoesNotExist, OwnReview and banning.Banned.
    """
    banning.refuse_banned(voter)
    review = anothers(review_id, voter)
    # One that was set aside by a ban, which is over and not quite undone, is not among the counts.
    former = Vote.objects.filter(review=review, voter=voter, is_set_aside=False).first()
    said = {"is_helpful": is_helpful, "is_set_aside": False}
    Vote.objects.update_or_create(review=review, voter=voter, defaults=said)
    return _moved(review, former.is_helpful if former else None, is_helpful)


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
    if not vote.is_set_aside:
        _moved(review, vote.is_helpful, None)


def _set_aside(vote_id: int, *, is_set_aside: bool) -> None:
    """The review first, as everybody locks it who counts a vote."""
    review = Review.objects.select_for_update(of=("self",)).filter(votes=vote_id).first()
    vote = Vote.objects.get(pk=vote_id)
    if review is None or vote.is_set_aside == is_set_aside:
        return
    vote.is_set_aside = is_set_aside
    vote.save(update_fields=["is_set_aside"])
    counted = (vote.is_helpful, None) if is_set_aside else (None, vote.is_helpful)
    _moved(review, *counted)


def _moved(review: Review, former: bool | None, present: bool | None) -> Review:
    """Counts a locked review's change of one vote; None stands for no vote."""
    review.helpful_yes += (present is True) - (former is True)
    review.helpful_no += (present is False) - (former is False)
    review.helpfulness = scoring.helpfulness(review.helpful_yes, review.helpful_no)
    review.save(update_fields=["helpful_yes", "helpful_no", "helpfulness"])
    return review
