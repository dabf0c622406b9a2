"""The calculator through its page and its fragment: what a month of use costs, line by line."""

from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.calculating import (
    GEMINI,
    MINI,
    add_row,
    answer,
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
from tests.factories import OBSERVED

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


# --- how often it asks ----------------------------------------------------------------------------------------------


def test_it_asks_as_often_with_six_models_as_with_two(client):
    ids = [priced(f"openai/model-{number}").catalog_id for number in range(8)]

    def queries(count: int) -> int:
        named = "&".join(f"m={id}" for id in ids[:count])
        with CaptureQueriesContext(connection) as found:
            read(client, f"/calculator/?{named}&input=1000&since={OBSERVED:%Y-%m-%d}")
        return len(found)

    assert queries(6) == queries(2) <= 20
