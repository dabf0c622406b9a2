"""Prices as of a day that was: receipts that stay, and what changed since."""

from datetime import timedelta

import pytest

from catalog.models import Offer
from tests.calculating import add_row, answer, as_json, change_price, link, priced, read, sheet_of, value_of, words
from tests.factories import OBSERVED, PriceSheetFactory

pytestmark = pytest.mark.django_db

QUERY = "/calculator/?m=openai/plain&calls=1000&input=1000&output=1000"


@pytest.fixture
def plain():
    """A model read at $1 and $2 on 15 May 2026, and at $3 and $2 two days later."""
    model = priced("openai/plain", "1", "2", name="Plain")
    change_price(model, days=2, input="3", output="2")
    return model


@pytest.mark.parametrize(
    ("at", "total"),
    [
        ("", "5.00"),
        ("2026-05-15", "3.00"),
        ("2026-05-16", "3.00"),
        ("2026-05-17", "5.00"),
        ("2026-05-16T23:59", "3.00"),
        ("2026-05-16 23:59:59.999999", "3.00"),
        ("2026-05-17T00:00Z", "5.00"),
    ],
)
def test_it_bills_at_the_prices_of_a_moment(client, plain, at, total):
    assert f"Month {total}" in answer(read(client, f"{QUERY}&at={at}"))
    assert as_json(client, f"{QUERY.partition('?')[2]}&at={at}")["models"][0]["total"] == total.rstrip("0").rstrip(".")


def test_it_says_of_which_day_a_receipt_is_and_since_when_each_price_holds(client, plain):
    page = answer(read(client, f"{QUERY}&at=2026-05-16"))
    assert "At the prices of 16 May 2026." in page
    assert "OpenRouter, since 15 May 2026" in page


def test_a_receipt_that_stays_is_the_same_after_the_price_has_moved(client, plain):
    before = read(client, QUERY)
    kept = link(before, "A receipt that stays")
    assert "at=2026-05-17T00:00:00Z" in kept
    change_price(plain, days=9, input="7", output="7")
    assert "Month 14.00" in answer(read(client, QUERY))
    assert "Month 5.00" in answer(read(client, kept))
    assert value_of(read(client, kept), "at") == "2026-05-17T00:00:00Z"
    # And so is the receipt that stays of the one that stays.
    assert link(read(client, kept), "A receipt that stays") == kept


def test_a_receipt_that_stays_spells_out_what_the_example_was(client, plain):
    kept = link(read(client, "/calculator/?m=openai/plain"), "A receipt that stays")
    assert "calls=10000&input=1500&cached=1000&output=300" in kept


@pytest.mark.parametrize("hour", ["", "&hour=18", "&hour=9", "&hour=sat+18:30"])
def test_a_receipt_that_stays_keeps_the_hour_or_that_none_was_given(client, plain, hour):
    add_row(plain, "input", "0.5", utc_start="16:30", utc_end="00:30")
    add_row(plain, "output", "0.25", weekdays=[5, 6])
    now = as_json(client, f"{QUERY.partition('?')[2]}{hour}")
    kept = as_json(client, now["permanent"].partition("?")[2])
    assert kept["models"] == now["models"]
    assert kept["usage"] == now["usage"]


def test_it_takes_the_hour_of_a_moment_unless_told_otherwise(client, plain):
    add_row(plain, "input", "0.5", utc_start="16:30", utc_end="00:30")
    assert "Month 2.50" in answer(read(client, f"{QUERY}&at=2026-05-18T20:00"))
    assert "Month 5.00" in answer(read(client, f"{QUERY}&at=2026-05-18T20:00&hour=any"))
    assert "Month 5.00" in answer(read(client, f"{QUERY}&at=2026-05-18T20:00&hour=9"))
    assert "Month 5.00" in answer(read(client, f"{QUERY}&at=2026-05-18"))


