from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.blending import Blend


def test_it_blends_three_parts_input_to_one_part_output_exactly() -> None:
    assert Blend().price(Decimal("0.00000025"), Decimal("0.000002")) == Decimal("0.0000006875")


def test_it_reads_a_blend_in_lowest_terms() -> None:
    assert Blend.parse("6:2") == Blend.parse(" 3:1 ") == Blend()
    assert str(Blend.parse("50:100")) == "1:2"
    assert Blend.parse("1:2").words == "1 part input to 2 parts output"


@pytest.mark.parametrize("text", ["", "3", "3:1:1", "-3:1", "3.5:1", "3:x", "\u0663:1", "1001:1", "99999:1"])
def test_it_refuses_what_is_no_blend(text: str) -> None:
    with pytest.raises(ValueError, match="give"):
        Blend.parse(text)


def test_it_refuses_a_blend_of_nothing() -> None:
    with pytest.raises(ValueError, match="more than 0"):
        Blend.parse("0:0")


def test_it_has_no_price_where_one_that_it_needs_is_not_published() -> None:
    assert Blend().price(None, Decimal(1)) is None
    assert Blend().price(Decimal(1), None) is None
    assert Blend(1, 0).price(Decimal(1), None) == 1
    assert Blend(0, 1).price(None, Decimal(2)) == 2


def test_it_tells_prices_apart_to_their_last_digit() -> None:
    one, other = (Blend(2, 1).price(Decimal(f"100.00000000000000000000000{digit}"), Decimal(7)) for digit in "12")
    assert one is not None
    assert other is not None
    assert one < other


amounts = st.decimals(0, 1000, places=24, allow_nan=False)
parts = st.integers(0, 1000)


@given(amounts, amounts, amounts, amounts, parts, parts.filter(bool))
def test_it_never_lets_two_blends_change_places(
    a_in: Decimal, a_out: Decimal, b_in: Decimal, b_out: Decimal, into: int, out: int
) -> None:
    blend = Blend(into, out)
    one, other = blend.price(a_in, a_out), blend.price(b_in, b_out)
    assert one is not None
    assert other is not None
    sums = [
        int(price_in * 10**24) * into + int(price_out * 10**24) * out
        for price_in, price_out in ((a_in, a_out), (b_in, b_out))
    ]
    assert (one < other, one == other) == (sums[0] < sums[1], sums[0] == sums[1])
