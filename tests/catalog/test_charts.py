import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.charts import LABEL_PITCH, BarChart, Series, StepChart, bar_chart, scale, step_lines
from catalog.ranking import Entry, neighbours, rank

START = datetime(2025, 11, 10, tzinfo=UTC)
PERCENT = re.compile(r"(100\.00|\d{1,2}\.\d\d)%")
PIXELS = re.compile(r"\d+\.\d")


def day(count: int) -> datetime:
    return START + timedelta(days=count)


def bars(*values: str, own: str = "m0", **options: Any) -> BarChart:
    """Bars of the models m0, m1, m2... in ascending order of value."""
    entries = [Entry(f"m{index}", f"Model {index}", Decimal(value)) for index, value in enumerate(values)]
    return bar_chart(neighbours(rank(entries, higher_is_better=False), own), own, **options)


def steps(*changes: tuple[int, str | None], until: int = 100, **options: Any) -> StepChart:
    """One line from day 0, of changes (day, price)."""
    return step_lines([series("input", *changes)], day(0), day(until), **options)


def series(key: str, *changes: tuple[int, str | None]) -> Series:
    return Series(key, key.title(), [(day(at), None if value is None else Decimal(value)) for at, value in changes])


def path(chart: StepChart) -> str:
    [line] = chart.lines
    return line.path


# Axes


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        (["15"], ["0", "5", "10", "15"]),
        (["12"], ["0", "5", "10", "15"]),
        (["2.5"], ["0", "1", "2", "3"]),
        (["80"], ["0", "20", "40", "60", "80"]),
        (["0.0000004"], ["0", "0.0000001", "0.0000002", "0.0000003", "0.0000004"]),
        (["7E+12"], ["0", "2000000000000", "4000000000000", "6000000000000", "8000000000000"]),
        (["-4", "10"], ["-5", "0", "5", "10"]),
        (["-4"], ["-4", "-3", "-2", "-1", "0"]),
        (["0", "0"], ["0"]),
        ([], ["0"]),
    ],
)
def test_it_marks_an_axis_in_round_steps(values: list[str], ticks: list[str]) -> None:
    assert [format(tick, "f") for tick in scale(map(Decimal, values)).ticks] == ticks


@given(st.lists(st.decimals(-(10**20), 10**20, allow_nan=False), min_size=1, max_size=6))
def test_it_holds_every_value_and_zero(values: list[Decimal]) -> None:
    axis = scale(values)
    assert axis.low <= min(Decimal(0), *values)
    assert axis.high >= max(Decimal(0), *values)
    assert 0 in axis.ticks
    assert len(axis.ticks) <= 6
    assert len({after - before for before, after in pairwise(axis.ticks)}) <= 1


# Bars


def test_it_draws_the_six_image_models() -> None:
    chart = bars("2", "2.5", "3", "10", "12", "15", own="m0")
    assert [bar.width_percent for bar in chart.bars] == ["13.33%", "16.67%", "20.00%", "66.67%", "80.00%", "100.00%"]
    assert [bar.own for bar in chart.bars] == [True, False, False, False, False, False]
    assert {bar.x_percent for bar in chart.bars} == {"0.00%"} == {chart.zero_percent}
    assert [(tick.percent, int(tick.value), tick.anchor) for tick in chart.ticks] == [
        ("0.00%", 0, "start"),
        ("33.33%", 5, "middle"),
        ("66.67%", 10, "middle"),
        ("100.00%", 15, "end"),
    ]
    assert chart.bars[0].label == "#1"


def test_it_draws_one_bar_and_equal_bars_at_full_width() -> None:
    assert [bar.width_percent for bar in bars("4").bars] == ["100.00%"]
    assert [bar.width_percent for bar in bars("4", "4", "4").bars] == ["100.00%"] * 3


def test_it_draws_no_width_for_zero_and_a_hair_for_the_smallest_value() -> None:
    assert [bar.width_percent for bar in bars("0", "0.0000001", "1000").bars] == ["0.00%", "0.30%", "100.00%"]
    assert [bar.width_percent for bar in bars("0", "0").bars] == ["0.00%", "0.00%"]


def test_it_draws_below_zero_to_the_left() -> None:
    chart = bars("-5", "0", "10")
    assert chart.zero_percent == "33.33%"
    assert [(bar.x_percent, bar.width_percent) for bar in chart.bars] == [
        ("0.00%", "33.33%"),
        ("33.33%", "0.00%"),
        ("33.33%", "66.67%"),
    ]


def test_it_marks_an_interval_and_makes_room_for_it() -> None:
    chart = bars("900", "1000", intervals={"m1": (Decimal(950), Decimal(1500)), "absent": (Decimal(0), Decimal(9999))})
    assert [(bar.low_percent, bar.high_percent) for bar in chart.bars] == [(None, None), ("63.33%", "100.00%")]


def test_it_tells_where_places_were_left_out() -> None:
    entries = [Entry(f"m{index}", "M", Decimal(index + 1)) for index in range(20)]
    chart = bar_chart(neighbours(rank(entries, higher_is_better=False), "m10", 6), "m10")
    assert [bar.skipped_before for bar in chart.bars] == [0, 0, 0, 6, 0, 0]
    assert (chart.skipped_after, chart.hidden) == (8, 14)


def test_it_draws_nothing_for_nobody() -> None:
    chart = bar_chart(neighbours(rank([], higher_is_better=True), "m0"), "m0")
    assert (chart.bars, [tick.percent for tick in chart.ticks]) == ((), ["0.00%"])


# Step lines


