from dataclasses import replace
from decimal import Decimal

from catalog.pricing import (
    BreakEven,
    Meter,
    Usage,
    alternatives,
    break_even,
    compare,
    difference,
    receipt,
)
from tests.catalog.test_pricing import IMAGE_MINI, rate


def text(given: str, made: str) -> tuple:
    return rate(Meter.INPUT, given), rate(Meter.OUTPUT, made)


USAGE = Usage(1_000, input_tokens=1_000, output_tokens=100)
MODELS = [
    ("dear", text("10", "20")),
    ("unknown", (rate(Meter.INPUT, "0.01"),)),
    ("cheap", text("1", "1")),
    ("twin", text("1", "1")),
    ("none", ()),
    ("middling", text("2", "4")),
]


def test_it_puts_the_cheapest_first_and_the_unknown_last():
    priced = compare(MODELS, USAGE)
    assert [one.key for one in priced] == ["cheap", "twin", "middling", "dear", "unknown", "none"]
    assert [one.receipt.total for one in priced[:3]] == [Decimal("1.10"), Decimal("1.10"), Decimal("2.40")]
    assert priced[4].receipt.missing == ("no output price is published",)


def test_it_orders_by_the_call_where_a_month_has_none():
    assert [one.key for one in compare(MODELS, replace(USAGE, calls=0))][:4] == ["cheap", "twin", "middling", "dear"]


def test_it_finds_the_cheapest_alternatives():
    priced = compare(MODELS, USAGE)
    assert [one.key for one in alternatives(priced, "twin", 2)] == ["cheap", "middling"]
    assert [one.key for one in alternatives(priced, "dear")] == ["cheap", "twin", "middling"]


# Break-even


def test_it_finds_the_output_at_which_two_models_cost_the_same():
    # 0.001 + 4/M of output against 0.002 + 2/M: even at 500 tokens.
    found = break_even(text("1", "4"), text("2", "2"), USAGE)
    assert found == BreakEven(500, first_is_cheaper=True, calls=1_571)
    for tokens, cheaper in ((499, 0), (500, None), (501, 1)):
        usage = replace(USAGE, output_tokens=tokens)
        totals = [receipt(prices, usage).total for prices in (text("1", "4"), text("2", "2"))]
        assert cheaper == (None if totals[0] == totals[1] else totals.index(min(totals)))


def test_it_tells_the_same_the_other_way_round():
    assert break_even(text("2", "2"), text("1", "4"), USAGE) == BreakEven(500, first_is_cheaper=False, calls=1_571)


def test_it_rounds_down_to_the_last_output_at_which_the_first_is_still_cheaper():
    found = break_even(text("1", "5"), text("2", "2"), USAGE)
    assert found is not None
    assert found.output_tokens == 333


def test_it_finds_none_where_one_is_never_dearer():
    assert break_even(text("1", "1"), text("2", "2"), USAGE) == BreakEven(None, first_is_cheaper=True, calls=2_000)
    assert break_even(text("2", "2"), text("2", "2"), USAGE) == BreakEven(None, first_is_cheaper=True, calls=1_000)


def test_it_counts_thinking_into_the_output_of_both():
    usage = replace(USAGE, output_tokens=400, reasoning_tokens=300)
    found = break_even((*text("1", "4"), rate(Meter.REASONING, "2")), text("2", "2"), usage)
    # Each starts from 300 tokens of thinking at $2: the rest is even at 500.
    assert found is not None
    assert found.output_tokens == 800


def test_it_finds_none_where_a_total_is_unknown():
    assert break_even(text("1", "1"), (rate(Meter.INPUT, "1"),), USAGE) is None
    assert break_even(text("1", "1"), (rate(Meter.INPUT, "1"),), replace(USAGE, output_tokens=0)) is None


def test_it_pays_for_no_number_of_calls_that_are_free():
    assert break_even(text("0", "0"), text("1", "1"), USAGE) == BreakEven(None, first_is_cheaper=True, calls=None)


# Then and now


def test_it_explains_the_difference_between_two_bills_line_by_line():
    usage = Usage(1_000, input_tokens=1_000, cached_tokens=500, output_tokens=100, web_searches=1)
    before = receipt(IMAGE_MINI, usage)
    after = receipt((rate(Meter.INPUT, "2.50"), rate(Meter.OUTPUT, "3"), rate(Meter.CACHE_READ, "0.50")), usage)
    changes = difference(before, after)
    assert [(change.meter, change.amount) for change in changes] == [
        (Meter.CACHE_READ, Decimal("0.125")),
        (Meter.OUTPUT, Decimal("0.1")),
    ]


def test_it_explains_lines_that_came_and_went():
    usage = Usage(1, input_tokens=1_000, output_tokens=100)
    bills = receipt((rate(Meter.INPUT, "1"),), usage), receipt((rate(Meter.OUTPUT, "1"),), usage)
    first, second = difference(*bills)
    assert (first.meter, first.after, first.amount) == (Meter.INPUT, None, Decimal("-0.001"))
    assert (second.meter, second.before, second.amount) == (Meter.OUTPUT, None, Decimal("0.0001"))
    assert difference(bills[0], bills[0]) == ()
