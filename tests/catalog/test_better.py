"""Which of several figures is marked as the better one."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from catalog.better import Reading, better

values = st.integers(0, 12).map(Decimal)


def plain(*figures: int | None) -> list[Reading | None]:
    return [None if figure is None else Reading(Decimal(figure)) for figure in figures]


def test_it_marks_the_lowest_price_and_the_widest_window():
    assert better(plain(3, 2, 5), higher_is_better=False).places == (1,)
    assert better(plain(3, 2, 5), higher_is_better=True).places == (2,)


def test_it_marks_all_that_tie_for_the_best():
    found = better(plain(2, 5, 2), higher_is_better=False)
    assert found.places == (0, 2)
    assert found.shared


def test_it_marks_nothing_where_all_are_alike_or_one_alone_is_known():
    assert better(plain(4, 4, 4), higher_is_better=True).places == ()
    assert better(plain(4, None, None), higher_is_better=True).places == ()
    assert better(plain(None, None), higher_is_better=True).places == ()
    assert better([], higher_is_better=True).places == ()


def test_it_leaves_the_unknown_out_and_says_of_how_many():
    found = better(plain(4, None, 3), higher_is_better=False)
    assert found.places == (2,)
    assert found.of == 2


def test_it_does_not_tell_apart_whose_intervals_meet():
    elo = [Reading(Decimal(low + 10), Decimal(low), Decimal(low + 20)) for low in (1190, 1200, 1100)]
    assert better(elo, higher_is_better=True).places == (0, 1)
    assert better(elo[:2], higher_is_better=True).places == ()


@given(st.lists(st.one_of(st.none(), values), max_size=6), st.booleans())
def test_it_agrees_with_a_naive_count(figures, higher_is_better):
    found = better(
        [figure if figure is None else Reading(figure) for figure in figures], higher_is_better=higher_is_better
    )
    known = [figure for figure in figures if figure is not None]
    assert found.of == len(known)
    best = (max if higher_is_better else min)(known, default=None)
    winners = [place for place, figure in enumerate(figures) if figure is not None and figure == best]
    tells = len(known) > 1 and len(winners) < len(known)
    assert list(found.places) == (winners if tells else [])


@given(st.lists(st.tuples(values, values), min_size=2, max_size=6))
def test_it_marks_the_best_whatever_the_intervals(figures):
    readings = [Reading(value, value - width, value + width) for value, width in figures]
    found = better(readings, higher_is_better=True)
    best = max(value for value, _ in figures)
    if found.places:
        assert {place for place, (value, _) in enumerate(figures) if value == best} <= set(found.places)
        worst = [place for place in range(len(figures)) if place not in found.places]
        assert all(readings[place].high < max(readings[other].high for other in found.places) for place in worst)
