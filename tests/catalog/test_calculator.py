"""The calculator through its page and its fragment: what a month of use costs, line by line."""

from datetime import time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import AIModel
from tests.calculating import (
    GEMINI,
    MINI,
    add_row,
    answer,
    as_json,
    error_at,
    gemini,
    image_host,
    image_mini,
    in_batches,
    link,
    priced,
    read,
    value_of,
    words,
)
from tests.factories import OBSERVED, MeasurementFactory

pytestmark = pytest.mark.django_db

DOORS = [
    "/calculator/?m={m}&{q}",
    "/calculator/?_part=receipt&m={m}&{q}",
    "/models/{m}/?{q}",
    "/models/{m}/?_part=receipt&{q}",
]


def said(client, door: str, model: str, query: str) -> str:
    return words(read(client, door.format(m=model, q=query)))


# --- a receipt ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", DOORS)
def test_it_bills_a_million_in_and_half_a_million_out_of_gpt_5_image_mini(client, door):
    image_mini()
    page = said(client, door, MINI, "input=1M&output=500k")
    assert "Input 1,000,000 x $2.50 / 1M tokens" in page
    assert "Output 500,000 x $2.00 / 1M tokens" in page
    assert "Month 3.50 One call 3.50" in page


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("tokens", "total", "warning"),
    [
        ("200,000", "0.26", "The edge of a tier is with the next token"),
        ("200,001", "0.5150025", "Just past the edge of a tier, by 1 token"),
    ],
)
def test_it_warns_on_either_side_of_a_tiers_edge(client, door, tokens, total, warning):
    gemini()
    page = said(client, door, GEMINI, f"input={tokens}&output=1000")
    assert f"Month {total} One call {total}" in page
    assert warning in page
    assert "A call with 200,000 prompt tokens costs $0.26, one with 200,001 costs $0.5150025" in page
    assert "$0.2550025" in page


def test_it_names_the_condition_the_source_the_day_and_the_share_of_each_line(client):
    gemini()
    page = answer(read(client, f"/calculator/?m={GEMINI}&input=300000&output=50000"))
    assert "Input above 200,000 prompt tokens 300,000 x $2.50 / 1M tokens OpenRouter, since 15 May 2026" in page
    assert "OpenRouter, 15 May 2026 50% 0.75" in page


def test_it_says_what_a_line_is_billed_as_for_want_of_a_price(client):
    priced("openai/plain")
    page = answer(read(client, "/calculator/?m=openai/plain&input=1000&cached=400&output=100&reasoning=50"))
    assert "Cache read no cache price published: billed as input 400 x $1.00" in page
    assert "Reasoning no reasoning price published: billed as output 50 x $2.00" in page
    assert "Caching saves nothing here" in page


def test_it_never_makes_up_a_price_that_is_missing(client):
    priced("openai/plain")
    page = answer(read(client, "/calculator/?m=openai/plain&input=1000&searches=2"))
    assert "Total: not published. No web search price is published." in page
    assert "Month" not in page.partition("The same load")[0].partition("Total")[2]


def test_it_says_so_where_nothing_is_used(client):
    priced("openai/plain")
    assert "Nothing is used, so nothing is billed." in answer(read(client, "/calculator/?m=openai/plain&calls=5"))


def test_it_bills_batches_at_the_prices_of_the_batch_variant(client):
    in_batches(priced("openai/plain", "1", "2"), "0.5", "1")
    plain = answer(read(client, "/calculator/?m=openai/plain&input=1M&output=1M"))
    assert "Month 3.00" in plain
    assert "Batches would save $1.50 a month (50%)" in plain
    batch = answer(read(client, "/calculator/?m=openai/plain&input=1M&output=1M&batch=1"))
    assert "Input batch 1,000,000 x $0.50" in batch
    assert "Month 1.50" in batch
    assert "Batches save $1.50 a month (50%) At plain prices the month would be $3.00." in batch


def test_it_tells_what_the_cache_saves(client):
    priced("openai/plain", more={"cache_read": "0.1"})
    page = answer(read(client, "/calculator/?m=openai/plain&calls=1000&input=1000&cached=500"))
    assert "Caching saves $0.45 a month (45%) Without the cache the month would be $1.00." in page


def test_it_tells_what_the_hour_saves(client):
    model = priced("openai/plain")
    add_row(model, "input", "0.5", utc_start=time(16, 30), utc_end=time(0, 30))
    query = "/calculator/?m=openai/plain&calls=1000&input=1000"
    page = answer(read(client, query))
    assert "The hour is worth $0.50 a month (50%)" in page
    assert "16:30 to 00:30 UTC the month is $0.50, at the dearest hours $1.00." in page
    assert "the price changes with the hour: no time was given" in page
    assert "Month 0.50" in answer(read(client, f"{query}&hour=18"))
    assert "This hour saves $0.50 a month (50%)" in answer(read(client, f"{query}&hour=18"))
    assert "Another hour would save $0.50 a month (50%)" in answer(read(client, f"{query}&hour=9:15"))


