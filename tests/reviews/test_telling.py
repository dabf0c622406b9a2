"""Authors hear by mail what was decided: once, with rule and note, whatever the mail server does."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from accounts.models import User
from catalog.models import AIModel
from config.celery import app
from reviews import moderation, tasks, telling, writing
from reviews.models import ModerationAction, Review
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.desk import moderator, signed_in, words_page
from tests.reviews.making import published, sent_in, words

pytestmark = pytest.mark.django_db

REFUSED_FOR_GOOD, REFUSED_FOR_NOW = 550, 451


class MoodyBackend(EmailBackend):
    """A mail server that answers by what stands in the address."""

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            (address,) = message.to
            if address.startswith("unknown"):
                raise SMTPRecipientsRefused({address: (REFUSED_FOR_GOOD, b"No such user")})
            if address.startswith("full"):
                raise SMTPRecipientsRefused({address: (REFUSED_FOR_NOW, b"Mailbox full")})
            if address.startswith("down"):
                raise SMTPServerDisconnected("Gone")
        return super().send_messages(messages)


@pytest.fixture
def moody(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.MoodyBackend"


@pytest.fixture
def model() -> AIModel:
    return AIModelFactory(name="Swift 2 & Co")


@pytest.fixture
def anna() -> User:
    return UserFactory(email="anna@example.org")


def told() -> list[tuple[str, str]]:
    """Runs the task; the subject and the body of every mail since the last time."""
    mail.outbox.clear()
    tasks.tell_authors()
    return [(str(one.subject), str(one.body)) for one in mail.outbox]


def refused(model: AIModel, address: str) -> Review:
    review = sent_in(model, author=UserFactory(email=address))
    moderation.refuse(review.newest, moderator(), "abuse", "The last line.")
    return review


def test_it_tells_of_each_decision_with_rule_and_note(model, anna):
    review = sent_in(model, author=anna, title="It's <good> & quick")
    moderation.ask_for_changes(review.newest, moderator(), "Say what for.")
    ((subject, body),) = told()
    assert subject == "Model Almanac: your review of Swift 2 & Co needs a change"
    assert "It's <good> & quick" in body
    assert "Say what for." in body
    assert mail.outbox[0].to == ["anna@example.org"]

    review = writing.submit(anna, model, words())
    moderation.refuse(review.newest, moderator(), "abuse", "The last line.")
    ((subject, body),) = told()
    assert "was not accepted" in subject
    assert "The rule: Decent" in body
    assert "The last line." in body
    assert "It is not published." in body

    review = writing.submit(anna, model, words())
    moderation.approve(review.newest, moderator())
    ((subject, body),) = told()
    assert "is published" in subject
    assert "http://localhost:8000/" in body

    moderation.hide(review.pk, moderator(), "private")
    ((subject, body),) = told()
    assert "was hidden" in subject
    assert "The rule: No personal data, no secrets" in body
    moderation.restore(review.pk, moderator())
    ((subject, _),) = told()
    assert "is shown again" in subject


def test_it_says_that_former_words_stay(model, anna):
    published(model, author=anna)
    review = writing.submit(anna, model, words(1))
    moderation.refuse(review.newest, moderator(), "abuse")
    assert "What you wrote before stays published." in told()[-1][1]


def test_it_tells_nobody_twice_nor_of_the_other_steps(model, anna):
    review = sent_in(model, author=anna)
    assert told() == []
    moderation.approve(review.newest, moderator())
    assert len(told()) == 1
    assert told() == []
    writing.withdraw(review.pk, anna)
    assert told() == []


def test_it_writes_to_nobody_who_is_gone(model, anna):
    for state in ("deleted", "closed", "without review"):
        author = UserFactory()
        review = sent_in(AIModelFactory(), author=author)
        moderation.approve(review.newest, moderator())
        if state == "deleted":
            author.delete()
        elif state == "closed":
            User.objects.filter(pk=author.pk).update(is_active=False)
        else:
            writing.withdraw(review.pk, author)
    assert told() == []
    assert not ModerationAction.objects.filter(told_at=None).exists()
    assert ModerationAction.objects.filter(untold_because="The author is gone.").count() == 3


@pytest.mark.usefixtures("moody")
def test_it_gives_up_an_address_that_does_not_exist_and_goes_on(model, caplog):
    refused(model, "unknown@example.org")
    refused(model, "anna@example.org")
    with caplog.at_level(logging.DEBUG):
        assert len(told()) == 1
    gone, well = ModerationAction.objects.filter(kind="refused").order_by("pk")
    assert gone.told_at
    assert gone.untold_because == "Given up: SMTPRecipientsRefused."
    assert well.told_at
    assert not well.untold_because
    assert "example.org" not in caplog.text


@pytest.mark.usefixtures("moody")
def test_it_tries_again_where_a_mailbox_is_full_for_two_days(model):
    refused(model, "full@example.org")
    refused(model, "anna@example.org")
    assert len(told()) == 1
    action = ModerationAction.objects.get(kind="refused", told_at=None)
    later = timezone.now() - telling.GIVEN_UP_AFTER - timedelta(minutes=1)
    ModerationAction.objects.filter(pk=action.pk).update(created_at=later)
    assert told() == []
    action.refresh_from_db()
    assert action.told_at
    assert "Given up" in action.untold_because


@pytest.mark.usefixtures("moody")
def test_it_leaves_everything_for_the_next_minute_where_the_server_is_down(model):
    for n in range(4):
        refused(model, f"down{n}@example.org")
    refused(model, "anna@example.org")
    assert told() == []
    assert ModerationAction.objects.filter(told_at=None).count() == 5


@pytest.mark.usefixtures("moody")
def test_it_is_not_held_up_by_one_message_that_the_server_breaks_off_at(model):
    refused(model, "down@example.org")
    refused(model, "anna@example.org")
    assert len(told()) == 1


def test_it_breaks_no_head_by_a_name_that_a_source_wrote(anna):
    review = sent_in(AIModelFactory(name="Swift\nBcc: all@example.org"), author=anna)
    moderation.approve(review.newest, moderator())
    ((subject, _),) = told()
    assert subject == "Model Almanac: your review of Swift Bcc: all@example.org is published"


def test_it_is_ordered_every_minute_and_ratings_every_night():
    every_minute = PeriodicTask.objects.get(task="reviews.tasks.tell_authors")
    assert (every_minute.crontab.minute, every_minute.crontab.hour, every_minute.args) == ("*", "*", "[]")
    assert PeriodicTask.objects.get(task="reviews.tasks.refresh_ratings").crontab.hour == "2"
    tasks.refresh_ratings()


def test_it_is_asked_for_after_a_decision_and_stops_nobody_where_the_broker_is_down(
    model, anna, monkeypatch, django_capture_on_commit_callbacks
):
    review = sent_in(model, author=anna)
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    with django_capture_on_commit_callbacks(execute=True) as asked:
        answer = signed_in(moderator()).post(words_page(review.newest), {"way": "approve"})
    assert answer.status_code == 302
    assert len(asked) == 1
    assert Review.objects.get().state == "published"
