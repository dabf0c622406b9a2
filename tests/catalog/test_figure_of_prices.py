"""The page of a price: what the list asked and asks, under which conditions, and what others ask."""

from datetime import datetime
from decimal import Decimal

import pytest

from catalog.facts import resolve
from catalog.models import AIModel, PriceRow, PriceSheet
from tests.catalog.test_figure_page import ARROW, DAY, JANUARY, MARCH, MAY, told
from tests.factories import OBSERVED, AIModelFactory, OfferFactory, PriceSheetFactory, ProviderFactory, source

pytestmark = pytest.mark.django_db


@pytest.fixture
def model() -> AIModel:
    return AIModelFactory(slug="gpt-5", name="GPT-5")


def list_price(model: AIModel, *spells: tuple[datetime, datetime | None, dict[str, str]], **fields) -> PriceSheet:
    """The list's plain offer at these prices, each from one moment to another. The last sheet."""
    offer = OfferFactory(ai_model=model, first_seen_at=spells[0][0], **fields)
    for since, until, rates in spells:
        sheet = PriceSheetFactory(
            offer=offer, valid_from=since, valid_until=until, confirmed_at=until or OBSERVED, rates=rates
        )
    resolve([model.pk])
    return sheet


def test_it_tells_what_a_price_was_before(client, model):
    list_price(
        model,
        (JANUARY, MARCH, {"input": "0.000002", "output": "0.000008"}),
        (MARCH, MAY, {"input": "0.000002", "output": "0.00001"}),
        (MAY, None, {"input": "0.000001", "output": "0.00001", "cache_read": "0.0000001"}),
    )
    text = told(client, "output-price")
    assert "Today $10.00 per 1M tokens Since 5 Mar 2026 when it was first read" in text
    assert "OpenRouter $10.00 / 1M tokens since 5 Mar 2026, read 15 May 2026 shown here" in text
    assert (
        f"Every change 5 Mar 2026 $8.00 {ARROW} $10.00 +25% OpenRouter "
        f"1 Jan 2026 first reading {ARROW} $8.00 OpenRouter"
    ) in text
    assert "Since 1 May 2026" in told(client, "input-price")
    assert f"1 May 2026 not published {ARROW} $0.10 OpenRouter" in told(client, "cache-read-price")


def test_it_tells_the_conditions_of_a_price(client, model):
    sheet = list_price(model, (MARCH, None, {"input": "0.000003"}))
    PriceRow.objects.create(
        sheet=sheet, position=1, meter="input", amount=Decimal("0.000006"), unit="token",
        min_prompt_tokens=200_000, boundary="above",
    )  # fmt: skip
    text = told(client, "input-price")
    assert "Today $3.00" in text
    assert "OpenRouter, above 200,000 prompt tokens $6.00 / 1M tokens" in text
    assert f"Above 200,000 prompt tokens first reading {ARROW} $6.00" in text


def test_it_tells_what_others_ask_for_the_same(client, model):
    list_price(model, (MARCH, None, {"output": "0.00001"}))
    for name, amount in (("azure", "0.000012"), ("novita", "0.000009")):
        sold = OfferFactory(ai_model=model, provider=ProviderFactory(slug=name), tag=name)
        PriceSheetFactory(offer=sold, source=source("openrouter-endpoints"), rates={"output": amount})
    OfferFactory(ai_model=model, provider=ProviderFactory(slug="silent"), tag="silent")
    text = told(client, "output-price")
    assert (
        "What others ask for it Novita $9.00 / 1M tokens since 15 May 2026, read 15 May 2026; OpenRouter endpoints "
        "Azure $12.00" in text
    )
    assert "Not published by Silent." in text
    assert "What others ask" not in told(client, "web-search-price")


def test_it_says_that_a_host_came_when_the_list_price_moved(client, model):
    sheet = list_price(model, (JANUARY, MARCH, {"output": "0.00001"}), (MARCH, None, {"output": "0.000008"}))
    PriceSheet.objects.exclude(pk=sheet.pk).update(confirmed_at=MARCH - DAY)
    for name, day in (("azure", JANUARY), ("novita", MARCH)):
        OfferFactory(ai_model=model, provider=ProviderFactory(slug=name), tag=name, first_seen_at=day)
    assert f"$10.00 {ARROW} $8.00 \N{MINUS SIGN}20% OpenRouter. Novita came" in told(client, "output-price")


def test_it_names_the_time_in_which_a_price_was_not_listed(client, model):
    list_price(model, (JANUARY, MARCH, {"output": "0.00001"}), (MAY, None, {"output": "0.00001"}))
    text = told(client, "output-price")
    assert "Since 1 May 2026" in text
    assert f"no longer stated {ARROW} $10.00 OpenRouter. Not stated from 5 Mar 2026 to 1 May 2026." in text


def test_it_ends_the_price_of_what_is_no_longer_listed(client, model):
    list_price(model, (JANUARY, None, {"output": "0.00001"}), ended_at=MAY)
    text = told(client, "output-price")
    assert "Today not published" in text
    assert f"1 May 2026 $10.00 {ARROW} no longer stated" in text


def test_it_tells_when_a_price_began_to_be_free_or_to_vary(client, model):
    sheet = list_price(model, (JANUARY, MARCH, {"input": "0.00001"}), (MARCH, None, {"input": "0"}))
    PriceSheet.objects.filter(pk=sheet.pk).update(state="free")
    resolve([model.pk])
    text = told(client, "input-price")
    assert "Today free" in text
    assert f"5 Mar 2026 $10.00 {ARROW} free" in text
    assert "$0.00" not in text
    PriceSheet.objects.filter(pk=sheet.pk).update(state="varies")
    sheet.rows.all().delete()
    resolve([model.pk])
    text = told(client, "input-price")
    assert "Today varies" in text
    assert f"5 Mar 2026 $10.00 {ARROW} varies" in text


def test_it_never_makes_a_figure_of_a_price_that_is_not_published(client, model):
    list_price(AIModelFactory(), (JANUARY, None, {"audio_input": "0.00001"}))
    list_price(model, (JANUARY, None, {"output": "0.00001"}), variant="batch")
    assert "Today no plain variant" in told(client, "output-price")
    text = told(client, "audio-input-price")
    assert "Not published. Asked was OpenRouter: it states it of other models, not of this one." in text
    assert "$0.00" not in text