def test_it_knows_the_weekday_of_an_hour(client):
    model = priced("openai/plain")
    add_row(model, "input", "0.5", weekdays=[5, 6])
    query = "/calculator/?m=openai/plain&calls=1000&input=1000&hour="
    assert "Month 0.50" in answer(read(client, f"{query}sat+12"))
    assert "Month 1.00" in answer(read(client, f"{query}Tuesday+12:30"))


def test_it_shows_what_more_use_would_cost_as_bars_and_in_figures(client):
    gemini()
    page = answer(read(client, f"/calculator/?m={GEMINI}&input=150000"))
    assert "As it is $0.188 2 times the calls $0.375 Calls 2 times as long $0.75" in page
    assert "10 times the calls $1.88 Calls 10 times as long $3.75" in page


def test_it_says_that_a_call_does_not_fit(client):
    priced("openai/small", context_window=8_000, max_output_tokens=1_000)
    page = answer(read(client, "/calculator/?m=openai/small&input=9000"))
    assert "Such a call does not fit Prompt and answer are 9,000 tokens; its context window holds 8,000." in page
    page = answer(read(client, "/calculator/?m=openai/small&input=10&output=2000"))
    assert "Such an answer is too long for it" in page


# --- images ---------------------------------------------------------------------------------------------------------


def test_it_never_bills_images_as_text(client):
    model = image_mini()
    query = f"/calculator/?m={MINI}&image_output=1056"
    assert "No image output price is published." in answer(read(client, query))
    add_row(model, "image_output", "8")
    assert "Month 0.008448" in answer(read(client, query))


def test_it_bills_images_at_the_cheapest_host_where_the_list_states_no_price(client):
    model = priced("flux/pro", None, None, image_model=True)
    image_host(model, "Dear", ("image_output", "0.05", "image", ""))
    image_host(model, "Cheap", ("image_output", "0.04", "image", ""))
    page = answer(read(client, "/calculator/?m=flux/pro&calls=100&images_out=2"))
    assert "at the host Cheap: the list states no price for this" in page
    assert "200 x $0.04 / image" in page
    assert "Month 8.00" in page


def test_it_bills_megapixels_by_the_size(client):
    image_host(priced("flux/pro", None, None, image_model=True), "Host", ("image_output", "0.03", "megapixel", ""))
    page = answer(read(client, "/calculator/?m=flux/pro&images_out=1&size=1000x2000"))
    assert "2 x $0.03 / megapixel" in page
    assert "Month 0.06" in page


def test_it_lets_the_reader_choose_among_the_sizes_sold(client):
    model = priced("flux/pro", None, None, image_model=True)
    image_host(model, "Host", ("image_output", "0.03", "image", "1k"), ("image_output", "0.06", "image", "4k"))
    page = read(client, "/calculator/?m=flux/pro&images_out=1")
    assert 'name="detail" value="4k"' in page
    assert "Total: not published." in answer(page)
    assert "Month 0.06" in answer(read(client, "/calculator/?m=flux/pro&images_out=1&detail=4k"))


# --- what an address leaves out -------------------------------------------------------------------------------------


def test_it_begins_with_an_example_that_fits_the_class_and_says_what_it_assumes(client):
    priced("openai/plain")
    image_mini()
    page = read(client, "/calculator/?m=openai/plain")
    assert "10,000 answers a month. Each prompt holds 1,500 tokens" in words(page)
    assert value_of(page, "input") == "1,500"
    assert "1,000 images of 1024 by 1024 a month" in words(read(client, f"/calculator/?m={MINI}"))


def test_it_takes_what_an_address_leaves_out_as_nothing_and_one_call(client):
    priced("openai/plain")
    assert "Month 0.001 One call 0.001" in answer(read(client, "/calculator/?m=openai/plain&input=1000"))


def test_it_leaves_out_of_its_address_whatever_goes_without_saying(client):
    priced("openai/plain")
    long = "/calculator/?m=openai/plain&q=&class=&calls=10%2C000&input=1500&cached=1k&output=300&reasoning=&at=&hour="
    assert 'href="http://localhost:8000/calculator/?m=openai/plain"' in read(client, long)
    spelt = read(client, "/calculator/?m=openai/plain&calls=1&input=1.5k&batch=on&output=0")
    assert "/calculator/?m=openai/plain&amp;input=1500&amp;batch=1" in spelt


