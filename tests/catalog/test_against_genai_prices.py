"""Given its prices, our total is genai-prices' own to the last decimal, for every model whose prices can be said.

docs/pricing.md lists the exceptions, which are held here too.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from genai_prices import calc_price
from genai_prices import types as theirs
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.pricing import Meter, Rate, Tariff, Unit, Usage, receipt
from tests.catalog.drawn_usages import FOR_ALL_AT_ONCE, Shape, shapes
from tests.catalog.of_genai_prices import Sheet, as_theirs, sheets

BEFORE_ALL = datetime(2020, 1, 1, tzinfo=UTC)
USAGES_A_SHEET = 30
LEAST_COMPARED = Decimal("0.9")


def moment_of(sheet: Sheet, minute: int) -> datetime:
    """A minute of the first day on which the sheet holds."""
    day = datetime.combine(sheet.valid_from, time(), UTC) if sheet.valid_from else BEFORE_ALL
    return day + timedelta(minutes=minute)


def check(sheet: Sheet, usage: Usage) -> None:
    bill = receipt(sheet.tariff, usage)
    assert bill.total == sheet.total(usage), f"{sheet}, {usage}: {bill}"


@settings(max_examples=USAGES_A_SHEET, **FOR_ALL_AT_ONCE)
@given(shape=shapes, minute=st.integers(0, 24 * 60 - 1) | st.integers(0, 47).map(lambda half: half * 30))
def test_it_bills_what_genai_prices_bills(shape: Shape, minute: int) -> None:
    for sheet in sheets()[0]:
        check(sheet, shape.on(sheet.tariff, moment_of(sheet, minute)))


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize("edge", [(place, distance) for place in (0, 1) for distance in (-1, 0, 1)])
def test_it_bills_the_same_just_below_at_and_above_every_edge(edge: tuple[int, int], batch: bool) -> None:
    shape = Shape(
        prompt=0, edge=edge, parts=(5, 2, 1, 1, 1, 1, 1), output=999, thinking=3,
        audio_out=100, images_out=100, pieces=1, batch=batch,
    )  # fmt: skip
    tiered = [sheet for sheet in sheets()[0] if any(rate.min_prompt_tokens is not None for rate in sheet.tariff)]
    assert len(tiered) > 100
    for sheet in tiered:
        check(sheet, shape.on(sheet.tariff, moment_of(sheet, 720)))


def test_it_compares_nine_models_in_ten(capsys: pytest.CaptureFixture[str]) -> None:
    found, skipped, known = sheets()
    compared = len({(sheet.provider.id, sheet.model.id) for sheet in found})
    left_out = sorted({key for sheet in found for key in sheet.left_out})
    with capsys.disabled():
        sys.stdout.write(
            f"\ngenai-prices: {compared:,} of {known:,} models compared, {len(found):,} price sheets, "
            f"{USAGES_A_SHEET * len(found):,} cases and every edge.\n"
            f"  Skipped: {'; '.join(f'{count} {reason}' for reason, count in skipped.most_common())}.\n"
            f"  Left out of models compared: {', '.join(left_out)}.\n"
        )
    assert compared + skipped.total() == known
    assert compared >= LEAST_COMPARED * known


# Where the two differ, and why


def both(prices: theirs.ModelPrice, rates: list[Rate], usage: Usage) -> tuple[Decimal, Decimal | None]:
    return prices.calc_price(as_theirs(usage))["total_price"], receipt(rates, usage).total


def per_million(meter: Meter, amount: str) -> Rate:
    return Rate(meter, Decimal(amount).scaleb(-6), Unit.TOKEN)


MINI = [per_million(Meter.INPUT, "2.50"), per_million(Meter.OUTPUT, "2.00")]
ITS_MINI = theirs.ModelPrice(input_mtok=Decimal("2.5"), output_mtok=Decimal(2))


def test_it_bills_generated_images_as_images_and_genai_prices_as_text() -> None:
    images = Usage(1, image_output_tokens=1_056)
    its_own = calc_price(as_theirs(images), "gpt-5-image-mini", provider_id="openai").total_price
    assert its_own == Decimal("0.002112")
    assert receipt([*MINI, per_million(Meter.IMAGE_OUTPUT, "8.00")], images).total == Decimal("0.008448")
    # Where nobody knows the price of the images, we say so rather than take that of text.
    assert both(ITS_MINI, MINI, images) == (Decimal("0.002112"), None)


@pytest.mark.parametrize(
    ("usage", "its_total"),
    [
        (Usage(1, input_tokens=1_000, cache_write_tokens=1_000), "0.0025"),
        (Usage(1, input_tokens=1_000, cache_write_1h_tokens=1_000), "0.0025"),
        (Usage(1, input_tokens=1_000, audio_input_tokens=1_000), "0.0025"),
        (Usage(1, input_tokens=1_000, image_input_tokens=1_000), "0.0025"),
        (Usage(1, audio_output_tokens=1_000), "0.002"),
        (Usage(1, web_searches=1), "0"),
    ],
)
def test_it_gives_no_total_where_genai_prices_takes_another_price_or_none(usage: Usage, its_total: str) -> None:
    assert both(ITS_MINI, MINI, usage) == (Decimal(its_total), None)


def test_it_gives_no_total_for_a_model_without_a_price_that_genai_prices_bills_as_nothing() -> None:
    assert both(theirs.ModelPrice(), [], Usage(1, input_tokens=1_000)) == (Decimal(0), None)


def test_it_names_the_fallbacks_on_which_both_agree() -> None:
    usage = Usage(1, input_tokens=1_000, cached_tokens=400, output_tokens=100, reasoning_tokens=60)
    its_total, total = both(ITS_MINI, MINI, usage)
    assert total == its_total == Decimal("0.0027")
    assert [line.note for line in receipt(Tariff(MINI), usage).lines if line.note] == [
        "no cache price published: billed as input",
        "no reasoning price published: billed as output",
    ]
