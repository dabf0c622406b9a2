"""The pictures beside links to us, as those get them who show them."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from catalog.facts import resolve
from catalog.models import AIModel, Metric, PriceRow
from tests import extremes
from tests.factories import (
    OBSERVED,
    AIModelFactory,
    ClaimFactory,
    EditorFactory,
    MeasurementFactory,
    PriceSheetFactory,
    source,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/models/openai/gpt-5/card.png"


def made(slug: str = "gpt-5", state: str = "published", **rates: str) -> AIModel:
    """A text model with a name, a window and a price list."""
    model = AIModelFactory(slug=slug)
    for fact, value in (("name", model.name), ("context_window", 400_000), ("output_modalities", ["text"])):
        ClaimFactory(ai_model=model, fact=fact, value=value)
    PriceSheetFactory(offer__ai_model=model, state=state, rates=rates)
    resolve([model.pk])
    return model


@pytest.fixture
def model() -> AIModel:
    made("gpt-4", input="0.00003", output="0.00006")
    return made(input="0.00000125", output="0.00001")


def in_words(client, address: str = "/models/openai/gpt-5/") -> str:
    """What the page says of its card to those who do not see it."""
    page = client.get(address).content.decode()
    return unescape(re.findall(r'<meta property="og:image:alt" content="([^"]*)">', page)[0])


def measure(model: AIModel, metric: str, value: str, **fields) -> None:
    MeasurementFactory(ai_model=model, metric=Metric.objects.get(slug=metric), value=Decimal(value), **fields)
    resolve([model.pk])


@pytest.mark.parametrize("address", [ADDRESS, "/card.png"])
def test_it_answers_with_a_picture_of_the_size_that_networks_want(client, model, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    assert response.content.startswith(b"\x89PNG\r\n\x1a\n")
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
    assert len(response.content) < 40_000


@pytest.mark.parametrize("address", [ADDRESS, "/card.png"])
def test_it_keeps_the_picture_as_it_keeps_pages(client, model, address):
    cold = client.get(address)
    with CaptureQueriesContext(connection) as queries:
        warm = client.get(address)
    assert warm.content == cold.content
    assert len(queries) == 1
    assert warm.headers["Cache-Control"] == cold.headers["Cache-Control"] == "public, max-age=60, s-maxage=300"
    assert not warm.cookies
    again = client.get(address, headers={"if-none-match": cold.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("query", ["", "?v=2"])
def test_it_packs_no_picture_a_second_time(client, model, query):
    plain = client.get(ADDRESS + query)
    for _ in range(2):
        packed = client.get(ADDRESS + query, headers={"accept-encoding": "gzip"})
        assert "Content-Encoding" not in packed.headers
        assert "Accept-Encoding" not in packed.headers.get("Vary", "")
        assert packed.content == plain.content


def test_it_draws_the_same_for_an_editor(client, model):
    anonymous = client.get(ADDRESS)
    client.force_login(EditorFactory())
    cache.clear()
    assert client.get(ADDRESS).content == anonymous.content


@pytest.mark.parametrize("address", ["/models/openai/gpt-6/card.png", "/models/nobody/gpt-5/card.png"])
def test_it_has_no_picture_of_a_model_that_is_not_there(client, model, address):
    assert client.get(address).status_code == 404


def test_it_takes_no_post(client, model):
    assert client.post(ADDRESS).status_code == client.post("/card.png").status_code == 405


def test_it_shows_a_new_price_at_once(client, model):
    before = client.get(ADDRESS).content
    PriceRow.objects.filter(sheet__offer__ai_model=model, meter="output").update(amount=Decimal("0.000012"))
    resolve([model.pk])
    assert client.get(ADDRESS).content != before
    assert "Output: $12.00, per 1M tokens" in in_words(client)


def test_it_shows_the_place_that_anothers_price_gave_it(client, model):
    before = client.get(ADDRESS).content
    assert "#1 of 2 text models by output price, the lowest first" in in_words(client)
    made("gpt-5-nano", input="0.00000005", output="0.0000004")
    assert client.get(ADDRESS).content != before
    assert "#2 of 3 text models by output price, the lowest first" in in_words(client)


def test_it_compares_a_model_with_none_where_there_is_none(client):
    made(input="0.00000125", output="0.00001")
    assert "The only output price published among text models." in in_words(client)


def test_it_says_in_words_what_it_shows(client, model):
    assert in_words(client) == (
        "Gpt 5. OpenAI, Text model. Input: $1.25, per 1M tokens. Output: $10.00, per 1M tokens. "
        "Context: 400K, in tokens. Intelligence index: not measured, by no source we read. "
        "#1 of 2 text models by output price, the lowest first. OpenRouter, as read on 15 May 2026."
    )


def test_it_draws_a_model_of_which_nothing_is_known(client):
    AIModelFactory(slug="gpt-5", context_window=None, listed_on=None)
    assert client.get(ADDRESS).status_code == 200
    assert in_words(client) == (
        "Gpt 5. OpenAI, Text model. Input: not published. Output: not published. Context: not published. "
        "Intelligence index: not measured, by no source we read. Its price is not published. No figures read yet."
    )


@pytest.mark.parametrize("extreme", [extremes.brimful, extremes.bare])
def test_it_has_room_for_everything_and_for_nothing(client, extreme):
    response = client.get(f"{extreme().get_absolute_url()}card.png")
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)
    assert len(response.content) < 40_000


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("free", "Input: free. Output: free. Context: 400K, in tokens. Intelligence index"),
        ("free", "It is free of charge at the list offer."),
        ("varies", "Input: varies. Output: varies."),
        ("unpublished", "Input: not published. Output: not published."),
    ],
)
def test_it_never_shows_an_unknown_price_as_nothing(client, state, said):
    made(state=state)
    assert said in in_words(client)
    assert "$0" not in in_words(client)
    assert client.get(ADDRESS).status_code == 200


def test_it_names_a_price_that_is_missing_beside_one_that_is_there(client):
    made(input="0.00000125")
    assert "Input: $1.25, per 1M tokens. Output: not published." in in_words(client)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("retired", "Retired 15 May 2026. Input: $1.25, per 1M tokens."),
        ("retired", "No longer ranked among text models."),
        ("deprecated", "Deprecated 15 May 2026. Input"),
        ("deprecated", "#1 of 2 text models"),
        ("announced", "Announced 15 May 2026. Input"),
        ("announced", "Not yet ranked among text models."),
    ],
)
def test_it_tells_where_a_life_nears_its_end(client, model, state, said):
    model.lifecycle_events.create(state=state, happens_on=date(2026, 5, 15), source=source(), stated_at=OBSERVED)
    AIModel.objects.filter(pk=model.pk).update(lifecycle=state)
    assert said in in_words(client)
    assert client.get(ADDRESS).status_code == 200


def test_it_names_a_measured_figure_that_may_not_be_passed_on_and_keeps_it_back(client, model):
    before = client.get(ADDRESS).content
    measure(model, "intelligence-index", "51.25")
    assert "Intelligence index: on the page, by Artificial Analysis." in in_words(client)
    assert "51" not in in_words(client)
    assert client.get(ADDRESS).content != before


def test_it_shows_a_measured_figure_that_may_be_passed_on(client, model):
    Metric.objects.update(redistributable=True)
    measure(model, "intelligence-index", "51.25", configuration="high")
    measure(model, "output-speed", "212.4")
    assert "Intelligence index: 51.3, #1 of 1, high." in in_words(client)
    assert "OpenRouter and Artificial Analysis, as read on 15 May 2026." in in_words(client)


def test_it_gives_each_source_its_own_day(client, model):
    earlier = OBSERVED - timedelta(days=3)
    model.claims.filter(fact="context_window").update(source=source("models-dev"), confirmed_at=earlier)
    assert "OpenRouter, as read on 15 May 2026; models.dev on 12 May 2026." in in_words(client)
    model.claims.filter(fact="context_window").update(confirmed_at=OBSERVED)
    cache.clear()
    assert "OpenRouter and models.dev, as read on 15 May 2026." in in_words(client)


def test_it_shows_speed_where_intelligence_was_not_measured(client, model):
    Metric.objects.update(redistributable=True)
    measure(model, "output-speed", "212.4")
    assert "Output speed: 212, #1 of 1." in in_words(client)


def test_it_shows_the_elo_of_a_model_that_draws(client):
    Metric.objects.update(redistributable=True)
    model = AIModelFactory(slug="gpt-5", image_model=True)
    ClaimFactory(ai_model=model, fact="output_modalities", value=["image"])
    measure(model, "intelligence-index", "51")
    measure(model, "image-elo", "1203")
    assert "Image Elo: 1,203, #1 of 1." in in_words(client)


def test_it_shows_the_totals_of_the_first_page(client, model):
    before = client.get("/card.png").content
    made("gpt-5-nano", input="0.00000005", output="0.0000004")
    assert client.get("/card.png").content != before


def test_it_draws_the_site_before_anything_was_read(client):
    assert client.get("/card.png").status_code == 200
