from dataclasses import replace
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from catalog.pricing import (
    LARGEST_COUNT,
    Boundary,
    Means,
    Meter,
    Saving,
    Unit,
    Usage,
    edge_at_hand,
    edges,
    growth,
    receipt,
    savings,
)
from tests.catalog.test_pricing import GEMINI_PRO, IMAGE_MINI, hours, rate, tiered

AT_THE_EDGE = Usage(10, input_tokens=200_000, output_tokens=1_000)


def saving(means: Means, rates: Any, usage: Usage) -> Saving | None:
    return next((one for one in savings(rates, usage) if one.means == means), None)


# Edges


def test_it_warns_at_the_edge_of_a_tier():
    edge = edge_at_hand(GEMINI_PRO, AT_THE_EDGE)
    assert edge is not None
    assert (edge.tier, edge.first_prompt) == ("above 200,000 prompt tokens", 200_001)
    assert (edge.is_passed, edge.distance) == (False, 0)
    assert (edge.below, edge.beyond) == (Decimal("0.26"), Decimal("0.5150025"))
    assert (edge.step, edge.step_a_month) == (Decimal("0.2550025"), Decimal("2.550025"))


def test_it_warns_when_the_edge_was_just_passed():
    edge = edge_at_hand(GEMINI_PRO, replace(AT_THE_EDGE, input_tokens=200_001))
    assert edge is not None
    assert (edge.is_passed, edge.distance) == (True, 1)
    assert (edge.below, edge.beyond) == (Decimal("0.26"), Decimal("0.5150025"))


@pytest.mark.parametrize(
    ("tokens", "is_near"), [(1_000, False), (179_998, False), (179_999, True), (219_999, True), (220_000, False)]
)
def test_it_warns_within_a_tenth_of_the_edge(tokens, is_near):
    prices = tiered(Boundary.FROM)
    usage = Usage(1, input_tokens=tokens)
    assert (edge_at_hand(prices, usage) is not None) == is_near
    assert len(edges(prices, usage)) == 1


def test_it_lists_every_edge_the_lowest_first():
    more = rate(Meter.INPUT, "6", min_prompt_tokens=900_000, boundary=Boundary.ABOVE)
    found = edges((*tiered(Boundary.FROM), more), Usage(1, input_tokens=500_000))
    assert [(edge.first_prompt, edge.is_passed) for edge in found] == [(200_000, True), (900_001, False)]


def test_it_knows_no_edge_of_a_price_that_is_not_paid():
    prices = (rate(Meter.INPUT, "1"), rate(Meter.CACHE_READ, "1"), rate(Meter.OUTPUT, "2"))
    tier = rate(Meter.OUTPUT, "9", min_prompt_tokens=100, boundary=Boundary.FROM)
    assert edges((*prices, tier), Usage(1, input_tokens=100)) == ()
    assert len(edges((*prices, tier), Usage(1, input_tokens=100, output_tokens=1))) == 1
    assert edges((*prices, tier), Usage(1, input_tokens=100, output_tokens=1, images_in=1)) == ()


def test_it_shortens_a_prompt_by_its_text_first_and_its_cached_part_last():
    usage = Usage(
        1, input_tokens=100, cached_tokens=30, audio_input_tokens=25, audio_cached_tokens=10, image_input_tokens=20
    )
    assert usage.text_tokens == 35
    shorter = usage.with_prompt(40)
    assert (shorter.cached_tokens, shorter.audio_cached_tokens) == (30, 10)
    assert (shorter.audio_input_tokens, shorter.image_input_tokens, shorter.text_tokens) == (20, 0, 0)
    none = usage.with_prompt(5)
    assert (none.cached_tokens, none.audio_cached_tokens, none.audio_input_tokens) == (5, 5, 5)
    assert usage.with_prompt(101).text_tokens == 36


def test_it_counts_the_edge_in_calls_of_a_month_that_has_none():
    edge = edge_at_hand(GEMINI_PRO, replace(AT_THE_EDGE, calls=0))
    assert edge is not None
    assert edge.step == Decimal("0.2550025")
    assert edge.step_a_month == 0


