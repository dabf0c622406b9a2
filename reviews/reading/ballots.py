"""What one signed-in reader said of the reviews before them, and what they may say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from reviews.models import Review, Vote

BALLOTS = {"yes": True, "no": False, "none": None}
"""What a vote may say, and whether that is helpful; "none" takes the vote back."""


@dataclass(frozen=True)
class Ballot:
    """One review for one reader. `vote` is "yes", "no", or "" where they have not voted; `counts` is of their vote."""

    review: Review
    vote: str
    is_own: bool
    counts: bool = True

    @classmethod
    def of(cls, review: Review, voter: User) -> Ballot:
        """One query."""
        return _ballot(review, voter, Vote.objects.filter(review=review, voter=voter).first())


def ballots_of(review_ids: Sequence[int], voter: User) -> list[Ballot]:
    """Of the published ones among these; two queries."""
    cast_votes = {vote.review_id: vote for vote in Vote.objects.filter(review__in=review_ids, voter=voter)}
    reviews = Review.objects.published().filter(pk__in=review_ids).order_by("pk")
    return [_ballot(review, voter, cast_votes.get(review.pk)) for review in reviews]


def _ballot(review: Review, voter: User, vote: Vote | None) -> Ballot:
    said = ("yes" if vote.is_helpful else "no") if vote else ""
    return Ballot(review, said, review.author_id == voter.pk, vote is None or vote.counts)
