"""Which pairs are worth a page, and where one might go from a model."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from catalog.pairs import MOST_RIVALS, Candidate, flagships, leading_pairs, rivals
from catalog.successors import successors

DAY = date(2026, 1, 1).toordinal()


def candidate(key: str, price: float | None = None, score: int | None = None, day: int = 0, **more) -> Candidate:
    """key is "creator/name"."""
    creator, _, name = key.partition("/")
    listed = date.fromordinal(DAY + day)
    amount = None if price is None else Decimal(str(price))
    worth = None if score is None else Decimal(score)
    defaults = {"group": "text", "listed": listed, "price": amount, "score": worth}
    return Candidate(key, name, creator, **{**defaults, **more})


def reasons(suggestions) -> dict[str, str]:
    return {one.model.key: one.reason for one in suggestions}


def test_it_compares_with_the_next_of_the_family_and_the_closest_by_others():
    subject = candidate("openai/gpt-5", 10, 40, day=10, family="gpt")
    found = reasons(
        rivals(
            subject,
            [
                candidate("openai/gpt-5.1", 11, 45, day=20, family="gpt"),
                candidate("openai/gpt-5.2", 12, 50, day=30, family="gpt"),
                candidate("google/gemini", 9, 60, day=5),
                candidate("mistral/large", 2, 41, day=5),
                candidate("anthropic/opus", 75, 90, day=5),
            ],
        )
    )
    assert list(found)[:3] == ["openai/gpt-5.1", "google/gemini", "mistral/large"]
    assert found["openai/gpt-5.1"] == "next of its family"
    assert found["google/gemini"] == "closest in price"
    assert found["mistral/large"] == "closest in score"
    assert found["anthropic/opus"] == "flagship of anthropic"
    assert "openai/gpt-5.2" not in found


def test_it_takes_no_lesser_sibling_for_the_next():
    subject = candidate("a/big", day=1, family="f", abilities=frozenset({"reasoning"}))
    small = candidate("a/small", day=2, family="f")
    before = candidate("a/old", day=0, family="f")
    assert reasons(rivals(subject, [small, before])) == {"a/old": "the one before it"}


def test_it_measures_prices_by_their_ratio():
    found = rivals(candidate("a/a", 4), [candidate("b/half", 2), candidate("c/dearer", 7)])
    assert reasons(found)["c/dearer"] == "closest in price"


def test_it_compares_nothing_with_another_class_with_itself_or_by_an_unknown_price():
    subject = candidate("a/a", 4)
    image = candidate("b/image", 4, group="image")
    assert rivals(subject, [image, subject]) == []
    assert reasons(rivals(candidate("a/a"), [candidate("b/b", 1)])) == {"b/b": "newest of b"}
    assert reasons(rivals(subject, [candidate("b/free", 0)])) == {"b/free": "newest of b"}


def test_it_pairs_the_flagships_of_the_largest_class_and_one_pair_of_each_other():
    text = [candidate(f"{creator}/{n}", score=n) for creator in "abc" for n in (1, 2)]
    image = [candidate("a/i", day=1, group="image"), candidate("b/i", group="image"), candidate("c/i", group="image")]
    pairs = [(one.key, other.key) for one, other in leading_pairs([*image, *text])]
    assert pairs == [("a/2", "b/2"), ("a/2", "c/2"), ("b/2", "c/2"), ("a/i", "b/i")]


def test_it_takes_the_newest_for_a_flagship_where_nothing_was_measured():
    assert [one.key for one in flagships([candidate("a/old"), candidate("a/new", day=9)])] == ["a/new"]
    assert leading_pairs([]) == []


def test_it_leads_to_what_a_source_names_then_to_the_newer_then_to_as_much_for_less():
    old = candidate("openai/old", 10, 40, day=0, family="gpt", context=100)
    found = successors(
        old,
        [
            candidate("openai/new", 12, 50, day=9, family="gpt", context=200),
            candidate("openai/mini", 1, 30, day=9, family="mini", context=100),
            candidate("z/cheap", 5, 41, context=100),
            candidate("z/narrow", 5, 41, context=50),
            candidate("z/weak", 5, 39, context=100),
            candidate("z/unmeasured", 5, None, context=100),
            candidate("z/named", 99, 1, group="image"),
        ],
        replacement="z/named",
    )
    assert reasons(found) == {
        "z/named": "named as its replacement",
        "openai/new": "newer of its family",
        "openai/mini": "newer by openai",
        "z/cheap": "costs less, holds as much and scores as high",
        "z/unmeasured": "can do and holds as much",
    }


def test_it_leads_on_from_a_model_of_which_nobody_knows_the_price():
    able = frozenset({"reasoning"})
    found = successors(
        candidate("a/gone", context=100, abilities=able),
        [
            candidate("b/dear", 9, context=100, abilities=able),
            candidate("b/cheap", 1, context=200, abilities=able),
            candidate("b/free", 0, context=200, abilities=able),
            candidate("b/unable", 1, context=200),
        ],
    )
    assert list(reasons(found)) == ["b/cheap", "b/dear", "b/free"]
    assert set(reasons(found).values()) == {"can do and holds as much"}


def test_it_puts_what_can_do_less_or_costs_far_more_last():
    old = candidate("a/old", 10, family="f", abilities=frozenset({"tool_calling"}))
    can = {"family": "f", "abilities": frozenset({"tool_calling"})}
    found = successors(
        old,
        [
            candidate("a/chat", 10, day=9, family="f"),
            candidate("a/pro", 99, day=8, **can),
            candidate("a/next", 12, day=5, **can),
        ],
    )
    assert list(reasons(found)) == ["a/next", "a/pro", "a/chat"]


drawn = st.builds(
    candidate,
    st.tuples(st.sampled_from("abc"), st.integers(0, 9)).map(lambda key: f"{key[0]}/{key[1]}"),
    st.one_of(st.none(), st.integers(0, 5)),
    st.one_of(st.none(), st.integers(0, 5)),
    st.integers(0, 3),
    family=st.sampled_from([None, "f"]),
    context=st.one_of(st.none(), st.integers(1, 3)),
    group=st.sampled_from(["text", "image"]),
)


@given(drawn, st.lists(drawn, max_size=12, unique_by=lambda one: one.key))
def test_it_suggests_each_once_never_itself_and_the_same_every_time(subject, others):
    for rule, most in ((rivals, MOST_RIVALS), (successors, 8)):
        found = rule(subject, others)
        keys = [one.model.key for one in found]
        assert len(keys) == len(set(keys)) <= most
        assert subject.key not in keys
        assert all(one.model.group == subject.group for one in found)
        assert rule(subject, list(reversed(others))) == found


@given(drawn, st.lists(drawn, max_size=12, unique_by=lambda one: one.key))
def test_it_says_as_much_for_less_only_where_that_is_so(subject, others):
    for one in successors(subject, others):
        if one.reason.startswith("costs less"):
            assert one.model.price < subject.price
            assert subject.context is None or one.model.context >= subject.context
            assert subject.score is None or one.model.score >= subject.score
