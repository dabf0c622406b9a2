"""Periods that a figure leaves out: the reviews stay on show, marked, and the pages say so with a note."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from catalog import wording
from catalog.models import AIModel
from reviews import excluding, moderation, recounting, writing
from reviews.models import Exclusion, Review
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.desk import moderator, signed_in, text_of
from tests.reviews.making import hidden, published, sent_in, words

pytestmark = pytest.mark.django_db

NEW, PAGE = "/admin/reviews/periods/new/", "/models/openai/swift-2/"
FIRST, LAST = date(2026, 5, 3), date(2026, 5, 5)
NOTE = "The maker raised prices on 3 May, and many wrote of that alone."
TOLD = f"3 reviews of 3\u20135 May 2026 are not in the figure: {NOTE}"


@pytest.fixture
def desk() -> Client:
    return signed_in(moderator(public_name="Mona"))


@pytest.fixture
def model() -> AIModel:
    """Six reviews of four stars, and three of one star in the period, at its edges and within."""
    model = AIModelFactory(slug="swift-2", name="Swift 2")
    moments = [
        datetime(2026, 5, 3, tzinfo=UTC),
        datetime(2026, 5, 4, 12, tzinfo=UTC),
        datetime(2026, 5, 5, 23, 59, tzinfo=UTC),
    ]
    moments += [datetime(2026, 5, 2, 23, 59, tzinfo=UTC), datetime(2026, 5, 6, tzinfo=UTC)]
    for place in range(9):
        review = published(model, 1 if place < 3 else 4, title=f"Number {place}", pros=["Quick"])
        if place < len(moments):
            Review.objects.filter(pk=review.pk).update(written_at=moments[place])
    recounting.repair(model.pk)
    model.refresh_from_db()
    return model


def left_out(model: AIModel) -> Exclusion:
    return excluding.exclude(model, FIRST, LAST, note=NOTE, why="Look at the titles.", by=UserFactory())


def seen(address: str) -> str:
    return text_of(Client().get(address))


def data_of(html: str) -> dict:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    return json.loads(block)


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        (LAST, LAST, "5 May 2026"), (FIRST, LAST, "3\u20135 May 2026"),
        (date(2026, 4, 30), LAST, "30 Apr \u2013 5 May 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 Dec 2025 \u2013 2 Jan 2026"),
    ],
)  # fmt: skip
def test_it_says_a_period_in_short(first, last, period):
    assert wording.period(first, last) == period


def test_it_leaves_them_out_of_every_figure_and_in_sight(model):
    before = model.rating
    left_out(model)
    model.refresh_from_db()
    assert model.review_count == 6
    assert model.rating > before
    call_command("check_ratings")
    for address in (PAGE, f"{PAGE}reviews/"):
        html = seen(address)
        assert TOLD in html
        assert "from 6 reviews" in html
        assert "Spread 0.00 stars" in html
        assert html.count("Not in the figure") == 3
        assert "Number 0" in html
        told = data_of(html)
        assert told["aggregateRating"]["reviewCount"] == 6
        assert told["aggregateRating"]["description"] == TOLD
        assert len(told["review"]) == 6
    html = seen(f"{PAGE}reviews/?sort=lowest&use=extraction")
    assert "9 reviews, the lowest first" in html
    one = Review.objects.get(shown__title="Number 1")
    assert f"No review of 3\u20135 May 2026 is in the figure of Swift 2: {NOTE}" in seen(one.get_absolute_url())


def test_it_counts_them_again_once_lifted(model, desk):
    before = model.rating
    made = left_out(model)
    page = f"/admin/reviews/periods/{made.pk}/"
    assert "3 reviews of these days are not in the figure" in text_of(desk.get(page))
    assert "Write what changed." in text_of(desk.post(page, {"because": " "}))
    answer = text_of(desk.post(page, {"because": "The texts do tell of use."}, follow=True))
    assert "these reviews count again" in answer
    assert "The texts do tell of use." in answer
    model.refresh_from_db()
    assert (model.review_count, model.rating) == (9, before)
    call_command("check_ratings")
    assert "not in the figure" not in seen(PAGE)
    assert "lifted already" in text_of(desk.post(page, {"because": "Again."}, follow=True))


def test_it_shows_the_effect_before_anything_is_done(model, desk):
    said = {"ai_model": model.pk, "first_day": "2026-05-03", "last_day": "2026-05-05", "note": NOTE, "why": "Look."}
    page = text_of(desk.post(NEW, said))
    expected = excluding.effect_of(model, FIRST, LAST)
    assert (expected.reviews, expected.left) == (3, 6)
    assert f"{wording.rating(model.rating)}" in page
    assert f"{wording.rating(expected.rating_without)}" in page
    assert NOTE in page
    assert not Exclusion.objects.exists()
    answer = desk.post(NEW, {**said, "do": "exclude"}, follow=True)
    assert "Left out: the reviews of 3\u20135 May 2026." in text_of(answer)
    assert "by Mona" in text_of(answer)
    model.refresh_from_db()
    assert abs(model.rating - expected.rating_without) <= Decimal("0.0001")
    assert "is left out already" in text_of(desk.post(NEW, {**said, "first_day": "2026-05-01"}))
    rows = desk.get("/admin/reviews/exclusion/")
    assert NOTE in text_of(rows)
    assert desk.get("/admin/reviews/exclusion/add/").headers["Location"] == NEW


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("ai_model", "", "Choose the model."), ("first_day", "3 May", "Write it as 2026-11-03."),
        ("last_day", "2026-05-02", "not before the first"), ("last_day", "2126-05-02", "a day that has come"),
        ("note", " ", "Readers have to be told why."), ("why", "", "Write what you saw."),
    ],
)  # fmt: skip
def test_it_says_at_the_field_what_is_wrong(desk, field, value, fault):
    said = {
        "ai_model": AIModelFactory().pk, "first_day": "2026-05-03", "last_day": "2026-05-05", "note": NOTE,
        "why": "Look.", "do": "exclude", field: value,
    }  # fmt: skip
    page = text_of(desk.post(NEW, said))
    assert fault in page
    assert not Exclusion.objects.exists()


def test_it_is_for_moderators_alone():
    made = Exclusion.objects.create(ai_model=AIModelFactory(), first_day=FIRST, last_day=LAST, note=NOTE, why="Look.")
    for address in (NEW, f"/admin/reviews/periods/{made.pk}/"):
        assert Client().get(address).status_code == 302
        assert signed_in(UserFactory(is_staff=True)).post(address, {"because": "Why not."}).status_code == 403
    made.refresh_from_db()
    assert made.lifted_at is None


def test_it_leaves_out_what_is_published_or_shown_again_later(model):
    today = timezone.now().date()
    waiting, unseen = sent_in(model, 1), hidden(published(model, 1))
    excluding.exclude(model, today - timedelta(days=1), today, note=NOTE, why="Look.", by=UserFactory())
    later = sent_in(model, 1)
    for review in (waiting, later):
        moderation.approve(review.newest, UserFactory())
    moderation.restore(unseen.pk, UserFactory())
    model.refresh_from_db()
    assert model.review_count == 5  # What was written in May.
    call_command("check_ratings")


def test_it_counts_again_what_is_written_anew_after_the_period(model):
    left_out(model)
    review = Review.objects.get(shown__title="Number 0")
    writing.submit(review.author, model, words(2, title="After half a year"))
    moderation.approve(review.newest, UserFactory())
    model.refresh_from_db()
    assert model.review_count == 7
    call_command("check_ratings")


def test_it_does_not_call_a_model_without_reviews_whose_reviews_are_all_left_out():
    model = AIModelFactory(slug="swift-2", name="Swift 2")
    published(model, 1, title="All about the price")
    today = timezone.now().date()
    excluding.exclude(model, today - timedelta(days=1), today, note=NOTE, why="Look.", by=UserFactory())
    for address in (PAGE, f"{PAGE}reviews/"):
        html = seen(address)
        assert "All about the price" in html
        assert "1 review of" in html
        assert "Nobody has reviewed" not in html


def test_it_takes_no_period_over_another(model):
    left_out(model)
    with pytest.raises(excluding.Overlap, match="left out already"):
        excluding.exclude(model, LAST, LAST, note=NOTE, why="Look.", by=UserFactory())
    other = excluding.exclude(model, date(2026, 5, 6), date(2026, 5, 6), note=NOTE, why="Look.", by=UserFactory())
    assert other.reviews.count() == 1
