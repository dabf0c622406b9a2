from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ranking import Contender, Entry, Ranking, everyone, frontier, neighbours, rank

OUTPUT_PRICES = {
    "GPT-5.4 Image 2": "15",
    "GPT-5 Image": "10",
    "Gemini 3 Pro Image Preview": "12",
    "GPT-5 Image Mini": "2.00",
    "Gemini 3.1 Flash Image Preview": "3",
    "Gemini 2.5 Flash Image": "2.5",
    "Router": None,
}


def entries(values: dict[str, str | None]) -> list[Entry]:
    return [Entry(name, name, None if value is None else Decimal(value)) for name, value in values.items()]


def ranked(*values: str | None, higher_is_better: bool = True) -> Ranking:
    """Entries named a, b, c... of these values."""
    return rank(entries(dict(zip("abcdefghijklmnop", values, strict=False))), higher_is_better=higher_is_better)


def test_it_ranks_the_lowest_price_first_and_leaves_out_what_has_none() -> None:
    ranking = rank(entries(OUTPUT_PRICES), higher_is_better=False)
    assert [place.name for place in ranking.places] == [
        "GPT-5 Image Mini",
        "Gemini 2.5 Flash Image",
        "Gemini 3.1 Flash Image Preview",
        "GPT-5 Image",
        "Gemini 3 Pro Image Preview",
        "GPT-5.4 Image 2",
    ]
    own = ranking.place("GPT-5 Image Mini")
    assert own is not None
    assert own.label_of(ranking.of) == "#1 of 6"
    assert [entry.name for entry in ranking.unranked] == ["Router"]
    assert ranking.place("Router") is None


def test_it_gives_those_that_tie_one_rank_and_skips_the_next() -> None:
    ranking = ranked("9", "5", "5.00", "1")
    assert [(place.rank, place.tied, place.label) for place in ranking.places] == [
        (1, False, "#1"),
        (2, True, "#2="),
        (2, True, "#2="),
        (4, False, "#4"),
    ]
    assert ranking.places[1].label_of(ranking.of) == "#2= of 4"


def test_it_orders_ties_by_name_whatever_the_case_and_direction() -> None:
    for higher_is_better in (True, False):
        ranking = rank(entries({"beta": "1", "Alpha": "1", "Gamma": "1"}), higher_is_better=higher_is_better)
        assert [place.name for place in ranking.places] == ["Alpha", "beta", "Gamma"]


def test_it_sorts_the_unranked_by_name() -> None:
    ranking = rank(entries({"b": None, "C": None, "A": None}), higher_is_better=True)
    assert [entry.name for entry in ranking.unranked] == ["A", "b", "C"]
    assert ranking.of == 0


def test_it_knows_best_and_worst_through_ties() -> None:
    ranking = ranked("9", "5", "5")
    assert [place.is_best for place in ranking.places] == [True, False, False]
    assert [place.is_worst(ranking.of) for place in ranking.places] == [False, True, True]
    alike = ranked("5", "5").places[0]
    assert alike.is_best
    assert alike.is_worst(2)


def test_it_tells_the_share_that_is_better() -> None:
    ranking = ranked("9", "5", "5", "1")
    assert [place.quantile(ranking.of) for place in ranking.places] == [
        0,
        Fraction(1, 4),
        Fraction(1, 4),
        Fraction(3, 4),
    ]


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_it_refuses_a_value_without_order(value: str) -> None:
    with pytest.raises(ValueError, match="no value that can be ranked"):
        ranked(value)


def test_it_refuses_a_key_entered_twice() -> None:
    with pytest.raises(ValueError, match="entered twice"):
        rank([Entry("a", "A", Decimal(1)), Entry("a", "B", None)], higher_is_better=True)


TWENTY = rank([Entry(f"m{index:02}", f"m{index:02}", Decimal(index)) for index in range(20)], higher_is_better=False)


def drawn(key: str, limit: int) -> tuple[list[int], list[int], int]:
    """Ranks drawn, the gap before each, and the gap after the last."""
    selection = neighbours(TWENTY, key, limit)
    return ([place.rank for place in selection.places], list(selection.skipped), selection.skipped_after)


def test_it_draws_all_when_they_fit() -> None:
    selection = neighbours(TWENTY, "m07", 20)
    assert selection.places == TWENTY.places
    assert (selection.hidden, set(selection.skipped), selection.skipped_after) == (0, {0}, 0)


def test_it_draws_the_best_and_those_around() -> None:
    assert drawn("m12", 8) == ([1, 2, 3, 11, 12, 13, 14, 15], [0, 0, 0, 7, 0, 0, 0, 0], 5)


def test_it_draws_no_gap_where_there_is_none() -> None:
    assert drawn("m03", 6) == ([1, 2, 3, 4, 5, 6], [0] * 6, 14)
    assert drawn("m00", 6) == ([1, 2, 3, 4, 5, 6], [0] * 6, 14)


def test_it_draws_the_last_with_those_above_it() -> None:
    assert drawn("m19", 6) == ([1, 2, 3, 18, 19, 20], [0, 0, 0, 14, 0, 0], 0)


