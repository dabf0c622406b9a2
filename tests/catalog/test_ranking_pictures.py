"""Charts and badges at addresses of their own: SVG that says what it shows, by whom, and when it was read."""

import re
from xml.etree import ElementTree as ET

import pytest

from catalog.facts import resolve
from catalog.models import AIModel, Metric
from tests.catalog.rankings import measure
from tests.factories import AIModelFactory, ClaimFactory, PriceSheetFactory
from tests.public_pages import priced

pytestmark = pytest.mark.django_db

MINI = "/models/openai/gpt-5-image-mini/"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(client, address: str) -> ET.Element:
    """The picture at an address, which is one that any cache may keep."""
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "image/svg+xml"
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    return ET.fromstring(response.content.decode())  # noqa: S314 - our own


def text(picture: ET.Element) -> str:
    return " ".join(" ".join(picture.itertext()).split())


@pytest.fixture
def mini() -> AIModel:
    for slug, output in {"gpt-5-image-mini": "2", "gpt-5-image": "10", "gemini": "12"}.items():
        model = priced(slug, output, image_model=True)
        PriceSheetFactory(offer__ai_model=model, rates={"input": "0.0000025", "output": model.output_price})
    AIModelFactory(image_model=True, slug="silent", name="Silent", price_state="unpublished")
    return AIModel.objects.get(slug="gpt-5-image-mini")


def test_a_ranking_is_a_picture(client, mini):
    picture = drawn(client, "/rankings/image/output-price.svg")
    said = text(picture)
    assert picture.find(f"{SVG}title").text == "Image models by output price"
    assert "GPT 5 Image Mini asks least, $2.00 per 1M tokens of output; Gemini asks most, $12.00." in said
    assert "3 image models with a published output price; 0 routers and 1 not published left out" in said
    assert "Source: OpenRouter, read 15 May 2026" in said
    assert "http://localhost:8000/rankings/image/output-price/" in said
    assert "$10.00" in said


def test_a_model_among_its_class_is_a_picture_with_its_own_bar_striped(client, mini):
    picture = drawn(client, f"{MINI}charts/output-price.svg")
    said = text(picture)
    assert "GPT 5 Image Mini among image models by output price" in said
    assert "#1 of 3. 3 image models with a published output price" in said
    assert [one.get("fill") for one in picture.iter(f"{SVG}rect")].count("url(#stripe)") == 1


def test_a_model_without_a_rank_is_among_nobody(client, mini):
    said = text(drawn(client, "/models/openai/silent/charts/output-price.svg"))
    assert "It has no output price published." in said
    assert "#stripe" not in said


def test_the_price_history_is_a_picture(client, mini):
    said = text(drawn(client, f"{MINI}charts/price-history.svg"))
    assert "GPT 5 Image Mini: price history" in said
    assert "Nothing moved: Input at $2.50" in said
    assert "Input $2.50" in said
    assert "Source: OpenRouter, read 15 May 2026. First read 15 May 2026" in said


def test_a_history_without_prices_says_so(client, mini):
    said = text(drawn(client, "/models/openai/silent/charts/price-history.svg"))
    assert "No price of the plain variant has been published." in said


def test_a_badge_tells_the_rank_in_short_and_in_full(client, mini):
    badge = drawn(client, f"{MINI}badges/output-price.svg")
    assert badge.find(f"{SVG}title").text == (
        "GPT 5 Image Mini: #1 of 3 image models with a published output price; lower is better. "
        "Source: OpenRouter, read 15 May 2026"
    )
    assert text(badge).endswith("Model Almanac #1 of 3 on price")
    assert text(drawn(client, f"{MINI}badges/input-price.svg")).endswith("#1 of 3 on input price")
    assert text(drawn(client, "/models/openai/silent/badges/output-price.svg")).endswith("no rank on price")


def test_price_against_intelligence_is_a_picture_where_it_may_be_passed_on(client):
    for slug, output, score in (("cheap", "1", "20"), ("good", "5", "40"), ("beaten", "6", "30")):
        measure(priced(slug, output), "intelligence-index", score)
    Metric.objects.filter(slug="intelligence-index").update(redistributable=True)
    picture = drawn(client, "/rankings/text/price-and-intelligence.svg")
    said = text(picture)
    assert (
        "No other is as good for less, or better for no more, than these 2, the cheapest first: Cheap and Good." in said
    )
    assert len(list(picture.iter(f"{SVG}circle"))) >= 3
    assert "Artificial Analysis (artificialanalysis.ai)" in said


@pytest.mark.parametrize(
    "address",
    [
        "/rankings/text/intelligence-index.svg",
        "/rankings/text/price-and-intelligence.svg",
        "/models/openai/gpt/charts/intelligence-index.svg",
        "/models/openai/gpt/badges/intelligence-index.svg",
    ],
)
def test_no_picture_holds_what_may_not_be_passed_on(client, address):
    measure(priced("gpt", "2", name="Own"), "intelligence-index", "57.3", configuration="xhigh")
    measure(priced("other", "3"), "intelligence-index", "41.9")
    said = text(drawn(client, address))
    assert "The terms of Artificial Analysis do not let us pass on the intelligence index." in said
    assert "http://localhost:8000/rankings/text/" in said
    for figure in ("57.3", "41.9", "xhigh", "#1", "#2", "of 2"):
        assert figure not in said


def test_it_escapes_what_sources_say(client):
    model = priced("gpt", "2", name='<script>alert(1)</script>&"')
    for address in (f"{model.get_absolute_url()}charts/output-price.svg", "/rankings/text/output-price.svg"):
        assert b"<script>" not in client.get(address).content
        assert '<script>alert(1)</script>&"' in text(drawn(client, address))


def test_it_needs_no_style_of_its_own(client, mini):
    """Opened by itself, a picture stands under our content security policy, which lets none apply."""
    for address in (f"{MINI}charts/output-price.svg", f"{MINI}badges/output-price.svg"):
        assert not re.search(r"<style|\sstyle=|<script|\shref=", client.get(address).content.decode())


def test_a_picture_follows_its_figures_at_once(client):
    model = AIModelFactory(slug="gpt")
    ClaimFactory(ai_model=model, fact="name", value="Before")
    ClaimFactory(ai_model=model, fact="context_window", value=1000)
    resolve([model.pk])
    address = "/models/openai/gpt/charts/context-window.svg"
    assert "Before among text models" in text(drawn(client, address))
    model.claims.filter(fact="name").update(value="After")
    resolve([model.pk])
    assert "After among text models" in text(drawn(client, address))


@pytest.mark.parametrize(
    "address",
    [
        "/rankings/image/gpqa.svg",
        "/rankings/nix/output-price.svg",
        "/rankings/image/price-and-intelligence.svg",
        f"{MINI}charts/gpqa.svg",
        f"{MINI}badges/nix.svg",
        "/models/openai/none/charts/output-price.svg",
        "/models/openai/none/charts/price-history.svg",
    ],
)
def test_there_is_no_picture_of_what_there_is_not(client, mini, address):
    assert client.get(address).status_code == 404
