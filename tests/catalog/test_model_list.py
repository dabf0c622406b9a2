"""/models/: searching, filtering, sorting, paging, and what odd addresses do to it."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import AIModelFactory, CreatorFactory
from tests.public_pages import names, priced

pytestmark = pytest.mark.django_db


def row(response, name: str) -> str:
    """A model's row as a reader sees it, without hidden zeros and without the line for narrow screens."""
    rows = response.content.decode().partition("<tbody")[2].split("</tr>")
    found = next(part for part in rows if f">{name}</a>" in part)
    found = re.sub(r'<span class="(pad|hide)".*?</span>|<span class="sub">.*?</th>', " ", found, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found).split())


def facet(response, value: str) -> int:
    """How many models a filter's box says that it stands for."""
    box = re.search(rf'value="{value}"[^>]*>[^<]*<span class="c">(\d+)', response.content.decode())
    assert box is not None
    return int(box[1])


def test_it_shows_what_a_model_costs_holds_and_was_measured_at(client):
    priced("gpt-5-image-mini", "2", image_model=True, context_window=400_000, listed_on=date(2025, 10, 16),
           input_price=Decimal("0.0000025"), intelligence_index=Decimal("32.6"), output_speed=Decimal(212))  # fmt: skip
    shown = row(client.get("/models/"), "GPT 5 Image Mini")
    assert shown.endswith("OpenAI Image 400K $2.50 $2.00 32.6 212 no rating 16 Oct 2025")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("unpublished", "not published"),
        ("varies", "varies"),
        ("free", "free"),
        ("no_plain", "no plain variant"),
    ],
)
def test_it_says_why_there_is_no_price_instead_of_showing_0(client, state, words):
    AIModelFactory(name="Odd", price_state=state, context_window=None)
    shown = row(client.get("/models/"), "Odd")
    assert shown.endswith(f"not published {words} {words} not measured not measured no rating 15 Jan 2026")
    assert "$" not in shown


def test_it_aligns_prices_of_mixed_precision_with_hidden_zeros(client):
    priced("fine", "0.039")
    priced("coarse", "2")
    assert '$2.00<span class="pad" aria-hidden="true">0</span>' in client.get("/models/").content.decode()


@pytest.mark.parametrize(
    ("lifecycle", "word"), [("announced", "Announced"), ("deprecated", "Deprecated"), ("retired", "Retired")]
)
def test_it_marks_models_that_are_not_active(client, lifecycle, word):
    AIModelFactory(name="Odd", lifecycle=lifecycle)
    assert word in row(client.get("/models/"), "Odd")


@pytest.mark.parametrize(
    "words", ["image", "IMAGE gpt", "openai mini", "openai/gpt-5-image-mini", "5-image-mini", "  gpt   mini "]
)
def test_it_finds_every_word_in_name_creator_or_id(client, words):
    priced("gpt-5-image-mini", "2")
    AIModelFactory(creator__slug="google", name="Gemma", slug="gemma")
    assert names(client.get("/models/", {"q": words})) == ["GPT 5 Image Mini"]


def test_it_takes_wildcards_as_they_are_written(client):
    AIModelFactory(name="Plain")
    AIModelFactory(name="100% pure_one")
    assert names(client.get("/models/", {"q": "%"})) == ["100% pure_one"]
    assert names(client.get("/models/", {"q": "_"})) == ["100% pure_one"]


def test_it_says_what_to_do_when_nothing_matches(client):
    AIModelFactory()
    page = client.get("/models/", {"q": "nobody"}).content.decode()
    assert "Nothing matches all of this" in page
    assert '<a href="/models/">Show all models</a>' in page


def test_it_says_how_it_fills_when_it_is_empty(client):
    assert "No model has been read yet" in client.get("/models/").content.decode()


def test_it_filters_by_several_classes_and_creators(client):
    google = CreatorFactory(slug="google")
    AIModelFactory(name="GPT Image", image_model=True)
    AIModelFactory(name="GPT")
    AIModelFactory(name="Gemini", creator=google)
    AIModelFactory(name="Lyria", creator=google, output_modalities=["speech"])
    assert names(client.get("/models/?class=text&class=speech")) == ["Gemini", "GPT", "Lyria"]
    assert names(client.get("/models/?class=text&class=image&creator=openai")) == ["GPT", "GPT Image"]
    assert names(client.get("/models/?creator=openai&creator=google&class=speech&q=ly")) == ["Lyria"]


