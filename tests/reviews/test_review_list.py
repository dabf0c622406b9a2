"""/models/<creator>/<slug>/reviews/: all reviews of a model, sorted, filtered, ten at a time."""

from __future__ import annotations

import re
from datetime import date

import pytest

from reviews import voting
from reviews.models import Review
from tests.factories import AIModelFactory, ProviderFactory, UserFactory
from tests.reviews.bulk import many_reviews
from tests.reviews.making import hidden, proven, published
from tests.reviews.test_model_page_reviews import page, words

pytestmark = pytest.mark.django_db

ADDRESS = "/models/openai/gpt-5/reviews/"
ORDERS = ("helpful", "newest", "highest", "lowest")


@pytest.fixture
def model():
    return AIModelFactory(slug="gpt-5", name="GPT-5")


def titles(html: str) -> list[str]:
    return re.findall(r'<h3 id="r\d+" dir="auto"><a[^>]*>([^<]*)</a>', html)


def heading(html: str) -> str:
    return re.findall(r'<h2 id="h-list">([^<]*)', html)[0]


def way(html: str, key: str) -> str | None:
    """The address behind a link, by its id."""
    found = re.search(rf'<a id="{key}"[^>]*?href="([^"]*)"', html)
    return found[1].replace("&amp;", "&") if found else None


def test_it_is_there_without_reviews(client, model):
    html = page(client, ADDRESS)
    assert "No reviews yet" in html
    assert '<meta name="robots" content="noindex">' in html


def test_it_is_not_there_without_the_model(client):
    assert client.get("/models/openai/none/reviews/").status_code == 404


@pytest.fixture
def four(model):
    """a: oldest, 5 stars; b: 1 star, most helpful; c: 3 stars; d: newest, 5 stars."""
    reviews = [published(model, title=title, stars=stars) for title, stars in zip("abcd", (5, 1, 3, 5), strict=True)]
    voting.vote(reviews[1].pk, UserFactory(), is_helpful=True)
    return reviews


@pytest.mark.parametrize(
    ("sort", "order"), [("", "bdca"), ("newest", "dcba"), ("highest", "dacb"), ("lowest", "bcda"), ("nonsense", "bdca")]
)
@pytest.mark.usefixtures("four")
def test_it_sorts(client, sort, order):
    assert titles(page(client, f"{ADDRESS}?sort={sort}")) == list(order)


def test_it_filters_by_each_and_by_all_at_once(client, model):
    north = ProviderFactory(slug="north")
    published(model, title="a", stars=5, use_case="coding", provider=north)
    proven(published(model, title="b", stars=5, use_case="coding"), "use", date(2026, 5, 1))
    proven(published(model, title="c", stars=2, use_case="writing", provider=north), "moderator")
    proven(published(model, title="d", stars=2, use_case="coding"), "account")
    for query, found in (
        ("stars=5", "ab"), ("stars=1", ""), ("use=coding", "abd"), ("through=north", "ac"), ("proof=verified", "bc"),
        ("proof=use", "b"), ("proof=account", "d"), ("proof=email", "a"), ("stars=5&use=coding&through=north", "a"),
        ("stars=2&proof=verified&use=coding", ""),
    ):  # fmt: skip
        html = page(client, f"{ADDRESS}?{query}")
        assert sorted(titles(html)) == list(found), query
        assert heading(html).startswith(f"{len(found)} review"), query
        assert '<meta name="robots" content="noindex">' in html
        assert f'<link rel="canonical" href="http://localhost:8000{ADDRESS}">' in html


def test_it_offers_what_some_review_has_with_its_count(client, model):
    published(model, use_case="coding", provider=ProviderFactory(slug="north"))
    published(model, use_case="coding")
    proven(published(model, use_case="images"), "use", date(2026, 5, 1))
    html = page(client, ADDRESS)
    navs = {name: words(body) for name, body in re.findall(r'aria-label="([^"]*)">(.*?)</nav>', html, re.DOTALL)}
    assert navs["Proof"] == "Proof Any All verified 1 Use verified 1 E-mail confirmed 2"
    assert navs["Used for"] == "Used for Any Writing code 2 Making images 1"
    assert navs["Through"] == "Through Any North 1"
    assert way(html, "use-coding") == f"{ADDRESS}?use=coding"


