"""What somebody asks for while a review is taken away: an answer, never a failure of the site."""

from __future__ import annotations

import pytest

from accounts.models import User
from reviews import belongings, moderation, voting, writing
from reviews.models import Review
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.desk import signed_in
from tests.reviews.making import published, words
from tests.reviews.meanwhile import just_before

pytestmark = pytest.mark.django_db


def of(review: Review) -> User:
    assert review.author is not None
    return review.author


def test_it_takes_new_words_for_a_review_that_is_deleted_meanwhile():
    review = published(AIModelFactory())
    author = of(review)
    with just_before("FOR UPDATE", lambda: writing.withdraw(review.pk, author)):
        writing.submit(author, review.ai_model, words(stars=2))
    begun_anew = Review.objects.get(author=author)
    assert begun_anew.pk != review.pk
    assert [one.number for one in begun_anew.revisions.all()] == [1]
    assert begun_anew.stars == 2


@pytest.mark.parametrize("said", ["yes", "none"])
def test_it_finds_no_review_to_vote_on_that_is_hidden_meanwhile(said):
    review = published(AIModelFactory())
    with just_before("FOR UPDATE", lambda: moderation.hide(review.pk, UserFactory(), "abuse")):
        answer = signed_in(UserFactory()).post(f"/reviews/{review.pk}/vote/", {"vote": said})
    assert answer.status_code == 404


@pytest.mark.parametrize("keep_reviews", [True, False])
def test_it_lets_somebody_go_whose_review_is_deleted_meanwhile(keep_reviews):
    review = published(AIModelFactory())
    author = of(review)
    with just_before('FROM "catalog_aimodel"', lambda: Review.objects.filter(pk=review.pk).delete()):
        belongings.leave(author, keep_reviews=keep_reviews)
    assert not User.objects.filter(pk=author.pk).exists()


def test_it_lets_somebody_go_who_voted_on_a_review_that_is_deleted_meanwhile():
    review, voter = published(AIModelFactory()), UserFactory()
    voting.vote(review.pk, voter, is_helpful=True)
    with just_before("FOR UPDATE", lambda: writing.withdraw(review.pk, of(review))):
        belongings.leave(voter, keep_reviews=False)
    assert not User.objects.filter(pk=voter.pk).exists()
