from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from catalog.pricing import (
    LARGEST_COUNT,
    Boundary,
    Meter,
    Rate,
    Unit,
    Usage,
    UsageError,
    effective_rates,
    per_million,
    receipt,
)

MONDAY = datetime(2026, 5, 11, tzinfo=UTC)


def rate(meter: Meter, per_1m: str, unit: Unit = Unit.TOKEN, **conditions: Any) -> Rate:
    """A price as people say it, per million; for other units than tokens, per one."""
    amount = Decimal(per_1m)
    return Rate(meter, amount.scaleb(-6) if unit is Unit.TOKEN else amount, unit, **conditions)


IMAGE_MINI = (
    rate(Meter.INPUT, "2.50"),
    rate(Meter.OUTPUT, "2.00"),
    rate(Meter.CACHE_READ, "0.25"),
    rate(Meter.IMAGE_OUTPUT, "8.00"),
)
GEMINI_PRO = (
    rate(Meter.INPUT, "1.25"),
    rate(Meter.OUTPUT, "10"),
    rate(Meter.CACHE_READ, "0.125"),
    rate(Meter.INPUT, "2.50", min_prompt_tokens=200_000, boundary=Boundary.ABOVE),
    rate(Meter.OUTPUT, "15", min_prompt_tokens=200_000, boundary=Boundary.ABOVE),
)


def tiered(boundary: Boundary, threshold: int = 200_000) -> tuple[Rate, ...]:
    return (
        rate(Meter.INPUT, "2"),
        rate(Meter.INPUT, "4", min_prompt_tokens=threshold, boundary=boundary),
        rate(Meter.OUTPUT, "10"),
    )


def hours(start: str, end: str, **conditions: Any) -> tuple[Rate, ...]:
    window = {"utc_start": time.fromisoformat(start), "utc_end": time.fromisoformat(end), **conditions}
    return rate(Meter.INPUT, "2"), rate(Meter.INPUT, "1", **window)


def input_price(rates: tuple[Rate, ...], *, tokens: int = 1, at: datetime | None = None, batch: bool = False) -> str:
    found = effective_rates(rates, tokens, at, batch)[Meter.INPUT]
    return format(per_million(found.amount).normalize(), "f")


# Totals


def test_it_bills_a_million_in_and_out_of_gpt_5_image_mini() -> None:
    bill = receipt(IMAGE_MINI, Usage(1, input_tokens=1_000_000, output_tokens=1_000_000))
    assert bill.total == bill.per_call == Decimal("4.50")
    assert [(line.label, line.amount) for line in bill.lines] == [
        ("Input", Decimal("2.50")),
        ("Output", Decimal("2.00")),
    ]


def test_it_bills_generated_images_by_their_own_price() -> None:
    bill = receipt(IMAGE_MINI, Usage(1, image_output_tokens=1_056))
    assert bill.total == Decimal("0.008448")
    assert [line.label for line in bill.lines] == ["Output, images"]


def test_it_writes_the_receipt_of_a_month() -> None:
    usage = Usage(10_000, input_tokens=1_200, cached_tokens=400, output_tokens=300, image_output_tokens=1_000)
    bill = receipt(IMAGE_MINI, usage)
    assert [(line.label, line.quantity, line.amount) for line in bill.lines] == [
        ("Input", 8_000_000, Decimal(20)),
        ("Cache read", 4_000_000, Decimal(1)),
        ("Output", 3_000_000, Decimal(6)),
        ("Output, images", 10_000_000, Decimal(80)),
    ]
    assert bill.total == Decimal(107)
    assert bill.per_call == Decimal("0.0107")


def test_it_carries_source_and_date_to_the_line() -> None:
    prices = (rate(Meter.INPUT, "1", source="openrouter", since=MONDAY),)
    (line,) = receipt(prices, Usage(1, input_tokens=5)).lines
    assert (line.source, line.since, line.unit, line.unit_price) == (
        "openrouter",
        MONDAY,
        Unit.TOKEN,
        Decimal("0.000001"),
    )


def test_it_adds_a_fee_for_each_call() -> None:
    prices = (*IMAGE_MINI, rate(Meter.REQUEST, "0.005", Unit.REQUEST))
    bill = receipt(prices, Usage(100, input_tokens=1_000))
    assert bill.total == Decimal("0.75")
    assert [(line.label, line.quantity) for line in bill.lines] == [("Input", 100_000), ("Request", 100)]


