"""Sentences bound to tests: which tests there are, and what the figures of a class make of them."""

from decimal import Decimal

import pytest

from catalog.claim_tests import ClaimTest, Kind, Peers, complaints, evaluate
from catalog.ranking import Entry, rank

RANKINGS = ("output-price", "intelligence-index")
PRICES = {"own": "2", "low": "1", "tied": "2", "dear": "8", "dearest": "9", "none": None}


def peers(**tool_calling: str) -> Peers:
    prices = PRICES
    ranking = rank([Entry(k, k, Decimal(v) / 10**6 if v else None) for k, v in prices.items()], higher_is_better=False)
    return Peers(
        name="image",
        rankings={"output-price": ranking},
        prices={"output": ranking},
        abilities={"tool_calling": tool_calling},
        active=frozenset(prices) - {"retired"},
    )


def found(kind: str, subject: str, limit: str | None = None, own: str = "unknown", **others: str) -> tuple[str, str]:
    test = ClaimTest(Kind(kind), subject, Decimal(limit) if limit else None)
    finding = evaluate(test, "own", {"tool_calling": own}, peers(**others, own=own))
    return finding.state.value, finding.words


@pytest.mark.parametrize(("most", "state"), [("1", "false"), ("2", "holds"), ("3", "holds")])
def test_it_counts_those_strictly_better(most: str, state: str) -> None:
    assert found("rank", "output-price", most) == (state, "#2= of 5 image models by output-price; low comes first.")


def test_it_cannot_tell_what_has_no_rank() -> None:
    assert found("rank", "intelligence-index", "1") == ("unknown", "It has no rank by intelligence-index.")
    test = ClaimTest(Kind.PRICE_BELOW, "output", Decimal("0.5"))
    assert evaluate(test, "none", {}, peers()).state == "unknown"


@pytest.mark.parametrize(
    ("kind", "share", "state"),
    # Of 1, 2, 2, 8 and 9: the lowest fifth ends at 1, two fifths at 2; the upper two fifths begin at 8.
    [("price_below", "0.2", "false"), ("price_below", "0.4", "holds"), ("price_above", "0.8", "false"),
     ("price_above", "0.6", "holds")],
)  # fmt: skip
def test_it_takes_quantiles_by_nearest_rank(kind: str, share: str, state: str) -> None:
    assert found(kind, "output", share)[0] == state


def test_it_says_what_it_found_of_a_price() -> None:
    assert found("price_below", "output", "0.25")[1] == (
        "$2.00 / 1M of output, #2= of 5 image models; the lowest 25% end at $2.00."
    )


@pytest.mark.parametrize(
    ("own", "has", "lacks"),
    [("yes", "holds", "false"), ("no", "false", "holds"), ("disagree", "unknown", "unknown"),
     ("unknown", "unknown", "unknown")],
)  # fmt: skip
def test_it_asks_for_a_capability(own: str, has: str, lacks: str) -> None:
    assert found("has", "tool_calling", own=own)[0] == has
    assert found("lacks", "tool_calling", own=own)[0] == lacks


def test_it_looks_for_others_with_the_same_capability() -> None:
    assert found("only_with", "tool_calling", own="yes", low="no", retired="yes")[0] == "holds"
    assert found("only_with", "tool_calling", own="yes", low="yes") == (
        "false", "1 other active image model with it.",
    )  # fmt: skip
    assert found("only_with", "tool_calling", own="no")[0] == "false"
    assert found("only_with", "tool_calling", own="disagree") == ("unknown", "Tool calling: sources disagree.")
    assert "of 5 it is not known" in found("only_with", "tool_calling", own="yes")[1]


@pytest.mark.parametrize(
    ("kind", "subject", "limit", "wrong"),
    [
        ("rank", "output-price", "1", []),
        ("price_below", "cache_read", "0.25", []),
        ("has", "tool_calling", None, []),
        ("best", "output-price", "1", ["kind"]),
        ("rank", "price", "1", ["subject"]),
        ("rank", "output-price", None, ["limit"]),
        ("rank", "output-price", "1.5", ["limit"]),
        ("rank", "output-price", "0", ["limit"]),
        ("price_above", "web_search", "1", ["subject", "limit"]),
        ("has", "magic", "1", ["subject", "limit"]),
    ],
)
def test_it_refuses_a_test_that_there_is_not(kind: str, subject: str, limit: str | None, wrong: list[str]) -> None:
    assert list(complaints(kind, subject, Decimal(limit) if limit else None, RANKINGS)) == wrong