def test_it_counts_in_each_box_what_ticking_it_would_show(client):
    google = CreatorFactory(slug="google")
    AIModelFactory(name="GPT Image", image_model=True)
    AIModelFactory.create_batch(2)
    AIModelFactory.create_batch(3, creator=google)
    filtered = client.get("/models/?class=text&creator=google")
    assert (facet(filtered, "text"), facet(filtered, "openai"), facet(filtered, "google")) == (3, 2, 3)
    assert facet(client.get("/models/?creator=openai"), "image") == 1
    assert facet(client.get("/models/?class=text"), "image") == 1
    assert facet(client.get("/models/?q=gpt"), "openai") == 1


def test_it_keeps_the_reader_s_choice_in_the_form(client):
    AIModelFactory(name="GPT")
    page = client.get("/models/?q=gpt&class=text&sort=-price").content.decode()
    assert 'id="class-text" checked' in page
    assert '<input type="hidden" name="q" value="gpt">' in page
    assert '<input type="hidden" name="sort" value="-price">' in page


ORDERED = {
    "name": ["alpha", "Beta", "Gamma", "Unpriced"],
    "-name": ["Unpriced", "Gamma", "Beta", "alpha"],
    "price": ["Beta", "alpha", "Gamma", "Unpriced"],
    "-price": ["Gamma", "alpha", "Beta", "Unpriced"],
    "input": ["Gamma", "alpha", "Beta", "Unpriced"],
    "-input": ["Beta", "alpha", "Gamma", "Unpriced"],
    "context": ["Gamma", "Beta", "alpha", "Unpriced"],
    "-context": ["alpha", "Beta", "Gamma", "Unpriced"],
    "newest": ["alpha", "Gamma", "Beta", "Unpriced"],
    "-newest": ["Beta", "Gamma", "alpha", "Unpriced"],
}


@pytest.mark.parametrize("sort", ORDERED)
def test_it_sorts_with_what_is_unknown_last_in_both_directions(client, sort):
    priced("a", "2", name="alpha", context_window=1000, listed_on=date(2026, 3, 1))
    priced("b", "1", name="Beta", input_price=Decimal("0.000009"), context_window=2000, listed_on=date(2026, 1, 1))
    priced("c", "3", name="Gamma", input_price=Decimal("0.000001"), context_window=3000, listed_on=date(2026, 2, 1))
    AIModelFactory(name="Unpriced", price_state="unpublished", context_window=None, listed_on=None)
    assert names(client.get("/models/", {"sort": sort})) == ORDERED[sort]


def test_it_turns_the_current_order_round_and_names_it(client):
    priced("a", "2")
    page = client.get("/models/?sort=price").content.decode()
    assert 'aria-sort="ascending"><a id="head-price" href="/models/?sort=-price"' in page
    assert '<a id="head-name" href="/models/"' in page


def test_it_pages_by_fifty(client):
    for number in range(60):
        AIModelFactory(name=f"Model {number:02}")
    first, second = client.get("/models/?class=text"), client.get("/models/?class=text&page=2")
    assert "1\N{EN DASH}50 of 60" in first.content.decode()
    assert names(first)[-1] == "Model 49"
    assert "51\N{EN DASH}60 of 60" in second.content.decode()
    assert names(second)[0] == "Model 50"
    assert 'rel="next" href="/models/?class=text&amp;page=2"' in first.content.decode()
    assert 'rel="prev" href="/models/?class=text"' in second.content.decode()


@pytest.mark.parametrize(
    "query",
    ["page=abc", "page=-1", "page=" + "9" * 5000, "page=٣", "page=", "sort=x", "sort=--price", "sort=%00",
     "q=" + "a+" * 5000, "q=%00gpt%00", "q=%ED%A0%80", "q=%FF", "class=%00", "creator=%00", "class=none",
     "creator=" + "x" * 5000, "creator=a&" * 500, "_part=", "_part=x", "q=%27%22%3E%3Cscript%3E"],
)  # fmt: skip
def test_it_has_an_answer_to_every_address(client, query):
    AIModelFactory(name="GPT")
    response = client.get(f"/models/?{query}")
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()
    assert len(response.content) < 60_000


