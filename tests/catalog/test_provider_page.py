"""/providers/ and /providers/<slug>/: what each provider sells, and how its prices stand against the cheapest."""

import re
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import AIModel, ModelClass, Offer, PriceRow
from catalog.views.providers import provider_version
from tests.catalog.test_model_page import read, words
from tests.factories import OBSERVED, AIModelFactory, OfferFactory, PriceSheetFactory, ProviderFactory, source
from tests.hosting import ENDPOINTS
from tests.public_pages import DAY

pytestmark = pytest.mark.django_db


def sell(host: str, slug: str, output: str | None, state: str = "published", **terms) -> Offer:
    """A host's offer at an output price in dollars per million tokens; None is not published."""
    model = AIModel.objects.filter(slug=slug).first() or AIModelFactory(slug=slug)
    sold = OfferFactory(ai_model=model, provider__slug=host, **{"tag": host, **terms})
    rates = {"input": "0.000001", "output": Decimal(output) / 10**6} if output else {}
    PriceSheetFactory(offer=sold, source=source(ENDPOINTS), rates=rates, state=state if output else "unpublished")
    return sold


def small_trade() -> None:
    """North sells six models: for two it is cheapest (once with South), for two dearer, one alone, one unpriced."""
    for slug, north, south in (
        ("a", "2.00", "3.00"), ("b", "2.00", "2.00"), ("c", "3.00", "2.00"), ("d", "8.00", "2.00"),
        ("e", "5.00", None), ("f", None, "1.00"),
    ):  # fmt: skip
        sell("north", slug, north)
        if south:
            sell("south", slug, south)


def table(client, address: str = "/providers/north/") -> dict[str, str]:
    """What stands beside each model: all that its row says on a wide screen."""
    rows = re.findall(r'<tr><th scope="row" class="lead">(.*?)</tr>', read(client, address), re.DOTALL)
    told = (re.sub(r"<sup.*?</sup>|<span class=\"sub.*?</span></th>", "", row, flags=re.DOTALL) for row in rows)
    return {words(row.partition("<td")[0]): said("<td" + row.partition("<td")[2]) for row in told}


def said(html: str) -> str:
    """The words of a page, with a letter for the sign that multiplies."""
    return words(html).replace("\N{MULTIPLICATION SIGN}", "x")


def asked(html: str) -> list[str]:
    """What the rows say of the cheapest, in their order."""
    plain = html.replace("\N{MULTIPLICATION SIGN}", "x")
    return re.findall(r'<td class="n wide">(?:<strong>|<span class="none">)?(\d[^<]*x|alone|no price)<', plain)


def ratios(client, address: str = "/providers/north/") -> dict[str, str]:
    html = read(client, address)
    rows = re.findall(r'class="lead"><a href="/models/openai/([^/]*)/.*?</tr>', html, re.DOTALL)
    return dict(zip(rows, asked(html), strict=True))


def test_it_sets_each_price_against_the_cheapest(client):
    small_trade()

    assert ratios(client) == {"a": "1x", "b": "1x", "c": "1.5x", "d": "4x", "e": "alone", "f": "no price"}
    assert ratios(client, "/providers/south/") == {"a": "1.5x", "b": "1x", "c": "1x", "d": "1x", "f": "alone"}


def test_it_says_how_often_it_is_the_cheapest_or_alone(client):
    small_trade()

    page = said(read(client, "/providers/north/"))
    assert (
        "Of 5 models with a price, 4 have one by another seller too: at the median it asks 1.25x the lowest price, and "
        "for 2 of them nobody asks less. For 1 it is the only one: cheapest or alone for 3 of 5."
    ) in page
    assert "Cheapest or alone 3 of 5 models in the plain variant" in page


def test_it_compares_within_a_variant_and_passes_over_what_is_free_ended_or_listed(client):
    sell("north", "a", "2.00")
    sell("south", "a", "0.50", variant="batch")
    sell("south", "a", "0", "free", variant="free", tag="free")
    sell("south", "a", "1.00", ended_at=OBSERVED, tag="ended")
    sell("south", "a", "0", tag="nought")
    sell("openrouter", "a", "1.50", tag="")
    sell("north", "a", "1.00", variant="batch")

    page = read(client, "/providers/north/")
    assert asked(page) == ["2x", "alone"]
    assert "No price by anybody else is known for the one model that it sells" in words(page)


def test_it_compares_by_input_where_the_class_is_ranked_by_input(client):
    model = AIModelFactory(slug="e", output_modalities=["embeddings"])
    for host, amount in (("north", "0.000003"), ("south", "0.000002")):
        sold = OfferFactory(ai_model=model, provider__slug=host, tag=host)
        PriceSheetFactory(offer=sold, source=source(ENDPOINTS), rates={"input": amount})

    assert ratios(client) == {"e": "1.5x"}


def test_it_takes_no_conditioned_price_for_the_plain_one(client):
    sell("north", "a", "2.00")
    batch = sell("south", "a", "3.00").sheets.get()
    PriceRow.objects.create(sheet=batch, position=9, meter="output", amount=Decimal("1e-7"), unit="token", batch=True)

    assert ratios(client) == {"a": "1x"}


