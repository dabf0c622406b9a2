"""/models/<creator>/<slug>/reviews/mine/: where one's own review stands, and its deletion."""

import pytest

from reviews import moderation
from reviews.models import ModerationAction, Review
from tests.factories import EditorFactory
from tests.reviews.making import published, sent_in
from tests.reviews.writing import MINE, said

pytestmark = pytest.mark.django_db


def test_it_shows_each_version_with_what_was_decided_on_it(anna, author, model):
    review = sent_in(model, author=author, title="First words")
    moderation.refuse(review.newest, EditorFactory(), "advertising", note="Leave out <your> shop.")
    sent_in(model, author=author, title="Second words")
    words = said(anna.get(MINE))
    assert words.index("Second words") < words.index("First words")
    assert "Refused" in words
    assert "Advertising or links that sell" in words
    assert "Leave out <your> shop." in words
    moderation.approve(review.newest, EditorFactory())
    assert "readers see this one" in said(anna.get(MINE))


def test_it_asks_as_little_for_twenty_versions_as_for_one(anna, author, model, django_assert_num_queries):
    sent_in(model, author=author)
    anna.get(MINE)
    with django_assert_num_queries(11):
        anna.get(MINE)
    for _ in range(19):
        sent_in(model, author=author)
    with django_assert_num_queries(11):
        anna.get(MINE)


@pytest.mark.parametrize("address", [MINE, f"{MINE}delete/"])
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
def test_it_shows_and_deletes_nobody_elses(anna, model, address, method):
    review = sent_in(model)
    response = getattr(anna, method)(address)
    assert response.status_code in (404, 405)
    assert Review.objects.get() == review


def test_it_deletes_a_review_after_asking(anna, author, model):
    published(model, author=author)
    other = published(model)
    model.refresh_from_db()
    assert model.review_count == 2
    assert "Delete your review?" in said(anna.get(f"{MINE}delete/"))
    assert Review.objects.count() == 2
    assert "Your review is deleted" in said(anna.post(f"{MINE}delete/"))
    assert Review.objects.get() == other
    model.refresh_from_db()
    assert model.review_count == 1
    assert ModerationAction.objects.filter(kind="withdrawn").count() == 1
    assert anna.post(f"{MINE}delete/").status_code == anna.get(MINE).status_code == 404


def test_it_leads_who_is_signed_out_to_the_sign_in(client, model, author):
    sent_in(model, author=author)
    for address in (MINE, f"{MINE}delete/"):
        assert client.post(address).status_code == client.get(address).status_code == 302
    assert Review.objects.count() == 1
