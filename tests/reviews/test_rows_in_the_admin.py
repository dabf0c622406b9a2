"""Every row of reviews in the admin: to be looked at and searched, never touched, and without anybody's address."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews import reporting, voting, writing
from tests.factories import AIModelFactory, UserFactory
from tests.reviews import pictures
from tests.reviews.desk import signed_in, text_of
from tests.reviews.making import erased, published, replied_to, words

pytestmark = pytest.mark.django_db

NOUNS = ["review", "revision", "report", "moderationaction", "proof", "tally", "vote", "evidence"]

OF_NOTICES = ["notice", "erasure", "letter", "reply", "replyversion", "representative"]


@pytest.fixture
def desk() -> Client:
    looker = UserFactory(is_staff=True, email="looker@desk.test")
    looker.user_permissions.set(Permission.objects.filter(content_type__app_label="reviews"))
    return signed_in(looker)


def row_of_each() -> None:
    review = published(AIModelFactory(), author=UserFactory(), pros=["Quick"])
    reporting.report(review.pk, UserFactory(), "abuse")
    voting.vote(review.pk, UserFactory(), is_helpful=True)
    pictures.sent(review)


def row_of_each_notice() -> None:
    replied_to(published(AIModelFactory()), "Thank you. We have mended that.")
    erased(published(AIModelFactory()))


@pytest.mark.parametrize("noun", NOUNS)
def test_it_lists_with_as_many_queries_for_twenty_as_for_one(desk, noun):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(desk.get(address))
        return len(queries)

    address = reverse(f"admin:reviews_{noun}_changelist")
    row_of_each()
    asked()
    before = asked()
    for _ in range(20):
        row_of_each()
    assert asked() == before


@pytest.mark.parametrize("noun", [*NOUNS, *OF_NOTICES])
def test_it_shows_no_address_and_takes_no_change(desk, noun):
    row_of_each()
    row_of_each_notice()
    row = apps.get_model("reviews", noun).objects.first()
    page = reverse(f"admin:reviews_{noun}_change", args=[row.pk])
    for address in (page, reverse(f"admin:reviews_{noun}_changelist")):
        assert "@example.org" not in text_of(desk.get(address))
    assert desk.post(page, {"state": "published"}).status_code == 403
    for name in ("add", "delete"):
        arguments = [] if name == "add" else [row.pk]
        assert desk.get(reverse(f"admin:reviews_{noun}_{name}", args=arguments)).status_code == 403


@pytest.mark.parametrize("noun", [*NOUNS, *OF_NOTICES])
def test_it_searches(desk, noun):
    row_of_each()
    row_of_each_notice()
    assert "0 results" in text_of(desk.get(reverse(f"admin:reviews_{noun}_changelist"), {"q": "nobody-wrote-this"}))


def test_it_cannot_be_asked_for_an_address(desk):
    review = published(AIModelFactory(), author=UserFactory(email="anna@example.org"))
    writing.submit(review.author, review.ai_model, words(2))
    for noun in ("review", "revision"):
        assert "0 results" in text_of(desk.get(reverse(f"admin:reviews_{noun}_changelist"), {"q": "anna@example.org"}))