# Savings


def test_it_tells_what_caching_saves():
    found = saving(Means.CACHING, IMAGE_MINI, Usage(1_000, input_tokens=1_000, cached_tokens=400))
    assert found == Saving(Means.CACHING, Decimal("1.60"), Decimal("2.50"), True)
    assert found.amount == Decimal("0.90")


def test_it_tells_what_caching_costs_where_it_is_hardly_read():
    prices = (rate(Meter.INPUT, "3"), rate(Meter.CACHE_READ, "0.30"), rate(Meter.CACHE_WRITE, "3.75"))
    found = saving(Means.CACHING, prices, Usage(1, input_tokens=1_000, cache_write_tokens=1_000))
    assert found is not None
    assert found.amount == Decimal("-0.00075")


def test_it_tells_nothing_of_a_cache_that_is_not_used():
    assert savings(IMAGE_MINI, Usage(1, input_tokens=1_000)) == ()


@pytest.mark.parametrize("batch", [False, True])
def test_it_tells_what_a_batch_saves(batch):
    prices = (rate(Meter.INPUT, "2"), rate(Meter.INPUT, "1", batch=True))
    found = saving(Means.BATCH, prices, Usage(1_000, input_tokens=1_000, batch=batch))
    assert found == Saving(Means.BATCH, Decimal(1), Decimal(2), batch)


NIGHTLY = hours("16:30", "00:30")
AT_NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)
USED = Usage(1_000, input_tokens=1_000)


@pytest.mark.parametrize(
    ("at", "in_use"),
    [(None, False), (AT_NOON, False), (AT_NOON.replace(hour=20), True), (AT_NOON.replace(hour=0), True)],
)
def test_it_tells_what_the_hour_saves(at, in_use):
    found = saving(Means.HOURS, NIGHTLY, replace(USED, at=at))
    assert found == Saving(Means.HOURS, Decimal(1), Decimal(2), in_use, "16:30 to 00:30 UTC")


def test_it_words_hours_that_are_cheap_because_no_window_is_open():
    dear = {"utc_end": time(4), "weekdays": frozenset({0, 1})}
    prices = (rate(Meter.INPUT, "1"), rate(Meter.INPUT, "2", utc_start=time(1), **dear))
    found = saving(Means.HOURS, prices, replace(USED, at=AT_NOON))
    assert found == Saving(Means.HOURS, Decimal(1), Decimal(2), True, "outside 01:00 to 04:00 UTC; Mon, Tue")


def test_it_tells_nothing_of_hours_that_change_no_price_that_is_paid():
    prices = (*IMAGE_MINI, rate(Meter.WEB_SEARCH, "0.01", Unit.SEARCH, utc_start=time(1), utc_end=time(2)))
    assert saving(Means.HOURS, prices, USED) is None


def test_it_tells_no_saving_where_no_total_is_known():
    prices = (*NIGHTLY, rate(Meter.INPUT, "1", batch=True))
    usage = replace(USED, cached_tokens=1, images_in=1)
    assert receipt(prices, usage).total is None
    assert savings(prices, usage) == ()
    assert edges(GEMINI_PRO, replace(AT_THE_EDGE, images_in=1)) == ()


# Growth


def test_it_grows_by_calls_and_by_length_past_the_edge_of_a_tier():
    usage = Usage(10, input_tokens=150_000, output_tokens=1_000)
    one, two, ten = growth(GEMINI_PRO, usage)
    assert (one.factor, one.more_calls, one.longer_calls) == (1, Decimal("1.975"), Decimal("1.975"))
    assert (two.factor, two.more_calls, two.longer_calls) == (2, Decimal("3.95"), Decimal("7.80"))
    assert ten.more_calls == Decimal("19.75")


def test_it_grows_no_further_than_a_usage_can():
    usage = Usage(LARGEST_COUNT, input_tokens=1)
    (grown,) = growth(IMAGE_MINI, usage, (2,))
    assert grown.more_calls is None
    assert grown.longer_calls == receipt(IMAGE_MINI, replace(usage, input_tokens=2)).total