def test_it_works_an_old_receipt_out_for_today_and_tells_what_changed_line_by_line(client, plain):
    old = read(client, f"{QUERY}&at=2026-05-16")
    today = answer(read(client, link(old, "Work it out for today, and tell what changed")))
    assert "Month 5.00" in today
    changed = today.partition("What changed since 16 May 2026")[2].partition("The same load")[0]
    assert "Input $1.00 / 1M tokens became $3.00 / 1M tokens on 17 May 2026" in changed
    assert "1.00 3.00" in changed
    assert "Output" not in changed
    assert "Month 3.00 5.00 $2.00 more than then." in changed


def test_it_says_when_nothing_changed(client, plain):
    page = answer(read(client, f"{QUERY}&since=2026-05-18"))
    assert "Nothing: the same lines at the same prices, $5.00 each time." in page


def test_it_compares_two_days_of_the_past(client, plain):
    change_price(plain, days=9, input="7", output="7")
    page = answer(read(client, f"{QUERY}&at=2026-05-18&since=2026-05-15"))
    assert "Then 18 May 2026" in page
    assert "$2.00 more than then." in page


def test_it_tells_of_lines_that_came_or_went(client, plain):
    PriceSheetFactory(
        offer=sheet_of(plain).offer, valid_from=OBSERVED - timedelta(days=9), valid_until=OBSERVED,
        rates={"input": "0.000001"},
    )  # fmt: skip
    page = answer(read(client, f"{QUERY}&since=2026-05-10"))
    assert "Billed now, at $2.00 / 1M tokens no line 2.00" in page
    assert "Month not published 5.00" in page


def test_it_has_the_difference_as_data(client, plain):
    (model,) = as_json(client, f"{QUERY.partition('?')[2]}&since=2026-05-15")["models"]
    assert model["difference"] == {
        "before": "3",
        "after": "5",
        "lines": [
            {
                "line": "input", "before": "1", "after": "3",
                "why": "$1.00 / 1M tokens became $3.00 / 1M tokens on 17 May 2026",
            }
        ],
    }  # fmt: skip


def test_it_says_from_when_on_a_price_of_a_model_is_known(client, plain):
    late = priced("openai/late", name="Late")
    late.offers.get().sheets.update(valid_from=OBSERVED + timedelta(days=30))
    page = answer(read(client, "/calculator/?m=openai/late&input=1000&at=2026-05-16"))
    assert "Total: not published. No price of it was read before 14 Jun 2026." in page


def test_it_leads_to_the_last_prices_of_a_model_that_is_sold_no_longer(client, plain):
    Offer.objects.update(ended_at=OBSERVED + timedelta(days=20))
    page = read(client, QUERY)
    assert "Total: not published. It has not been on sale since 4 Jun 2026." in answer(page)
    assert "Month 5.00" in answer(read(client, link(page, "At its last prices")))
    assert "Month 3.00" in answer(read(client, f"{QUERY}&at=2026-05-16"))


def test_it_lists_a_class_as_it_was(client, plain):
    late = priced("openai/late", "0.1", "0.1", name="Late")
    late.offers.get().sheets.update(valid_from=OBSERVED + timedelta(days=30))
    gone = priced("openai/gone", "0.2", "0.2", name="Gone", lifecycle="retired")
    gone.offers.update(ended_at=OBSERVED + timedelta(days=3))
    then = read(client, "/calculator/?class=text&calls=1000&input=1000&at=2026-05-16")
    assert "Late" not in answer(then)
    assert "1 Gone" in answer(then)
    assert "2 Plain OpenAI" in answer(then)
    now = answer(read(client, link(then, "At the prices of today")))
    assert "1 Late" in now
    assert "Gone" not in now


def test_it_says_that_no_price_has_been_read_yet(client):
    page = read(client, "/calculator/?class=text&at=2026-05-16")
    assert "No price has been read yet: leave this empty." in words(page)
