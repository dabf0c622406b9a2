"""Axes: their marks cover what is drawn, are even and round, and keep the order of values."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import wording
from catalog.charts import LogScale, Scale, log_scale, scale
from catalog.charts.scales import log_ticks

scores = st.lists(st.decimals(-1000, 2000, places=2, allow_nan=False), min_size=1, max_size=12)
prices = st.lists(
    st.builds(lambda digits, exponent: Decimal(digits).scaleb(exponent), st.integers(1, 9999), st.integers(-16, 3)),
    min_size=1,
    max_size=12,
)


def written(axis: Scale | LogScale) -> list[str]:
    return [f"{tick.normalize():f}" for tick in axis.ticks]


def is_round(step: Decimal) -> bool:
    """1, 2 or 5 times a power of ten."""
    return step.normalize().as_tuple().digits in {(1,), (2,), (5,)}


def keeps_order(axis: Any, values: list[Decimal]) -> bool:
    shares = [axis.share(value) for value in sorted(values)]
    return shares == sorted(shares) and all(0 <= share <= 1 for share in shares)


# From 0 or not


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        (["41.2", "73.5"], ["40", "50", "60", "70", "80"]),
        (["1203.5", "1190"], ["1190", "1195", "1200", "1205"]),
        (["41"], ["40", "42"]),
        (["40"], ["39", "40", "41"]),
        (["-3"], ["-3.1", "-3", "-2.9"]),
        (["0"], ["0"]),
        ([], ["0"]),
    ],
)
def test_it_begins_an_axis_of_scores_near_the_lowest(values: list[str], ticks: list[str]) -> None:
    assert written(scale(map(Decimal, values), from_zero=False)) == ticks


@given(scores, st.booleans(), st.integers(2, 8))
def test_it_marks_a_linear_axis_evenly_in_round_steps(values: list[Decimal], from_zero: bool, most_steps: int) -> None:
    axis = scale(values, most_steps, from_zero=from_zero)
    assert axis.low <= min(values)
    assert axis.high >= max(values)
    assert (axis.low, axis.high) == (axis.ticks[0], max(axis.ticks[-1], axis.high))
    assert not from_zero or 0 in axis.ticks
    steps = {after - before for before, after in pairwise(axis.ticks)}
    assert len(steps) <= 1
    assert all(is_round(step) for step in steps)
    assert len(axis.ticks) <= most_steps + 2
    assert keeps_order(axis, values)


# Logarithmic


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        (["0.3", "4"], ["0.2", "0.5", "1", "2", "5"]),
        (["0.001"], ["0.0005", "0.001", "0.002"]),
        (["3"], ["2", "5"]),
        ([], ["0.5", "1", "2"]),
        (["0.00003", "90"], ["0.00001", "0.0001", "0.001", "0.01", "0.1", "1", "10", "100"]),
    ],
)
def test_it_marks_decades_at_one_two_and_five(values: list[str], ticks: list[str]) -> None:
    assert written(log_scale(map(Decimal, values))) == ticks


def test_it_leaves_room_before_the_smallest() -> None:
    assert written(log_scale([Decimal(1), Decimal(4)], lead=2)) == ["0.5", "1", "2", "5"]


@given(prices, st.integers(1, 3))
def test_it_marks_a_logarithmic_axis_evenly(values: list[Decimal], lead: int) -> None:
    axis = log_scale(values, lead=lead)
    assert axis.low <= min(values) / lead
    assert axis.high >= max(values)
    assert (axis.low, axis.high) == (axis.ticks[0], axis.ticks[-1])
    assert all(is_round(tick) for tick in axis.ticks)
    assert 2 <= len(axis.ticks) <= 20
    # Each mark is 2 or 2.5 times the one before, or all are the same number of decades apart.
    factors = {after / before for before, after in pairwise(axis.ticks)}
    assert factors <= {Decimal(2), Decimal("2.5")} or (len(factors) == 1 and factors.pop() % 10 == 0)
    assert keeps_order(axis, values)


@pytest.mark.parametrize("value", ["0", "-1", "NaN", "Infinity"])
def test_it_has_no_place_for_what_is_not_above_zero(value: str) -> None:
    with pytest.raises(ValueError, match="no place on a logarithmic axis"):
        log_scale([Decimal(1), Decimal(value)])


def test_it_refuses_to_place_zero() -> None:
    with pytest.raises(ValueError, match="no place on a logarithmic axis"):
        log_scale([Decimal(1)]).share(Decimal(0))


def test_it_labels_whole_decades_only_where_marks_are_many() -> None:
    few, many, most = (
        log_ticks(log_scale([Decimal("0.000001"), Decimal(high)]), wording.price)
        for high in ("0.00001", "0.001", "0.1")
    )
    assert [(tick.text, tick.minor) for tick in few] == [("$1", False), ("$2", False), ("$5", False), ("$10", False)]
    assert [tick.text for tick in many if not tick.minor] == ["$1", "$10", "$100", "$1,000"]
    assert {tick.text for tick in many if tick.minor} == {"$2", "$5", "$20", "$50", "$200", "$500"}
    assert [tick.text for tick in most if tick.text] == ["$1", "$10", "$100", "$1,000", "$10,000", "$100,000"]
