"""How a model compares, on its own page: one figure at a time, by tabs that are links."""

import re
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import PriceRow
from tests.catalog.rankings import measure, page_of, table, words
from tests.factories import AIModelFactory, PriceSheetFactory, source
from tests.public_pages import priced

pytestmark = pytest.mark.django_db

GPT = "/models/openai/gpt/"


def compares(client, address: str) -> str:
    """The part of the page, as it stands in it or alone."""
    return page_of(client, address).partition('<section class="part" id="compares"')[2].partition("</section>")[0]


def tabs(html: str) -> list[str]:
    """ "Output price #1 of 6", the current one in brackets."""
    found = re.findall(r"<a id=\"show-[^>]*>.*?</a>", html)
    return [f"[{words(one)}]" if "aria-current" in one else words(one) for one in found]


def bars(html: str) -> list[str]:
    return [words(one) for one in re.findall(r"<li(?: class=\"this\")?><span>.*?</li>", html)]


def test_it_begins_with_the_price_where_the_model_was_not_measured(client):
    priced("gpt", "2")
    measure(priced("other", "3"), "intelligence-index", "57")
    html = compares(client, GPT)
    assert tabs(html) == ["Intelligence index not measured", "[Output price #1 of 2]"]
    assert bars(html) == ["GPT $2.00", "Other $3.00"]
    assert html.count('class="bar-own"') == 1
    assert "Output speed Not measured. No source that we read has a figure for any text model" in words(html)


def test_it_begins_with_what_was_measured_first(client):
    model = priced("gpt", "2")
    for metric, value in (("output-speed", "84.4"), ("intelligence-index", "51")):
        measure(model, metric, value, configuration="high", low=Decimal(value) - 2, high=Decimal(value) + 2)
    html = compares(client, GPT)
    assert tabs(html) == ["[Intelligence index #1 of 1]", "Output speed #1 of 1", "Output price #1 of 1"]
    assert html.count('class="range"') == 1
    assert "A line across a bar is the interval." in words(html)
    assert "Measured by Artificial Analysis, read 15 May 2026." in words(html)
    assert table(html) == ["#1 GPT high 51.0"]


def test_it_shows_the_figure_of_the_address_with_and_without_the_page_around_it(client):
    measure(priced("gpt", "2"), "output-speed", "84.4")
    whole = compares(client, f"{GPT}?show=output-price")
    assert tabs(whole) == ["Output speed #1 of 1", "[Output price #1 of 1]"]
    response = client.get(f"{GPT}?show=output-price&_part=compares")
    assert response.content.decode().lstrip().startswith('<section class="part" id="compares"')
    assert bars(response.content.decode()) == bars(whole) == ["GPT $2.00"]
    assert response["HX-Push-Url"] == f"{GPT}?show=output-price#compares"


@pytest.mark.parametrize("asked", ["nix", "image-elo", "gpqa", "%00", "%3Cb%3E"])
def test_it_says_so_when_there_is_nothing_to_show_of_what_was_asked(client, asked):
    priced("gpt", "2")
    html = compares(client, f"{GPT}?show={asked}")
    assert "No text model is compared here by" in words(html)
    assert tabs(html) == ["[Output price #1 of 1]"]
    assert "<b>" not in html


def test_it_compares_models_of_pictures_by_elo_and_by_both_kinds_of_price(client):
    model = priced("gpt", "2", image_model=True)
    sheet = PriceSheetFactory(offer__ai_model=model, source=source("openrouter-images"))
    PriceRow.objects.create(
        sheet=sheet, position=0, meter="image_output", amount=Decimal("0.04"), unit="image", detail="1k"
    )
    measure(model, "image-elo", "1105", low=1095, high=1117)
    assert tabs(compares(client, GPT)) == [
        "[Image Elo #1 of 1]", "Price of one image #1 of 1", "Output price #1 of 1",
    ]  # fmt: skip
    html = compares(client, f"{GPT}?show=image-price")
    assert bars(html) == ["GPT $0.04"]
    assert table(html) == ["#1 GPT 1k $0.04"]
    assert "US dollars an image" in words(html)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("embeddings", ["[Input price #1 of 1]", "Context window #1 of 1"]),
        ("rerank", ["[Input price #1 of 1]", "Context window #1 of 1"]),
        ("speech", ["[Input price #1 of 1]", "Output price #1 of 1", "Context window #1 of 1"]),
        ("video", ["[Output price #1 of 1]", "Input price #1 of 1", "Context window #1 of 1"]),
    ],
)
def test_it_compares_other_classes_by_figures_of_their_own(client, kind, expected):
    output = None if kind in ("embeddings", "rerank") else Decimal("0.000002")
    priced("gpt", "2", output_modalities=[kind], output_price=output)
    assert tabs(compares(client, GPT)) == expected


def test_it_says_so_when_there_is_nothing_to_compare(client):
    AIModelFactory(slug="gpt", output_modalities=["video"], context_window=None)
    page = words(compares(client, GPT))
    assert "No video model has a published price or a measured figure yet, so there is nothing to compare." in page


def test_it_draws_the_best_the_model_and_its_neighbours_twelve_at_most(client):
    for number in range(1, 41):
        priced(f"model-{number}", str(number))
    html = compares(client, "/models/openai/model-20/")
    shown = [line.split(" ")[1] for line in bars(html)]
    assert shown == ["1", "2", "3", *map(str, range(16, 25))]
    page = words(html)
    assert "#20 of 40 text models by output price; lower is better; 0 routers and 0 not published left out" in page
    assert "28 of them not drawn" in page
    assert "12 more" in page
    assert "16 more" in page


def test_each_rank_leads_to_its_ranking_and_the_chart_to_its_files(client):
    model = priced("gpt", "2")
    html = compares(client, GPT)
    assert '<a class="own" href="/rankings/text/output-price/">#1 of 1</a>' in html
    assert '<a href="/rankings/text/output-price/#cohort">0 routers and 0 not published left out</a>' in html
    for address in (
        f"{GPT}charts/output-price.svg",
        f"{GPT}badges/output-price.svg",
        "/rankings/text/output-price.csv",
    ):
        assert f'href="{address}"' in html
        assert client.get(address).status_code == 200
    measure(model, "intelligence-index", "57")
    cache.clear()
    html = compares(client, GPT)
    assert "The terms of Artificial Analysis let us show these figures and not pass them on" in words(html)
    assert ".svg" not in html


@pytest.mark.parametrize("query", ["", "?show=intelligence-index", "?show=output-price&_part=compares"])
def test_it_costs_a_constant_number_of_queries(client, query):
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{GPT}{query}").status_code == 200
        return len(asked)

    measure(priced("gpt", "2"), "intelligence-index", "50")
    few = queries()
    for number in range(30):
        measure(priced(f"model-{number}", str(number + 1)), "intelligence-index", str(number))
    assert queries() == few
