"""The rating formula, by values worked out by hand and by what must hold for any reviews."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews import scoring

NOW = datetime(2026, 11, 24, tzinfo=UTC)
AGES = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20 * 365))
REVIEWS = st.lists(st.tuples(st.integers(1, 5), AGES.map(lambda age: NOW - age)), max_size=30)


def kept(reviews: list[tuple[int, datetime]], now: datetime = NOW) -> Decimal:
    """The rating by way of the sums as of the epoch, as a model keeps them."""
    weights = [(stars, scoring.weight_at_epoch(written)) for stars, written in reviews]
    return scoring.rating(
        sum((weight for _, weight in weights), Decimal(0)), sum((s * weight for s, weight in weights), Decimal(0)), now
    )


@pytest.mark.parametrize(
    ("stars", "days", "expected"),
    [
        ([], 0, "3.5000"),
        ([5], 0, "3.6875"),  # (24.5 + 5) / 8
        ([5, 5, 5], 0, "3.9500"),  # (24.5 + 15) / 10
        ([1], 0, "3.1875"),  # (24.5 + 1) / 8
        ([5], 365.25, "3.6364"),  # (24.5 + 3.5) / 7.7
        ([5, 1], 730.5, "3.4386"),  # (24.5 + 0.49 · 6) / 7.98
    ],
)
def test_it_gives_the_values_worked_out_by_hand(stars, days, expected):
    reviews = [(one, NOW - timedelta(days=days)) for one in stars]
    assert kept(reviews) == scoring.rating_of(reviews, NOW) == Decimal(expected)


@given(REVIEWS)
def test_it_stays_within_the_stars_there_are(reviews):
    assert 1 <= kept(reviews) <= 5


@given(REVIEWS, AGES)
def test_it_equals_the_formula_review_by_review_at_every_moment(reviews, later):
    now = NOW + later
    assert abs(kept(reviews, now) - scoring.rating_of(reviews, now)) <= Decimal("0.0001")


@given(REVIEWS, st.randoms())
def test_it_does_not_mind_the_order_of_arrival(reviews, random):
    shuffled = random.sample(reviews, len(reviews))
    assert kept(shuffled) == kept(reviews)


@given(REVIEWS, st.integers(1, 5), st.integers(1, 50))
def test_it_moves_toward_a_star_that_is_given_more_often(reviews, star, more):
    before, after = kept(reviews), kept([*reviews, *[(star, NOW)] * more])
    assert abs(after - star) <= abs(before - star)
    assert (after - star) * (before - star) >= 0


@given(st.dictionaries(st.integers(1, 5), st.integers(0, 1_000)))
def test_it_tells_how_far_the_stars_lie_apart(counts):
    spread = scoring.spread(counts)
    given_stars = {stars for stars, count in counts.items() if count}
    assert (spread is None) == (not given_stars)
    if spread is not None:
        assert (spread == 0) == (len(given_stars) == 1)
        assert spread <= 2


def test_it_gives_the_spread_worked_out_by_hand():
    assert scoring.spread({5: 1, 1: 1}) == 2
    assert scoring.spread({4: 2, 2: 2}) == 1


@pytest.mark.parametrize(
    ("yes", "no", "expected"),
    [(0, 0, 0.0), (1, 0, 0.2065), (0, 1, 0.0), (3, 0, 0.4385), (90, 10, 0.8256), (1, 1, 0.0945)],
)
def test_it_ranks_helpfulness_by_the_lower_bound(yes, no, expected):
    assert scoring.helpfulness(yes, no) == pytest.approx(expected, abs=5e-5)


@given(st.integers(0, 500), st.integers(0, 500))
def test_it_trusts_more_votes_of_the_same_share_more(yes, no):
    bound = scoring.helpfulness(yes, no)
    assert 0 <= bound <= 1
    assert scoring.helpfulness(yes + 1, no) >= bound
    assert scoring.helpfulness(yes, no + 1) <= bound
