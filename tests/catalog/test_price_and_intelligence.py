"""/rankings/<class>/price-and-intelligence/: who is cheap for what it can do, at any blend."""

import re
from itertools import permutations

import pytest
from django.core.cache import cache

from catalog.models import AIModel, Metric
from tests.catalog.rankings import file_of, measure, page_of, table, words
from tests.factories import AIModelFactory
from tests.public_pages import priced

pytestmark = pytest.mark.django_db

FILE = "/rankings/text/price-and-intelligence"
ADDRESS = f"{FILE}/"
MADE = {
    "cheap": ("1", "1", "20"),
    "reader": ("0.5", "20", "40"),
    "writer": ("9", "3", "45"),
    "beaten": ("9", "9", "30"),
}
"""Prices in and out for 1M tokens, and the score."""


@pytest.fixture(autouse=True)
def _models() -> None:
    for slug, (price_in, price_out, score) in MADE.items():
        model = priced(slug, price_out)
        AIModel.objects.filter(pk=model.pk).update(input_price=f"{float(price_in) / 1e6:.12f}")
        measure(model, "intelligence-index", score, configuration="high")


def front(html: str) -> list[str]:
    """The unbeaten, as the sentence below the picture names them."""
    return re.findall(r"<a href=[^>]*>([^<]*)</a>", html.partition("<p>No other is as good")[2].partition("</p>")[0])


def test_it_names_those_whom_nobody_beats_and_has_the_same_figures_as_a_table(client):
    html = page_of(client, ADDRESS)
    assert front(html) == ["Cheap", "Reader", "Writer"]
    assert table(html) == [
        "Writer OpenAI high yes $7.50 45.0",
        "Reader OpenAI high yes $5.375 40.0",
        "Beaten OpenAI high $9.00 30.0",
        "Cheap OpenAI high yes $1.00 20.0",
    ]
    page = words(html)
    assert "No other is as good for less, or better for no more, than these 3, the cheapest first:" in page
    assert "4 text models with a published price and a measured intelligence index; none left out." in page
    assert "3 parts input to 1 part output, per 1M tokens" in page
    assert "Writer, $7.50, 45.0" in html
    assert "Measured by Artificial Analysis" in page


def test_it_blends_as_asked_in_the_address_and_keeps_it_in_the_form(client):
    html = page_of(client, f"{ADDRESS}?blend=0:1")
    assert front(html) == ["Cheap", "Writer"]
    assert "Reader OpenAI high $20.00 40.0" in table(html)
    assert 'name="blend" value="0:1"' in html
    html = page_of(client, f"{ADDRESS}?blend=1%3A0")
    assert front(html) == ["Reader", "Writer"]


@pytest.mark.parametrize("blend", ["hello", "3", "0:0", "-1:1", "1.5:1", "9999:1", "%00", "3:1:1", "%D9%A3:%D9%A1"])
def test_it_says_what_is_wrong_with_a_blend_and_shows_the_usual_one(client, blend):
    html = page_of(client, f"{ADDRESS}?blend={blend}")
    assert ('id="blend-complaint"' in html) == (blend != "%00")
    assert front(html) == ["Cheap", "Reader", "Writer"]
    assert 'aria-current="true">3:1</a>' in html


STATES = {"Given": "free", "Silent": "unpublished", "Varying": "varies"}


@pytest.mark.parametrize("first_to_last", list(permutations(STATES)), ids=", ".join)
def test_it_says_who_is_left_out_and_why_in_one_order_whatever_that_of_the_rows(client, first_to_last):
    AIModelFactory(name="Unmeasured", price_state="published", input_price=1, output_price=1)
    for name in first_to_last:
        measure(AIModelFactory(name=name, price_state=STATES[name]), "intelligence-index", "99")
    html = page_of(client, ADDRESS)
    page = words(html)
    assert "1 not measured, 1 not published, 1 free of charge and 1 of varying price left out" in page
    apart = words(html.partition('id="left-out"')[2])
    assert "1 not measured Unmeasured" in apart
    assert "1 free of charge Given" in apart
    assert "Given" not in front(html)


