"""The sentence on top of a comparison: true at every figure, whatever the models."""

import re
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from catalog.prose import Compared, Score, comparison, pair_title

PER_MILLION = Decimal("0.000001")


def model(
    name: str, output: str | None = None, window: int | None = None, score: str | None = None, **more
) -> Compared:
    """A model with these prices in US dollars per million tokens."""
    prices = {"output": output, "input": more.pop("input", None)}
    known = {meter: Decimal(amount) * PER_MILLION for meter, amount in prices.items() if amount is not None}
    scores = {"intelligence-index": Score("Intelligence index", Decimal(score), 1)} if score else {}
    state = "published" if known else "unpublished"
    return Compared(name, **{"price_state": state, "prices": known, "context_window": window, "scores": scores, **more})


def test_it_says_the_answer_in_figures():
    said = comparison([model("X", "6.00", 800_000, "44.9"), model("Y", "10.00", 400_000, "51.2")])
    assert (
        said
        == "X costs 40% less for output and holds twice the context; Y scores 6.3 higher on the intelligence index."
    )


def test_it_says_in_what_two_are_alike():
    said = comparison([model("X", "10", 400_000, input="1.25"), model("Y", "10", 400_000, input="1.25")])
    assert said == "Both ask $10.00 per 1M tokens of output, $1.25 per 1M tokens of input and hold 400K tokens."


def test_it_tells_of_the_other_price_where_that_leans_the_other_way():
    said = comparison([model("X", "8", input="4"), model("Y", "10", input="1")])
    assert said == "X costs 20% less for output; Y costs 75% less for input."
    assert "input" not in comparison([model("X", "8", input="1"), model("Y", "10", input="4")])


def test_it_never_calls_a_difference_none_nor_all_of_it():
    assert "costs under 1% less" in comparison([model("X", "9.99"), model("Y", "10.00")])
    assert "costs over 99% less" in comparison([model("X", "0.01"), model("Y", "10.00")])


def test_it_says_what_is_free_what_varies_and_what_nobody_published():
    free, paid = model("X", "0", input="0", price_state="free"), model("Y", "10")
    assert comparison([free, paid]) == "X is free of charge at the list offer."
    assert comparison([model("X", price_state="varies"), paid]).endswith("The output price of X varies.")
    assert comparison([model("X", window=10_000), model("Y", "1", 10_000)]) == (
        "Both hold 10K tokens. The output price of X is not published."
    )
    assert "Neither has a published output price." in comparison([model("X"), model("Y")])


def test_it_says_first_that_one_is_gone():
    said = comparison([model("X", "1", lifecycle="retired", lifecycle_on=date(2026, 4, 1)), model("Y", "2")])
    assert said.startswith("X is retired since 1 Apr 2026. X costs 50% less")


def test_it_does_not_tell_apart_scores_whose_intervals_meet():
    def elo(value, low, high):
        return {"image-elo": Score("Image Elo", Decimal(value), 0, Decimal(low), Decimal(high))}

    near = comparison([model("X", scores=elo(1200, 1190, 1210)), model("Y", scores=elo(1205, 1195, 1215))])
    assert "Both score alike in image Elo, within the intervals of their measurement." in near
    far = comparison([model("X", scores=elo(1200, 1190, 1210)), model("Y", scores=elo(1100, 1090, 1110))])
    assert "X scores 100 higher in image Elo" in far


def test_it_names_who_leads_among_several_and_of_how_many_that_is_known():
    said = comparison(
        [model("X", "3", 100_000, "40"), model("gpt-oss", "1", 50_000), model("Z", None, 200_000, "41.5")]
    )
    assert said == (
        "gpt-oss asks the least for output ($1.00 per 1M tokens, of the 2 whose price is known), "
        "Z holds the most (200,000 tokens) and "
        "Z scores highest on the intelligence index (41.5, of the 2 whose score is known)."
    )


def test_it_names_those_that_share_the_lead():
    said = comparison([model("X", "1", 100), model("Y", "1", 100), model("Z", "2", 100)])
    assert said == "X and Y ask the least for output ($1.00 per 1M tokens) and all 3 hold 100 tokens."


