"""/about/reviews/: rules, proof, a formula to recompute, and counts that are made from the record."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews import example, moderation, rules, writing
from reviews.models import ModerationAction
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.desk import moderator, text_of
from tests.reviews.making import noticed, published, sent_in

pytestmark = pytest.mark.django_db

ADDRESS = "/about/reviews/"


def page(client) -> str:
    return text_of(client.get(ADDRESS))


def decided(hours: int, way: str, stars: int = 4) -> None:
    """A review that was decided on after so many hours, at this moment."""
    review = sent_in(AIModelFactory(), stars)
    review.revisions.update(submitted_at=timezone.now() - timedelta(hours=hours))
    revision = review.newest
    if way == "approve":
        moderation.approve(revision, moderator())
    else:
        moderation.refuse(revision, moderator(), way)


def test_it_has_an_anchor_for_every_rule_and_is_linked_from_the_foot(client):
    text = page(client)
    for rule in rules.RULES:
        assert f'id="rule-{rule.slug}"' in text
    assert f'href="{ADDRESS}"' in text_of(client.get("/"))


def test_it_says_that_nothing_has_come_in_yet(client):
    text = page(client)
    assert "No review has been received yet." in text
    assert "0 published" not in text
    sent_in(AIModelFactory())
    ModerationAction.objects.update(created_at=timezone.now() - timedelta(days=800))
    assert "No review has been received within the last twelve months." in page(client)


def test_it_works_the_formula_out_so_that_a_hand_gets_the_same():
    shown = example.worked()
    weight = sum((line.weight for line in shown.lines), Decimal(0))
    product = sum((line.weight * line.stars for line in shown.lines), Decimal(0))
    by_hand = (7 * Decimal("3.5") + product) / (7 + weight)
    assert round(by_hand, 4) == shown.rating
    assert (shown.numerator, shown.denominator) == (Decimal("39.19"), Decimal("10.89"))


def test_it_shows_the_formula_worked_out(client):
    text = page(client)
    assert "= 39.19 ÷ 10.89 = <strong>3.5987</strong>, shown as 3.60." in text


def test_it_counts_what_was_received_published_and_refused_by_rule_and_stars(client):
    for hours, way, stars in (
        (1, "approve", 5),
        (3, "approve", 1),
        (8, "abuse", 1),
        (9, "abuse", 5),
        (2, "private", 3),
    ):
        decided(hours, way, stars)
    sent_in(AIModelFactory(), 2)
    text = page(client)
    assert "6 reviews and changes were received" in strip(text)
    assert "2 published" in strip(text)
    assert "3 refused" in strip(text)
    assert "Half of all decisions came within 3 hours." in strip(text)
    row = strip(text.split("Insults, threats or hatred")[1].split("</tr>")[0])
    assert row.split()[-1] == "2"
    one, five = (strip(text.split(f'"row">{stars} star')[1].split("</tr>")[0]) for stars in ("1", "5"))
    assert one.split()[-5:] == five.split()[-5:] == ["2", "1", "0", "1", "50%"]


def strip(html: str) -> str:
    """A page's text without its marks."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_it_counts_reviews_that_their_authors_deleted(client):
    author = UserFactory()
    review = published(AIModelFactory(), author=author)
    writing.withdraw(review.pk, author)
    assert "1 review or change was received, 1 published" in strip(page(client))


def test_it_gives_all_counts_as_a_file(client):
    decided(1, "abuse", 1)
    answer = client.get(f"{ADDRESS}counts.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    month = f"{timezone.now():%Y-%m}"
    assert {"month": month, "step": "refused", "reason": "abuse", "stars": "1", "count": "1"} in rows
    assert {"month": month, "step": "submitted", "reason": "", "stars": "1", "count": "1"} in rows
    noticed(published(AIModelFactory()))
    rows = list(csv.DictReader(client.get(f"{ADDRESS}counts.csv").content.decode().splitlines()))
    assert {"month": month, "step": "notice_received", "reason": "", "stars": "", "count": "1"} in rows


def test_it_renews_itself_with_every_step(client):
    client.get(ADDRESS)
    review = sent_in(AIModelFactory())
    assert "1 review or change was received, 0 published" in strip(page(client))
    moderation.approve(review.newest, moderator())
    assert "1 review or change was received, 1 published" in strip(page(client))


def test_it_sets_no_cookie_and_may_be_kept(client):
    answer = client.get(ADDRESS)
    assert not answer.cookies
    assert "public" in answer.headers["Cache-Control"]


def test_it_asks_as_often_for_many_months_as_for_one(client):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{ADDRESS}?x")
        return len(queries)

    decided(1, "abuse")
    asked()
    before = asked()
    for n in range(20):
        decided(n, "approve" if n % 2 else "private", n % 5 + 1)
        ModerationAction.objects.filter(pk=ModerationAction.objects.latest("pk").pk).update(
            created_at=timezone.now() - timedelta(days=15 * n)
        )
    assert asked() == before
