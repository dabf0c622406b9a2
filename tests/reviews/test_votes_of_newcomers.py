"""Votes of accounts that are new and published nothing: kept and shown to them, counted later, exactly once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Count, Q
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from accounts.models import User
from reviews import belongings, moderation, scoring, tasks, voting
from reviews.models import Review, Vote
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.desk import signed_in
from tests.reviews.making import hidden, published, sent_in
from tests.reviews.test_model_page_reviews import page, words

pytestmark = pytest.mark.django_db

LATER = "counts once your account is a week old or you published a review"


@pytest.fixture
def review() -> Review:
    return published(AIModelFactory(slug="gpt-5", name="GPT-5"), title="To be voted on")


@pytest.fixture
def newcomer() -> User:
    return UserFactory(date_joined=timezone.now())


def counts(review: Review) -> tuple[int, int]:
    """As readers see them, which is what the votes that count add up to."""
    review.refresh_from_db()
    found = Vote.objects.filter(review=review, counts=True).aggregate(
        yes=Count("pk", filter=Q(is_helpful=True)), no=Count("pk", filter=Q(is_helpful=False))
    )
    shown = review.helpful_yes, review.helpful_no
    assert shown == (found["yes"], found["no"])
    assert review.helpfulness == scoring.helpfulness(*shown)
    return shown


def test_it_keeps_the_vote_of_a_newcomer_and_says_when_it_counts(review, newcomer):
    client, address = signed_in(newcomer), f"/reviews/{review.pk}/vote/"
    assert LATER in words(page(client, address))
    html = words(client.post(address, {"vote": "yes"}, follow=True).content.decode())
    assert f"You said yes. It {LATER}." in html
    assert counts(review) == (0, 0)
    answer = client.post(address, {"vote": "no"}, headers={"HX-Request": "true"}).content.decode()
    assert f"Your vote is kept. It {LATER}." in words(answer)
    assert "of 1 found this helpful" not in answer
    assert counts(review) == (0, 0)
    assert "You said no. It counts once" in words(client.get(f"/reviews/votes/?r={review.pk}").content.decode())
    assert belongings.everything_of(newcomer)["votes"][0]["counts"] is False
    client.post(address, {"vote": "none"})
    assert counts(review) == (0, 0)
    assert not Vote.objects.exists()


@pytest.mark.parametrize("days", [7, 400])
def test_it_counts_the_vote_of_an_account_of_a_week_at_once(review, days):
    voter = UserFactory(date_joined=timezone.now() - timedelta(days=days))
    voting.vote(review.pk, voter, is_helpful=True)
    assert counts(review) == (1, 0)
    assert LATER not in words(signed_in(voter).get(f"/reviews/votes/?r={review.pk}").content.decode())


def test_it_counts_the_vote_of_a_newcomer_with_a_review_on_show_at_once(review, newcomer):
    published(AIModelFactory(), author=newcomer)
    voting.vote(review.pk, newcomer, is_helpful=False)
    assert counts(review) == (0, 1)


def test_it_counts_what_an_author_voted_as_their_review_is_published(review, newcomer):
    other, unseen = published(review.ai_model), published(review.ai_model)
    for one in (review, other, unseen):
        voting.vote(one.pk, newcomer, is_helpful=one != other)
    voting.vote(review.pk, UserFactory(date_joined=timezone.now()), is_helpful=True)
    hidden(unseen)
    own = sent_in(AIModelFactory(), author=newcomer)
    assert counts(review) == (0, 0)
    moderation.approve(own.newest, UserFactory())
    assert [counts(one) for one in (review, other, unseen)] == [(1, 0), (0, 1), (1, 0)]
    moderation.hide(own.pk, UserFactory(), "abuse")
    moderation.restore(own.pk, UserFactory())
    voting.vote(review.pk, newcomer, is_helpful=False)
    assert counts(review) == (0, 1)


def test_it_counts_in_the_night_what_is_a_week_old_and_once(review, newcomer):
    assert PeriodicTask.objects.get(task="reviews.tasks.count_votes").enabled
    younger = UserFactory(date_joined=timezone.now() - timedelta(days=6, hours=23))
    for voter in (newcomer, younger):
        voting.vote(review.pk, voter, is_helpful=True)
    tasks.count_votes()
    assert counts(review) == (0, 0)
    User.objects.filter(pk=newcomer.pk).update(date_joined=timezone.now() - timedelta(days=7))
    tasks.count_votes()
    tasks.count_votes()
    assert counts(review) == (1, 0)
    voting.take_back(review.pk, User.objects.get(pk=newcomer.pk))
    assert counts(review) == (0, 0)


def test_it_takes_a_vote_that_never_counted_along_when_its_voter_leaves(review, newcomer):
    voting.vote(review.pk, newcomer, is_helpful=True)
    belongings.leave(newcomer, keep_reviews=False)
    assert counts(review) == (0, 0)
    assert Client().get(f"/reviews/{review.pk}/").status_code == 200