def test_it_fills_the_form_by_each_example(client):
    priced("openai/plain")
    image_mini()
    page = read(client, f"/calculator/?m=openai/plain&m={MINI}&input=7")
    agent = read(client, link(page, "Coding agent"))
    assert value_of(agent, "cached") == "50,000"
    assert "GPT-5 Image Mini" in answer(agent)
    assert "5,000 steps a month" in words(agent)
    alone = read(client, link(read(client, "/calculator/?m=openai/plain"), "Image batch"))
    assert "Image models, cheapest first" in answer(alone)


def test_it_opens_the_fields_that_a_class_can_use_and_those_that_are_used(client):
    priced("openai/plain")
    image_mini()

    def opened(query: str) -> str:
        return read(client, f"/calculator/?{query}").partition('class="fields"')[2].partition("<details")[0]

    assert 'name="cached"' in opened("m=openai/plain")
    assert 'name="images_out"' not in opened("m=openai/plain")
    assert 'name="images_out"' in opened(f"m={MINI}")
    assert 'name="searches"' in opened("m=openai/plain&searches=3")


@pytest.mark.parametrize(
    ("typed", "shown", "counted"),
    [
        ("1,000,000", "1,000,000", "1,000,000"),
        ("1M", "1M", "1,000,000"),
        ("1.5k", "1.5k", "1,500"),
        ("2000", "2,000", "2,000"),
    ],
)
def test_it_reads_numbers_as_people_write_them(client, typed, shown, counted):
    priced("openai/plain", context_window=None)
    page = read(client, f"/calculator/?m=openai/plain&input={typed}")
    assert value_of(page, "input") == shown
    assert f"Input {counted} x" in answer(page)


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


# --- what cannot be meant -------------------------------------------------------------------------------------------

WRONG = [
    ("input=many", "input", "many", "Give a whole number, such as 10,000, 1.5k or 1M."),
    ("input=-5", "input", "-5", "Give 0 or more."),
    ("calls=10%5E30", "calls", "10^30", "Give a whole number, such as 10,000, 1.5k or 1M."),
    ("calls=1e30", "calls", "1e30", "Give 1,000,000,000,000,000 or less."),
    ("input=10&cached=20", "cached", "20", "This is part of the input: give 10 or less."),
    ("output=10&reasoning=11", "reasoning", "11", "This is part of the output: give 10 or less."),
    ("input=9&audio_input=5&audio_cached=6", "audio_cached", "6", "This is part of the cached tokens: give 0 or less."),
    ("input=%EF%BC%91%EF%BC%92", "input", "12", "Write the number with the digits 0 to 9."),
    ("size=big", "size", "big", "Give a whole number, such as 10,000, 1.5k or 1M."),
    ("at=yesterday", "at", "yesterday", "Give a day such as 2026-05-15, or a moment in UTC such as 2026-05-15 16:30."),
    ("at=2026-02-31", "at", "2026-02-31", "There is no such moment."),
    ("at=1999-01-01", "at", "1999-01-01", "Our prices begin on 15 May 2026: give that day or a later one."),
    ("at=2999-01-01", "at", "2999-01-01", "Prices are known until today: give a moment that has been."),
    ("since=1999-01-01", "since", "1999-01-01", "Our prices begin on 15 May 2026: give that day or a later one."),
    ("hour=25", "hour", "25", "Give an hour in UTC from 0 to 23, such as 16, 16:30 or sat 16:30."),
    ("batch=perhaps", "batch", "1", "Give 1 for batch, or leave it out."),
    ("input=%3Cscript%3Ealert()", "input", "<script>alert()", "Give a whole number, such as 10,000, 1.5k or 1M."),
]  # fmt: skip


@pytest.mark.parametrize(("query", "field", "typed", "message"), WRONG)
def test_it_shows_again_what_was_typed_with_a_message_at_the_field(client, query, field, typed, message):
    priced("openai/plain")
    page = read(client, f"/calculator/?m=openai/plain&{query}")
    assert error_at(page, field) == message
    assert "<script>alert" not in page
    assert f'<a href="#id_{field}">' in page.partition('id="faults"')[2]
    assert "The receipt follows once the marked fields are put right." in answer(page)
    assert "To be put right: " in page.partition("</title>")[0]
    if field != "batch":
        assert value_of(page, field).strip() in (typed, "\uff11\uff12")
        assert 'aria-invalid="true"' in page
    assert as_json(client, f"m=openai/plain&{query}", 422) == {"errors": [{"field": field, "message": message}]}
    csv = read(client, f"/calculator.csv?m=openai/plain&{query}", 422)
    assert csv.startswith(f"field,message\r\n{field},")


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("m=openai/nobody", "m", "No model here is called “openai/nobody”."),
        ("m=%00%27&m=gpt-5", "m", "No model here is called “ '” or “gpt-5”."),
        ("class=cars", "class", "No class here is called “cars”."),
        ("class=text&creator=nobody", "creator", "Creator: there is no “nobody” here."),
        ("class=text&weights=heavy", "weights", "Weights: there is no “heavy” here."),
        ("class=text&context=7", "context", "Context at least: there is no “7” here."),
    ],
)
def test_it_says_which_name_means_nobody(client, query, field, message):
    priced("openai/plain")
    page = read(client, f"/calculator/?{query}")
    assert error_at(page, field) == message
    assert as_json(client, query, 422) == {"errors": [{"field": field, "message": message}]}


