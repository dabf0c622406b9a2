"""What the queue remarks of a review's company: the same network or device, and votes in rings. Never from where."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from catalog.models import AIModel
from reviews import traces, voting, writing
from reviews.models import Arrival, Review
from reviews.traces import Trace
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.desk import moderator, signed_in, text_of, words_page
from tests.reviews.making import published, sent_in, words

pytestmark = pytest.mark.django_db

HERE, THERE = Trace("n3tw0rk", "one"), Trace("elsewhere", "one")


@pytest.fixture
def model() -> AIModel:
    return AIModelFactory()


@pytest.fixture
def desk() -> Client:
    return signed_in(moderator())


def sent_from(model: AIModel, trace: Trace, ago: timedelta = timedelta(0)) -> Review:
    review = writing.submit(UserFactory(), model, words(3), trace)
    Arrival.objects.filter(review=review).update(arrived_at=timezone.now() - ago)
    return review


def remarks_on(desk: Client, review: Review) -> str:
    return text_of(desk.get(words_page(review.newest))).split("Worth a second look")[1].split("</section>")[0]


def test_it_counts_the_others_of_the_same_network_within_a_day(model, desk):
    review = sent_from(model, HERE)
    assert "network" not in remarks_on(desk, review)
    sent_from(model, HERE, timedelta(hours=23))
    writing.submit(review.author, model, words(2), HERE)
    for other in ((model, THERE), (AIModelFactory(), HERE), (model, HERE, timedelta(hours=25)), (model, Trace())):
        sent_from(*other)
    assert "1 other account reviewed this model from the same network within a day." in remarks_on(desk, review)
    sent_from(model, HERE)
    page = text_of(desk.get(words_page(review.newest)))
    assert "2 other accounts reviewed this model from the same network" in page
    assert HERE.network not in page


def test_it_says_nothing_of_a_network_that_is_not_known_or_forgotten(model, desk):
    review = sent_from(model, Trace("", "one"))
    sent_from(model, Trace("", "one"))
    assert "network" not in remarks_on(desk, review)
    known = sent_from(model, HERE)
    sent_from(model, HERE)
    traces.erase(timezone.now() + timedelta(days=31))
    assert "network" not in remarks_on(desk, known)


def test_it_counts_newcomers_on_the_same_kind_of_device_within_hours(model, desk):
    review = sent_from(model, Trace("a", "phone"))
    for place in range(3):
        assert "device" not in remarks_on(desk, review)
        sent_from(model, Trace(f"b{place}", "phone"))
    sent_from(model, Trace("c", "phone"), timedelta(hours=7))
    assert "3 other newcomers reviewed it from the same kind of device within six hours." in remarks_on(desk, review)


def find_helpful(voter: User | None, *reviews: Review) -> None:
    assert voter is not None
    for review in reviews:
        voting.vote(review.pk, voter, is_helpful=True)


def test_it_notices_authors_who_vote_for_each_other(model, desk):
    one, two, fan = published(model), published(model), published(model)
    find_helpful(one.author, two, fan)
    find_helpful(UserFactory(), one)
    review = sent_in(AIModelFactory(), author=one.author)
    assert "helpful" not in remarks_on(desk, review)
    find_helpful(two.author, one, fan)
    voting.vote(one.pk, fan.author, is_helpful=False)
    assert "The author and 1 account find the reviews of each other helpful." in remarks_on(desk, review)


def test_it_notices_accounts_that_vote_for_one_author_and_for_few_others(desk):
    author = UserFactory()
    theirs = [published(AIModelFactory(), author=author) for _ in range(3)]
    others = [published(AIModelFactory()) for _ in range(3)]
    ring, casual, reader = UserFactory(), UserFactory(), UserFactory()
    find_helpful(ring, *theirs, others[0])
    find_helpful(casual, *theirs[:2])
    find_helpful(reader, *theirs, *others)
    review = sent_in(AIModelFactory(), author=author)
    assert "1 account voted for 3 or more reviews by this author, and for few by others." in remarks_on(desk, review)
