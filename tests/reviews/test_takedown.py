"""Notices of unlawful content: sent by anybody, in the one queue, left, hidden, or erased by two moderators."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from accounts.models import User
from catalog.models import AIModel
from reviews import limits, reporting, takedown, tasks, writing
from reviews.models import Erasure, Letter, ModerationAction, Notice, Review
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.desk import QUEUE, moderator, signed_in, text_of
from tests.reviews.making import published, sent_in
from tests.reviews.noticing import MARKER, SAID, address, decide, mails, noticed, page_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def model() -> AIModel:
    return AIModelFactory(slug="swift-2", name="Swift 2")


@pytest.fixture
def mona() -> User:
    return moderator(public_name="Mona")


@pytest.fixture
def desk(mona: User) -> Client:
    return signed_in(mona)


@pytest.fixture
def second() -> Client:
    return signed_in(moderator(public_name="Max"))


# --- sending one ---


def test_it_takes_a_notice_without_an_account_and_gives_a_number(model):
    review = published(model, title="Best <ever>")
    form = Client().get(address(review))
    assert "no-store" in form.headers["Cache-Control"]
    assert "Best &lt;ever&gt;" in text_of(form)
    page = text_of(send(review))
    notice = Notice.objects.get()
    assert f"Notice no. {notice.pk} is received" in page
    assert (notice.review, notice.name, notice.email) == (review, "Dr. Eva Stein", "eva@kanzlei.example")
    assert Review.objects.get().state == "published"
    told = mails()["eva@kanzlei.example"]
    assert f"Its number is {notice.pk}" in told
    assert "Stein" not in told
    assert MARKER not in told
    assert mails() == {}


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"email": "eva"}, "That is no e-mail address"),
        ({"ground": ""}, "Choose what is unlawful about it."),
        ({"ground": "ugly"}, "Choose one of these."),
        ({"law": ""}, "Name the law and the country"),
        ({"why": "Because."}, "Write 20 letters or more: these are 8."),
        ({"sentences": "x" * 5_001}, "Write 5,000 letters at most: these are 5,001."),
        ({"is_honest": ""}, "Tick this if it is so"),
        ({"homepage": "https://shop.example/"}, "A field hidden from people"),
        ({"begun": "yesterday"}, "opened more than a day ago"),
    ],
)
def test_it_says_what_is_missing_and_keeps_what_was_typed(model, said, complaint):
    answer = send(published(model), **said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert complaint in page
    assert "GDPR, Germany" in page or "law" in said
    assert "Dr. Eva Stein" in page
    assert not Notice.objects.exists()


def test_it_knows_no_review_that_readers_do_not_see(model):
    review = sent_in(model)
    assert Client().get(address(review)).status_code == 404
    assert send(review).status_code == 404
    assert not Notice.objects.exists()


def test_it_stops_an_address_that_floods_and_loses_nothing(model, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "notice", limits.Limit(account=1, address=2, seconds=3600))
    review = published(model)
    assert [send(review).status_code for _ in range(3)] == [200, 200, 429]
    late = send(review)
    assert "Nothing is lost" in late.content.decode()
    assert "Dr. Eva Stein" in late.content.decode()
    assert int(late.headers["Retry-After"]) > 0
    assert send(review, Client(REMOTE_ADDR="203.0.113.9")).status_code == 200
    reader = signed_in(UserFactory())
    reader.defaults["REMOTE_ADDR"] = "203.0.113.10"
    assert [send(review, reader).status_code for _ in range(2)] == [200, 429]


def test_it_fills_no_mailbox_with_receipts(model):
    review = published(model)
    for _ in range(takedown.MOST_RECEIPTS + 3):
        noticed(review)
    assert Letter.objects.count() == takedown.MOST_RECEIPTS
    assert Notice.objects.count() == takedown.MOST_RECEIPTS + 3


def test_it_is_linked_from_the_review_and_from_the_report_of_it(client, model):
    review = published(model)
    assert address(review) in text_of(client.get(review.get_absolute_url()))
    assert address(review) in text_of(signed_in(UserFactory()).get(f"/reviews/{review.pk}/report/"))
    assert 'id="unlawful"' in text_of(client.get("/about/reviews/"))


# --- the queue ---


def test_it_comes_in_the_one_line_by_its_wait(model, desk):
    first, last = sent_in(AIModelFactory()), published(AIModelFactory())
    notice = noticed(published(model))
    reporting.report(last.pk, UserFactory(), "abuse")
    Notice.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert desk.get(QUEUE).headers["Location"] == page_of(notice)
    page = text_of(desk.get(page_of(notice)))
    for said in ("Dr. Eva Stein, eva@kanzlei.example", "GDPR, Germany", MARKER, "1 of 3", "Waiting for 2 days"):
        assert said in page, said
    assert f"words/{first.newest.pk}/" in page


def test_it_shows_who_sent_it_to_those_alone_who_may_decide(model):
    notice = noticed(published(model))
    other = UserFactory(is_staff=True)
    other.user_permissions.set(Permission.objects.filter(codename__in=["moderate_review", "view_notice"]))
    desk = signed_in(other)
    assert "every review is decided on" in text_of(desk.get(QUEUE))
    for hidden in (page_of(notice), "/admin/reviews/notice/", f"/admin/reviews/notice/{notice.pk}/change/"):
        assert desk.get(hidden).status_code == 403
    looker = moderator()
    assert "eva@kanzlei.example" in text_of(signed_in(looker).get(f"/admin/reviews/notice/{notice.pk}/change/"))
    assert Client().get(page_of(notice)).status_code == 302


def test_it_lets_nobody_decide_on_their_own_review(model, desk, mona):
    notice = noticed(published(model, author=mona))
    assert "every review is decided on" in text_of(desk.get(QUEUE))
    assert "It is your own" in decide(desk, notice, "leave", note="Fine.")
    assert Notice.objects.get().decision == ""


def test_it_asks_as_often_for_twenty_notices_as_for_one(model, desk):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(desk.get(page_of(notice)))
            text_of(desk.get("/admin/reviews/notice/"))
        return len(queries)

    review = published(model)
    notice = noticed(review)
    asked()
    once = asked()
    Notice.objects.bulk_create(Notice(review=review, name="x", email="x@y.example") for _ in range(20))
    assert asked() == once


# --- leave, hide ---


def test_it_leaves_a_review_and_tells_the_sender_why(model, desk, mona):
    review = published(model)
    notice = noticed(review)
    mails()
    assert "Tell the sender why it stays." in decide(desk, notice, "leave", note="")
    assert "Left as it is" in decide(desk, notice, "leave", note="An opinion on a product is free.")
    notice.refresh_from_db()
    assert (notice.decision, notice.decided_by) == ("left", mona)
    assert ModerationAction.objects.filter(kind="notice_left", actor=mona, review=review).exists()
    told = mails()
    assert "An opinion on a product is free." in told["eva@kanzlei.example"]
    assert review.author.email not in told
    assert "Nothing was decided: it is left as it is by now" in decide(desk, notice, "hide", reason="private")
    assert Review.objects.get().state == "published"


def test_it_hides_a_review_and_settles_every_notice_of_it(model, desk):
    review = published(model)
    one, two = noticed(review), noticed(review, email="other@kanzlei.example")
    mails()
    decide(desk, one, "hide", reason="private", note="Leave out where he lives.")
    assert set(Notice.objects.values_list("decision", flat=True)) == {"hidden"}
    told = mails()
    assert set(told) == {review.author.email, "eva@kanzlei.example", "other@kanzlei.example"}
    assert "Leave out where he lives." in told[review.author.email]
    assert f"notice no. {two.pk}" in told["other@kanzlei.example"]
    assert Review.objects.get().state == "hidden"


def test_it_ends_with_a_review_that_its_author_deletes(model, desk):
    review = published(model)
    notice = noticed(review)
    mails()
    writing.withdraw(review.pk, review.author)
    notice.refresh_from_db()
    assert (notice.decision, notice.sentences, notice.review) == ("gone", "", None)
    assert "its author deleted it before we decided" in mails()["eva@kanzlei.example"]
    assert "nothing to decide any more" in text_of(desk.get(page_of(notice), follow=True))


# --- erase: two persons ---


def test_it_takes_two_to_erase(model, desk, second, mona):
    review = published(model)
    notice = noticed(review)
    decide(desk, notice, "propose", reason="private")
    erasure = Erasure.objects.get()
    assert Review.objects.get().state == "hidden"
    assert "every review is decided on" in text_of(desk.get(QUEUE))
    assert "Erase it for good" not in text_of(desk.get(page_of(erasure)))
    decide(desk, erasure, "confirm")
    with pytest.raises(takedown.NotNow):
        takedown.confirm(erasure.pk, mona)
    assert Review.objects.get().state == "hidden"
    assert second.get(QUEUE).headers["Location"] == page_of(erasure)
    assert "Mona proposes to erase it" in text_of(second.get(page_of(erasure)))
    decide(second, erasure, "confirm")
    assert Review.objects.get().state == "erased"
    assert Notice.objects.get().decision == "erased"
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.update(confirmed_by=mona)


def test_it_takes_a_proposal_back_to_the_queue_when_it_is_declined(model, desk, second):
    review = published(model)
    notice = noticed(review)
    decide(desk, notice, "propose", reason="private")
    decide(second, Erasure.objects.get(), "decline", note="Hidden is enough.")
    assert not Erasure.objects.exists()
    assert second.get(QUEUE).headers["Location"] == page_of(notice)
    assert "Hidden is enough." in text_of(desk.get(page_of(notice)))
    decide(second, notice, "leave", note="He is a public figure.")
    assert Review.objects.get().state == "published"


def test_it_gives_no_such_right_to_moderators_without_it(model):
    other = UserFactory(is_staff=True)
    other.user_permissions.set(Permission.objects.filter(codename__in=["moderate_review", "decide_notice"]))
    desk, notice = signed_in(other), noticed(published(model))
    assert "Propose to erase" not in text_of(desk.get(page_of(notice)))
    decide(desk, notice, "propose", reason="private")
    assert not Erasure.objects.exists()


# --- afterwards ---


def test_it_forgets_senders_a_year_after_the_decision(model, desk):
    review = published(model)
    kept, old = noticed(review), noticed(review)
    for notice in (kept, old):
        decide(desk, notice, "leave", note="It stays.")
    Notice.objects.filter(pk=old.pk).update(decided_at=timezone.now() - timedelta(days=366))
    tasks.forget_senders()
    old.refresh_from_db()
    assert (old.name, old.email, old.sentences, old.why, old.law) == ("", "", "", "", "")
    assert old.decision == "left"
    kept.refresh_from_db()
    assert kept.email
    assert PeriodicTask.objects.get(task="reviews.tasks.forget_senders").enabled


def test_it_counts_notices_for_everybody(client, model, desk, second):
    for place, way in enumerate(("leave", "hide", "erase", "")):
        notice = noticed(review := published(AIModelFactory()))
        Notice.objects.filter(pk=notice.pk).update(created_at=timezone.now() - timedelta(hours=5))
        if way == "erase":
            decide(desk, notice, "propose", reason="private")
            decide(second, Erasure.objects.get(review=review), "confirm")
        elif way:
            decide(desk, notice, way, reason="private", note=f"Note {place}")
    page = re.sub(r"</?data[^>]*>", "", text_of(client.get("/about/reviews/")))
    said = "4 notices were received; 1 ended with an erased review, 1 with a hidden one and 1 with one that was left."
    assert said in page
    assert "Half were decided within 5 hours." in page


def test_it_hands_over_the_notices_that_give_a_confirmed_address(model):
    sender = UserFactory(email="eva@kanzlei.example")
    noticed(published(model))
    assert signed_in(sender).get("/account/export/").json()["notices"] == []
    sender.confirm_address()
    (notice,) = signed_in(sender).get("/account/export/").json()["notices"]
    assert notice["why"] == SAID["why"]