def test_it_leaves_out_what_costs_nothing_at_the_blend(client):
    model = AIModelFactory(name="Odd", price_state="published", input_price=0, output_price="0.000001")
    measure(model, "intelligence-index", "50")
    assert "Odd" in front(page_of(client, ADDRESS))
    html = page_of(client, f"{ADDRESS}?blend=1:0")
    assert "1 at no price for this blend Odd" in words(html)
    assert "Odd" not in front(html)


def test_it_points_out_the_model_of_the_address(client):
    html = page_of(client, f"{ADDRESS}?m=openai/beaten&blend=1:1")
    assert 'class="dot-own"' in html
    assert '<tr role="row" class="this">' in html
    assert '<input type="hidden" name="m" value="openai/beaten">' in html
    assert f'href="{ADDRESS}?m=openai/beaten"' in html


@pytest.mark.parametrize("own", ["openai/none", "nonsense", "%3Cscript%3E"])
def test_it_says_so_when_that_model_is_not_in_the_picture(client, own):
    html = page_of(client, f"{ADDRESS}?m={own}")
    assert "is not in the picture: no text model of this name" in words(html)
    assert "<script>" not in html.partition("<main")[2]
    assert 'class="dot-own"' not in html


def test_it_answers_htmx_with_the_part_and_its_plain_address(client):
    response = client.get(f"{ADDRESS}?blend=1:1&m=openai/cheap&_part=results")
    html = response.content.decode()
    assert "<html" not in html
    assert front(html)
    assert response["HX-Push-Url"] == f"{ADDRESS}?blend=1:1&m=openai/cheap"


def test_it_pages_the_table_and_draws_everybody(client):
    for number in range(110):
        measure(priced(f"more-{number}", f"{number + 10}"), "intelligence-index", f"{number % 19}")
    first, second = page_of(client, ADDRESS), page_of(client, f"{ADDRESS}?page=2")
    assert (len(table(first)), len(table(second))) == (100, 14)
    assert first.count("<circle") == second.count("<circle") > 110


def test_a_class_without_intelligence_has_no_such_page(client):
    priced("gpt-image", "2", image_model=True)
    response = client.get("/rankings/image/price-and-intelligence/")
    assert response.status_code == 404
    assert "No such ranking" in response.content.decode()


def test_it_is_a_file_and_a_picture_at_the_same_blend_where_it_may_be_passed_on(client):
    assert ".csv" not in page_of(client, ADDRESS)
    Metric.objects.filter(slug="intelligence-index").update(redistributable=True)
    cache.clear()
    html = page_of(client, f"{ADDRESS}?blend=0:1&m=openai/beaten")
    query = "?blend=0:1&m=openai/beaten"
    assert f'href="{FILE}.csv{query.replace("&", "&amp;")}"' in html
    rows = file_of(client, f"{FILE}.csv{query}")
    assert [f"{row['model']} {row['price']} {row['score']} {row['on_the_line']}" for row in rows] == [
        "Writer 3.00 45.0 yes", "Reader 20.00 40.0 no", "Beaten 9.00 30.0 no", "Cheap 1.00 20.0 yes",
    ]  # fmt: skip
    assert {row["blend"] for row in rows} == {"0:1"}
    assert rows[0]["source"] == "Artificial Analysis"
    picture = client.get(f"{FILE}.svg{query}").content.decode()
    assert "than these 2, the cheapest first: Cheap and Writer." in picture
    assert "0 parts input to 1 part output" in picture
    assert "#stripe" in picture


def test_the_file_says_so_where_it_may_not_be_passed_on(client):
    text = client.get(f"{FILE}.csv").content.decode()
    assert "The terms of Artificial Analysis do not let us pass on the intelligence index." in text
    assert f"http://localhost:8000{ADDRESS}" in text
    assert "Writer" not in text
    assert client.get("/rankings/image/price-and-intelligence.csv").status_code == 404
