"""What else than text is billed, in the unit in which it is sold."""

import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from catalog.pricing import (
    Boundary,
    Meter,
    Rate,
    Receipt,
    Tariff,
    Unit,
    Usage,
    UsageError,
    edge_at_hand,
    in_batch,
    receipt,
)
from tests.catalog.test_pricing import IMAGE_MINI, MONDAY, rate

SPEECH = (
    rate(Meter.INPUT, "4"),
    rate(Meter.OUTPUT, "16"),
    rate(Meter.CACHE_READ, "0.40"),
    rate(Meter.AUDIO_INPUT, "32"),
    rate(Meter.AUDIO_OUTPUT, "64"),
    rate(Meter.AUDIO_CACHE_READ, "0.50"),
)
CLAUDE = (
    rate(Meter.INPUT, "3"),
    rate(Meter.CACHE_READ, "0.30"),
    rate(Meter.CACHE_WRITE, "3.75"),
    rate(Meter.CACHE_WRITE_1H, "6"),
)


def bill(rates: Any, **counts: Any) -> Receipt:
    return receipt(rates, Usage(**{"calls": 1, **counts}))


def labels(found: Receipt) -> list[tuple[str, Decimal]]:
    return [(line.label, line.amount) for line in found.lines]


# Parts of the prompt


def test_it_bills_a_prompt_of_text_audio_and_what_is_cached_of_both():
    found = bill(SPEECH, input_tokens=10_000, audio_input_tokens=4_000, cached_tokens=3_000, audio_cached_tokens=1_000)
    assert labels(found) == [
        ("Input", Decimal("0.016")),
        ("Cache read", Decimal("0.0008")),
        ("Input, audio", Decimal("0.096")),
        ("Cache read, audio", Decimal("0.0005")),
    ]
    assert [line.quantity for line in found.lines] == [4_000, 2_000, 3_000, 1_000]


def test_it_bills_cached_audio_as_audio_where_it_has_no_price():
    found = bill(SPEECH[:5], input_tokens=100, audio_input_tokens=100, cached_tokens=100, audio_cached_tokens=100)
    assert found.total == Decimal("0.0032")
    assert found.lines[0].note == "no cache price published for audio: billed as audio"


def test_it_bills_audio_on_top_of_the_text_that_is_put_out():
    assert bill(SPEECH, output_tokens=100, audio_output_tokens=1_000).total == Decimal("0.0656")


def test_it_bills_writing_to_a_cache_by_how_long_it_is_kept():
    found = bill(
        CLAUDE, input_tokens=10_000, cache_write_tokens=3_000, cache_write_1h_tokens=2_000, cached_tokens=1_000
    )
    assert labels(found) == [
        ("Input", Decimal("0.012")),
        ("Cache read", Decimal("0.0003")),
        ("Cache write", Decimal("0.01125")),
        ("Cache write, kept 1 hour", Decimal("0.012")),
    ]


def test_it_never_takes_a_shorter_write_for_a_longer_one():
    found = bill(CLAUDE[:3], input_tokens=100, cache_write_1h_tokens=100)
    assert (found.total, found.missing) == (None, ("no cache write 1h price is published",))


@pytest.mark.parametrize(
    ("counts", "field", "most"),
    [
        ({"audio_cached_tokens": 1}, "audio_cached_tokens", "cached tokens: give 0"),
        ({"cached_tokens": 2, "audio_cached_tokens": 1}, "audio_cached_tokens", "audio: give 0"),
        ({"cached_tokens": 6, "audio_input_tokens": 5}, "audio_input_tokens", "give 4 or less beside the other parts"),
        ({"image_input_tokens": 11}, "image_input_tokens", "give 10 or less$"),
        ({"cache_write_1h_tokens": 11}, "cache_write_1h_tokens", "give 10 or less$"),
        ({"at": MONDAY.replace(year=1999)}, "at", "from 2000 to 2100"),
    ],
)
def test_it_says_which_part_is_larger_than_the_prompt(counts, field, most):
    with pytest.raises(UsageError, match=most) as caught:
        Usage(1, input_tokens=10, **counts)
    assert caught.value.field == field