def test_it_draws_the_model_alone_where_one_fits() -> None:
    assert drawn("m12", 1) == ([13], [12], 7)


def test_it_draws_the_best_for_one_without_a_place() -> None:
    assert drawn("unknown", 3) == ([1, 2, 3], [0, 0, 0], 17)
    with pytest.raises(ValueError, match="one place at least"):
        neighbours(TWENTY, "m01", 0)


values = st.lists(st.one_of(st.none(), st.integers(-5, 5).map(Decimal)), max_size=16)


@given(values, st.booleans())
def test_it_ranks_by_how_many_are_strictly_better(found: list[Decimal | None], higher_is_better: bool) -> None:
    candidates = [Entry(f"k{index}", f"n{index % 3}", value) for index, value in enumerate(found)]
    ranking = rank(candidates, higher_is_better=higher_is_better)
    sign = 1 if higher_is_better else -1
    present = [value for value in found if value is not None]
    assert ranking.of == len(present)
    assert len(ranking.unranked) == len(found) - len(present)
    for place in ranking.places:
        assert place.rank == 1 + sum(sign * value > sign * place.value for value in present)
        assert place.sharing == present.count(place.value)
        assert place.is_worst(ranking.of) == all(sign * value >= sign * place.value for value in present)
    ranks = [place.rank for place in ranking.places]
    assert ranks == sorted(ranks)


@given(st.integers(1, 30), st.data())
def test_it_always_draws_the_model_itself(size: int, data: st.DataObject) -> None:
    ranking = rank([Entry(str(index), "n", Decimal(index)) for index in range(size)], higher_is_better=True)
    key, limit = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, 35))
    selection = neighbours(ranking, str(key), limit)
    assert len(selection.places) == min(limit, size)
    assert str(key) in {place.key for place in selection.places}
    ranks = [place.rank for place in selection.places]
    assert ranks == sorted(set(ranks))
    assert selection.hidden == size - len(selection.places)
    assert [after - before - 1 for before, after in zip([0, *ranks], ranks, strict=False)] == list(selection.skipped)
    assert selection.skipped_after == size - ranks[-1]


@given(values, st.booleans())
def test_it_orders_places_as_a_naive_sort_does(found: list[Decimal | None], higher_is_better: bool) -> None:
    candidates = [Entry(f"k{index:02}", f"n{index % 3}", value) for index, value in enumerate(found)]
    best_first = sorted(
        (-one.value if higher_is_better else one.value, one.name, one.key)
        for one in candidates
        if one.value is not None
    )
    ranking = rank(reversed(candidates), higher_is_better=higher_is_better)
    assert [place.key for place in ranking.places] == [key for _, _, key in best_first]
    amounts = [amount for amount, _, _ in best_first]
    assert [place.rank for place in ranking.places] == [amounts.index(amount) + 1 for amount in amounts]


def test_it_draws_everyone() -> None:
    selection = everyone(TWENTY)
    assert (selection.places, selection.hidden, selection.skipped_after) == (TWENTY.places, 0, 0)
    assert everyone(rank([], higher_is_better=True)).places == ()


# Price against score


def contenders(*figures: tuple[int, int]) -> list[Contender]:
    """Named a, b, c... of these prices and scores."""
    return [
        Contender(name, name, Decimal(price), Decimal(score))
        for name, (price, score) in zip("abcdefghijklmnopqrst", figures, strict=False)
    ]


def unbeaten(*figures: tuple[int, int]) -> str:
    return "".join(one.key for one in frontier(contenders(*figures)))


def test_it_finds_those_that_nobody_beats_the_cheapest_first() -> None:
    assert unbeaten((3, 30), (1, 10), (2, 5), (4, 30), (2, 20)) == "bea"


def test_it_lets_all_stand_that_are_alike_in_both() -> None:
    assert unbeaten((1, 10), (1, 10), (2, 10)) == "ab"


def test_it_takes_the_better_at_one_price_and_the_cheaper_at_one_score() -> None:
    assert unbeaten((1, 10), (1, 12)) == "b"
    assert unbeaten((2, 10), (1, 10)) == "b"


@pytest.mark.parametrize(
    "wrong", [Contender("b", "B", Decimal("NaN"), Decimal(1)), Contender("a", "A", *[Decimal(1)] * 2)]
)
def test_it_refuses_contenders_without_order_or_twice(wrong: Contender) -> None:
    with pytest.raises(ValueError, match=r"no value that can be ranked|entered twice"):
        frontier([*contenders((1, 1)), wrong])


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=20))
def test_it_agrees_with_everyone_held_against_everyone(figures: list[tuple[int, int]]) -> None:
    def beats(other: tuple[int, int], one: tuple[int, int]) -> bool:
        return other[0] <= one[0] and other[1] >= one[1] and other != one

    stand = [index for index, one in enumerate(figures) if not any(beats(other, one) for other in figures)]
    assert sorted(unbeaten(*figures)) == ["abcdefghijklmnopqrst"[index] for index in stand]
