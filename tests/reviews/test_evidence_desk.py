"""A picture as proof of use at the moderators' desk: who sees it, its place in the queue, what each answer does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from reviews import recounting, tasks, writing
from reviews.models import Evidence, ModerationAction, Proof, Review
from reviews.recording import NotNow
from reviews.verification import evidence
from tests.factories import EditorFactory, UserFactory
from tests.reviews import pictures
from tests.reviews.desk import QUEUE, moderator, review_page, signed_in, text_of, words_page
from tests.reviews.making import proven, published, sent_in
from tests.reviews.meanwhile import just_before

pytestmark = pytest.mark.django_db


@pytest.fixture
def mona() -> User:
    return moderator(public_name="Mona")


@pytest.fixture
def desk(mona: User) -> Client:
    return signed_in(mona)


@pytest.fixture
def review(model, author) -> Review:
    return published(model, author=author)


@pytest.fixture
def waiting(review) -> Evidence:
    return pictures.sent(review)


def page_of(one: Evidence) -> str:
    return f"{QUEUE}evidence/{one.pk}/"


def picture_of(one: Evidence) -> str:
    return f"{QUEUE}evidence/{one.pk}/picture/"


def send(desk: Client, one: Evidence, way: str, **said: str) -> str:
    return text_of(desk.post(page_of(one), {"way": way, **said}, follow=True))


# --- who sees it ---


def test_it_shows_the_picture_to_moderators_and_as_nothing_but_a_picture(desk, waiting):
    answer = desk.get(picture_of(waiting))
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == "inline"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none';")
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in answer
    assert f'<img src="{picture_of(waiting)}"' in text_of(desk.get(page_of(waiting)))


def test_it_hides_the_picture_from_everybody_else(waiting, author):
    without_the_right = UserFactory(is_staff=True)
    without_the_right.user_permissions.add(Permission.objects.get(codename="view_evidence"))
    no_longer_an_editor = moderator()
    User.objects.filter(pk=no_longer_an_editor.pk).update(is_staff=False)
    people = [Client(), *map(signed_in, (author, UserFactory(), without_the_right, no_longer_an_editor))]
    assert [client.get(picture_of(waiting)).status_code for client in people] == [404] * 5
    assert signed_in(EditorFactory()).get(picture_of(waiting)).status_code == 200
    assert signed_in(moderator()).post(picture_of(waiting)).status_code == 405


def test_it_hides_the_picture_of_their_own_review_from_a_moderator(model, mona, desk):
    own = pictures.sent(sent_in(model, author=mona))
    assert desk.get(picture_of(own)).status_code == 404
    assert "It is your own" in text_of(desk.get(page_of(own), follow=True))
    assert "It is your own" in send(desk, own, "grant")
    assert desk.get(QUEUE).status_code == 200, "nothing waits for her"
    with pytest.raises(evidence.NotNow):
        evidence.grant(own.pk, mona)
    assert not Proof.objects.filter(kind="moderator").exists()
    assert signed_in(moderator()).get(QUEUE).url in (page_of(own), words_page(own.review.newest))


def test_it_is_in_no_row_of_the_admin(desk, waiting):
    page = text_of(desk.get(f"/admin/reviews/evidence/{waiting.pk}/change/"))
    assert "Waiting for a moderator" in page
    assert "picture" not in page.split("<main")[1].split("</main>")[0].replace("evidence", "")


# --- the queue ---


def test_it_stands_in_the_one_line_by_its_wait(model, desk, waiting):
    words = sent_in(model)
    assert desk.get(QUEUE).url == page_of(waiting)
    Evidence.objects.update(sent_at=timezone.now() + timedelta(minutes=1))
    assert desk.get(QUEUE).url == words_page(words.newest)
    page = text_of(desk.get(page_of(waiting)))
    for said in (
        "A picture as proof of use, waiting for",
        "2 of 2",
        "GPT-5 Image Mini",
        "Good at sorting mail",
        "Anna",
    ):
        assert said in page, said
    assert "<strong>2</strong> waiting" in text_of(desk.get("/admin/"))


def test_it_can_be_skipped(desk, waiting):
    assert "1 that you skipped still waits" in send(desk, waiting, "skip")


def test_it_stands_beside_words_that_readers_have_not_seen(model, desk):
    review = sent_in(model, title="Not seen yet")
    assert "Not seen yet" in text_of(desk.get(page_of(pictures.sent(review))))


# --- what an answer does ---


def test_it_grants_the_badge_with_the_month_and_erases_the_picture(desk, mona, client, review, waiting):
    assert "Granted: “Good at sorting mail”." in send(desk, waiting, "grant", month="2026-05", note="Thank you.")
    waiting.refresh_from_db()
    assert (waiting.state, bytes(waiting.picture), waiting.decided_by) == ("granted", b"", mona)
    assert desk.get(picture_of(waiting)).status_code == 404
    step = ModerationAction.objects.get(kind="proof_granted")
    assert (step.actor, step.note, step.submitted_at) == (mona, "Thank you.", waiting.sent_at)
    for page in (review.ai_model.get_absolute_url(), review.get_absolute_url()):
        assert "Checked by a moderator, May 2026" in text_of(client.get(page))
    review.ai_model.refresh_from_db()
    assert review.ai_model.verified_review_count == 1


@pytest.mark.parametrize(("typed", "kept"), [("", None), ("05/2026", date(2026, 5, 1)), ("may 2026", date(2026, 5, 1))])
def test_it_takes_a_month_as_people_write_it_or_none(desk, waiting, review, typed, kept):
    send(desk, waiting, "grant", month=typed)
    assert Proof.objects.get(review=review, kind="moderator").month == kept


def test_it_declines_with_a_reason_and_leaves_the_review_as_it_is(anna, desk, review, waiting):
    send(desk, waiting, "decline", note="No model is <named> on it.")
    waiting.refresh_from_db()
    assert (waiting.state, bytes(waiting.picture)) == ("declined", b"")
    review.refresh_from_db()
    assert (review.proof, review.state) == ("email", "published")
    page = text_of(anna.get(f"/reviews/{review.pk}/proof/"))
    assert "No model is &lt;named&gt; on it." in page
    assert "Send it to the moderators" in page
    assert "Proof declined" in text_of(anna.get(f"/models/{review.ai_model.catalog_id}/reviews/mine/"))


@pytest.mark.parametrize(("way", "subject", "said"), [
    ("grant", "your use of GPT-5 Image Mini was checked", "Checked by a moderator"),
    ("decline", "your proof of using GPT-5 Image Mini was declined", "/proof/"),
])  # fmt: skip
def test_it_tells_the_author_by_mail(desk, author, waiting, way, subject, said):
    send(desk, waiting, way, note="The second line decided.")
    tasks.tell_authors()
    told = mail.outbox[-1]
    assert (told.to, told.subject) == ([author.email], f"Model Almanac: {subject}")
    assert said in str(told.body)
    assert "The second line decided." in str(told.body)
    assert "picture is erased" in str(told.body)


@pytest.mark.parametrize(("way", "said", "complaint"), [
    ("decline", {"note": " "}, "Write what the picture does not show"),
    ("grant", {"month": "May & June"}, "Write the month as 2026-05 or as May 2026, or leave it empty."),
    ("grant", {"month": "2999-01"}, "Write a month from 2018 on that has begun."),
    ("grant", {"month": "1999-01"}, "Write a month from 2018 on that has begun."),
])  # fmt: skip
def test_it_asks_for_what_is_missing_and_keeps_what_was_typed(desk, waiting, way, said, complaint):
    answer = send(desk, waiting, way, **said)
    assert complaint in answer
    assert said.get("month", "").replace("&", "&amp;") in answer
    assert Evidence.objects.get().is_waiting


def test_it_tells_the_second_of_two_moderators(desk, waiting, review):
    evidence.grant(waiting.pk, moderator())
    assert "Nothing was decided: it is granted by now." in send(desk, waiting, "decline", note="No.")
    assert ModerationAction.objects.filter(kind__startswith="proof_").count() == 1


@pytest.mark.parametrize("way", ["grant", "decline"])
def test_it_takes_one_decision_of_two_at_once(desk, waiting, review, way):
    """The other moderator declines after this one's page was read and before this one's answer is written."""

    def decline() -> Any:
        return evidence.decline(waiting.pk, moderator(), "Not readable.")

    with just_before("SAVEPOINT", decline):
        answer = send(desk, waiting, way, note="Mine.")
    assert "the picture is declined by now" in answer
    assert not Proof.objects.filter(kind="moderator").exists()
    assert [step.note for step in ModerationAction.objects.filter(kind__startswith="proof_")] == ["Not readable."]


def test_it_says_so_where_the_author_took_it_back_or_deleted_the_review(desk, author, review, waiting):
    evidence.take_back(review.pk, author)
    assert "it is taken back by its author by now" in send(desk, waiting, "grant")
    assert "There is nothing to decide here." in text_of(desk.get(page_of(waiting)))
    writing.withdraw(review.pk, author)
    assert "its author deleted it" in send(desk, waiting, "grant")


# --- taken back ---


def withdraw(desk: Client, review: Review, note: str) -> str:
    return text_of(desk.post(review_page(review), {"way": "withdraw_badge", "note": note}, follow=True))


def test_it_withdraws_a_badge_with_a_reason_at_once_and_tells_the_author(desk, mona, client, review, waiting):
    evidence.grant(waiting.pk, moderator())
    assert "Withdraw the badge" in text_of(desk.get(review_page(review)))
    assert "Write why the picture proves nothing after all." in text_of(
        desk.post(review_page(review), {"way": "withdraw_badge", "note": " "})
    )
    assert "Badge withdrawn: “Good at sorting mail”." in withdraw(desk, review, "It is of <another> model.")
    assert "Checked by a moderator" not in text_of(client.get(review.get_absolute_url()))
    review.ai_model.refresh_from_db()
    assert review.ai_model.verified_review_count == 0
    assert recounting.differences() == []
    step = ModerationAction.objects.latest("pk")
    assert (step.kind, step.actor, step.note, step.review) == (
        "proof_withdrawn", mona, "It is of <another> model.", review,
    )  # fmt: skip
    mail.outbox.clear()
    tasks.tell_authors()
    sent = mail.outbox[-1]
    assert sent.subject == "Model Almanac: your review of GPT-5 Image Mini is no longer marked as checked"
    assert "It is of <another> model." in sent.body
    assert "Withdraw the badge" not in text_of(desk.get(review_page(review)))


def test_it_withdraws_a_badge_once_and_leaves_stronger_ones(desk, review, waiting):
    evidence.grant(waiting.pk, moderator())
    proven(review, "use")
    evidence.withdraw(review.pk, moderator(), "Another one's.")
    assert "Nothing was decided" in withdraw(desk, review, "Mine.")
    with pytest.raises(NotNow, match="Somebody was quicker"):
        evidence.withdraw(review.pk, moderator(), "Mine.")
    review.refresh_from_db()
    assert review.proof == "use"
    assert ModerationAction.objects.get(kind="proof_withdrawn").note == "Another one's."


# --- what it costs ---


def test_it_asks_as_often_for_twenty_waiting_as_for_one(desk, review, waiting):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(address).status_code == 200
        return len(asked)

    pages = (page_of(waiting), review_page(review), "/admin/", "/admin/reviews/evidence/")
    for page in pages:
        queries(page)
    before = [queries(page) for page in pages]
    for _ in range(20):
        pictures.sent(sent_in(review.ai_model, stars=3))
    assert "1 of 41" in text_of(desk.get(page_of(waiting)))
    assert [queries(page) for page in pages] == before
    assert queries(picture_of(waiting)) <= 6