def test_it_shows_the_receipts_of_those_that_it_knows(client):
    priced("openai/plain", name="Plain")
    page = read(client, "/calculator/?m=openai/nobody&m=openai/plain&input=1M")
    assert "Month 1.00" in answer(page)
    assert error_at(page, "m")


def test_it_survives_the_largest_usage_that_can_be_typed(client):
    image_mini()
    largest = "calls=1e15&input=1e15&output=1e15&reasoning=1e15&images_out=1e15&size=99999x99999&searches=1e15"
    for address in (
        f"/calculator/?m={MINI}&{largest}",
        f"/calculator/?class=image&{largest}",
        f"/models/{MINI}/?{largest}",
    ):
        assert "not published" in words(read(client, address))
    image_host(AIModel.objects.get(), "Host", ("image_output", "9.123456789012345678901234", "megapixel", ""))
    query = f"/calculator/?m={MINI}&calls=1e15&images_out=1e15&size=99999x99999"
    assert "Month 91,232,7" in answer(read(client, query))


def test_it_takes_a_nul_for_a_space(client):
    priced("openai/plain")
    assert "Month 1.00" in answer(read(client, "/calculator/?m=openai/plain&q=%00&detail=%00&input=1M%00"))


# --- the answer alone -----------------------------------------------------------------------------------------------

HERE = "http://testserver/calculator/?m=openai/plain&input=1000"


def test_it_answers_with_what_follows_the_form_alone(client):
    priced("openai/plain")
    part = read(client, "/calculator/?_part=receipt&m=openai/plain&input=2M")
    assert "<html" not in part
    assert "<form" not in part
    assert '<p hx-swap-oob="innerHTML:#worked-out">A month: Plain $2.00</p>' in part


def test_it_replaces_the_address_while_somebody_types_and_adds_one_where_something_is_chosen(client):
    priced("openai/plain")
    priced("openai/other")
    query = "/calculator/?_part=receipt&m=openai/plain&q=&class=&calls=1&input=2000&cached=&at=&hour="
    typing = client.get(query, headers={"HX-Current-URL": HERE})
    assert typing.headers["HX-Replace-Url"] == "/calculator/?m=openai/plain&input=2000"
    assert 'name="input"' not in typing.content.decode()
    for chosen in ("&m=openai/other", "&batch=1", "&class=text"):
        response = client.get(query + chosen, headers={"HX-Current-URL": HERE})
        assert response.headers["HX-Push-Url"].startswith("/calculator/?m=openai/plain")
        assert 'name="input"' in response.content.decode()


@pytest.mark.parametrize("here", ["", "http://[", "nonsense", "http://x/?" + "a&" * 1_500, "http://testserver/\x7f"])
def test_it_cares_little_what_a_browser_says_of_where_it_is(client, here):
    priced("openai/plain")
    read(client, "/calculator/?_part=receipt&m=openai/plain&input=1", **{"HX-Current-URL": here})


def test_it_puts_the_message_of_each_field_into_the_answer(client):
    priced("openai/plain")
    part = read(client, "/calculator/?_part=receipt&m=openai/plain&input=x", **{"HX-Current-URL": HERE})
    assert error_at(part, "input").startswith("Give a whole number")
    assert '<p id="id_output_note" hx-swap-oob="true"></p>' in part
    assert "1 thing to put right: input tokens a call" in words(part)


# --- how often it asks ----------------------------------------------------------------------------------------------


def test_it_asks_as_often_with_six_models_as_with_two(client):
    ids = [priced(f"openai/model-{number}").catalog_id for number in range(8)]

    def queries(count: int) -> int:
        named = "&".join(f"m={id}" for id in ids[:count])
        with CaptureQueriesContext(connection) as found:
            read(client, f"/calculator/?{named}&input=1000&since={OBSERVED:%Y-%m-%d}")
        return len(found)

    assert queries(6) == queries(2) <= 20
