"""/reviews/<id>/: one review in full, and what it said before."""

from __future__ import annotations

import re

import pytest

from reviews import moderation, voting
from reviews.models import Review
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.desk import moderator
from tests.reviews.making import edited, hidden, published, sent_in
from tests.reviews.test_model_page_reviews import page, words

pytestmark = pytest.mark.django_db

LONG = "A word that is read to the very end. " * 30


@pytest.fixture
def model():
    return AIModelFactory(slug="gpt-5", name="GPT-5")


def test_it_shows_the_whole_text_as_it_was_set(client, model):
    review = published(
        model, title="Whole", text=f"{LONG}\n\n- **one**\n- two\n\nThe end, [see](https://example.org/)."
    )
    html = page(client, review.get_absolute_url())
    assert "<li><strong>one</strong></li>" in html
    assert "The end, " in html
    assert 'rel="nofollow ugc noopener noreferrer"' in html
    assert "<h1" in html
    assert "GPT-5" in html


@pytest.mark.parametrize("state", ["waiting", "returned", "refused", "hidden"])
def test_it_is_nowhere_unless_published_not_even_for_its_author(client, model, state):
    author = UserFactory()
    if state == "hidden":
        review = hidden(published(model, author=author))
    else:
        review = sent_in(model, author=author)
        if state == "refused":
            moderation.refuse(review.newest, moderator(), reason="abuse")
        if state == "returned":
            moderation.ask_for_changes(review.newest, moderator(), "Say more.")
    assert Review.objects.get(pk=review.pk).state == state
    for reader in (None, author, moderator()):
        if reader:
            client.force_login(reader)
        assert client.get(review.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("number", ["0", "1", "99999999999999999999999999"])
def test_it_is_nowhere_under_a_number_that_nobody_has(client, number):
    assert client.get(f"/reviews/{number}/").status_code == 404


def test_it_goes_and_comes_back_at_once_with_the_cache_on(client, model):
    review = published(model, title="Now and then")
    assert "Now and then" in page(client, review.get_absolute_url())
    hidden(review)
    assert client.get(review.get_absolute_url()).status_code == 404
    moderation.restore(review.pk, moderator())
    assert "Now and then" in page(client, review.get_absolute_url())


def test_it_shows_new_words_names_and_votes_at_once_with_the_cache_on(client, model):
    review = published(model, author=UserFactory(public_name="former name"), title="Old words")
    assert "former name" in page(client, review.get_absolute_url())
    edited(review, title="New words")
    assert "New words" in page(client, review.get_absolute_url())
    voting.vote(review.pk, UserFactory(), is_helpful=True)
    assert "1 of 1 found this helpful" in page(client, review.get_absolute_url())
    review.author.public_name = "later name"
    review.author.save()
    html = page(client, review.get_absolute_url())
    assert "former name" not in html
    assert "later name" in html


def test_it_keeps_the_words_before_with_what_changed_and_when(client, model):
    review = published(model, title="First title", stars=5, text=f"First words. {LONG}", quality=5)
    edited(review, title="Second title", stars=3, text=f"Second words. {LONG}", quality=4)
    edited(review, title="Second title", stars=3, text=f"Third words. {LONG}", quality=4, is_paid=True)
    html = page(client, review.get_absolute_url())
    edits = re.search(r'id="revisions".*?</section>', html, re.DOTALL)[0]
    latest, first = re.findall(r"<strong>([^<]*)</strong>\s*<details", edits)
    assert latest == "the text; payment"
    assert (
        words(first) == "stars from 5 to 3; title from “First title” to “Second title”; quality from 5 to 4; the text"
    )
    assert "Second words." in edits
    assert "First words." in edits
    assert edits.count("<time") == 2


def test_it_shows_no_words_that_were_never_approved(client, model):
    review = published(model, title="Approved")
    sent_in(model, author=review.author, title="Refused words")
    moderation.refuse(review.newest, moderator(), reason="abuse")
    sent_in(model, author=review.author, title="Replaced words")
    sent_in(model, author=review.author, title="Waiting words")
    html = page(client, review.get_absolute_url())
    assert [one for one in ("Refused", "Replaced", "Waiting") if f"{one} words" in html] == []
    assert 'id="revisions"' not in html
    assert "edited on" not in html


def test_it_asks_as_often_with_twenty_edits_as_with_two(client, model, django_assert_num_queries):
    review = published(model)
    for place in range(20):
        edited(review, title=f"Title {place}")
    html = page(client, review.get_absolute_url())
    assert html.count("What it said before") == 10
    # The review, its proofs, its revisions; and the frame of every page.
    with django_assert_num_queries(3 + 2):
        client.get(f"{review.get_absolute_url()}?again")
