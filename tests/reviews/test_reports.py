"""A reader reports a review: signed in, once, with a rule, and not their own."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from reviews import moderation
from reviews.models import Report, Review
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.desk import moderator, signed_in, text_of
from tests.reviews.making import published, sent_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita() -> User:
    return UserFactory()


@pytest.fixture
def reader(rita: User) -> Client:
    return signed_in(rita)


@pytest.fixture
def review() -> Review:
    return published(AIModelFactory(name="Swift 2"), title="Best <ever>")


def address(review: Review) -> str:
    return f"/reviews/{review.pk}/report/"


def test_it_leads_strangers_to_the_sign_in_and_back(review):
    answer = Client().get(address(review))
    assert answer.status_code == 302
    assert f"next={address(review)}" in answer.headers["Location"]


def test_it_shows_the_rules_and_is_kept_by_no_cache(reader, review):
    answer = reader.get(address(review))
    assert "no-store" in answer.headers["Cache-Control"]
    page = text_of(answer)
    assert "Best &lt;ever&gt;" in page
    assert page.count('type="radio" name="reason"') == 9
    assert reverse("review_report", args=[review.pk]) == address(review)


def test_it_takes_a_report_and_thanks(reader, rita, review):
    page = text_of(reader.post(address(review), {"reason": "abuse", "note": "The last line."}))
    assert "Thank you." in page
    report = Report.objects.get()
    assert (report.reporter, report.reason, report.note, report.state) == (rita, "abuse", "The last line.", "open")
    review.refresh_from_db()
    assert review.state == "published"


def test_it_takes_one_report_of_a_person_and_says_so(reader, review):
    reader.post(address(review), {"reason": "abuse"})
    assert "already" in text_of(reader.get(address(review)))
    assert "already" in text_of(reader.post(address(review), {"reason": "private"}))
    assert Report.objects.get().reason == "abuse"
    moderation.dismiss(Report.objects.get().pk, moderator())
    assert "already" in text_of(reader.get(address(review)))


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"note": "Because & so"}, "Choose the rule that it breaks."),
        ({"reason": "ugly", "note": "Because & so"}, "Choose one of these rules."),
        ({"reason": "abuse", "note": "Because & so" * 100}, "Say it in 1,000 characters or fewer."),
    ],
)
def test_it_says_what_is_missing_and_keeps_what_was_typed(reader, review, said, complaint):
    page = text_of(reader.post(address(review), said))
    assert complaint in page
    assert said["note"].replace("&", "&amp;") in page
    assert ('value="abuse" required checked' in page) == (said.get("reason") == "abuse")
    assert not Report.objects.exists()


def test_it_takes_no_report_of_ones_own_review(review):
    own = signed_in(review.author)
    assert "This review is your own." in text_of(own.get(address(review)))
    assert "This review is your own." in text_of(own.post(address(review), {"reason": "abuse"}))
    assert not Report.objects.exists()


def test_it_knows_no_review_that_readers_do_not_see(reader, review):
    waiting = sent_in(AIModelFactory())
    moderation.hide(review.pk, moderator(), "abuse")
    for hidden in (waiting, review):
        assert reader.get(address(hidden)).status_code == 404
        assert reader.post(address(hidden), {"reason": "abuse"}).status_code == 404
    assert reader.get("/reviews/999999/report/").status_code == 404
    assert not Report.objects.exists()
