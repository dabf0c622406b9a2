"""Appeals: an author's word against a refusal or a hiding, for a moderator who had no part in it."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from catalog.models import AIModel
from reviews import appealing, belongings, moderation, recounting, tasks, writing
from reviews.limits import LIMITS, Limit
from reviews.models import Appeal, ModerationAction, Review
from reviews.recording import NotNow
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.desk import QUEUE, moderator, review_page, signed_in, text_of
from tests.reviews.making import published, sent_in, words
from tests.reviews.meanwhile import just_before
from tests.reviews.test_about_reviews import strip

pytestmark = pytest.mark.django_db

WORDS = "The second sentence names a product of ours, and nobody is insulted by it."


@pytest.fixture
def mona() -> User:
    return moderator(public_name="Mona")


@pytest.fixture
def paul() -> User:
    return moderator(public_name="Paul")


@pytest.fixture
def refused(model: AIModel, author: User, mona: User) -> Review:
    review = sent_in(model, author=author, title="Refused words")
    moderation.refuse(review.newest, mona, "abuse", "The second sentence.")
    return Review.objects.get(pk=review.pk)


@pytest.fixture
def hidden(model: AIModel, author: User, mona: User) -> Review:
    review = published(model, author=author, title="Hidden words")
    moderation.hide(review.pk, mona, "private", "A name.")
    return Review.objects.get(pk=review.pk)


def page(review: Review) -> str:
    return f"/reviews/{review.pk}/appeal/"


def appealed(review: Review, text: str = WORDS) -> Appeal:
    assert review.author is not None
    return appealing.appeal(review.pk, review.author, text)


def case(appeal: Appeal) -> str:
    return f"{QUEUE}appeal/{appeal.pk}/"


def decide(who: User, appeal: Appeal, way: str, **said: str) -> str:
    return text_of(signed_in(who).post(case(appeal), {"way": way, **said}, follow=True))


def state(row: Any) -> str:
    row.refresh_from_db()
    return row.state


def told() -> list[str]:
    mail.outbox.clear()
    tasks.tell_authors()
    return [f"{one.subject}\n{one.body}" for one in mail.outbox]


# --- the author ---


def test_it_is_linked_from_ones_review_from_the_account_and_from_the_mail(anna, refused, model):
    for address in (f"{model.get_absolute_url()}reviews/mine/", "/account/"):
        assert f'href="{page(refused)}"' in text_of(anna.get(address))
    assert f"http://localhost:8000{page(refused)}" in told()[-1]


def test_it_shows_the_decision_and_takes_an_appeal_once(anna, refused, author):
    shown = text_of(anna.get(page(refused)))
    for said in ("Refused words", "Decent", "The second sentence.", "another moderator decides"):
        assert said in shown
    assert "is with another moderator now" in text_of(anna.post(page(refused), {"text": WORDS}, follow=True))
    appeal = Appeal.objects.get()
    assert (appeal.text, appeal.by, appeal.first_by.public_name, appeal.state) == (WORDS, author, "Mona", "open")
    assert "There is nothing to appeal" in text_of(anna.post(page(refused), {"text": WORDS}, follow=True))
    assert Appeal.objects.count() == 1
    shown = text_of(anna.get(page(refused)))
    assert WORDS in shown
    assert "<textarea" not in shown
    assert page(refused) in text_of(anna.get("/account/"))


@pytest.mark.parametrize(
    ("text", "fault"), [("", "Say why the decision is wrong."), ("<b>No</b>", "Write 20 letters or more"),
                        ("x" * 2_001, "Write 2,000 letters at most")]
)  # fmt: skip
def test_it_asks_for_words_and_keeps_those_typed(anna, refused, text, fault):
    answer = anna.post(page(refused), {"text": text})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert fault in shown
    assert "<b>No" not in shown
    assert text.replace("<", "&lt;").replace(">", "&gt;") in shown
    assert not Appeal.objects.exists()


def test_it_is_nobody_elses(refused, model):
    stranger = signed_in(UserFactory())
    assert stranger.get(page(refused)).status_code == stranger.post(page(refused), {"text": WORDS}).status_code == 404
    assert Client().post(page(refused), {"text": WORDS}).headers["Location"].startswith("/account/login/")
    assert not Appeal.objects.exists()


def test_it_is_limited(anna, refused, monkeypatch):
    monkeypatch.setitem(LIMITS, "appeal", Limit(account=1, address=100, seconds=3600))
    assert [anna.post(page(refused), {"text": "No"}).status_code for _ in range(2)] == [422, 429]


def test_it_takes_none_where_no_decision_stands(anna, author, model):
    review = sent_in(model, author=author)
    for decide_so in (None, moderation.approve):
        if decide_so:
            decide_so(review.newest, moderator())
        assert "There is no decision to appeal against" in text_of(anna.get(page(review)))
        assert "There is nothing to appeal" in text_of(anna.post(page(review), {"text": WORDS}, follow=True))
    writing.submit(author, model, words(1))
    moderation.refuse(review.newest, moderator(), "abuse")
    writing.submit(author, model, words(2))
    assert "There is no decision to appeal against" in text_of(anna.get(page(review)))


def test_it_can_be_made_anew_against_another_decision(author, refused, model, paul):
    first = appealed(refused)
    appealing.stand_by(first.pk, paul, "It does.")
    with pytest.raises(appealing.NothingToAppeal):
        appealed(refused)
    writing.submit(author, model, words())
    moderation.refuse(refused.newest, paul, "abuse")
    assert appealed(refused).first_by == paul


# --- the moderators ---


def test_it_stands_in_the_queue_of_other_moderators_alone(refused, mona, paul):
    appeal = appealed(refused)
    waiting = sent_in(AIModelFactory())
    waiting.revisions.update(submitted_at=timezone.now() - timedelta(days=1))
    desk = signed_in(paul)
    assert desk.get(QUEUE).headers["Location"] == f"{QUEUE}words/{waiting.newest.pk}/"
    moderation.approve(waiting.newest, paul)
    assert desk.get(QUEUE).headers["Location"] == case(appeal)
    shown = text_of(desk.get(case(appeal)))
    for said in ("The words that were refused", "Refused words", "insults, threats or hatred", "Mona",
                 "The second sentence.", WORDS, "Stand by the refusal", "Reverse: publish"):  # fmt: skip
        assert said in shown

    shown = text_of(signed_in(mona).get(QUEUE))
    assert "1 appeal against decisions of yours waits for another moderator." in shown
    assert "1 appeal against decisions of yours waits" in text_of(signed_in(mona).get("/admin/"))
    assert "a decision of yours: another moderator decides" in decide(mona, appeal, "reverse")
    assert state(refused) == "refused"


def test_it_is_not_offered_to_an_author_who_moderates(model, mona):
    own = moderator()
    review = sent_in(model, author=own)
    moderation.refuse(review.newest, mona, "abuse")
    appeal = appealed(review)
    assert "another moderator decides" in decide(own, appeal, "reverse")
    with pytest.raises(NotNow, match="your own"):
        appealing.reverse(appeal.pk, own)
    assert state(appeal) == "open"


def test_it_publishes_refused_words_when_it_is_granted(client, refused, paul, model):
    appeal = appealed(refused)
    told()
    assert "Reversed: “Refused words”." in decide(paul, appeal, "reverse")
    assert (state(refused), state(appeal), appeal.decided_by) == ("published", "granted", paul)
    assert refused.newest.state == "approved"
    assert "Refused words" in text_of(client.get(refused.get_absolute_url()))
    assert recounting.differences() == []
    (letter,) = told()
    assert "you appealed when your review" in letter
    assert "reversed the decision" in letter


def test_it_shows_hidden_words_again_when_it_is_granted(client, anna, hidden, paul):
    appeal = appealed(hidden)
    told()
    assert "Reverse: show again" in text_of(signed_in(paul).get(case(appeal)))
    decide(paul, appeal, "reverse")
    assert (state(hidden), state(appeal)) == ("published", "granted")
    assert recounting.differences() == []
    assert "is shown again" in told()[0]
    assert "Granted" in text_of(anna.get(page(hidden)))


def test_it_leaves_the_decision_with_a_note_when_it_is_turned_down(anna, refused, paul):
    appeal = appealed(refused)
    told()
    assert "Write why the decision stands." in decide(paul, appeal, "stand", note=" ")
    assert state(appeal) == "open"
    assert "The refusal stands" in decide(paul, appeal, "stand", note="It is <rude>.")
    assert (state(refused), state(appeal), appeal.note) == ("refused", "upheld", "It is <rude>.")
    (letter,) = told()
    assert "your appeal for GPT-5 Image Mini was turned down" in letter
    assert "the decision stands" in letter
    assert "It is <rude>." in letter
    shown = text_of(anna.get(page(refused)))
    assert "Turned down" in shown
    assert "It is &lt;rude&gt;." in shown


def test_it_is_decided_by_the_first_of_two_moderators(refused, paul):
    appeal = appealed(refused)
    other = moderator()
    with just_before('UPDATE "reviews_appeal"', lambda: appealing.stand_by(appeal.pk, other, "It stands.")):
        assert "Somebody was quicker: it is turned down." in decide(paul, appeal, "reverse")
    # What this test's other moderator did is undone with it: they share one transaction here.
    assert state(refused) == "refused"
    assert not ModerationAction.objects.filter(kind="approved").exists()
    appealing.stand_by(appeal.pk, other, "It stands.")
    assert "it is turned down by now" in decide(paul, appeal, "reverse")
    assert (state(refused), state(appeal), appeal.decided_by) == ("refused", "upheld", other)
    assert recounting.differences() == []


def test_it_is_given_up_by_other_words(anna, author, refused, paul, model):
    appeal = appealed(refused)
    writing.submit(author, model, words(2, title="Other words"))
    assert state(appeal) == "given_up"
    assert "Other words took the place of those that it was about." in text_of(anna.get(page(refused)))
    for way in ("reverse", "stand"):
        assert "it is given up by its author by now" in decide(paul, appeal, way, note="It stands.")
    with pytest.raises(NotNow, match="gave it up"):
        appealing.reverse(appeal.pk, paul)
    assert refused.newest.state == "waiting"
    assert Review.objects.get().state == "waiting"


@pytest.mark.parametrize("way", ["reverse", "stand"])
@pytest.mark.parametrize("moment", ["SAVEPOINT", "FOR UPDATE"])
def test_it_publishes_no_words_that_others_replace_meanwhile(author, refused, paul, model, way, moment):
    appeal, desk = appealed(refused), signed_in(paul)
    with just_before(moment, lambda: writing.submit(author, model, words(2))):
        answer = text_of(desk.post(case(appeal), {"way": way, "note": "It stands."}, follow=True))
    assert "other words took the place of" in answer
    assert not ModerationAction.objects.filter(kind__in=["approved", "stood"]).exists()
    assert state(refused) != "published"
    if moment == "SAVEPOINT":  # Before this transaction began, and so not undone with it.
        assert (state(appeal), state(refused)) == ("given_up", "waiting")
        assert [one.state for one in refused.revisions.all()] == ["refused", "waiting"]


def test_it_keeps_a_hidden_review_from_being_shown_by_the_way(hidden, mona, paul):
    appeal = appealed(hidden)
    answer = text_of(signed_in(mona).post(review_page(hidden), {"way": "restore"}, follow=True))
    assert "a decision on the appeal" in answer
    assert state(hidden) == "hidden"
    appealing.stand_by(appeal.pk, paul, "It stands.")
    moderation.restore(hidden.pk, mona)
    assert state(hidden) == "published"


def test_it_is_decided_by_another_as_far_as_the_table_knows(refused, mona):
    appeal = appealed(refused)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(state="upheld", decided_at=timezone.now(), decided_by=mona)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(action=appeal.action, made_at=timezone.now())


# --- what stays ---


def counts(client: Client) -> str:
    return strip(text_of(client.get("/about/reviews/?x")))


def test_it_is_counted_month_by_month_whatever_is_deleted(client, author, refused, model, paul):
    assert "Nobody has appealed in these twelve months" in counts(client)
    appeal = appealed(refused)
    assert "1 appeal was made; 0 decisions were reversed" in counts(client)
    appealing.reverse(appeal.pk, paul)
    other = sent_in(AIModelFactory(), author=author)
    moderation.refuse(other.newest, moderator(), "abuse")
    appealing.stand_by(appealed(other).pk, paul, "It stands.")
    third = sent_in(AIModelFactory(), author=author)
    moderation.refuse(third.newest, moderator(), "abuse")
    appealed(third)
    for state, hours in (("granted", 7), ("upheld", 5)):
        Appeal.objects.filter(state=state).update(made_at=F("decided_at") - timedelta(hours=hours))
    belongings.leave(author, keep_reviews=False)
    assert not Review.objects.exists()
    assert list(Appeal.objects.values_list("text", "by")) == [("", None)] * 3
    said = "3 appeals were made; 1 decision was reversed, 1 stood, and 1 appeal was given up."
    assert f"{said} Half of the decisions on them came within 6 hours." in counts(client)
    rows = list(csv.DictReader(client.get("/about/reviews/counts.csv?x").content.decode().splitlines()))
    month = f"{timezone.now():%Y-%m}"
    assert {"month": month, "step": "appeal_reversed", "reason": "", "stars": "", "count": "1"} in rows


def test_it_is_among_what_one_takes_along_and_its_text_goes_with_the_review(anna, author, refused, paul):
    appeal = appealed(refused)
    appealing.stand_by(appeal.pk, paul, "It stands.")
    (taken,) = belongings.everything_of(author)["appeals"]
    assert (taken["against"], taken["text"], taken["state"]) == ("Refused", WORDS, "Turned down")
    assert taken["note"] == "It stands."
    writing.withdraw(refused.pk, author)
    assert Appeal.objects.get().text == ""


def test_it_asks_as_often_for_many_appeals_as_for_one(model, refused, mona, paul):
    def asked() -> list[int]:
        found = []
        for address in (case(appeal), "/admin/reviews/appeal/", "/admin/"):
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(address).status_code == 200
            found.append(len(queries))
        return found

    appeal, desk = appealed(refused), signed_in(paul)
    asked()
    before = asked()
    for _ in range(20):
        review = sent_in(model)
        moderation.refuse(review.newest, mona, "abuse")
        appealed(review)
    assert asked() == before
