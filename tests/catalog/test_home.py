"""/: every figure on it comes from the database."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import OBSERVED, AIModelFactory, source
from tests.public_pages import priced

pytestmark = pytest.mark.django_db


def text(response) -> str:
    body = re.sub(r'<span class="(pad|hide|sub)".*?</span>', " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def test_it_stands_with_an_empty_database(client):
    page = text(client.get("/"))
    assert "No model has been read yet" in page
    assert "No figures read yet" in page
    assert "$0" not in page


def test_it_counts_models_prices_and_creators(client):
    priced("a", "2")
    AIModelFactory(creator__slug="google", price_state="unpublished")
    assert "Models 2 see them all With a published price 1" in text(client.get("/"))
    assert "Creators 2" in text(client.get("/"))


def test_it_says_when_figures_were_read(client):
    source().runs.create(observed_at=OBSERVED, outcome="succeeded")
    source("models-dev").runs.create(observed_at=OBSERVED.replace(day=20), outcome="failed")
    page = text(client.get("/"))
    assert "Figures as read on 15 May 2026" in page
    assert "OpenRouter , 15 May 2026" in page
    assert "20 May 2026" not in page


def test_it_names_the_cheapest_of_each_class_and_how_many_share_its_price(client):
    priced("gpt-image", "5", image_model=True)
    priced("dear-image", "7", image_model=True)
    priced("text-a", "1")
    priced("text-b", "1")
    page = text(client.get("/"))
    assert "Image 2 $5.00 GPT Image" in page
    assert "Text 2 $1.00 Text A and 1 other" in page


@pytest.mark.parametrize(
    ("amount", "columns"),
    [
        ("0", {"price_state": "free"}),
        ("0", {}),
        ("1", {"price_state": "varies"}),
        ("1", {"lifecycle": "retired"}),
        ("1", {"lifecycle": "announced"}),
    ],
)
def test_it_never_calls_free_unpriced_or_unavailable_models_the_cheapest(client, amount, columns):
    priced("paid", "9")
    priced("odd", amount, **columns)
    assert "Text 2 $9.00 Paid" in text(client.get("/"))


def test_it_compares_embeddings_by_input_which_is_all_they_charge_for(client):
    priced("embedder", "4", output_modalities=["embeddings"], output_price=None)
    assert "Embedding 1 $4.00 Embedder" in text(client.get("/"))


def test_it_shows_the_newest_first_and_none_without_a_date(client):
    AIModelFactory(name="Older", listed_on=date(2026, 1, 1))
    AIModelFactory(name="Newer", listed_on=date(2026, 2, 1))
    AIModelFactory(name="Undated", listed_on=None)
    newest = text(client.get("/")).partition("Newest Model Class")[2]
    assert newest.index("Newer") < newest.index("Older")
    assert "Undated" not in newest


def test_it_costs_a_constant_number_of_queries(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/?fresh")
        return len(asked)

    priced("a", "1", image_model=True)
    priced("b", "1")
    few = queries()
    for number in range(30):
        priced(f"c-{number}", "1", creator__slug=f"creator-{number}", image_model=number % 2 == 0)
    assert queries() == few
