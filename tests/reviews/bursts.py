"""Reviews by many newcomers at once, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import count

from django.utils import timezone

from accounts.models import User
from catalog.models import AIModel
from reviews import moderation, recounting
from reviews.bursts.rule import FEWEST
from reviews.models import Review
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.bulk import many_reviews
from tests.reviews.making import sent_in

_NUMBERS = count()


def newcomers(number: int) -> list[User]:
    """Accounts of today."""
    made = [User(email=f"new{next(_NUMBERS)}@burst.example", public_name="") for _ in range(number)]
    return User.objects.bulk_create(made)


def established(number: int) -> list[User]:
    """Accounts of last year, each with a review of another model on show."""
    other = AIModelFactory()
    many_reviews(other, number)
    recounting.repair(other.pk)
    authors = User.objects.filter(reviews__ai_model=other)
    authors.update(date_joined=timezone.now() - timedelta(days=400))
    return list(authors.all())


def a_burst(model: AIModel, number: int = FEWEST, stars: int = 5, approving: int = 0) -> list[Review]:
    """So many by newcomers, the first of them approved as they come."""
    reviews = []
    for place, author in enumerate(newcomers(number)):
        reviews.append(sent_in(model, stars, author=author))
        if place < approving:
            moderation.approve(reviews[-1].newest, UserFactory())
    return reviews


def states(reviews: Sequence[Review]) -> list[str]:
    return [Review.objects.get(pk=review.pk).state for review in reviews]
