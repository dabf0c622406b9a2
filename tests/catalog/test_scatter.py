"""Price against score: dots, the front, and names that never cover each other nor leave the plot."""

import gzip
import random
from decimal import Decimal
from itertools import combinations

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.charts import Name, ScatterChart, scatter
from catalog.charts.naming import TIERS
from catalog.charts.placing import ASCENT, DESCENT, SIZE
from catalog.charts.text import width
from catalog.ranking import Contender, frontier
from tests.bench.charts import bundled_models, contenders

SLACK = 0.4
"""Places are rounded to a tenth of a pixel and a hundredth of a percent."""

TIER = {tier.on: tier for tier in TIERS}
few_kinds = st.tuples(st.integers(0, 24), st.integers(0, 24), st.text("abMW. -5", min_size=1, max_size=34))


def models(*figures: tuple[str, str]) -> list[Contender]:
    """Models a, b, c... of these prices per token and scores."""
    return [
        Contender(key, key.upper(), Decimal(price), Decimal(score))
        for key, (price, score) in zip("abcdefghij", figures, strict=False)
    ]


def strewn(figures: list[tuple[int, int, str]]) -> list[Contender]:
    """Models on a coarse grid, so that many fall onto one place."""
    return [
        Contender(str(number), name, Decimal("1e-8") * Decimal("1.4") ** price, Decimal(score))
        for number, (price, score, name) in enumerate(figures)
    ]