def test_it_draws_a_price_that_never_moved_as_one_line() -> None:
    chart = steps((0, "2.50"), (40, "2.50"))
    assert path(chart) == "M0.00 46.0H100.00"
    assert [(level.y, int(level.value)) for level in chart.levels] == [
        ("176.0", 0),
        ("124.0", 1),
        ("72.0", 2),
        ("20.0", 3),
    ]
    assert (chart.height, chart.baseline, chart.reading_top, chart.reading_foot, chart.dates_y) == (
        208,
        "176.0",
        "171.0",
        "177.0",
        "198.0",
    )


def test_it_joins_a_change_by_a_vertical() -> None:
    assert path(steps((0, "3"), (25, "1"))) == "M0.00 20.0H25.00V124.0H100.00"


def test_it_leaves_a_hole_where_no_price_was_published() -> None:
    assert path(steps((0, "3"), (25, None), (50, "1"))) == "M0.00 20.0H25.00M50.00 124.0H100.00"


def test_it_keeps_the_hole_between_two_equal_prices() -> None:
    assert path(steps((0, "3"), (25, None), (50, "3"))) == "M0.00 20.0H25.00M50.00 20.0H100.00"


def test_it_starts_with_the_price_in_force_and_ends_at_the_end() -> None:
    assert path(steps((-50, "9"), (-20, "3"), (50, "1"), (300, "9"))) == "M0.00 20.0H50.00V124.0H100.00"


def test_it_takes_changes_in_any_order_and_the_last_of_one_moment() -> None:
    assert path(steps((25, "2"), (0, "3"), (25, "1"))) == path(steps((0, "3"), (25, "1")))


def test_it_shows_a_single_reading_made_just_now() -> None:
    assert path(steps((100, "3"))) == "M98.50 20.0H100.00"
    at_once = step_lines([series("input", (0, "3"))], day(0), day(0))
    assert path(at_once) == "M98.50 20.0H100.00"
    assert at_once.lines[0].label.value == 3


def test_it_shows_beyond_the_end_where_the_last_reading_led() -> None:
    assert path(steps((0, "3"), (100, "1"))) == "M0.00 20.0H100.00V124.0H101.50"
    assert path(steps((0, "3"), (50, None), (100, "1"))) == "M0.00 20.0H50.00M100.00 124.0H101.50"


def test_it_draws_zero_and_nothing_published() -> None:
    assert path(steps((0, "0"))) == "M0.00 176.0H100.00"
    empty = steps((0, None))
    assert empty.lines == ()
    assert [int(level.value) for level in empty.levels] == [0]


def test_it_leads_to_the_label_of_a_line_that_reaches_the_end() -> None:
    whole, early = (steps((0, "3"), *rest).lines[0].label for rest in ((), ((10, None),)))
    assert (whole.reaches, whole.line_y, whole.side_y, whole.lead_y) == (True, "20.0", "24.0", "20.0")
    assert not early.reaches


def test_it_knows_whether_short_names_need_half_the_margin() -> None:
    assert steps((0, "3")).is_terse
    long = Series("long", "Cache write, kept for an hour", [(day(0), Decimal(3))])
    assert not step_lines([long], day(0), day(100), shown=str).is_terse


def test_it_keeps_labels_apart_and_in_the_order_of_their_lines() -> None:
    lines = [series(key, (0, price)) for key, price in (("a", "2.5"), ("b", "2.4"), ("c", "0.02"), ("d", "0"))]
    labels = [line.label for line in step_lines(lines, day(0), day(100)).lines]
    heights = [Decimal(label.side_y) for label in labels]
    assert all(lower - upper >= LABEL_PITCH for upper, lower in pairwise(heights))
    assert heights[-1] <= 180


def test_it_keeps_labels_of_the_highest_lines_inside() -> None:
    chart = step_lines([series(key, (0, "3")) for key in "abc"], day(0), day(100))
    assert [line.label.side_y for line in chart.lines] == ["24.0", "40.0", "56.0"]


def test_it_dates_both_ends_and_the_changes_that_have_room() -> None:
    chart = steps((5, "1"), (50, "2"), (52, "3"), (95, "4"))
    assert [(moment.percent, moment.at, moment.anchor) for moment in chart.moments] == [
        ("0.00%", day(0), "start"),
        ("50.00%", day(50), "middle"),
        ("100.00%", day(100), "end"),
    ]


def test_it_marks_the_readings_within_the_chart() -> None:
    assert steps((0, "1"), readings=[day(100), day(-1), day(25), day(25)]).readings == ("25.00%", "100.00%")


prices = st.one_of(st.none(), st.decimals(0, 10**9, allow_nan=False))
histories = st.lists(st.lists(st.tuples(st.integers(-50, 150), prices), max_size=6), max_size=14)


@given(histories)
def test_it_stays_inside_whatever_the_history(found: list[list[tuple[int, Decimal | None]]]) -> None:
    lines = [Series(str(index), "n", [(day(at), price) for at, price in one]) for index, one in enumerate(found)]
    chart = step_lines(lines, day(0), day(100))
    for line in chart.lines:
        assert re.fullmatch(r"(M\S+ \S+(H\S+?V\S+?)*H\S+?)+", line.path)
        widths = re.findall(r"[MH]([\d.]+)", line.path)
        heights = re.findall(r"(?:V|M[\d.]+ )([\d.]+)", line.path)
        assert all(0 <= Decimal(x) <= Decimal("101.5") for x in widths)
        assert all(PIXELS.fullmatch(y) and 20 <= Decimal(y) <= Decimal(chart.baseline) for y in heights)
        assert [Decimal(x) for x in widths] == sorted(map(Decimal, widths))
    seats = sorted(Decimal(line.label.side_y) for line in chart.lines)
    assert all(0 <= height <= chart.height for height in seats)
    # Heights are rounded to a tenth of a pixel.
    assert all(lower - upper >= LABEL_PITCH - Decimal("0.1") for upper, lower in pairwise(seats))
