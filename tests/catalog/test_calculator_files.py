"""The calculator as JSON and as CSV: what the page says, to the last digit, without what terms keep to our pages."""

import csv
import io
from decimal import Decimal

import pytest

from catalog.models import AIModel, Metric
from tests.calculating import GEMINI, MINI, answer, as_json, gemini, image_mini, link, priced, read

pytestmark = pytest.mark.django_db


def as_rows(client, query: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read(client, f"/calculator.csv?{query}"))))


def test_it_says_as_json_what_the_page_says(client, settings):
    settings.SITE_URL = "https://almanac.example"
    gemini()
    query = f"m={GEMINI}&calls=10&input=200%2C001&output=1k"
    found = as_json(client, query)
    assert found["usage"] == {
        "calls": 10, "input": 200_001, "output": 1_000, "batch": False, "hour": "any", "detail": [],
    }  # fmt: skip
    assert found["currency"] == "USD"
    assert found["address"] == f"https://almanac.example/calculator/?m={GEMINI}&calls=10&input=200001&output=1000"
    (model,) = found["models"]
    assert (model["id"], model["total"], model["per_call"]) == (GEMINI, "5.150025", "0.5150025")
    assert model["lines"][0] == {
        "line": "input", "quantity": "2000010", "unit": "token", "unit_price": "0.0000025",
        "condition": "above 200,000 prompt tokens", "note": "", "amount": "5.000025", "source": "OpenRouter",
        "since": "2026-05-15", "share": "0.971",
    }  # fmt: skip
    page = answer(read(client, f"/calculator/?{query}"))
    assert "Month 5.150025 One call 0.5150025" in page
    for remark in model["remarks"]:
        assert f"{remark['title']} {remark['text']}" in page
    assert model["growth"][1] == {"factor": 2, "more_calls": "10.30005", "longer_calls": "10.30005"}


def test_it_says_as_csv_what_the_page_says(client):
    image_mini()
    rows = as_rows(client, f"m={MINI}&input=1M&output=500k")
    assert [(row["line"], row["quantity"], row["unit_price"], row["amount"]) for row in rows] == [
        ("input", "1000000", "0.0000025", "2.5"),
        ("output", "500000", "0.000002", "1"),
        ("month", "", "", "3.5"),
        ("call", "", "", "3.5"),
    ]
    assert {row["model"] for row in rows} == {MINI}
    assert rows[0]["source"] == "OpenRouter"


def test_it_leads_from_the_page_to_its_files_and_back(client):
    priced("openai/plain")
    page = read(client, "/calculator/?m=openai/plain&input=1M")
    assert as_json(client, link(page, "As JSON").partition("?")[2])["models"][0]["total"] == "1"
    assert as_rows(client, link(page, "as CSV").partition("?")[2])[-2]["amount"] == "1"


def test_it_writes_small_and_large_amounts_in_full(client):
    priced("openai/tiny", "0.000000000001", "2")
    (model,) = as_json(client, "m=openai/tiny&input=1")["models"]
    assert model["total"] == "0.000000000000000001"
    (model,) = as_json(client, "m=openai/tiny&calls=1e15&input=1&output=5M")["models"]
    assert model["total"] == "10000000000000000.001"


def test_it_gives_null_with_the_reason_where_there_is_no_total(client):
    priced("openai/plain")
    (model,) = as_json(client, "m=openai/plain&input=1000&searches=1")["models"]
    assert (model["total"], model["per_call"]) == (None, None)
    assert model["missing"] == ["no web search price is published"]
    rows = as_rows(client, "m=openai/plain&input=1000&searches=1")
    assert [(row["line"], row["amount"], row["note"]) for row in rows[1:]] == [
        ("month", "", "no web search price is published"),
        ("call", "", "no web search price is published"),
    ]


def test_it_gives_a_whole_class(client):
    for number in range(60):
        priced(f"openai/model-{number}", str(60 - number), "1")
    priced("openai/unpriced", None, None)
    found = as_json(client, "class=text&input=1M&calls=2")
    assert found["models"] == []
    assert found["too_small"] == 61
    found = as_json(client, "class=text&input=1000&calls=2")
    assert len(found["models"]) == 61
    assert found["models"][0] == {
        "id": "openai/model-59", "name": "Model 59", "total": "0.002", "per_call": "0.001", "missing": [],
    }  # fmt: skip
    assert found["models"][-1]["missing"] == ["no price is published"]
    assert len(as_rows(client, "class=text&input=1000")) == 122


def test_it_names_what_may_not_be_passed_on_and_leaves_it_out(client):
    priced("openai/own")
    priced("openai/other")
    AIModel.objects.update(intelligence_index=Decimal("51.37"))
    query = "m=openai/own&input=1000"
    found = read(client, f"/calculator.json?{query}")
    assert "51.37" not in found
    assert as_json(client, query)["omitted"] == [
        "Intelligence index by Artificial Analysis: its terms keep it to our pages"
    ]
    Metric.objects.update(redistributable=True)
    found = as_json(client, query)
    assert found["omitted"] == []
    assert found["alternatives"][0]["intelligence"] == "51.37"


@pytest.mark.parametrize("name", ["=HYPERLINK()", "+1", "-1", "@SUM(1)", "\tx"])
def test_it_gives_no_cell_that_a_spreadsheet_takes_for_a_formula(client, name):
    priced("openai/plain", name=name)
    rows = as_rows(client, "m=openai/plain&input=1000")
    assert {row["name"] for row in rows} == {f"'{name}"}


def test_it_sets_no_cookie_and_lets_any_cache_keep_it(client):
    priced("openai/plain")
    for file in ("json", "csv"):
        response = client.get(f"/calculator.{file}?m=openai/plain")
        assert not response.cookies
        assert "public" in response["Cache-Control"]
        assert client.post(f"/calculator.{file}").status_code == 405
        assert "Cache-Control" not in client.get(f"/calculator.{file}?m=nobody").headers
