"""Given its price map, our total is LiteLLM's but for what its floats lose, for every entry whose form can be said.

docs/pricing.md lists the exceptions, which are held here too.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

import litellm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litellm.litellm_core_utils.llm_cost_calc.utils import generic_cost_per_token

from catalog.pricing import Meter, Rate, Unit, Usage, receipt
from tests.catalog.drawn_usages import FOR_ALL_AT_ONCE, Shape, shapes
from tests.catalog.of_litellm import Entry, as_theirs, entries

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
USAGES_AN_ENTRY = 15
LEAST_COMPARED = Decimal("0.9")


LOOKED_UP_AS_ANOTHER = {"gemini-exp-1206", "perplexity/perplexity/sonar"}
"""Names for which LiteLLM's front door finds another entry of its map than the one that stands under them."""


def check(entry: Entry, usage: Usage) -> None:
    if usage.input_tokens < entry.least_prompt:
        usage = replace(usage, input_tokens=entry.least_prompt)
    bill = receipt(entry.tariff, usage)
    assert bill.total is not None, f"{entry}, {usage}: {bill}"
    assert entry.agrees(usage, bill.total), f"{entry}, {usage}: {bill}, not {entry.total(usage)}"


@settings(max_examples=USAGES_AN_ENTRY, **FOR_ALL_AT_ONCE)
@given(shape=shapes, minute=st.integers(0, 7 * 24 * 60 - 1) | st.integers(0, 7 * 24 - 1).map(lambda hour: hour * 60))
def test_it_bills_what_litellm_bills(shape: Shape, minute: int) -> None:
    for entry in entries()[0]:
        check(entry, shape.on(entry.tariff, MONDAY + timedelta(minutes=minute)))


@pytest.mark.parametrize("edge", [(place, distance) for place in (0, 1, 2) for distance in (-1, 0, 1)])
def test_it_bills_the_same_just_below_at_and_above_every_edge(edge: tuple[int, int]) -> None:
    shape = Shape(
        prompt=0, edge=edge, parts=(5, 2, 1, 1, 1, 1, 1), output=999, thinking=3,
        audio_out=100, images_out=100, pieces=0, batch=False,
    )  # fmt: skip
    tiered = [entry for entry in entries()[0] if any(rate.min_prompt_tokens is not None for rate in entry.tariff)]
    assert len(tiered) > 100
    for entry in tiered:
        check(entry, shape.on(entry.tariff, MONDAY))


def test_it_compares_most_of_the_map(capsys: pytest.CaptureFixture[str]) -> None:
    found, skipped, known = entries()
    with capsys.disabled():
        sys.stdout.write(
            f"\nLiteLLM: {len(found):,} of {known:,} models compared, "
            f"{USAGES_AN_ENTRY * len(found):,} cases and every edge.\n"
            f"  Skipped: {'; '.join(f'{count} {reason}' for reason, count in skipped.most_common())}.\n"
        )
    assert len(found) + skipped.total() == known
    assert len(found) >= LEAST_COMPARED * known


# Where the two differ, and why


@pytest.mark.filterwarnings("ignore:.*ReadOnly:UserWarning")
def test_it_agrees_through_litellms_front_door_too() -> None:
    """Its public function looks the model up by name and gives some providers arithmetic of their own."""
    differing = set()
    for entry in entries()[0]:
        if entry.tariff.timed or not {Meter.INPUT, Meter.OUTPUT} & entry.tariff.meters:
            continue  # It bills at the time of the test, and pieces by other doors.
        cached = 0 if entry.provider == "perplexity" else 2_000  # There it bills cached tokens as input.
        meters = entry.tariff.meters
        prompt = 10_000 if Meter.INPUT in meters else 0
        usage = Usage(
            1, prompt, min(cached, prompt), output_tokens=1_000 if Meter.OUTPUT in meters else 0, at=datetime.now(UTC)
        )
        its_own = sum(
            litellm.cost_per_token(
                model=entry.name, custom_llm_provider=entry.provider or None, usage_object=as_theirs(usage)
            )
        )
        total = receipt(entry.tariff, usage).total
        if total is None or abs(Decimal(its_own) - total) > total * Decimal("1e-14"):
            differing.add(entry.name)
    assert differing == LOOKED_UP_AS_ANOTHER


MINI = [
    Rate(Meter.INPUT, Decimal("0.0000025"), Unit.TOKEN),
    Rate(Meter.OUTPUT, Decimal("0.000002"), Unit.TOKEN),
]
ITS_MINI = {"input_cost_per_token": 2.5e-06, "output_cost_per_token": 2e-06}


def both(usage: Usage, rates: list[Rate], **more: float) -> tuple[str, Decimal | None]:
    given, made = generic_cost_per_token("mini", as_theirs(usage), "openai", model_info=cast(Any, {**ITS_MINI, **more}))
    return f"{given + made:.9f}".rstrip("0"), receipt(rates, usage).total


def test_it_bills_generated_images_as_images_and_litellm_as_text() -> None:
    images = Usage(1, image_output_tokens=1_056)
    price = Rate(Meter.IMAGE_OUTPUT, Decimal("0.000008"), Unit.TOKEN)
    assert both(images, MINI) == ("0.002112", None)
    # With the price at hand both bill it.
    assert both(images, [*MINI, price], output_cost_per_image_token=8e-06) == ("0.008448", Decimal("0.008448"))


@pytest.mark.parametrize(
    ("usage", "its_total"),
    [
        (Usage(1, input_tokens=1_000, cache_write_tokens=1_000), "0.0025"),
        (Usage(1, input_tokens=1_000, cache_write_1h_tokens=1_000), "0.0025"),
        (Usage(1, input_tokens=1_000, audio_input_tokens=1_000), "0.0025"),
        (Usage(1, input_tokens=1_000, image_input_tokens=1_000), "0.0025"),
        (Usage(1, audio_output_tokens=1_000), "0.002"),
    ],
)
def test_it_gives_no_total_where_litellm_takes_another_price(usage: Usage, its_total: str) -> None:
    assert both(usage, MINI) == (its_total, None)
