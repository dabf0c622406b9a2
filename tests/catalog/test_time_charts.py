"""Lines of several models over a chosen window: holes, new scales, patterns, and names in the margin."""

import random
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog import wording
from catalog.charts import DASHES, LABEL_PITCH, Period, Series, StepChart, Window, spark, step_lines
from catalog.charts.runs import runs, steps

START = datetime(2026, 2, 1, tzinfo=UTC)
Changes = list[tuple[int, str | None]]


def day(count: int) -> datetime:
    return START + timedelta(days=count)


def line(key: str, changes: Changes, scales: list[tuple[int, str]] | None = None) -> Series:
    values = [(day(at), None if value is None else Decimal(value)) for at, value in changes]
    return Series(key, f"Model {key}", values, [(day(at), name) for at, name in scales or []])


def scores(*lines: Series) -> StepChart:
    """Over days 0 to 100, on an axis that need not begin at 0."""
    return step_lines(lines, day(0), day(100), from_zero=False, shown=lambda value: wording.measured(value, 1))


def drawn(chart: StepChart) -> str:
    return render_to_string("charts/_steps.html", {"chart": chart, "labelled_by": "heading words"})


# The window


@pytest.mark.parametrize(
    ("window", "start"), [(Window.QUARTER, day(110)), (Window.YEAR, day(-165)), (Window.ALL, day(-300))]
)
def test_it_reaches_as_far_back_as_chosen(window: Window, start: datetime) -> None:
    assert window.start(day(-300), day(200)) == start


def test_it_makes_all_of_a_single_reading_a_day_long() -> None:
    assert Window.ALL.start(day(200), day(200)) == day(199)


def test_it_shows_a_young_model_in_a_whole_window() -> None:
    assert Window.QUARTER.start(day(180), day(200)) == day(110)


def test_it_is_chosen_by_a_word_of_the_address() -> None:
    assert [(window.value, window.label) for window in Window] == [
        ("90-days", "90 days"),
        ("year", "A year"),
        ("all", "All"),
    ]
    with pytest.raises(ValueError, match="decade"):
        Window("decade")


def test_it_carries_in_the_value_that_held_at_the_start() -> None:
    [drawn_line] = scores(line("a", [(-400, "50"), (-200, "40"), (50, "60")])).lines
    assert drawn_line.path == "M0.00 176.0H50.00V20.0H100.00"


# Axes


def test_it_begins_at_zero_for_prices_and_near_the_lowest_for_scores() -> None:
    series = [line("a", [(0, "41.5"), (50, "48")])]
    from_zero = step_lines(series, day(0), day(100), shown=wording.dollars)
    assert [level.text for level in from_zero.levels] == ["$0", "$20", "$40", "$60"]
    assert [level.text for level in scores(*series).levels] == ["40", "42", "44", "46", "48"]
    assert "begins at" not in drawn(from_zero)
    assert "The axis begins at 40, not at 0." in drawn(scores(*series))


# Breaks and holes


def test_it_breaks_the_line_at_a_new_scale_and_marks_it() -> None:
    chart = scores(line("a", [(-20, "60"), (40, "54")], [(-20, ""), (40, "2026-03-13")]))
    [drawn_line] = chart.lines
    assert drawn_line.path == "M0.00 20.0H40.00M40.00 176.0H100.00"
    assert drawn_line.caps == ()
    [mark] = chart.breaks
    assert (mark.percent, mark.at, mark.scale, mark.anchor, mark.told) == (
        "40.00%",
        day(40),
        "2026-03-13",
        "start",
        True,
    )
    assert "New scale, 13 Mar 2026" in drawn(chart)


def test_it_breaks_even_where_the_value_stays_the_same() -> None:
    [drawn_line] = scores(line("a", [(0, "60"), (40, "60")], [(40, "2")])).lines
    assert drawn_line.path.count("M") == 2