# Images


@pytest.mark.parametrize(
    ("price", "counts", "total", "quantity"),
    [
        (rate(Meter.IMAGE_OUTPUT, "0.04", Unit.IMAGE), {"images_out": 3}, "0.12", 3),
        (rate(Meter.IMAGE_OUTPUT, "8"), {"image_output_tokens": 1_056, "images_out": 1}, "0.008448", 1_056),
        (
            rate(Meter.IMAGE_OUTPUT, "0.03", Unit.MEGAPIXEL),
            {"images_out": 2, "pixels_out": 1024 * 1024},
            "0.06291456",
            Decimal("2.097152"),
        ),
        (rate(Meter.IMAGE_INPUT, "0.002", Unit.IMAGE), {"images_in": 2}, "0.004", 2),
        (
            rate(Meter.IMAGE_INPUT, "0.01", Unit.MEGAPIXEL),
            {"images_in": 1, "pixels_in": 500_000},
            "0.005",
            Decimal("0.5"),
        ),
        (rate(Meter.AUDIO_INPUT, "0.0001", Unit.SECOND), {"seconds_in": 60}, "0.006", 60),
        (rate(Meter.AUDIO_OUTPUT, "0.0002", Unit.SECOND), {"seconds_out": 60}, "0.012", 60),
        (rate(Meter.INPUT, "0.000015", Unit.CHARACTER), {"characters_in": 2_000}, "0.03", 2_000),
    ],
)
def test_it_bills_in_the_unit_of_the_price(price, counts, total, quantity):
    found = bill([price], **counts, calls=10)
    assert (found.per_call, found.total) == (Decimal(total), Decimal(total) * 10)
    assert found.lines[0].quantity == quantity * 10


@pytest.mark.parametrize(
    ("price", "counts", "reason"),
    [
        (rate(Meter.IMAGE_OUTPUT, "8"), {"images_out": 1}, "published per token, not per image"),
        (rate(Meter.IMAGE_OUTPUT, "1", Unit.MEGAPIXEL), {"images_out": 1}, "published per megapixel, not per image"),
        (
            rate(Meter.AUDIO_INPUT, "1", Unit.SECOND),
            {"input_tokens": 9, "audio_input_tokens": 9},
            "per second, not per",
        ),
    ],
)
def test_it_gives_no_total_for_a_count_in_another_unit(price, counts, reason):
    found = bill([price], **counts)
    assert found.total is None
    assert any(reason in one for one in found.missing)


def test_it_takes_images_out_of_the_prompt_where_they_are_sold_by_the_piece():
    prices = (rate(Meter.INPUT, "1"), rate(Meter.IMAGE_INPUT, "0.002", Unit.IMAGE))
    found = bill(prices, input_tokens=1_000, image_input_tokens=600, images_in=2)
    assert labels(found) == [("Input", Decimal("0.0004")), ("Input, images", Decimal("0.004"))]


def test_it_gives_no_total_for_images_read_without_a_price_rather_than_that_of_text():
    assert bill(IMAGE_MINI, input_tokens=100, image_input_tokens=50).missing == ("no image input price is published",)


CANVAS = (
    rate(Meter.IMAGE_OUTPUT, "0.04", Unit.IMAGE, detail="1k"),
    rate(Meter.IMAGE_OUTPUT, "0.08", Unit.IMAGE, detail="2k"),
    rate(Meter.IMAGE_INPUT, "0.01", Unit.IMAGE, detail="reference"),
)


def test_it_bills_the_size_that_is_chosen():
    found = bill(CANVAS, images_out=5, images_in=1, details=frozenset({"2k", "reference"}))
    assert [(line.condition, line.amount) for line in found.lines] == [
        ("reference", Decimal("0.01")),
        ("2k", Decimal("0.40")),
    ]