@pytest.mark.usefixtures("four")
def test_a_bar_leads_to_its_stars_and_back(client):
    html = page(client, ADDRESS)
    chosen = page(client, way(html, "stars-5"))
    assert sorted(titles(chosen)) == ["a", "d"]
    assert re.search(r'<a id="stars-5"[^>]*aria-current="true"', chosen)
    assert way(chosen, "stars-5") == ADDRESS
    assert way(chosen, "show-all") == ADDRESS


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    "query",
    [
        "sort=best", "stars=6", "stars=five", "proof=none", "use=nothing", "through=nobody", "after=0", "after=-1",
        "before=x", "after=99999999999999999999", "after=%00", "use=%3Cscript%3E", "through=%F0%9F%98%80",
        "stars=%D9%A5",
    ],
)  # fmt: skip
def test_it_leaves_out_what_it_does_not_understand_and_says_so(client, query):
    html = page(client, f"{ADDRESS}?{query}")
    assert len(titles(html)) == 4
    assert "that part of the address was left out" in html
    assert "<script>" not in html
    assert way(html, "sort-newest") == f"{ADDRESS}?sort=newest"


def pages(client, address: str | None, key: str) -> list[list[str]]:
    """The titles of every page from this one on, by the links."""
    found = []
    while address:
        html = page(client, address)
        found.append(titles(html))
        address = way(html, key)
        assert len(found) < 20
    return found


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("narrowed", ["", "&stars=3"])
def test_it_pages_through_all_of_them_once_and_back_again(client, model, sort, narrowed):
    many_reviews(model, 133)
    columns = {"helpful": ["-helpfulness"], "newest": [], "highest": ["-stars"], "lowest": ["stars"]}[sort]
    wanted = Review.objects.filter(**({"stars": 3} if narrowed else {})).order_by(*columns, "-written_at", "-pk")
    expected = list(wanted.values_list("shown__title", flat=True))
    forwards = pages(client, f"{ADDRESS}?sort={sort}{narrowed}", "page-next")
    assert [title for part in forwards for title in part] == expected
    assert {len(part) for part in forwards[:-1]} == {10}
    last = Review.objects.get(shown__title=expected[-1])
    backwards = pages(client, f"{ADDRESS}?sort={sort}{narrowed}&before={last.pk}", "page-previous")
    assert backwards[0] == expected[-11:-1]
    assert backwards[-1] == expected[:10]


def test_it_goes_on_from_a_review_that_was_hidden_meanwhile(client, model):
    reviews = [published(model, 3, title=f"{place:02}") for place in range(12)]
    html = page(client, f"{ADDRESS}?sort=newest")
    following = way(html, "page-next")
    hidden(reviews[2])
    assert titles(page(client, following)) == ["01", "00"]


def test_it_takes_no_review_of_another_model_to_go_on_from(client, model):
    other = published(AIModelFactory(slug="gpt-4"))
    published(model, title="mine")
    html = page(client, f"{ADDRESS}?after={other.pk}")
    assert titles(html) == ["mine"]
    assert "left out" in html


@pytest.mark.usefixtures("four")
def test_it_answers_htmx_with_the_part_alone_and_the_address_of_the_page(client):
    response = client.get(f"{ADDRESS}?stars=5&_part=results")
    assert response.headers["HX-Push-Url"] == f"{ADDRESS}?stars=5"
    html = response.content.decode()
    assert "<html" not in html
    assert sorted(titles(html)) == ["a", "d"]


@pytest.mark.usefixtures("four")
def test_it_says_that_nothing_matches(client):
    html = page(client, f"{ADDRESS}?stars=4&use=video")
    assert "No review matches all of this" in html
    assert way(html, "show-all") == ADDRESS


@pytest.mark.usefixtures("four")
def test_it_is_found_by_search_engines_as_it_is_and_not_as_sorted(client):
    assert "noindex" not in page(client, ADDRESS)
    assert "noindex" in page(client, f"{ADDRESS}?sort=newest")