def test_it_draws_nothing_from_a_new_scale_until_a_value_on_it() -> None:
    chart = scores(line("a", [(0, "60"), (70, "54")], [(40, "2")]))
    assert chart.lines[0].path == "M0.00 20.0H40.00M70.00 176.0H100.00"
    assert [mark.percent for mark in chart.breaks] == ["40.00%"]


def test_it_marks_no_break_where_the_first_scale_begins() -> None:
    assert scores(line("a", [(10, "60")], [(10, "2")])).breaks == ()
    assert scores(line("a", [(-30, "60"), (-10, "50")], [(-10, "2")])).breaks == ()


def test_it_marks_a_scale_of_several_models_once() -> None:
    chart = scores(*(line(key, [(0, "60"), (at, "50")], [(at, "2")]) for key, at in (("a", 42), ("b", 40), ("c", 45))))
    assert [(mark.percent, mark.scale) for mark in chart.breaks] == [("40.00%", "2")]


def test_it_names_only_breaks_that_have_room() -> None:
    changes: Changes = [(0, "60"), (20, "50"), (40, "45"), (70, "40")]
    chart = scores(line("a", changes, [(20, "2"), (40, "3"), (70, "4")]))
    assert [(mark.scale, mark.told, mark.anchor) for mark in chart.breaks] == [
        ("2", True, "start"),
        ("3", False, "start"),
        ("4", True, "end"),
    ]
    assert drawn(chart).count("New scale") == 2


def test_it_closes_the_line_at_both_sides_of_a_hole() -> None:
    [drawn_line] = scores(line("a", [(0, "60"), (30, None), (50, "40"), (80, None)])).lines
    assert drawn_line.path == "M0.00 20.0H30.00M50.00 176.0H80.00"
    assert sorted((cap.x1, cap.y1, cap.y2) for cap in drawn_line.caps) == [
        ("30.00%", "16.0", "24.0"),
        ("50.00%", "172.0", "180.0"),
        ("80.00%", "172.0", "180.0"),
    ]


def test_it_ends_a_line_that_ended_at_the_last_reading() -> None:
    [drawn_line] = scores(line("a", [(0, "60"), (100, None)])).lines
    assert (drawn_line.path, drawn_line.label.reaches, len(drawn_line.caps)) == ("M0.00 98.0H100.00", False, 1)


def test_it_says_of_a_line_that_it_ended() -> None:
    page = drawn(scores(line("a", [(0, "60"), (80, None)]), line("b", [(0, "50")])))
    assert page.count("ended") == 2  # beside the plot, and below it on a phone
    assert "60.0" not in page


# What befell a line


def befell(one: Series) -> list[tuple[str, str, str]]:
    return [
        (wording.day(step.at), str(step.before), str(step.after)) for step in steps(runs(one, Period(day(0), day(100))))
    ]


def test_it_tells_beginning_moves_hole_and_end_of_a_line() -> None:
    told = befell(line("a", [(-10, "60"), (20, "50"), (30, None), (40, "45"), (90, None)]))
    assert told == [
        (wording.day(day(-10)), "None", "60"),
        (wording.day(day(20)), "60", "50"),
        (wording.day(day(30)), "50", "None"),
        (wording.day(day(40)), "None", "45"),
        (wording.day(day(90)), "45", "None"),
    ]


def test_it_compares_no_value_with_one_on_another_scale() -> None:
    found = runs(line("a", [(0, "60"), (40, "54")], [(40, "2")]), Period(day(0), day(100)))
    assert [(run.value, run.since, run.until) for run in found] == [
        (Decimal(60), day(0), day(40)),
        (Decimal(54), day(40), day(100)),
    ]
    [_, rescaled] = steps(found)
    assert (rescaled.before, rescaled.after) == (None, Decimal(54))
    assert rescaled.is_rescaled
    assert not rescaled.is_move


# Several models