def test_it_leaves_out_a_filter_that_does_not_exist_and_says_so(client):
    AIModelFactory(name="GPT")
    response = client.get("/models/?class=poetry&creator=openai")
    assert names(response) == ["GPT"]
    assert "Nothing here is called poetry" in response.content.decode()


def test_it_names_one_address_for_every_way_to_ask_the_same(client):
    AIModelFactory(name="GPT")
    page = client.get("/models/?page=7&sort=name&q=++GPT+&utm_source=x&class=poetry").content.decode()
    assert re.search(r'rel="canonical" href="http://localhost:\d+/models/\?q=GPT"', page)


def test_it_answers_htmx_with_the_part_and_pushes_the_page_s_address(client):
    AIModelFactory(name="GPT")
    response = client.get("/models/?class=text&_part=results")
    assert names(response) == ["GPT"]
    assert "<html" not in response.content.decode()
    assert response["HX-Push-Url"] == "/models/?class=text"
    assert facet(response, "text") == 1
    assert "_part" not in client.get("/models/?_part=results").content.decode().split('href="')[1].split('"')[0]


def test_it_costs_as_many_queries_for_350_models_as_for_5(client):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    # With a query string, so that no cached page answers.
    addresses = ["/models/?page=1", "/models/?q=m&class=text&creator=openai&sort=price"]
    AIModelFactory.create_batch(5)
    few = [queries(address) for address in addresses]
    for number in range(45):
        AIModelFactory(creator__slug=f"creator-{number}", image_model=number % 2 == 0)
    AIModelFactory.create_batch(300)
    assert [queries(address) for address in addresses] == few
    # One for each of the six filters, two for their names, the rows and their number, the frame.
    assert max(few) <= 12


def test_it_filters_by_what_a_model_reads_holds_and_lets_go_of(client):
    priced("small", "1", context_window=32_000)
    priced("wide", "1", context_window=1_000_000, input_modalities=["text", "image"], open_weights="yes")
    priced("seeing", "1", context_window=128_000, input_modalities=["text", "image", "audio"], lifecycle="deprecated")
    assert names(client.get("/models/?reads=image")) == ["Seeing", "Wide"]
    assert names(client.get("/models/?reads=image&reads=audio")) == ["Seeing"]
    assert names(client.get("/models/?context=128000")) == ["Seeing", "Wide"]
    assert names(client.get("/models/?weights=open")) == ["Wide"]
    assert names(client.get("/models/?life=active&life=deprecated&context=400000")) == ["Wide"]


def test_it_counts_what_a_box_would_find_beside_those_ticked(client):
    priced("wide", "1", context_window=1_000_000, input_modalities=["text", "image"])
    priced("seeing", "1", context_window=128_000, input_modalities=["text", "image", "audio"])
    page = client.get("/models/?reads=image&context=1000000")
    # Reading is asked for all at once; of the widths one alone.
    assert 'value="audio"' not in page.content.decode()
    assert facet(page, "128000") == 2
    assert "with images in, context of 1M or more" in " ".join(page.content.decode().split())


def test_it_drops_a_width_that_nobody_offers_and_says_so(client):
    priced("wide", "1")
    page = client.get("/models/?context=7&reads=smell")
    assert names(page) == ["Wide"]
    assert "Nothing here is called smell, 7" in page.content.decode()


@pytest.mark.parametrize(
    ("order", "expected"), [("intelligence", ["Clever", "Quick", "Unknown"]), ("speed", ["Quick", "Clever", "Unknown"])]
)
def test_it_sorts_by_what_was_measured_and_puts_the_unmeasured_last(client, order, expected):
    priced("clever", "1", intelligence_index=Decimal("60"), output_speed=Decimal("50"))
    priced("quick", "1", intelligence_index=Decimal("40"), output_speed=Decimal("300"))
    priced("unknown", "1")
    assert names(client.get(f"/models/?sort={order}")) == expected
    assert names(client.get(f"/models/?sort=-{order}")) == [*reversed(expected[:2]), "Unknown"]
