"""Reviews on a model's own page: what all of them say together, the ten most helpful, and where the figures stand."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews import voting
from tests.factories import AIModelFactory, ProviderFactory, UserFactory
from tests.reviews.bulk import many_reviews
from tests.reviews.making import edited, hidden, proven, published, sent_in

pytestmark = pytest.mark.django_db

ADDRESS = "/models/openai/gpt-5/"


@pytest.fixture
def model():
    return AIModelFactory(slug="gpt-5", name="GPT-5")


def words(html: str) -> str:
    return re.sub(r" ([.,;:])", r"\1", " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()))


def page(client, address: str = ADDRESS) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def part(html: str, name: str = "reviews") -> str:
    return re.findall(rf'<section class="part" id="{name}".*?</section>', html, re.DOTALL)[0]


def articles(html: str) -> list[str]:
    return [words(one) for one in re.findall(r'<article class="review".*?</article>', html, re.DOTALL)]


def test_it_says_that_there_are_none(client, model):
    html = page(client)
    assert "No reviews yet" in words(part(html))
    assert "not a model with a bad one" in part(html)
    assert "stars" not in words(part(html))
    assert 'href="/models/openai/gpt-5/reviews/new/"' in part(html)
    assert "ld+json" not in html


def test_it_shows_no_figure_before_five(client, model):
    for stars in (5, 4, 1):
        published(model, stars=stars)
    html = page(client)
    assert '<a href="#reviews">3 reviews, no figure before five</a>' in html
    shown = words(part(html))
    assert "3 reviews no figure before five" in shown
    assert "A rating is shown from five published reviews on" in shown
    assert 'class="big"' not in html
    assert len(articles(html)) == 3
    assert html.count('aria-label="5 stars of 5"') == 1


def test_it_shows_the_rating_with_its_count_spread_and_share_of_verified_ones(client, model):
    reviews = [published(model, stars=stars) for stars in (5, 5, 4, 4, 2)]
    proven(reviews[0], "use", date(2026, 5, 1))
    model.refresh_from_db()
    html = page(client)
    # (7 x 3.5 + 20) / 12, all of today.
    assert '<a href="#reviews">3.71 from 5 reviews</a>' in html
    shown = words(part(html))
    assert "3.71 from 5 reviews" in shown
    assert "Spread 1.10 stars" in shown
    assert "1 of 5 by verified users (20%)" in shown
    assert "How we rate" in shown
    assert 'href="/about/reviews/#rating"' in html


def test_it_counts_the_stars_in_a_table_whose_rows_lead_to_them(client, model):
    for stars in (5, 5, 4):
        published(model, stars=stars)
    table = re.search(r'<table class="dist".*?</table>', page(client), re.DOTALL)[0]
    rows = [words(row) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)]
    assert rows == ["Stars Reviews", "5 stars 2", "4 stars 1", "3 stars 0", "2 stars 0", "1 star 0"]
    assert re.findall(r'href="([^"]*)"', table) == [f"{ADDRESS}reviews/?stars={stars}" for stars in (5, 4)]


def test_it_averages_the_marks_that_were_given(client, model):
    published(model, quality=5, speed=2)
    published(model, quality=4)
    shown = words(part(page(client)))
    assert "Quality 4.5 of 5, 2 marks" in shown
    assert "Speed 2.0 of 5, 1 mark" in shown
    assert "Reliability no marks" in shown


def test_it_names_pros_and_cons_that_two_reviewers_name(client, model):
    published(model, pros=["Fast", "Cheap"], cons=["Slow at night."])
    published(model, pros=["fast!"], cons=["slow  at night", "Forgets"])
    opinion = part(page(client)).split("<article")[0]
    assert re.findall(r'<span dir="auto">([^<]*)</span><span class="c">(\d+)', opinion) == [
        ("fast", "2"),
        ("slow at night", "2"),
    ]


def test_it_tells_what_verified_users_use_it_for_and_takes_it_as_evidence_from_three_on(client, model):
    reviews = [published(model, use_case="coding") for _ in range(4)]
    for review in reviews[:2]:
        proven(review, "use", date(2026, 5, 1))
    html = page(client)
    assert "What verified users use it for Writing code 2" in words(part(html))
    assert "verified users" not in words(part(html, "best-for"))
    proven(reviews[2], "moderator")
    assert "Used by 3 verified users for writing code" in words(part(page(client), "best-for"))


def test_it_tells_all_of_a_review_and_leads_to_the_whole(client, model):
    review = published(
        model, author=UserFactory(public_name="t. okafor"), title="Cheap enough", stars=2,
        text="Word after word. " * 40,
        quality=4, pros=["Fast"], cons=["Dear"], used_since=date(2026, 3, 1), extent="much", use_case="writing",
        provider=ProviderFactory(slug="north"), is_paid=True, employer="creator", got_credits=True,
    )  # fmt: skip
    proven(review, "use", date(2026, 5, 1))
    html = page(client)
    (shown,) = articles(html)
    for told in (
        "Cheap enough", "t. okafor", "Use verified, May 2026", "Word after word.", "… Read all of it", "Pro: Fast",
        "Con: Dear", "Quality 4/5", "Used for: Writing and editing", "Since Mar 2026",
        "Much use: 10,000 to a million calls", "Through North",
        "Disclosed: Was paid for this review; Works for the creator; Got credits or free use.",
    ):  # fmt: skip
        assert told in shown
    assert 'aria-label="2 stars of 5"' in html
    for place in ("", "vote/", "report/"):
        assert f'href="/reviews/{review.pk}/{place}"' in html
    assert max(map(len, re.findall(r"(?:Word after word\. ?)+", html))) <= 401


def test_it_names_proofs_exactly_and_the_mail_only_where_nothing_more_is_proven(client, model):
    published(model)
    proven(published(model), "use_free", date(2026, 4, 1))
    badges = sorted(re.findall(r'<span class="badge[^"]*">([^<]*)</span>', page(client)))
    assert badges == ["E-mail confirmed", "Use verified (free), Apr 2026"]


def test_it_names_nobody_by_their_address(client, model):
    published(model, author=UserFactory(email="secret@example.org", public_name=""))
    gone = published(model, author=UserFactory(email="gone@example.org", public_name="gone"))
    gone.author.delete()
    html = page(client)
    assert "@example.org" not in html
    assert "anonymous reviewer" in html
    assert "a former reviewer" in html


def test_it_says_when_a_review_was_edited(client, model):
    review = published(model, title="Before")
    assert "edited on" not in page(client)
    edited(review, title="Afterwards")
    assert "edited on" in page(client)


def test_it_shows_the_ten_most_helpful_and_leads_to_the_others(client, model):
    reviews = [published(model, 3, title=f"Number {place}") for place in range(12)]
    voting.vote(reviews[0].pk, UserFactory(), is_helpful=True)
    html = page(client)
    assert len(articles(html)) == 10
    assert articles(html)[0].startswith("Number 0")
    assert "1 of 1 found this helpful" in articles(html)[0]
    assert "All 12 reviews" in words(part(html))


def test_it_shows_only_what_is_published(client, model):
    sent_in(model, title="Waiting words")
    hidden(published(model, title="Hidden words"))
    review = published(model, title="Published words")
    sent_in(model, author=review.author, title="Words for an edit")
    html = page(client)
    assert [one for one in ("Waiting", "Hidden", "Words for an edit") if one in html] == []
    assert "Published words" in html
    assert "1 review, no figure before five" in html


def test_it_drops_a_hidden_review_at_once_with_the_cache_on(client, model):
    review = published(model, title="Soon hidden")
    address = review.get_absolute_url()
    for place in (ADDRESS, f"{ADDRESS}reviews/", address):
        assert "Soon hidden" in page(client, place)
    hidden(review)
    assert "Soon hidden" not in page(client)
    assert "Soon hidden" not in page(client, f"{ADDRESS}reviews/")
    assert client.get(address).status_code == 404


def test_lists_show_the_rating_with_its_count(client, model):
    for _ in range(4):
        published(model, stars=3)
    assert "no rating" in page(client, "/models/")
    published(model, stars=3)
    cache.clear()
    assert "3.29 (5)" in words(page(client, "/models/"))
    assert "3.29 (5)" in words(page(client, "/creators/openai/"))


def test_it_asks_as_often_with_ten_reviews_as_with_two_thousand(client, model):
    other = AIModelFactory(slug="gpt-4")
    many_reviews(model, 10)
    many_reviews(other, 2_000)
    for below in ("", "reviews/", "reviews/?stars=5&use=coding&sort=lowest"):
        assert queries_of(client, f"{ADDRESS}{below}") == queries_of(client, f"/models/openai/gpt-4/{below}"), below


def test_it_asks_no_more_of_a_model_without_reviews_than_before_there_were_any(client, model):
    none = queries_of(client, ADDRESS)
    many_reviews(model, 10)
    assert queries_of(client, ADDRESS) == none + 5


def queries_of(client, address: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_it_holds_the_words_of_reviewers_harmless(client, model):
    evil = '</script><script>alert("x")</script>"\'><img src=x onerror=alert(1)>'
    review = published(
        model, author=UserFactory(public_name=evil[:80]), title=evil, pros=[evil], cons=[evil],
        text=f"{evil} [click](javascript:alert(1)) {evil} and so on until there is enough of it",
    )  # fmt: skip
    published(model, title="Another", pros=[evil])
    for address in (ADDRESS, f"{ADDRESS}reviews/", review.get_absolute_url()):
        html = page(client, address)
        assert "<script>" not in html
        assert "<img" not in html
        assert not re.search(r'href="\s*javascript', html)


def test_it_takes_a_pro_that_grows_when_it_is_written_small(client, model):
    """The small form of this letter is two."""
    published(model, pros=["\u0130" * 80, "..."])
    assert "\u0130" * 80 in page(client)


def test_the_comparison_shows_ratings_and_marks_the_better_one(client, model):
    other = AIModelFactory(slug="gpt-4", name="GPT-4")
    for _ in range(5):
        published(model, stars=4)
        published(other, stars=1)
    html = page(client, "/compare/?m=openai/gpt-5&m=openai/gpt-4")
    row = re.search(r'<tr role="row"><th role="rowheader" scope="row">Rating.*?</tr>', html, re.DOTALL)[0]
    cells = re.findall(r"<td.*?</td>", row, re.DOTALL)
    assert 'class="better"' in cells[0]
    assert "3.71 5 reviews" in words(cells[0])
    assert "2.46 5 reviews" in words(cells[1])


def test_the_list_sorts_by_rating_with_the_unrated_last(client, model):
    AIModelFactory(slug="aaa", name="Aaa")
    good = AIModelFactory(slug="zzz", name="Zzz")
    for _ in range(5):
        published(model, stars=1)
        published(good, stars=5)
    for sort, order in (("rating", ["Zzz", "GPT-5", "Aaa"]), ("-rating", ["GPT-5", "Zzz", "Aaa"])):
        html = page(client, f"/models/?sort={sort}")
        assert re.findall(r'class="name lead"><a href="[^"]*">([^<]*)<', html) == order