def test_it_gives_six_lines_six_patterns_and_keeps_them() -> None:
    lines = [line(key, [(0, price)]) for key, price in zip("abcdef", "123456", strict=True)]
    chart = step_lines(lines, day(0), day(100))
    assert len({one.dashes for one in chart.lines}) == 6
    # One that has nothing to draw does not change the pattern of those after it.
    lines[1] = line("b", [(0, None)])
    assert [one.dashes for one in step_lines(lines, day(0), day(100)).lines] == [DASHES[0], *DASHES[2:]]


def test_it_tells_the_own_line() -> None:
    chart = step_lines([line("a", [(0, "1")]), line("b", [(0, "2")])], day(0), day(100), own_key="b")
    assert [one.own for one in chart.lines] == [False, True]
    assert drawn(chart).count("line-own") == 2


def test_it_writes_names_and_last_values_in_the_margin() -> None:
    chart = step_lines([line("a", [(0, "0.000002"), (50, "0.0000025")])], day(0), day(100), shown=wording.price)
    [label] = [one.label for one in chart.lines]
    assert (label.short_name, label.text, label.reaches) == ("Model a", "$2.50", True)
    assert label.line_y == "46.0"
    assert (label.lead_y, label.side_y) == ("46.0", "50.0")


values = st.one_of(st.none(), st.integers(0, 40).map(Decimal))
changes = st.lists(st.tuples(st.integers(-50, 150), values), max_size=6)


@given(st.lists(changes, max_size=6), st.booleans())
def test_it_keeps_names_in_the_margin_apart(found: list[list[tuple[int, Decimal | None]]], from_zero: bool) -> None:
    lines = [Series(str(n), f"Model {n}", [(day(at), value) for at, value in one]) for n, one in enumerate(found)]
    chart = step_lines(lines, day(0), day(100), from_zero=from_zero)
    heights = sorted(Decimal(one.label.side_y) for one in chart.lines)
    assert all(20 <= height <= chart.height for height in heights)
    assert all(lower - upper >= LABEL_PITCH - Decimal("0.1") for upper, lower in pairwise(heights))


@given(changes, st.booleans())
def test_it_tells_what_it_draws(found: list[tuple[int, Decimal | None]], rescaled: bool) -> None:
    one = Series("a", "A", [(day(at), value) for at, value in found], [(day(30), "2")] if rescaled else [])
    period = Period(day(0), day(100))
    held = runs(one, period)
    told = steps(held)
    assert [step.after for step in told if step.after is not None] == [run.value for run in held]
    assert [step.at for step in told] == sorted(step.at for step in told)
    assert all(before.after == after.before for before, after in pairwise(told) if not after.is_rescaled)
    for run in held:
        assert max(run.since, day(0)) <= run.until <= day(100)
        assert (run.left, run.right) == (period.share(max(run.since, day(0))), period.share(run.until))


@given(changes)
def test_it_draws_small_lines_inside_their_box(found: list[tuple[int, Decimal | None]]) -> None:
    path = spark(Series("a", "A", [(day(at), value) for at, value in found]), day(0), day(100)).path
    heights = re.findall(r"(?:V|M[\d.]+ )([\d.]+)", path)
    assert all(1 <= Decimal(height) <= 23 for height in heights)
    assert bool(path) == bool(
        runs(Series("a", "A", [(day(at), value) for at, value in found]), Period(day(0), day(100)))
    )


@settings(max_examples=50)
@given(st.lists(changes, max_size=6), st.randoms(use_true_random=False))
def test_it_draws_equal_bytes_of_equal_histories(
    found: list[list[tuple[int, Decimal | None]]], order: random.Random
) -> None:
    once = [dict(one) for one in found]

    def chart(shuffled: bool) -> str:
        lines = []
        for number, one in enumerate(once):
            held = [(day(at), value) for at, value in one.items()]
            if shuffled:
                order.shuffle(held)
            lines.append(Series(str(number), f"Model {number}", held, [(day(30), "2")]))
        return drawn(step_lines(lines, day(0), day(100), shown=wording.dollars))

    assert chart(False) == chart(False) == chart(True)
