"""JSON-LD: the same reviews and the same rating as on the page, and nothing that a reviewer could break out of."""

from __future__ import annotations

import json
import re

import pytest

from tests.factories import AIModelFactory, UserFactory
from tests.reviews.making import edited, hidden, published, sent_in
from tests.reviews.test_model_page_reviews import page, part, words

pytestmark = pytest.mark.django_db

ADDRESS = "/models/openai/gpt-5/"


@pytest.fixture
def model():
    return AIModelFactory(slug="gpt-5", name="GPT-5")


def blocks(html: str) -> list[dict]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return [json.loads(block) for block in found]


def test_it_tells_the_rating_that_is_shown(client, model):
    for stars in (5, 5, 4, 2, 2):
        published(model, stars=stars)
    html = page(client, ADDRESS)
    (data,) = blocks(html)
    rating = data["aggregateRating"]
    assert f"{rating['ratingValue']} from {rating['reviewCount']} reviews" in words(part(html))
    assert rating == {
        "@type": "AggregateRating", "ratingValue": "3.54", "reviewCount": 5, "bestRating": "5", "worstRating": "1",
    }  # fmt: skip
    assert data["name"] == "GPT-5"
    assert len(data["review"]) == 5


def test_it_tells_no_rating_before_five(client, model):
    for _ in range(4):
        published(model)
    for address in (ADDRESS, f"{ADDRESS}reviews/"):
        (data,) = blocks(page(client, address))
        assert "aggregateRating" not in data
        assert len(data["review"]) == 4


def test_it_tells_only_what_is_published(client, model):
    sent_in(model, title="Waiting")
    hidden(published(model, title="Hidden"))
    assert blocks(page(client, ADDRESS)) == []
    published(model, title="Shown")
    (data,) = blocks(page(client, ADDRESS))
    assert [review["name"] for review in data["review"]] == ["Shown"]


def test_it_tells_one_review_in_full(client, model, settings):
    settings.SITE_URL = "https://almanac.example"
    review = published(
        model, author=UserFactory(public_name="t. okafor"), stars=2, text="Plain & *simple* words at length. " * 30
    )
    edited(review, stars=3, text="Plain & *simple* words at length. " * 30)
    (data,) = blocks(page(client, review.get_absolute_url()))
    assert data["@type"] == "Review"
    assert data["reviewBody"] == ("Plain & simple words at length. " * 30).strip()
    assert data["author"] == {"@type": "Person", "name": "t. okafor"}
    assert data["reviewRating"]["ratingValue"] == "3"
    assert data["url"] == f"https://almanac.example{review.get_absolute_url()}"
    assert data["itemReviewed"]["url"] == f"https://almanac.example{ADDRESS}"
    assert data["datePublished"] <= data["dateModified"]


@pytest.mark.parametrize(
    "evil",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "\u2028\u2029",
        '"},{"@type":"AggregateRating"',
        "]]>",
        "\\",
    ],
)
def test_it_holds_hostile_words(client, model, evil):
    name = AIModelFactory(slug="evil", name=f"Model {evil}"[:120])
    review = published(
        name, author=UserFactory(public_name=evil[:80]), title=f"Title {evil}", text=f"{evil} and more of it {evil}" * 3
    )
    for address in ("/models/openai/evil/", review.get_absolute_url()):
        html = page(client, address)
        (data,) = blocks(html)
        written = re.search(r'ld\+json">(.*?)</script>', html, re.DOTALL)[1]
        assert not re.search("[<>&\u2028\u2029]", written)
        told = data["review"][0] if "review" in data else data
        assert told["name"] == f"Title {evil}"
        assert told["author"]["name"] == evil[:80]