def test_it_takes_a_fee_of_zero_as_none() -> None:
    bill = receipt((*IMAGE_MINI, rate(Meter.REQUEST, "0", Unit.REQUEST)), Usage(1, input_tokens=10))
    assert [line.meter for line in bill.lines] == [Meter.INPUT]


def test_it_bills_searches_and_images_read_by_the_piece() -> None:
    prices = (rate(Meter.WEB_SEARCH, "0.01", Unit.SEARCH), rate(Meter.IMAGE_INPUT, "0.002", Unit.IMAGE))
    assert receipt(prices, Usage(10, web_searches=3, images_in=2)).total == Decimal("0.34")


# What is not published


def test_it_bills_cached_tokens_as_input_where_no_cache_price_is_published() -> None:
    bill = receipt((rate(Meter.INPUT, "3"),), Usage(1, input_tokens=1_000, cached_tokens=400))
    assert bill.total == Decimal("0.003")
    cached = bill.lines[1]
    assert (cached.meter, cached.note) == (Meter.CACHE_READ, "no cache price published: billed as input")


def test_it_bills_reasoning_as_output_where_it_has_no_price() -> None:
    prices = (rate(Meter.INPUT, "1"), rate(Meter.OUTPUT, "10"))
    bill = receipt(prices, Usage(1, output_tokens=1_000, reasoning_tokens=600))
    assert bill.total == Decimal("0.01")
    assert [(line.meter, line.quantity) for line in bill.lines] == [(Meter.OUTPUT, 400), (Meter.REASONING, 600)]
    assert bill.lines[1].note == "no reasoning price published: billed as output"


def test_it_takes_reasoning_at_zero_as_nothing_on_top_of_output() -> None:
    prices = (rate(Meter.INPUT, "1"), rate(Meter.OUTPUT, "10"), rate(Meter.REASONING, "0"))
    bill = receipt(prices, Usage(1, output_tokens=1_000, reasoning_tokens=600))
    assert bill.total == Decimal("0.01")
    assert bill.lines[1].note == "no extra charge for reasoning: billed as output"


def test_it_bills_reasoning_at_its_own_price() -> None:
    prices = (rate(Meter.OUTPUT, "10"), rate(Meter.REASONING, "4"))
    assert receipt(prices, Usage(1, output_tokens=1_000, reasoning_tokens=500)).total == Decimal("0.007")


@pytest.mark.parametrize(
    ("usage", "reason"),
    [
        (Usage(1, output_tokens=1), "no output price is published"),
        (Usage(1, input_tokens=9, cache_write_tokens=1), "no cache write price is published"),
        (Usage(1, image_output_tokens=1), "no image output price is published"),
        (Usage(1, images_in=1), "no image input price is published"),
        (Usage(1, web_searches=1), "no web search price is published"),
        (Usage(1, input_tokens=1, batch=True), "no batch price is published"),
    ],
)
def test_it_gives_no_total_without_a_price(usage: Usage, reason: str) -> None:
    bill = receipt((rate(Meter.INPUT, "1"),), usage)
    assert (bill.total, bill.per_call) == (None, None)
    assert bill.missing == (reason,)


def test_it_gives_no_total_without_any_price_even_for_nothing() -> None:
    bill = receipt((), Usage(1))
    assert (bill.lines, bill.total, bill.missing) == ((), None, ("no price is published",))


def test_it_still_lists_the_lines_that_have_a_price() -> None:
    bill = receipt((rate(Meter.INPUT, "1"),), Usage(1, input_tokens=5, output_tokens=5))
    assert [line.meter for line in bill.lines] == [Meter.INPUT]
    assert bill.total is None


def test_it_does_not_bill_tokens_by_a_price_of_another_unit() -> None:
    prices = (rate(Meter.INPUT, "0.00002", Unit.CHARACTER), rate(Meter.IMAGE_OUTPUT, "0.04", Unit.IMAGE))
    assert receipt(prices, Usage(1, input_tokens=1, image_output_tokens=1)).missing == (
        "the input price is published per character, not per token",
        "the image output price is published per image, not per token",
    )