def box(name: Name, plot: float) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of a name, in pixels of a plot so wide."""
    wide = width(name.text, SIZE, heavy=name.kind == "own")
    x = float(name.x_percent.rstrip("%")) / 100 * plot + float(name.dx)
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[name.anchor] * wide
    return left, left + wide, float(name.y) - ASCENT, float(name.y) + DESCENT


def faults(chart: ScatterChart) -> list[str]:
    """Names that leave the plot or cover another, at several widths of each tier."""
    found = []
    top, bottom = float(chart.top), float(chart.baseline)
    for layout in chart.layouts:
        tier = TIER[layout.on]
        for plot in (tier.narrowest, (tier.narrowest + tier.widest) / 2, tier.widest):
            boxes = [(name.key, box(name, plot)) for name in layout.names]
            for key, (left, right, above, below) in boxes:
                if left < -SLACK or right > plot + SLACK or above < top - SLACK or below > bottom + SLACK:
                    found.append(f"{key} leaves the plot at {plot}")
            for (a, one), (b, other) in combinations(boxes, 2):
                across = min(one[1], other[1]) - max(one[0], other[0])
                down = min(one[3], other[3]) - max(one[2], other[2])
                if across > SLACK and down > SLACK:
                    found.append(f"{a} covers {b} at {plot}")
    return found


def names_of(chart: ScatterChart, on: str = "page") -> set[str]:
    return {name.key for layout in chart.layouts if layout.on == on for name in layout.names}


def drawn(chart: ScatterChart) -> str:
    return render_to_string(
        "charts/_scatter.html", {"chart": chart, "addresses": {}, "price_title": "", "score_title": ""}
    )


# Dots, axes and the front


def test_it_places_dots_by_the_logarithm_of_the_price() -> None:
    chart = scatter(models(("1e-7", "10"), ("1e-6", "20"), ("1e-5", "30")))
    assert [(dot.x_percent, dot.price_text, dot.score_text) for dot in chart.front] == [
        ("13.08%", "$0.10", "10.0"),
        ("56.54%", "$1.00", "20.0"),
        ("100.00%", "$10.00", "30.0"),
    ]
    assert [tick.text for tick in chart.ticks] == ["$0.05", "$0.10", "$0.20", "$0.50", "$1", "$2", "$5", "$10"]
    assert [level.text for level in chart.levels] == ["10", "15", "20", "25", "30"]
    assert (chart.front[0].y, chart.front[2].y) == (chart.baseline, chart.top)


def test_it_draws_the_line_of_those_whom_nobody_beats() -> None:
    chart = scatter(models(("1e-6", "10"), ("2e-6", "30"), ("3e-6", "20"), ("4e-6", "40")), "c")
    assert [dot.key for dot in chart.front] == ["a", "b", "d"]
    assert (chart.own and chart.own.key, chart.own_is_unbeaten, chart.rest) == ("c", False, ())
    a, b, d = (f"{dot.x_percent.rstrip('%')} {dot.y}" for dot in chart.front)
    corners = chart.path[1:].split("L")
    assert [corner for corner in corners if corner in (a, b, d)] == [a, b, d]
    assert corners[-1] == f"100.00 {chart.front[-1].y}"


def test_it_keeps_the_own_one_apart_even_on_the_front() -> None:
    chart = scatter(models(("1e-6", "10"), ("2e-6", "30")), "b")
    assert ([dot.key for dot in chart.front], chart.own and chart.own.key, chart.own_is_unbeaten) == (["a"], "b", True)


def test_it_draws_nothing_for_nobody() -> None:
    chart = scatter([])
    assert (chart.front, chart.rest, chart.own, chart.path) == ((), (), None, "")
    assert [layout.names for layout in chart.layouts] == [()] * 4
    assert "<circle" in drawn(chart)  # those that explain the signs


@pytest.mark.parametrize("price", ["0", "-0.000001", "NaN"])
def test_it_refuses_a_price_that_is_not_above_zero(price: str) -> None:
    with pytest.raises(ValueError, match=r"no place on a logarithmic axis|no value that can be ranked"):
        scatter(models(("1e-6", "10"), (price, "20")))


def test_it_refuses_a_model_entered_twice() -> None:
    with pytest.raises(ValueError, match="entered twice"):
        scatter(models(("1e-6", "10")) * 2)


# Names


def test_it_names_a_few_beside_their_dots() -> None:
    chart = scatter(models(("1e-7", "10"), ("1e-6", "50"), ("1e-5", "30")))
    assert names_of(chart) == names_of(chart, "phone") == {"a", "b", "c"}
    assert not any(name.leader for layout in chart.layouts for name in layout.names)


def test_it_cuts_a_name_that_would_be_too_wide() -> None:
    long = Contender("a", "A model whose name goes on and on, and then on again", Decimal("1e-6"), Decimal(10))
    [name] = scatter([long]).layouts[0].names
    assert name.text.endswith("\N{HORIZONTAL ELLIPSIS}")
    assert width(name.text, SIZE) <= TIER["narrow"].room


def test_it_leads_to_names_that_have_no_room() -> None:
    chart = scatter([Contender(str(n), f"Model {n}", Decimal("1e-6"), Decimal(40)) for n in range(30)], "7")
    assert faults(chart) == []
    for layout in chart.layouts:
        assert len(layout.names) == 30
        assert sum(name.leader is not None for name in layout.names) >= 20


def test_it_grows_until_every_name_that_is_owed_has_a_place() -> None:
    chart = scatter(
        [Contender(str(n), f"A model of number {n}", Decimal(n + 1).scaleb(-6), Decimal(n)) for n in range(60)]
    )
    assert faults(chart) == []
    assert {len(layout.names) for layout in chart.layouts} == {60}
    assert chart.height > 900


@settings(max_examples=100)
@given(st.lists(few_kinds, min_size=60, max_size=60), st.integers(0, 59))
def test_it_never_lets_names_meet_and_keeps_those_that_count(figures: list[tuple[int, int, str]], own: int) -> None:
    entered = strewn(figures)
    chart = scatter(entered, str(own))
    assert faults(chart) == []
    owed = {one.key for one in frontier(entered)} | {str(own)}
    for on in TIER:
        assert owed <= names_of(chart, on)
    for on in ("page", "desk"):
        assert len(names_of(chart, on)) >= 40


@pytest.mark.parametrize("seed", range(12))
def test_it_keeps_forty_of_sixty_names_in_a_crowd(seed: int) -> None:
    """Real names, huddled around a few places: as often as not fewer than 40 have room beside their dots."""
    strew = random.Random(seed)
    names = [name for _, name in bundled_models()]
    middles = [(strew.uniform(-7, -5), strew.uniform(20, 60)) for _ in range(1 + seed % 4)]
    entered = []
    for number, (exponent, score) in enumerate(strew.choices(middles, k=60)):
        price = Decimal(10) ** Decimal(f"{exponent + strew.gauss(0, 0.05 * (1 + seed)):.4f}")
        points = Decimal(f"{score + strew.gauss(0, 1 + seed):.1f}")
        entered.append(Contender(str(number), strew.choice(names), round(price, 15), points))
    chart = scatter(entered, "7")
    assert faults(chart) == []
    assert min(len(names_of(chart, on)) for on in ("page", "desk")) >= 40


@settings(max_examples=20)
@given(st.lists(few_kinds, max_size=130), st.randoms(use_true_random=False))
def test_it_draws_equal_bytes_of_equal_figures(figures: list[tuple[int, int, str]], order: random.Random) -> None:
    entered = strewn(figures)
    once = drawn(scatter(entered, "3"))
    assert drawn(scatter(entered, "3")) == once
    order.shuffle(entered)
    assert drawn(scatter(entered, "3")) == once


def test_it_draws_five_hundred_models_in_few_bytes() -> None:
    entered, addresses = contenders(500)
    chart = scatter(entered, "31")
    assert faults(chart) == []
    titles = {"price_title": "US dollars per 1M tokens", "score_title": "Points"}
    page = render_to_string("charts/_scatter.html", {"chart": chart, "addresses": addresses, **titles})
    assert page.count("<circle") >= 500
    assert len(gzip.compress(page.encode())) < 25 * 1024
