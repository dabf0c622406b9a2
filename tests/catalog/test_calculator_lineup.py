"""The calculator with several models, with a whole class, and finding the models to compare."""

from decimal import Decimal

import pytest

from catalog.models import AIModel
from tests.calculating import (
    answer,
    as_json,
    error_at,
    image_mini,
    link,
    priced,
    read,
    value_of,
    words,
)
from tests.factories import MeasurementFactory

pytestmark = pytest.mark.django_db


# --- several models -------------------------------------------------------------------------------------------------


def test_it_sets_models_side_by_side(client):
    priced("openai/short", "1", "4", name="Short")
    priced("openai/long", "3", "2", name="Long")
    page = answer(read(client, "/calculator/?m=openai/long&m=openai/short&calls=100&input=1000&output=500"))
    assert "Long 1.3 times the least $0.40 Short the least $0.30" in page
    assert "Up to 1,000 output tokens a call Short costs less, with more of them Long" in page
    assert "A month of Long would pay for 133 calls of Short." in page
    assert page.count("Receipt for one month") == 2


def test_it_says_which_of_two_is_never_the_dearer_one(client):
    priced("openai/cheap", "1", "2", name="Cheap")
    priced("openai/dear", "2", "4", name="Dear")
    page = answer(read(client, "/calculator/?m=openai/dear&m=openai/cheap&input=1000"))
    assert "Cheap is never the dearer one, however long the answers are." in page


def test_it_offers_the_cheapest_five_of_the_class_with_their_intelligence(client):
    priced("openai/own", "50", "50", name="Own")
    for number in range(1, 8):
        priced(f"openai/other-{number}", str(number), "2", name=f"Other {number}")
    priced("openai/tiny", "0.1", "0.1", name="Tiny", context_window=500)
    priced("openai/unpriced", None, None, name="Unpriced")
    image_mini()
    measured = AIModel.objects.filter(slug="other-2")
    MeasurementFactory(ai_model=measured.get(), value=Decimal("51.3"))
    measured.update(intelligence_index=Decimal("51.3"))
    html = read(client, "/calculator/?m=openai/own&input=1000")
    page = answer(html).partition("The same load")[2].partition("If it grows")[0]
    assert [name for name in ("Other 1", "Other 5", "Other 6", "Tiny", "Unpriced", "Image") if name in page] == [
        "Other 1", "Other 5",
    ]  # fmt: skip
    assert "Other 2 OpenAI; intelligence 51.3 51.3 $0.002" in page
    assert "Other 1 OpenAI; intelligence not measured not measured $0.001" in page
    assert "1 whose limits are too small" in page
    assert "Source: Artificial Analysis (artificialanalysis.ai), for intelligence." in page
    own = read(client, "/models/openai/own/?_part=receipt&input=1000")
    assert '<a href="https://artificialanalysis.ai">Source: Artificial Analysis' in own
    both = answer(read(client, link(html, "Other 1")))
    assert both.count("Receipt for one month") == 2


def test_it_offers_nobody_beside_themselves(client):
    priced("openai/own", "0.1", "0.1")
    priced("openai/second", "0.2", "0.2")
    priced("openai/other", "1", "1")
    found = as_json(client, "m=openai/own&m=openai/second&input=1000")
    assert [one["id"] for one in found["alternatives"]] == ["openai/other"]


# --- a class --------------------------------------------------------------------------------------------------------


def test_it_lists_a_class_by_cost_with_the_unknown_last(client):
    priced("openai/dear", "9", "9", name="Dear")
    priced("openai/cheap", "1", "1", name="Cheap")
    priced("openai/unpriced", None, None, name="Unpriced")
    priced("openai/gone", "0.1", "0.1", name="Gone", lifecycle="retired")
    page = answer(read(client, "/calculator/?class=text&input=1M"))
    assert "Cheap OpenAI, 128,000 tokens" not in page  # too small for a million
    page = answer(read(client, "/calculator/?class=text&calls=1000&input=1000"))
    assert page.index("Cheap") < page.index("Dear") < page.index("Unpriced")
    assert "Gone" not in page
    assert "$0.001 $1.00" in page
    assert "no price is published" in page
    assert "1-3 of 3 2 of them with a total" in page


def test_it_shows_all_text_models_where_an_address_names_nobody(client):
    priced("openai/plain", name="Plain")
    page = read(client, "/calculator/")
    assert "Text models, cheapest first" in answer(page)
    assert "Plain" in answer(read(client, link(page, "Plain")))


def test_it_narrows_a_class(client):
    priced("openai/free", "3", "3", name="Liberal", open_weights="yes", context_window=32_000)
    priced("google/wide", "2", "2", name="Wide", context_window=1_000_000)
    priced("openai/plain", "1", "1", name="Plain")
    found = {
        query: [
            name
            for name in ("Liberal", "Wide", "Plain")
            if name in answer(read(client, f"/calculator/?class=text&{query}"))
        ]
        for query in ("weights=open", "context=128000", "creator=openai", "creator=openai&context=128000")
    }
    assert found == {
        "weights=open": ["Liberal"],
        "context=128000": ["Wide", "Plain"],
        "creator=openai": ["Liberal", "Plain"],
        "creator=openai&context=128000": ["Plain"],
    }
    assert "No model of the class passes these conditions." in answer(
        read(client, "/calculator/?class=text&creator=google&weights=open")
    )


def test_it_pages_a_class(client):
    for number in range(60):
        priced(f"openai/model-{number:02}", str(number + 1), "1", name=f"Model {number:02}")
    first = read(client, "/calculator/?class=text&input=1000")
    assert "1-50 of 60" in answer(first)
    second = answer(read(client, link(first, "Next")))
    assert "51-60 of 60" in second
    assert "51 Model 50" in second


def test_it_marks_in_a_class_the_models_that_are_named(client):
    priced("openai/own", name="Own")
    priced("openai/other", name="Other")
    page = read(client, "/calculator/?m=openai/own&class=text&input=1000")
    assert page.count('<tr role="row" class="this">') == 1


def test_it_leads_from_a_receipt_to_the_class_and_back(client):
    priced("openai/own", name="Own")
    priced("openai/other", name="Other")
    page = read(client, "/calculator/?m=openai/own&input=4000")
    everybody = read(client, link(page, "All text models for this load"))
    assert value_of(everybody, "input") == "4,000"
    assert "Other OpenAI" in answer(everybody)


# --- finding models -------------------------------------------------------------------------------------------------


def test_it_finds_models_to_add(client):
    priced("openai/own", name="Own")
    priced("google/gemma-9", name="Gemma 9")
    page = read(client, "/calculator/?m=openai/own&q=gemma")
    assert 'name="m" value="google/gemma-9"' in page
    assert "No other model is called that." in words(read(client, "/calculator/?m=openai/own&q=nobody"))


def test_it_has_room_for_six(client):
    ids = [priced(f"openai/model-{number}", name=f"Model {number}").catalog_id for number in range(7)]
    six = "&".join(f"m={id}" for id in ids[:6])
    page = read(client, f"/calculator/?{six}&input=1000&q=model")
    assert answer(page).count("Receipt for one month") == 6
    assert "Six stand side by side at the most: take one out first." in words(page)
    seven = read(client, f"/calculator/?{six}&m={ids[6]}&input=1000")
    assert error_at(seven, "m") == "Six models stand side by side at the most: Model 6 had no room."
    assert answer(seven).count("Receipt for one month") == 6