def test_it_bills_a_price_of_zero_as_free() -> None:
    assert receipt((rate(Meter.INPUT, "0"),), Usage(1, input_tokens=9)).total == 0


@pytest.mark.parametrize("amount", [Decimal(-1), Decimal("NaN"), Decimal("Infinity"), None, 0.5, 1, "1"])
def test_it_never_takes_another_thing_for_a_price(amount: Any) -> None:
    with pytest.raises(ValueError, match="is not a price"):
        Rate(Meter.INPUT, amount, Unit.TOKEN)


# Tiers


def test_it_bills_the_whole_request_at_the_tier() -> None:
    at_edge = receipt(GEMINI_PRO, Usage(1, input_tokens=200_000, output_tokens=1_000))
    beyond = receipt(GEMINI_PRO, Usage(1, input_tokens=200_001, output_tokens=1_000))
    assert at_edge.total == Decimal("0.26")
    assert beyond.total == Decimal("0.5150025")
    assert {line.condition for line in at_edge.lines} == {""}
    assert {line.condition for line in beyond.lines} == {"above 200,000 prompt tokens"}


def test_it_counts_the_prompt_of_one_call_not_of_the_month() -> None:
    assert receipt(tiered(Boundary.FROM), Usage(1_000, input_tokens=199_999)).total == Decimal("399.998")


@pytest.mark.parametrize(
    ("boundary", "tokens", "price"),
    [
        (Boundary.ABOVE, 199_999, "2"),
        (Boundary.ABOVE, 200_000, "2"),
        (Boundary.ABOVE, 200_001, "4"),
        (Boundary.FROM, 199_999, "2"),
        (Boundary.FROM, 200_000, "4"),
        (Boundary.FROM, 200_001, "4"),
    ],
)
def test_it_obeys_the_boundary_at_the_edge(boundary: Boundary, tokens: int, price: str) -> None:
    assert input_price(tiered(boundary), tokens=tokens) == price


def test_it_counts_cached_tokens_into_the_prompt() -> None:
    bill = receipt(GEMINI_PRO, Usage(1, input_tokens=200_001, cached_tokens=200_001))
    # The tier names no cache price, so the plain one is inherited.
    assert bill.total == Decimal("0.025000125")
    assert bill.lines[0].condition == ""


def test_it_bills_cached_tokens_by_the_tiers_input_where_no_cache_price_is_published() -> None:
    assert receipt(tiered(Boundary.FROM), Usage(1, input_tokens=300_000, cached_tokens=300_000)).total == Decimal("1.2")


def test_it_takes_the_later_of_two_tiers_passed() -> None:
    prices = (
        *tiered(Boundary.ABOVE, 32_000),
        rate(Meter.INPUT, "6", min_prompt_tokens=256_000, boundary=Boundary.ABOVE),
    )
    assert [input_price(prices, tokens=count) for count in (32_000, 32_001, 256_000, 256_001)] == ["2", "4", "4", "6"]


def test_it_takes_a_tier_over_the_plain_price_wherever_it_stands() -> None:
    assert input_price(tiered(Boundary.FROM)[::-1], tokens=200_000) == "4"


# Hours and batch


@pytest.mark.parametrize(
    ("clock", "price"),
    [("16:29", "2"), ("16:30", "1"), ("23:59", "1"), ("00:00", "1"), ("00:29", "1"), ("00:30", "2"), ("12:00", "2")],
)
def test_it_keeps_a_window_open_past_midnight(clock: str, price: str) -> None:
    at = datetime.combine(MONDAY, time.fromisoformat(clock), UTC)
    assert input_price(hours("16:30", "00:30"), at=at) == price


def test_it_includes_the_start_and_excludes_the_end() -> None:
    prices = hours("01:00", "04:00")
    clocks = [MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=4), MONDAY + timedelta(hours=4, microseconds=-1)]
    assert [input_price(prices, at=at) for at in clocks] == ["1", "2", "1"]


def test_it_reads_the_moment_in_utc() -> None:
    at = datetime(2026, 5, 11, 4, 30, tzinfo=timezone(timedelta(hours=2)))
    assert input_price(hours("01:00", "04:00"), at=at) == "1"