def test_it_asks_for_the_size_where_the_price_goes_by_it():
    assert Tariff(CANVAS).details_of(Meter.IMAGE_OUTPUT) == ("1k", "2k")
    found = bill(CANVAS, images_out=1)
    assert (found.total, found.missing) == (
        None,
        ("the image output price goes by size or quality: choose one of 1k, 2k",),
    )
    assert bill(CANVAS, images_out=1, details=frozenset({"8k"})).total is None


def test_it_takes_a_price_for_all_sizes_where_the_chosen_one_has_none():
    prices = (*CANVAS, rate(Meter.IMAGE_OUTPUT, "0.05", Unit.IMAGE))
    assert bill(prices, images_out=1, details=frozenset({"8k"})).total == Decimal("0.05")
    assert bill(prices, images_out=1, details=frozenset({"1k"})).total == Decimal("0.04")


@pytest.mark.parametrize("order", [1, -1])
def test_it_bills_by_the_unit_that_is_counted_where_a_source_states_two(order):
    prices = (rate(Meter.IMAGE_OUTPUT, "8"), rate(Meter.IMAGE_OUTPUT, "0.04", Unit.IMAGE))[::order]
    assert bill(prices, images_out=1).total == Decimal("0.04")
    assert bill(prices, image_output_tokens=1_056).total == Decimal("0.008448")


# Batch, shares, and the sum


def test_it_names_what_a_batch_inherits():
    prices = (rate(Meter.INPUT, "2"), rate(Meter.OUTPUT, "8"), rate(Meter.INPUT, "1", batch=True))
    found = bill(prices, input_tokens=1, cached_tokens=0, output_tokens=2, reasoning_tokens=1, batch=True)
    assert [(line.label, line.note) for line in found.lines] == [
        ("Input", ""),
        ("Output", "no batch price published: billed at the plain price"),
        (
            "Reasoning",
            "no reasoning price published: billed as output; no batch price published: billed at the plain price",
        ),
    ]


def test_it_takes_the_tier_of_a_batch_price_over_its_plain_one():
    tier = {"min_prompt_tokens": 100, "boundary": Boundary.FROM}
    prices = (
        rate(Meter.INPUT, "2"),
        rate(Meter.INPUT, "4", **tier),
        rate(Meter.INPUT, "2.5", batch=True, **tier),
        rate(Meter.INPUT, "1", batch=True),
    )
    totals = [bill(prices, input_tokens=tokens, batch=batch).total for batch in (False, True) for tokens in (99, 100)]
    assert totals == [Decimal("0.000198"), Decimal("0.0004"), Decimal("0.000099"), Decimal("0.00025")]


TIER: dict[str, Any] = {"min_prompt_tokens": 200_000, "boundary": Boundary.ABOVE}
GEMINI_AS_LISTED = (
    *(rate(Meter.INPUT, "1.25"), rate(Meter.OUTPUT, "10"), rate(Meter.CACHE_READ, "0.125")),
    *(rate(Meter.CACHE_WRITE, "0.375"), rate(Meter.AUDIO_INPUT, "1.25"), rate(Meter.AUDIO_CACHE_READ, "0.125")),
    *(rate(Meter.WEB_SEARCH, "0.014", Unit.SEARCH), rate(Meter.REASONING, "10")),
    *(rate(Meter.INPUT, "2.50", **TIER), rate(Meter.OUTPUT, "15", **TIER), rate(Meter.CACHE_READ, "0.25", **TIER)),
    *(rate(Meter.AUDIO_INPUT, "2.50", **TIER), rate(Meter.AUDIO_CACHE_READ, "0.25", **TIER)),
)
"""Gemini 2.5 Pro as OpenRouter listed it on 2026-08-18."""


