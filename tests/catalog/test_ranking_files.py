"""/rankings/<class>/<figure>.csv: the figures of the page for spreadsheets, without those kept to our pages."""

from decimal import Decimal

import pytest

from catalog.models import Metric
from tests.catalog.rankings import file_of, measure, page_of, router, table
from tests.factories import AIModelFactory, CreatorFactory, PriceSheetFactory
from tests.public_pages import priced

pytestmark = pytest.mark.django_db

BY_OUTPUT = "/rankings/image/output-price"
ADDRESS = "/models/openai/gpt-5-image-mini/"


@pytest.fixture
def three() -> None:
    for slug, output in {"gpt-5-image-mini": "2", "gpt-5-image": "1200.5", "gemini": "2"}.items():
        model = priced(slug, output, image_model=True)
        PriceSheetFactory(offer__ai_model=model, rates={"output": Decimal(output) / 10**6})
    AIModelFactory(image_model=True, slug="silent", name="Silent", price_state="unpublished")
    router()


def test_it_has_the_figures_of_the_page_and_of_the_models_own(client, three):
    """One function ranks and one writes values: page, table, file, model page and badge agree to the letter."""
    rows = file_of(client, f"{BY_OUTPUT}.csv")
    assert [(row["rank"], row["model"], row["value"]) for row in rows] == [
        ("1", "Gemini", "2.00"),
        ("1", "GPT 5 Image Mini", "2.00"),
        ("3", "GPT 5 Image", "1200.50"),
        ("", "Silent", ""),
    ]
    on_page = table(page_of(client, f"{BY_OUTPUT}/"))
    ranked = [row for row in rows if row["rank"]]
    for line, row in zip(on_page, ranked, strict=True):
        label, value = line.split(" ")[0], line.split(" ")[-1]
        assert label.strip("#=") == row["rank"]
        assert value.strip("$").replace(",", "") == row["value"]
    own = page_of(client, ADDRESS)
    compares = own.partition('id="compares"')[2].partition("</section>")[0]
    assert table(compares) == ["#1= Gemini $2.00", "#1= GPT 5 Image Mini $2.00", "#3 GPT 5 Image $1,200.50"]
    badge = client.get(f"{ADDRESS}badges/output-price.svg").content.decode()
    assert "GPT 5 Image Mini: #1= of 3 image models with a published output price; lower is better." in badge


def test_it_names_unit_source_day_and_page(client, three):
    row = file_of(client, f"{BY_OUTPUT}.csv")[1]
    assert row["id"] == "openai/gpt-5-image-mini"
    assert row["creator"] == "OpenAI"
    assert row["unit"] == "US dollars per 1M tokens"
    assert (row["source"], row["read"]) == ("OpenRouter", "2026-05-15")
    assert row["page"] == f"http://localhost:8000{ADDRESS}"
    assert file_of(client, f"{BY_OUTPUT}.csv")[3]["detail"] == "not published"


def test_it_holds_all_pages_and_obeys_the_filters_of_the_page(client):
    for number in range(1, 121):
        priced(f"model-{number}", str(number), open_weights="yes" if number % 2 else "no")
    assert len(file_of(client, "/rankings/text/output-price.csv")) == 120
    rows = file_of(client, "/rankings/text/output-price.csv?weights=open&price=10")
    assert [row["rank"] for row in rows] == ["1", "3", "5", "7", "9"]
    html = page_of(client, "/rankings/text/output-price/?weights=open&price=10")
    assert 'href="/rankings/text/output-price.csv?weights=open&amp;price=10"' in html


@pytest.mark.parametrize("name", ["=1+1", "+SUM(A1)", "-2", "@cmd", '=HYPERLINK("http://x")'])
def test_no_name_is_run_as_a_formula(client, name):
    priced("gpt", "2", name=name, creator=CreatorFactory(slug="maker", name=name))
    row = file_of(client, "/rankings/text/output-price.csv")[0]
    assert (row["model"], row["creator"]) == (f"'{name}", f"'{name}")


def test_it_says_in_place_of_them_that_figures_may_not_be_passed_on(client):
    model = AIModelFactory(name="Measured")
    measure(model, "intelligence-index", "57.2", configuration="high")
    response = client.get("/rankings/text/intelligence-index.csv")
    assert response.status_code == 200
    text = response.content.decode()
    assert "The terms of Artificial Analysis do not let us pass on the intelligence index." in text
    assert "http://localhost:8000/rankings/text/intelligence-index/" in text
    assert "57" not in text
    assert "Measured" not in text


def test_it_holds_measured_figures_that_may_be_passed_on(client):
    measure(AIModelFactory(name="Measured"), "gpqa", "0.8512", configuration="high", low="0.84", high="0.87")
    Metric.objects.filter(slug="gpqa").update(redistributable=True)
    row = file_of(client, "/rankings/text/gpqa.csv")[0]
    assert (row["rank"], row["value"], row["low"], row["high"]) == ("1", "0.851", "0.840", "0.870")
    assert (row["detail"], row["source"]) == ("high", "Artificial Analysis")


@pytest.mark.parametrize("address", ["/rankings/image/gpqa.csv", "/rankings/nix/output-price.csv"])
def test_there_is_no_file_of_no_ranking(client, three, address):
    assert client.get(address).status_code == 404