def test_it_counts_a_night_to_the_day_it_began_on() -> None:
    prices = hours("22:00", "02:00", weekdays=frozenset({0}))
    monday_night, tuesday_early, monday_early = (MONDAY + timedelta(hours=count) for count in (23, 25, 1))
    assert [input_price(prices, at=at) for at in (monday_night, tuesday_early, monday_early)] == ["1", "1", "2"]


def test_it_obeys_weekdays_alone() -> None:
    prices = (rate(Meter.INPUT, "2"), rate(Meter.INPUT, "1", weekdays=frozenset({5, 6})))
    assert [input_price(prices, at=MONDAY + timedelta(days=day)) for day in (4, 5, 6, 7)] == ["2", "1", "1", "2"]


def test_it_says_that_the_hour_matters_when_none_was_given() -> None:
    prices = hours("01:00", "04:00")
    (untimed,) = receipt(prices, Usage(1, input_tokens=1)).lines
    (timed,) = receipt(prices, Usage(1, input_tokens=1, at=MONDAY + timedelta(hours=2))).lines
    assert (untimed.condition, untimed.note) == ("", "the price changes with the hour: no time was given")
    assert (timed.condition, timed.note) == ("01:00 to 04:00 UTC", "")


def test_it_bills_batch_at_batch_prices_and_inherits_the_rest() -> None:
    prices = (
        rate(Meter.INPUT, "1", batch=True),
        rate(Meter.INPUT, "4", min_prompt_tokens=100, boundary=Boundary.FROM),
        rate(Meter.INPUT, "2"),
        rate(Meter.OUTPUT, "10"),
    )
    bill = receipt(prices, Usage(1, input_tokens=1_000, output_tokens=1_000, batch=True))
    assert bill.total == Decimal("0.011")
    assert [line.condition for line in bill.lines] == ["batch", ""]
    assert receipt(prices, Usage(1, input_tokens=1_000)).total == Decimal("0.004")


def test_it_words_every_condition() -> None:
    found = rate(
        Meter.INPUT,
        "1",
        min_prompt_tokens=1_000_000,
        boundary=Boundary.FROM,
        utc_start=time(22),
        utc_end=time(2),
        weekdays=frozenset({6, 0}),
        batch=True,
    )
    assert found.condition == "from 1,000,000 prompt tokens; 22:00 to 02:00 UTC; Mon, Sun; batch"


@pytest.mark.parametrize(
    "half",
    [
        {"min_prompt_tokens": 5},
        {"boundary": Boundary.FROM},
        {"utc_start": time(1)},
        {"utc_end": time(1)},
        {"weekdays": frozenset({7})},
    ],
)
def test_it_refuses_half_a_condition(half: dict) -> None:
    with pytest.raises(ValueError, match=r"needs both|run from"):
        rate(Meter.INPUT, "1", **half)


# Usage


@pytest.mark.parametrize(
    ("counts", "field", "words"),
    [
        ({"calls": -1}, "calls", "0 or more"),
        ({"input_tokens": -5}, "input_tokens", "0 or more"),
        ({"input_tokens": LARGEST_COUNT + 1}, "input_tokens", "or less"),
        ({"input_tokens": 1.5}, "input_tokens", "whole number"),
        ({"web_searches": True}, "web_searches", "whole number"),
        ({"input_tokens": 10, "cached_tokens": 11}, "cached_tokens", "give 10 or less"),
        ({"input_tokens": 10, "cached_tokens": 4, "cache_write_tokens": 7}, "cache_write_tokens", "give 6 or less"),
        ({"output_tokens": 3, "reasoning_tokens": 4}, "reasoning_tokens", "give 3 or less"),
        ({"at": MONDAY.replace(tzinfo=None)}, "at", "time zone"),
    ],
)
def test_it_says_which_count_to_change(counts: dict, field: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        Usage(**{"calls": 1, **counts})
    assert caught.value.field == field
    assert str(caught.value).startswith(f"{field}: ")


def test_it_costs_nothing_not_to_call() -> None:
    bill = receipt(IMAGE_MINI, Usage(0, input_tokens=1_000))
    assert (bill.lines, bill.total, bill.per_call) == ((), Decimal(0), Decimal("0.0025"))