def test_it_has_a_title_of_figures_that_may_be_passed_on():
    one, other = model("X", "10", 400_000, "40"), model("Y", "2.50", 1_048_576, "50")
    assert pair_title(one, other) == "X vs Y: output $10.00 against $2.50, context 400K against 1.05M"
    assert pair_title(model("X"), model("Y")) == "X vs Y: prices, limits and measurements"
    assert "scores" not in comparison([one, other], with_scores=False)


amounts = st.one_of(st.none(), st.integers(1, 4000).map(lambda cents: f"{cents / 100:.2f}"))
windows = st.one_of(st.none(), st.integers(1, 2_000_000))
scores = st.one_of(st.none(), st.integers(0, 700).map(lambda tenths: f"{tenths / 10:.1f}"))
models = st.tuples(amounts, windows, scores)


@given(models, models)
def test_it_is_true_of_any_two(one, other):
    pair = {name: model(name, *figures) for name, figures in (("Xx", one), ("Yy", other))}
    said = comparison(list(pair.values()))
    for clause, name in clauses(said, pair):
        mine, theirs = pair[name], next(model for key, model in pair.items() if key != name)
        check_price(clause, mine.price("output"), theirs.price("output"))
        check_window(clause, mine.context_window, theirs.context_window)
        check_score(clause, mine.scores.get("intelligence-index"), theirs.scores.get("intelligence-index"))
    prices = [model.price("output") for model in pair.values()]
    if None not in prices:
        assert ("less for output" in said) == (prices[0] != prices[1])
    assert said.count("not published") <= prices.count(None) * 2


def clauses(said, pair):
    """Each statement of a lead with the name that it is of."""
    for name in pair:
        for found in re.finditer(rf"{name} ((?:costs|holds|scores)[^;.]*(?:\.\d[^;.]*)*)", said):
            yield found[1], name


def check_price(clause, mine, theirs):
    if found := re.search(r"costs (under |over )?(\d+)% less for output", clause):
        exact = (theirs - mine) / theirs * 100
        assert exact > 0
        if found[1]:
            assert exact < 1 if found[1] == "under " else exact > 99
        else:
            assert abs(exact - int(found[2])) <= Decimal("0.5")


def check_window(clause, mine, theirs):
    if found := re.search(r"holds (?:(under )?(\d+)% more|(twice|[\d.,]+ times) the) context", clause):
        ratio = Decimal(mine) / theirs
        assert ratio > 1
        if found[2]:
            assert (ratio - 1) * 100 < 1 if found[1] else abs((ratio - 1) * 100 - int(found[2])) <= Decimal("0.5")
        else:
            told = Decimal("2") if found[3] == "twice" else Decimal(found[3].removesuffix(" times").replace(",", ""))
            assert abs(ratio - told) <= (Decimal("0.05") if ratio < 10 else Decimal("0.5"))


def check_score(clause, mine, theirs):
    if found := re.search(r"scores ([\d.]+) higher", clause):
        assert Decimal(found[1]) == mine.value - theirs.value > 0


@given(st.lists(models, min_size=3, max_size=6))
def test_it_is_true_of_any_several(figures):
    several = [model(f"M{place}", *each) for place, each in enumerate(figures)]
    said = comparison(several)
    prices = {one.name: one.price("output") for one in several if one.price("output") is not None}
    windows = {one.name: one.context_window for one in several if one.context_window}
    measured = {one.name: one.scores["intelligence-index"].value for one in several if one.scores}
    for known, verb, best in ((prices, "asks?", min), (windows, "holds?", max), (measured, "scores?", max)):
        led = re.search(
            rf"((?:M\d(?:, | and )?)+) {verb} the (?:least|most)|((?:M\d(?:, | and )?)+) {verb} highest", said
        )
        told = set(re.findall(r"M\d", led[0])) if led else set()
        leaders = {name for name, value in known.items() if value == best(known.values())}
        assert told == (leaders if 1 < len(known) != len(leaders) else set())