def test_it_bills_gemini_2_5_pro_at_its_edge_as_it_was_listed_on_2026_08_18():
    below, beyond = (Usage(1, input_tokens=tokens, output_tokens=1_000) for tokens in (200_000, 200_001))
    assert receipt(GEMINI_AS_LISTED, below).total == Decimal("0.26")
    assert receipt(GEMINI_AS_LISTED, beyond).total == Decimal("0.5150025")
    for usage, is_passed in ((below, False), (beyond, True)):
        edge = edge_at_hand(GEMINI_AS_LISTED, usage)
        assert edge is not None
        assert (edge.is_passed, edge.step) == (is_passed, Decimal("0.2550025"))


def test_it_moves_a_reasoning_price_that_repeats_that_of_output_into_the_tier_with_it():
    thinking = {"output_tokens": 1_000, "reasoning_tokens": 600}
    assert bill(GEMINI_AS_LISTED, input_tokens=200_000, **thinking).total == Decimal("0.26")
    beyond = bill(GEMINI_AS_LISTED, input_tokens=200_001, **thinking)
    assert beyond.total == Decimal("0.5150025")
    assert beyond.lines[2].note == "reasoning is priced as output: billed as output"
    own = (rate(Meter.OUTPUT, "10"), rate(Meter.OUTPUT, "15", **TIER), rate(Meter.REASONING, "3"))
    alone = bill((*own, rate(Meter.INPUT, "0")), input_tokens=200_001, output_tokens=600, reasoning_tokens=600)
    assert alone.total == Decimal("0.0018")


def test_it_sets_a_batch_offer_beside_the_plain_one():
    cheap = (rate(Meter.INPUT, "0.625"), rate(Meter.OUTPUT, "5"), rate(Meter.INPUT, "1.25", **TIER))
    prices = (*GEMINI_AS_LISTED, *in_batch(cheap))
    totals = [
        bill(prices, input_tokens=tokens, output_tokens=1_000, batch=batch).total
        for tokens in (200_000, 200_001)
        for batch in (False, True)
    ]
    assert totals == [Decimal("0.26"), Decimal("0.13"), Decimal("0.5150025"), Decimal("0.25500125")]


def test_it_shares_the_total_among_the_lines_without_losing_a_thousandth():
    found = receipt(
        (rate(Meter.INPUT, "1"), rate(Meter.OUTPUT, "2"), rate(Meter.CACHE_READ, "1")), Usage(1, 2, 1, 0, 1)
    )
    assert [line.amount for line in found.lines] == [Decimal("0.000001"), Decimal("0.000001"), Decimal("0.000002")]
    assert found.shares == (Decimal("0.25"), Decimal("0.25"), Decimal("0.5"))
    thirds = bill(
        (rate(Meter.INPUT, "1"), rate(Meter.OUTPUT, "1"), rate(Meter.CACHE_READ, "1")),
        input_tokens=2,
        cached_tokens=1,
        output_tokens=1,
    )
    assert thirds.shares == (Decimal("0.334"), Decimal("0.333"), Decimal("0.333"))
    assert bill(IMAGE_MINI).shares == ()
    assert bill((rate(Meter.INPUT, "0"),), input_tokens=5).shares == ()


def test_it_bills_1m_in_and_500k_out_of_gpt_5_image_mini():
    assert bill(IMAGE_MINI, input_tokens=1_000_000, output_tokens=500_000).total == Decimal("3.50")


def test_it_imports_nothing_but_the_standard_library():
    code = "import sys; before = set(sys.modules); import catalog.pricing; print(*set(sys.modules) - before)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in ran.stdout.split()}
    assert loaded - sys.stdlib_module_names == {"catalog"}
    assert "json" not in loaded


def test_it_keeps_the_order_of_the_source_in_a_tariff():
    prices = [rate(Meter.INPUT, "1"), rate(Meter.INPUT, "2")]
    assert tuple(Tariff(prices)) == tuple(prices)
    assert Tariff.of(Tariff(prices)) == Tariff(prices)
    assert bill(prices, input_tokens=1).lines[0].rate is prices[1]
    assert isinstance(prices[0], Rate)