def test_it_tells_a_list_from_a_host(client):
    sell("openrouter", "a", "1.50", tag="")
    sell("north", "a", "1.00")

    page = words(read(client, "/providers/openrouter/"))
    assert "A list, and no host: it passes each call on to one of the hosts" in page
    assert "To the cheapest" not in page
    assert "$1.50" in table(client, "/providers/openrouter/")["A"]
    assert "A host: it runs models" in words(read(client, "/providers/north/"))


ORDERS = {
    "": ["A", "B", "C"],
    "-name": ["C", "B", "A"],
    "output": ["C", "B", "A"],
    "ratio": ["B", "A", "C"],
    "context": ["B", "C", "A"],
    "speed": ["A", "B", "C"],
    "-speed": ["B", "A", "C"],
    "since": ["A", "B", "C"],
    "nonsense": ["A", "B", "C"],
}


@pytest.mark.parametrize(("order", "expected"), ORDERS.items())
def test_it_sorts_by_any_column_with_the_unknown_last(client, order, expected):
    sell("north", "a", "4.00", throughput=90)
    sell("south", "a", "2.00")
    sell("north", "b", "3.00", throughput=10, context_window=9_000)
    sell("south", "b", "3.00")
    sell("north", "c", "1.00", context_window=8_000)

    assert list(table(client, f"/providers/north/?sort={order}")) == expected


def test_it_shows_one_class_and_names_one_that_it_does_not_sell(client):
    sell("north", "a", "1.00")
    AIModelFactory(slug="b", image_model=True)
    sell("north", "b", "1.00")

    assert list(table(client, "/providers/north/?class=image")) == ["B"]
    page = read(client, "/providers/north/?class=video&sort=output")
    assert "It sells nothing of a class called video" in words(page)
    assert 'href="/providers/north/?class=image&amp;sort=output"' in page
    assert '<link rel="canonical" href="http://localhost:8000/providers/north/">' in page


def test_it_turns_its_pages_and_answers_htmx_with_the_table(client):
    for number in range(60):
        sell("north", f"m-{number:02}", "1.00")

    assert len(table(client)) == 50
    assert "51\N{EN DASH}60 of 60" in read(client, "/providers/north/?page=2")
    response = client.get("/providers/north/?page=9&sort=-name&_part=results")
    assert response["HX-Push-Url"] == "/providers/north/?sort=-name&page=2"
    assert "<html" not in response.content.decode()


def test_it_names_its_sources_with_their_day_and_what_ended(client):
    sell("north", "a", "1.00")
    sell("north", "old", "1.00", ended_at=OBSERVED + DAY)

    page = read(client, "/providers/north/")
    assert "OpenRouter endpoints" in words(page.partition('id="sources"')[2])
    assert "Read 15 May 2026" in words(page.partition('id="sources"')[2])
    ended = words(re.search(r'id="ended".*?</section>', page, re.DOTALL).group())
    assert "1 offer that ended Model Variant Until Old plain Plain 16 May 2026" in ended
    assert next(iter(table(client))) == "A"


def test_it_says_so_when_it_sells_nothing(client):
    ProviderFactory(slug="north")
    assert "No offer of it has been read" in read(client, "/providers/north/")
    sell("north", "a", "1.00", ended_at=OBSERVED)
    cache.clear()
    assert "It sells nothing that we know of today" in read(client, "/providers/north/")


@pytest.mark.parametrize("address", ["/providers/nobody/", "/providers/%00/", "/providers/North%20AI/"])
def test_it_answers_404_with_a_page_of_our_own(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "Nothing is kept at this address" in response.content.decode()


def test_it_lists_all_providers_by_what_they_sell(client):
    small_trade()
    sell("openrouter", "a", "1.50", tag="")
    ProviderFactory(slug="idle")

    assert table(client, "/providers/") == {
        "North": "Host 6 4 2 1 1.25x",
        "South": "Host 5 4 3 1 1x",
        "OpenRouter": "Aggregator 1 not compared: its prices are those of hosts",
        "Idle": "Host none today no price to compare",
    }
    assert list(table(client, "/providers/?sort=name")) == ["Idle", "North", "OpenRouter", "South"]
    assert list(table(client, "/providers/?sort=-median")) == ["North", "South", "Idle", "OpenRouter"]
    response = client.get("/providers/?sort=alone&_part=results")
    assert response["HX-Push-Url"] == "/providers/?sort=alone"


def test_it_is_rendered_anew_when_anybodys_price_of_its_models_moves():
    small_trade()
    before = provider_version("north")
    AIModel.objects.filter(slug="a").renew()
    after = provider_version("north")
    ModelClass.objects.renew()
    assert len({before, after, provider_version("north")}) == 3


@pytest.mark.parametrize("address", ["/providers/", "/providers/north/", "/providers/north/?sort=ratio&class=text"])
def test_it_costs_a_constant_number_of_queries(client, address):
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    sell("north", "a", "1.00")
    sell("north", "z", "1.00", ended_at=OBSERVED)
    few = queries()
    for number in range(20):
        sell("north", f"m-{number}", "1.00")
        sell(f"host-{number}", f"m-{number}", "2.00")
        sell("north", f"gone-{number}", "1.00", ended_at=OBSERVED)
    assert queries() == few
