"""What changes for whoever moves: gained, lost, and what cannot be said."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from catalog.prose import Compared, Move, Score, bill, move

OLD = Compared(
    "Old", inputs=("text", "image"), outputs=("text",), context_window=128_000, max_output_tokens=16_000,
    knowledge_cutoff=date(2024, 1, 1), abilities={"reasoning": "no", "tool calling": "yes", "open weights": "yes"},
    scores={"intelligence-index": Score("Intelligence index", Decimal("30"), 1)},
)  # fmt: skip
NEW = Compared(
    "New", inputs=("text", "audio"), outputs=("text",), context_window=400_000, max_output_tokens=8_000,
    knowledge_cutoff=date(2025, 1, 1), abilities={"reasoning": "yes", "tool calling": "disagree", "open weights": "no"},
    scores={"intelligence-index": Score("Intelligence index", Decimal("40.5"), 1)},
)  # fmt: skip


def test_it_says_what_is_gained_and_what_is_lost():
    found = move(OLD, NEW)
    assert found.gained == (
        "Reads audio",
        "Context window: 400,000 tokens, up from 128,000",
        "Knowledge until 1 Jan 2025, before until 1 Jan 2024",
        "Reasons before it answers",
        "Intelligence index: 40.5, up from 30.0",
    )
    assert found.lost == ("Reads images", "Longest answer: 8,000 tokens, down from 16,000", "Open weights")
    assert found.unsaid == ("Calls tools: yes for Old, sources disagree for New",)


def test_it_calls_nothing_gained_that_is_known_of_one_alone():
    found = move(Compared("Old"), NEW)
    assert found.gained == found.lost == ()
    assert "Context window: not published for Old" in found.unsaid
    assert "Intelligence index: not measured for Old" in found.unsaid


def test_it_says_of_a_waiting_time_that_less_is_better():
    def waiting(seconds):
        score = Score("Time to first token", Decimal(seconds), 2, higher_is_better=False)
        return Compared("Any", scores={"time-to-first-token": score})

    assert move(waiting("2"), waiting("0.5")).gained == ("Time to first token: 0.50, down from 2.00",)


def test_it_does_not_call_it_a_gain_within_the_interval():
    def elo(value):
        return Compared("Any", scores={"image-elo": Score("Image Elo", value, 0, value - 10, value + 10)})

    found = move(elo(Decimal(1200)), elo(Decimal(1210)))
    assert found.gained == ()
    assert found.unsaid == ("Image Elo: 1,210, up from 1,200, within the intervals of their measurement",)


def test_it_says_what_the_same_month_costs():
    assert bill(Decimal("10"), Decimal("4"), "Old", "New") == (
        "Moving saves $6.00 a month, 60% of the dearer bill: $4.00 instead of $10.00."
    )
    assert bill(Decimal("4"), Decimal("10"), "Old", "New").startswith("Moving adds $6.00 a month, 60%")
    assert bill(Decimal("4"), Decimal("4"), "Old", "New") == "A month costs the same: $4.00."
    assert bill(Decimal("4"), Decimal(0), "Old", "New") == "Moving saves $4.00 a month: $0.00 instead of $4.00."
    assert "the total of New is not known" in bill(Decimal("4"), None, "Old", "New")
    assert "the totals of Old and New are not known" in bill(None, None, "Old", "New")


states = st.sampled_from(["yes", "no", "disagree", "unknown"])
kinds = st.lists(st.sampled_from(["text", "image", "audio"]), unique=True).map(tuple)
counts = st.one_of(st.none(), st.integers(1, 3))
scored: st.SearchStrategy[dict[str, Score]] = st.one_of(
    st.just({}),
    st.integers(0, 3).map(lambda value: {"intelligence-index": Score("Intelligence index", Decimal(value), 1)}),
)
drawn = st.builds(
    Compared, st.just("Any"), inputs=kinds, outputs=kinds, context_window=counts, max_output_tokens=counts,
    abilities=st.fixed_dictionaries({"reasoning": states, "open weights": states}), scores=scored,
)  # fmt: skip


@given(drawn, drawn)
def test_it_loses_going_back_as_much_as_it_gained_going(one, other):
    there, back = move(one, other), move(other, one)
    assert len(there.gained) == len(back.lost)
    assert len(there.lost) == len(back.gained)
    assert len(there.unsaid) == len(back.unsaid)
    assert move(one, one) == Move((), (), ())


@given(drawn, drawn)
def test_it_gains_nothing_that_both_have_alike(one, other):
    found = move(one, other)
    said = [*found.gained, *found.lost]
    if one.context_window == other.context_window:
        assert not any("Context window" in words for words in said)
    if {one.abilities["reasoning"], other.abilities["reasoning"]} != {"yes", "no"}:
        assert "Reasons before it answers" not in said
