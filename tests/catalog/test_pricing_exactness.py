"""Money to the last digit, over usages and prices drawn at random."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from catalog.pricing import Boundary, Meter, Rate, Tariff, Unit, Usage, per_million, receipt
from tests.catalog.drawn_usages import Shape, shapes

amounts = st.decimals(min_value=0, max_value=1, places=25, allow_nan=False)
counts = st.integers(min_value=0, max_value=10**12)


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    tokens_in, tokens_out = draw(counts), draw(counts)
    return Usage(
        calls=draw(counts),
        input_tokens=tokens_in,
        cached_tokens=draw(st.integers(0, tokens_in)),
        output_tokens=tokens_out,
        reasoning_tokens=draw(st.integers(0, tokens_out)),
        image_output_tokens=draw(counts),
    )


@given(usages(), amounts, amounts, amounts)
def test_it_adds_up_to_the_last_digit(
    usage: Usage, price_in: Decimal, price_out: Decimal, price_image: Decimal
) -> None:
    prices = [
        Rate(meter, amount, Unit.TOKEN)
        for meter, amount in ((Meter.INPUT, price_in), (Meter.OUTPUT, price_out), (Meter.IMAGE_OUTPUT, price_image))
    ]
    bill = receipt(prices, usage)
    # Whole numbers of 10^-25 dollars, so that the check shares no arithmetic with what it checks.
    exact = [int(amount.scaleb(25)) for amount in (price_in, price_out, price_image)]
    each = sum(
        price * count
        for price, count in zip(
            exact, (usage.input_tokens, usage.output_tokens, usage.image_output_tokens), strict=True
        )
    )
    assert bill.total is not None
    assert bill.per_call is not None
    assert in_units(bill.total) == each * usage.calls
    assert in_units(bill.per_call) == each
    assert sum(in_units(line.amount) for line in bill.lines) == in_units(bill.total)
    assert all(line.quantity > 0 for line in bill.lines)


BY_TOKEN = {
    Meter.INPUT: "text_tokens",
    Meter.CACHE_WRITE: "cache_write_tokens",
    Meter.CACHE_WRITE_1H: "cache_write_1h_tokens",
    Meter.AUDIO_CACHE_READ: "audio_cached_tokens",
    Meter.IMAGE_INPUT: "image_input_tokens",
    Meter.REASONING: "reasoning_tokens",
    Meter.AUDIO_OUTPUT: "audio_output_tokens",
    Meter.IMAGE_OUTPUT: "image_output_tokens",
}


@given(shapes, st.lists(st.decimals(min_value="1e-25", max_value=1, places=25), min_size=11, max_size=11), counts)
def test_it_bills_every_kind_of_token_once(shape: Shape, prices: list[Decimal], calls: int) -> None:
    amounts = dict(zip((*BY_TOKEN, Meter.CACHE_READ, Meter.AUDIO_INPUT, Meter.OUTPUT), prices, strict=True))
    tariff = Tariff(Rate(meter, amount, Unit.TOKEN) for meter, amount in amounts.items())
    usage = replace(shape.on(tariff), calls=calls)
    used = {meter: getattr(usage, field) for meter, field in BY_TOKEN.items()}
    used[Meter.CACHE_READ] = usage.cached_tokens - usage.audio_cached_tokens
    used[Meter.AUDIO_INPUT] = usage.audio_input_tokens - usage.audio_cached_tokens
    used[Meter.OUTPUT] = usage.output_tokens - usage.reasoning_tokens
    assert sum(used.values()) == (
        usage.input_tokens + usage.output_tokens + usage.audio_output_tokens + usage.image_output_tokens
    )
    bill = receipt(tariff, usage)
    assert bill.total is not None
    assert in_units(bill.total) == calls * sum(int(amounts[meter].scaleb(25)) * count for meter, count in used.items())
    assert sum(bill.shares) == (1 if bill.total else 0)


def in_units(amount: Decimal) -> int:
    numerator, denominator = amount.as_integer_ratio()
    whole, rest = divmod(numerator * 10**25, denominator)
    assert rest == 0
    return whole


@given(counts, st.data(), amounts, amounts)
def test_it_never_costs_more_to_have_tokens_cached(
    tokens: int, data: st.DataObject, one: Decimal, other: Decimal
) -> None:
    prices = (Rate(Meter.INPUT, max(one, other), Unit.TOKEN), Rate(Meter.CACHE_READ, min(one, other), Unit.TOKEN))
    cached = data.draw(st.integers(0, tokens))
    plain, saved = (receipt(prices, Usage(1, input_tokens=tokens, cached_tokens=count)).total for count in (0, cached))
    assert plain is not None
    assert saved is not None
    assert saved <= plain


@given(st.integers(1, 10**9), st.integers(-2, 2), st.sampled_from(Boundary))
def test_it_starts_a_tier_exactly_at_its_edge(threshold: int, distance: int, boundary: Boundary) -> None:
    tokens = max(threshold + distance, 0)
    passed = tokens > threshold or (boundary is Boundary.FROM and tokens == threshold)
    tiered = (
        Rate(Meter.INPUT, Decimal("0.000002"), Unit.TOKEN),
        Rate(Meter.INPUT, Decimal("0.000004"), Unit.TOKEN, min_prompt_tokens=threshold, boundary=boundary),
    )
    bill = receipt(tiered, Usage(1, input_tokens=tokens))
    assert bill.total == Decimal(tokens * (4 if passed else 2)).scaleb(-6)


@given(amounts)
def test_it_turns_a_price_per_token_into_one_per_million(amount: Decimal) -> None:
    assert in_units(per_million(amount)) == in_units(amount) * 10**6
