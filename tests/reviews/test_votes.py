"""/reviews/<id>/vote/ and the forms that a signed-in reader gets in the place of the links."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from reviews.limits import LIMITS, Limit
from reviews.models import Review, Vote
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.making import hidden, published, sent_in
from tests.reviews.test_model_page_reviews import page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    return published(AIModelFactory(slug="gpt-5", name="GPT-5"), title="To be voted on")


@pytest.fixture
def reader(client):
    reader = UserFactory()
    client.force_login(reader)
    return reader


def address(review: Review) -> str:
    return f"/reviews/{review.pk}/vote/"


def counts(review: Review) -> tuple[int, int]:
    review.refresh_from_db()
    return review.helpful_yes, review.helpful_no


def test_it_leads_to_the_sign_in_and_back(client, review):
    for method in (client.get, client.post):
        response = method(address(review))
        assert response.status_code == 302
        assert response.headers["Location"].endswith(f"?next=/reviews/{review.pk}/vote/")
    assert counts(review) == (0, 0)


def test_it_leads_a_page_whose_sign_in_ran_out_there_as_a_whole(client, review):
    answer = client.post(address(review), {"vote": "yes"}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == f"/account/login/?next={address(review)}"
    assert not Vote.objects.exists()


def test_it_is_limited(client, reader, review, monkeypatch):
    monkeypatch.setitem(LIMITS, "vote", Limit(account=2, address=100, seconds=3600))
    answers = [client.post(address(review), {"vote": vote}).status_code for vote in ("yes", "no", "yes")]
    assert answers == [302, 302, 429]
    assert counts(review) == (0, 1)


@pytest.mark.usefixtures("reader")
def test_it_counts_one_vote_a_person_that_can_be_changed_and_taken_back(client, review):
    html = page(client, address(review))
    assert "To be voted on" in html
    assert "Take back" not in html
    for said, expected, told in (
        ("yes", (1, 0), "You said yes."), ("yes", (1, 0), "You said yes."), ("no", (0, 1), "You said no."),
        ("none", (0, 0), "Was this helpful?"), ("none", (0, 0), "Was this helpful?"),
    ):  # fmt: skip
        response = client.post(address(review), {"vote": said}, follow=True)
        assert response.redirect_chain == [(address(review), 302)]
        assert told in response.content.decode()
        assert counts(review) == expected
    assert Vote.objects.count() == 0


@pytest.mark.usefixtures("reader")
def test_it_changes_nothing_by_get(client, review):
    client.get(f"{address(review)}?vote=yes")
    assert counts(review) == (0, 0)


def test_it_wants_a_token(review):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    assert client.post(address(review), {"vote": "yes"}).status_code == 403
    html = client.get(address(review)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', html)[1]
    assert client.post(address(review), {"vote": "yes", "csrfmiddlewaretoken": token}).status_code == 302
    assert counts(review) == (1, 0)


@pytest.mark.parametrize("said", ["", "maybe", "Yes", "1"])
@pytest.mark.usefixtures("reader")
def test_it_says_what_is_wrong_with_another_answer(client, review, said):
    response = client.post(address(review), {"vote": said})
    assert response.status_code == 400
    assert "Choose yes or no" in response.content.decode()
    assert counts(review) == (0, 0)


def test_it_takes_no_vote_on_ones_own(client, review):
    client.force_login(review.author)
    html = page(client, address(review))
    assert "nobody votes on what they wrote" in html
    assert "<button" not in html.split('id="main"')[1].split("</main>")[0]
    client.post(address(review), {"vote": "yes"})
    assert counts(review) == (0, 0)


@pytest.mark.usefixtures("reader")
def test_it_is_nowhere_for_what_is_not_published(client, review):
    for unseen in (hidden(review), sent_in(review.ai_model)):
        assert client.get(address(unseen)).status_code == 404
        assert client.post(address(unseen), {"vote": "yes"}).status_code == 404


def test_it_is_kept_by_no_cache(client, review):
    client.force_login(UserFactory())
    for place in (address(review), f"/reviews/votes/?r={review.pk}"):
        response = client.get(place)
        assert "no-store" in response.headers["Cache-Control"]
        assert "private" in response.headers["Cache-Control"]


@pytest.mark.usefixtures("reader")
def test_it_answers_htmx_with_the_form_as_it_is_then(client, review):
    response = client.post(address(review), {"vote": "yes"}, headers={"hx-request": "true"})
    html = response.content.decode()
    assert "<html" not in html
    assert "1 of 1 found this helpful" in html
    assert "Your vote is counted." in html
    assert re.search(r'value="yes" aria-pressed="true"', html)


def test_readers_who_are_not_signed_in_get_no_forms(client, review):
    response = client.get(f"/reviews/votes/?r={review.pk}")
    assert response.status_code == 204
    assert response.content == b""
    assert not response.cookies


def test_signed_in_readers_get_a_form_for_each_with_their_own_vote(client, reader, review, django_assert_num_queries):
    own = published(review.ai_model, author=reader)
    other = published(review.ai_model)
    unseen = hidden(published(review.ai_model))
    client.post(address(other), {"vote": "no"})
    asked = "&".join(f"r={pk}" for pk in (review.pk, own.pk, other.pk, unseen.pk, 999_999, "x", "9" * 30))
    with django_assert_num_queries(5):  # The session and the reader, whether they are banned, their votes, the reviews.
        html = client.get(f"/reviews/votes/?{asked}").content.decode()
    for one in (review, own, other):
        assert f'id="helped-{one.pk}"' in html
    assert f"helped-{unseen.pk}" not in html
    assert html.count("<form") == html.count("csrfmiddlewaretoken") == 2
    assert html.count("You said no.") == 1
    assert "Your own review" in words(html)


def test_public_pages_hold_links_and_no_form(client, reader, review):
    client.get(address(review))
    for place in (review.get_absolute_url(), "/models/openai/gpt-5/reviews/", "/models/openai/gpt-5/"):
        html = page(client, place)
        assert "csrf" not in html
        assert f'href="{address(review)}"' in html
