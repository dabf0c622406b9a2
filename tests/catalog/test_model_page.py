"""The page of one model, as a reader gets it."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.facts import resolve
from catalog.models import AIModel, Alias, EditionItem, Metric, ModelClass, PriceRow
from tests.factories import (
    AIModelFactory,
    ClaimFactory,
    EditionFactory,
    MeasurementFactory,
    OfferFactory,
    PriceSheetFactory,
    source,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/models/openai/gpt-5-image-mini/"
SIX = {
    "gpt-5-image": "0.00001",
    "gpt-5.4-image-2": "0.000015",
    "gemini-2.5-flash-image": "0.0000025",
    "gemini-3.1-flash-image-preview": "0.000003",
    "gemini-3-pro-image-preview": "0.000012",
}


def make_image_model(slug: str, output: str | None, **rates: str) -> AIModel:
    """An image model at this list price, with the claims behind its facts."""
    model = AIModelFactory(image_model=True, slug=slug)
    for fact, value in (
        ("name", model.name),
        ("input_modalities", ["text", "image", "file"]),
        ("output_modalities", ["text", "image"]),
        ("context_window", 400_000 if slug.startswith("gpt-5-image") else 65_536),
        ("max_output_tokens", 128_000),
    ):
        ClaimFactory(ai_model=model, fact=fact, value=value)
    prices = {"input": "0.0000025", "output": output, **rates}
    known = {meter: amount for meter, amount in prices.items() if amount is not None}
    PriceSheetFactory(
        offer__ai_model=model, state="published" if output else "unpublished", rates=known if output else {}
    )
    return model


@pytest.fixture
def mini() -> AIModel:
    """GPT-5 Image Mini among six image models with a price, one without, and a router."""
    model = make_image_model("gpt-5-image-mini", "0.000002", cache_read="0.00000025")
    others = [make_image_model(slug, output) for slug, output in SIX.items()]
    others.append(make_image_model("flux-unpriced", None))
    Alias.objects.create(
        source=source(), external_id="openrouter/auto", kind="router", status="approved",
        model_class=ModelClass.objects.get(slug="image"),
    )  # fmt: skip
    resolve([model.pk, *(other.pk for other in others)])
    model.refresh_from_db()
    return model


def read(client, address: str = ADDRESS) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    """What a reader sees, in one line."""
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
    return re.sub(r" ([.,;:])", r"\1", text)


def part(html: str, name: str) -> str:
    """The words of one section."""
    found = re.search(rf'<section class="part[^"]*" id="{name}".*?</section>', html, re.DOTALL)
    assert found, name
    return words(found.group())


def set_price(model: AIModel, meter: str, amount: str) -> None:
    PriceRow.objects.filter(sheet__offer__ai_model=model, meter=meter).update(amount=Decimal(amount))
    resolve([model.pk])


def test_it_shows_the_figures_that_decide(client, mini):
    page = words(read(client))
    assert "Input $2.50" in page
    assert "Output $2.00" in page
    assert "400,000 tokens" in page
    assert "128,000 tokens" in page
    assert "Reads Text, images, files" in page
    assert "Writes Text, images" in page
    assert "Cache read" in page
    assert "$0.25 / 1M tokens" in page


def test_it_has_all_its_parts_in_order(client, mini):
    parts = re.findall(r'<section class="part[^"]*" id="([a-z-]+)"', read(client))
    assert parts == [
        "about", "capabilities", "compares", "history", "providers", "best-for", "strengths", "calculator",
        "quick-start", "verdict", "questions", "reviews", "siblings", "sources",
    ]  # fmt: skip


def test_it_ranks_within_its_class_and_says_who_is_left_out(client, mini):
    compares = part(read(client), "compares")
    assert "#1 of 6 image models by output price; lower is better; 1 router and 1 not published left out" in compares
    assert "openrouter/auto" in compares
    assert "1 not published Flux Unpriced" in compares
    assert "Flux Unpriced" in compares
    for slug in SIX:
        assert slug.replace("-", " ").title() in compares


def test_it_changes_every_sentence_that_rests_on_a_price_when_that_moves(client, mini):
    before = read(client, f"{ADDRESS}?output=1000")
    set_price(mini, "output", "0.00002")
    after = read(client, f"{ADDRESS}?output=1000")
    expected = {
        "about": "the highest output price of 6 image models",
        "compares": "#6 of 6 image models by output price",
        "strengths": "The highest output price of 6 image models",
        "verdict": "against $20.00 here",
        "questions": "the highest output price of 6 image models",
        "calculator": "$20.00 / 1M tokens",
        "siblings": "$20.00",
        "sources": "$20.00 / 1M tokens",
        "providers": "$20.00",
        "history": "Output $20.00",
    }
    for name, sentence in expected.items():
        assert sentence in part(after, name), name
        assert sentence not in part(before, name), name
    assert "$2.00" not in words(after)


def test_it_changes_another_models_rank_on_that_models_own_page(client, mini):
    other = "/models/openai/gemini-2.5-flash-image/"
    assert "#2 of 6" in words(read(client, other))
    set_price(mini, "output", "0.00002")
    assert "#1 of 6" in words(read(client, other))


def test_it_changes_every_sentence_that_rests_on_the_window(client, mini):
    assert "400,000 tokens, prompt and answer together" in part(read(client), "questions")
    mini.claims.filter(fact="context_window").update(value=50_000)
    resolve([mini.pk])
    page = words(read(client))
    assert "Its window holds 50,000 tokens" in page
    assert "50,000 tokens, prompt and answer together" in page
    assert "400,000 tokens in one window" not in page


def test_it_never_shows_an_unpublished_price_as_a_figure(client, mini):
    page = words(read(client, "/models/openai/flux-unpriced/"))
    assert "Input not published" in page
    assert "Output not published" in page
    assert "$0.00" not in page
    assert "has no output price published" in page
    assert "Total: not published." in page


def test_it_adds_the_receipt_of_what_was_typed(client, mini):
    html = read(client, f"{ADDRESS}?calls=1%2C000&input=1000&cached=0&output=1000&image_output=0")
    calculator = part(html, "calculator")
    assert "1,000,000" in calculator
    assert "Month 4.50" in calculator
    assert 'value="1,000"' in html


def test_it_never_bills_images_as_text(client, mini):
    calculator = part(read(client, f"{ADDRESS}?calls=1&input=0&cached=0&output=0&image_output=1056"), "calculator")
    assert "Total: not published. No image output price is published." in calculator
    PriceRow.objects.create(
        sheet=mini.offers.get().sheets.get(), position=9, meter="image_output", amount=Decimal("0.000008"), unit="token"
    )
    calculator = part(read(client, f"{ADDRESS}?calls=1&input=0&cached=0&output=0&image_output=1056"), "calculator")
    assert "Month 0.008448" in calculator


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("calls=many", "Give a whole number, such as 10,000, 1.5k or 1M."),
        ("calls=-5", "Give 0 or more."),
        ("calls=1.5", "Give a whole number; a thousand is 1,000 or 1k."),
        ("calls=%D9%A1%D9%A2", "Write the number with the digits 0 to 9."),
        ("input=10&cached=20", "This is part of the input: give 10 or less."),
        ("calls=1e30", "Give 1,000,000,000,000,000 or less."),
        ("calls=%00x", "Give a whole number, such as 10,000, 1.5k or 1M."),
    ],
)
def test_it_says_what_is_wrong_with_a_usage_and_keeps_it(client, mini, query, complaint):
    html = read(client, f"{ADDRESS}?{query}")
    assert complaint in part(html, "calculator")
    assert "The receipt follows once the marked fields are put right." in part(html, "calculator")
    assert "aria-invalid" in html


def test_it_answers_with_what_follows_the_calculator_alone(client, mini):
    html = read(client, f"{ADDRESS}?_part=receipt&calls=1&input=1000000")
    assert "Month 2.50" in words(html)
    assert "<html" not in html
    assert "<form" not in html


def test_it_leads_to_the_full_calculator_with_what_was_typed(client, mini):
    full = "/calculator/?m=openai/gpt-5-image-mini&calls=3&input=1000000"
    assert f'href="{full.replace("&", "&amp;")}"' in read(client, f"{ADDRESS}?calls=3&input=1M")
    assert "Month 7.50" in words(read(client, full))


def test_it_draws_the_prices_that_were(client, mini):
    offer = mini.offers.get()
    offer.sheets.update(valid_from=datetime(2026, 5, 10, tzinfo=UTC))
    PriceSheetFactory(
        offer=offer, valid_from=datetime(2026, 1, 1, tzinfo=UTC), valid_until=datetime(2026, 5, 10, tzinfo=UTC),
        confirmed_at=datetime(2026, 5, 9, tzinfo=UTC), rates={"input": "0.000003", "output": "0.000002"},
    )  # fmt: skip
    resolve([mini.pk])
    history = part(read(client), "history")
    assert "10 May 2026 Input $3.00 $2.50" in history
    assert "Input fell from $3.00 to $2.50 on 10 May 2026. Unmoved: Output at $2.00" in history
    assert "first read 1 Jan 2026, last read 15 May 2026" in history


def test_it_names_the_source_and_day_of_each_figure_and_leads_to_its_past(client, mini):
    ClaimFactory(ai_model=mini, fact="context_window", value=300_000, source=source("models-dev"))
    resolve([mini.pk])
    html = read(client)
    sources = part(html, "sources")
    assert "Context window 300,000 tokens models.dev, since 15 May 2026" in sources
    assert "Longest answer 128,000 tokens OpenRouter, since 15 May 2026" in sources
    assert "Cache read price $0.25 / 1M tokens OpenRouter, since 15 May 2026" in sources
    assert '<span class="differ">300,000 tokens</span>' in html
    assert f'href="{ADDRESS}figures/context-window/">Context window</a>' in html


def test_every_mark_leads_to_a_page_of_its_figure(client, mini):
    MeasurementFactory(ai_model=mini, value=Decimal("41.5"))
    OfferFactory(ai_model=mini, provider__slug="azure", tag="azure")
    html = read(client)
    marks = re.findall(r'<sup class="src[^>]*><a href="([^"]*)" aria-label="([^"]*)"', html)
    for address, _ in marks:
        assert client.get(address.partition("#")[0]).status_code == 200, address
    led_to = {name: address for address, name in marks}
    assert led_to["Input price: source a, OpenRouter"] == f"{ADDRESS}figures/input-price/"
    assert led_to["Context window: source a, OpenRouter"] == f"{ADDRESS}figures/context-window/"
    assert led_to["Intelligence index: source b, Artificial Analysis"] == f"{ADDRESS}figures/intelligence-index/"
    assert led_to["Tool calling: who was asked"] == f"{ADDRESS}figures/tool-calling/"
    assert led_to["Source a, OpenRouter"] == f"{ADDRESS}figures/output-price/#sellers"


def test_it_shows_an_editors_words_where_there_are_any(client, mini):
    edition = EditionFactory(ai_model=mini, tagline="Small pictures, small bills.", about="One.\n\nTwo.")
    EditionItem.objects.create(edition=edition, kind="strength", title="Draws <b>cheaply</b>")
    AIModel.objects.filter(pk=mini.pk).renew()
    html = read(client)
    assert "Small pictures, small bills." in words(html)
    assert "Written by our editors" in part(html, "about")
    assert "Draws <b>cheaply</b>" in part(html, "strengths")
    assert "Written from the figures" in part(html, "verdict")


def test_it_says_that_nothing_was_measured_and_shows_what_was(client, mini):
    assert "Intelligence index not measured" in words(read(client))
    MeasurementFactory(ai_model=mini, value=Decimal("41.5"), configuration="high")
    resolve([mini.pk])
    page = words(read(client))
    assert "Intelligence index 41.5 index points high Artificial Analysis" in page
    assert "Source: Artificial Analysis (artificialanalysis.ai)" in page


def test_it_tells_each_measured_value_with_its_configuration_on_the_newest_scale(client, mini):
    Metric.objects.filter(slug="intelligence-index").update(scale_version="2026-06-22")
    on_the_newest = {"ai_model": mini, "scale_version": "2026-06-22"}
    MeasurementFactory(ai_model=mini, value=Decimal("61"), configuration="high")
    MeasurementFactory(**on_the_newest, value=Decimal("50"), configuration="low")
    MeasurementFactory(**on_the_newest, value=Decimal("54.5"), configuration="high, again")
    elo = Metric.objects.get(slug="image-elo")
    MeasurementFactory(ai_model=mini, metric=elo, value=1105, low=1095, high=1117)
    resolve([mini.pk])

    html = read(client)

    sources = part(html, "sources")
    assert "Intelligence index 54.5 index points high, again Artificial Analysis" in sources
    assert "Image Elo 1,105 Elo points Artificial Analysis" in sources
    assert "61.0" not in sources
    compares = read(client, f"{ADDRESS}?show=intelligence-index")
    assert "54.5" in part(compares, "compares")
    assert "high, again" in part(compares, "compares")
    assert 'Measured by <a href="https://artificialanalysis.ai"' in compares


def test_it_names_who_measured_the_others_where_the_model_itself_was_not(client, mini):
    other = AIModel.objects.exclude(pk=mini.pk).filter(model_class=mini.model_class).first()
    MeasurementFactory(ai_model=other, value=Decimal("41.5"))
    resolve([other.pk])

    compares = part(read(client, f"{ADDRESS}?show=intelligence-index"), "compares")
    assert f"{mini.name} has no intelligence index measured; 1 image model has; higher is better" in compares
    assert "Measured by Artificial Analysis" in compares


def test_it_tells_of_a_retirement(client, mini):
    mini.lifecycle_events.create(
        state="retired", happens_on=date(2026, 4, 1), source=source(), stated_at=datetime(2026, 4, 1, tzinfo=UTC)
    )
    resolve([mini.pk])
    html = read(client)
    assert "Retired since 1 Apr 2026." in part(html, "verdict")
    assert "of 5 image models" in part(html, "compares") or "5 image models have" in part(html, "compares")


def test_it_escapes_what_sources_say(client, mini):
    mini.claims.filter(fact="name").update(value="<script>alert(1)</script>")
    resolve([mini.pk])
    html = read(client)
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(
    "address",
    ["/models/openai/none/", "/models/none/gpt-5-image-mini/", "/models/openai/%00/", "/models/openai/a%20b/"],
)
def test_it_knows_no_other_model(client, mini, address):
    response = client.get(address)
    assert response.status_code == 404
    assert b"Model Almanac" in response.content


def test_it_costs_the_same_number_of_queries_however_many_models_there_are(client, mini):
    with CaptureQueriesContext(connection) as few:
        read(client, f"{ADDRESS}?calls=1")
    resolve([make_image_model(f"model-{n}", f"0.0000{n + 10}").pk for n in range(20)])
    with CaptureQueriesContext(connection) as many:
        read(client, f"{ADDRESS}?calls=1")
    assert len(many) == len(few)
