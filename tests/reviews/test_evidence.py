"""/reviews/<id>/proof/picture/: a picture as proof of use, what is taken, and every way in which it is erased."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.files import uploadedfile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from PIL import Image

from accounts.models import User
from reviews import belongings, moderation, redrawing, tasks, writing
from reviews.limits import LIMITS, Limit
from reviews.models import Evidence, ModerationAction, Review
from reviews.verification import evidence
from tests.factories import AIModelFactory, UserFactory
from tests.reviews import pictures
from tests.reviews.desk import moderator, signed_in, text_of, words_page
from tests.reviews.making import proven, published, sent_in, words
from tests.reviews.meanwhile import just_before

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def review(model, author) -> Review:
    return sent_in(model, author=author)


def page_of(client: Client, review: Review) -> str:
    return re.sub(r"<[^>]*>", "", text_of(client.get(f"/reviews/{review.pk}/proof/")))


def kept() -> Evidence:
    return Evidence.objects.get()


def erased(state: str) -> bool:
    one = kept()
    return (one.state, bytes(one.picture)) == (state, b"") and one.decided_at is not None


# --- what is taken ---


def test_it_says_beforehand_what_to_show_who_sees_it_and_when_it_is_erased(anna, review):
    page = page_of(anna, review)
    for said in (
        "Black out everything else",
        "Moderators of this site",
        "after 30 days in any case",
        "PNG, JPEG or WebP",
    ):
        assert said in page, said


def test_it_lays_a_picture_before_the_moderators_and_says_so(anna, review):
    answer = pictures.send(anna, review)
    assert answer.url == f"/reviews/{review.pk}/proof/"
    page = page_of(anna, review)
    assert "Your picture is with the moderators." in page
    assert "waits for a moderator" in page
    assert "Send it to the moderators" not in page
    assert kept().state == "waiting"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_it_takes_each_kind_whatever_its_name_says(anna, review, kind, mode):
    pictures.send(anna, review, pictures.drawn(kind, mode=mode, colour="white"), name="scan.pdf")
    picture = Image.open(BytesIO(kept().picture))
    assert (picture.format, picture.size) == ("JPEG", (320, 200))


def test_it_keeps_the_pixels_and_nothing_else_of_the_file(anna, review):
    raw = pictures.by_a_telephone()
    for private in (b"Spy Camera Works", b"Exif", b"profile of a telephone", b"a word", pictures.TRAILER):
        assert private in raw
    pictures.send(anna, review, raw)
    stored = bytes(kept().picture)
    for private in (b"Spy Camera", b"Exif", b"profile", b"a word", b"somebody's own archive"):
        assert private not in stored
    picture = Image.open(BytesIO(stored))
    assert not picture.getexif()
    assert "icc_profile" not in picture.info
    assert picture.size == (200, 320), "upright, though what said so is gone"


def test_it_scales_down_what_is_large_and_puts_white_behind_what_is_see_through(anna, review):
    pictures.send(anna, review, pictures.drawn(size=(3_000, 1_500), mode="RGBA", colour=(0, 0, 0, 0)))
    picture = Image.open(BytesIO(kept().picture))
    assert picture.size == (2_000, 1_000)
    assert picture.getpixel((5, 5)) == (255, 255, 255)


def test_it_takes_the_first_of_a_photograph_of_several(anna, review):
    pictures.send(anna, review, pictures.moving("MPO"))
    assert kept().state == "waiting"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


UNFIT = {
    "svg": (SVG, redrawing.OTHER_KIND),
    "html": (HTML, redrawing.OTHER_KIND),
    "gif": (pictures.drawn("GIF"), redrawing.OTHER_KIND),
    "tiff": (pictures.drawn("TIFF"), redrawing.OTHER_KIND),
    "pdf": (b"%PDF-1.7 and so on", redrawing.PDF),
    "bomb": (pictures.claiming(60_000, 60_000), redrawing.TOO_LARGE),
    "a little too large": (pictures.claiming(5_001, 5_000), redrawing.TOO_LARGE),
    "moving png": (pictures.moving("PNG"), redrawing.MOVING),
    "moving webp": (pictures.moving("WEBP"), redrawing.MOVING),
    "half a png": (pictures.drawn()[:-200], redrawing.DAMAGED),
    "half a jpeg": (pictures.drawn("JPEG")[:-400], redrawing.DAMAGED),
    "half a webp": (pictures.drawn("WEBP")[:-40], redrawing.DAMAGED),
    "a thousand scans": (pictures.of_many_scans(), redrawing.DAMAGED),
    "six megabytes": (pictures.drawn() + bytes(6_000_000), redrawing.TOO_HEAVY),
    "nothing": (b"", "That file is empty."),
}


@pytest.mark.parametrize("what", UNFIT)
def test_it_says_what_is_wrong_with_a_file_that_is_called_a_picture(anna, review, what):
    raw, said = UNFIT[what]
    answer = pictures.send(anna, review, raw, name="invoice.png")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'<p class="error" id="picture-error" role="alert">{said}' in page
    assert 'aria-describedby="picture-hint picture-error" aria-invalid="true"' in page
    assert not Evidence.objects.exists()


def test_it_asks_for_a_picture_where_none_came(anna, review):
    for sent in ({}, {"picture": "only words"}):
        answer = anna.post(f"/reviews/{review.pk}/proof/picture/", sent)
        assert answer.status_code == 422
        assert "Choose a picture first." in answer.content.decode()


def test_it_keeps_what_was_sent_off_the_disk_and_its_name_out_of_the_log(anna, review, monkeypatch, caplog):
    def never(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("It went to the disk.")

    monkeypatch.setattr(uploadedfile.TemporaryUploadedFile, "__init__", never)
    caplog.set_level(logging.DEBUG)
    pictures.send(anna, review, pictures.drawn("BMP", size=(1_200, 1_200)), name="anna-k.jpg")
    pictures.send(anna, review, name="anna-k.jpg")
    assert kept().state == "waiting"
    assert "anna-k" not in caplog.text + "".join(str(vars(record)) for record in caplog.records)


def test_it_takes_no_second_picture_while_one_waits(anna, review):
    pictures.send(anna, review)
    answer = pictures.send(anna, review, follow=True)
    assert "Take that one back first." in answer.content.decode()
    assert Evidence.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(review=review, picture=b"x", sent_at=timezone.now())


def test_it_asks_for_no_picture_of_a_use_that_is_proven(anna, review):
    proven(review, "use")
    assert "Your use is proven already" in page_of(anna, review)
    assert "Your use of the model is proven already" in pictures.send(anna, review, follow=True).content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("address", ["picture/", "picture/take-back/"])
def test_it_is_there_for_the_author_alone(anna, review, address):
    page = f"/reviews/{review.pk}/proof/{address}"
    assert signed_in(UserFactory()).post(page).status_code == 404
    assert Client().post(page).url == f"/account/login/?next={page}"
    assert anna.get(page).url == f"/reviews/{review.pk}/proof/"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(review.author)
    assert strict.post(page, {"picture": pictures.drawn()}).status_code == 403


def test_it_counts_what_is_sent(anna, review, monkeypatch):
    monkeypatch.setitem(LIMITS, "evidence", Limit(account=1, address=9, seconds=3600))
    pictures.send(anna, review)
    assert pictures.send(anna, review).status_code == 429


# --- how it is erased ---


def test_it_is_erased_when_its_author_takes_it_back(anna, review):
    pictures.send(anna, review)
    page = f"/reviews/{review.pk}/proof/picture/take-back/"
    assert "Your picture is erased." in anna.post(page, follow=True).content.decode()
    assert erased("taken_back")
    assert "No picture waits any more" in anna.post(page, follow=True).content.decode()
    assert "Send it to the moderators" in page_of(anna, review)


def test_it_is_erased_after_thirty_days_and_its_author_is_told(anna, model, author, review):
    other = pictures.sent(sent_in(model))
    mine = pictures.sent(review)
    Evidence.objects.filter(pk=mine.pk).update(sent_at=timezone.now() - 30 * DAY)
    Evidence.objects.filter(pk=other.pk).update(sent_at=timezone.now() - 29 * DAY)
    tasks.erase_evidence()
    assert bytes(Evidence.objects.get(pk=mine.pk).picture) == b""
    assert Evidence.objects.get(pk=other.pk).is_waiting
    assert "within 30 days, so it was erased unseen" in page_of(anna, review)
    desk = text_of(signed_in(moderator()).get(words_page(review.newest)))
    assert "UTC, by a rule" in desk
    tasks.tell_authors()
    (told,) = mail.outbox
    assert told.to == [author.email]
    assert "was erased unseen" in told.subject
    assert f"/reviews/{review.pk}/proof/" in str(told.body)
    schedule = PeriodicTask.objects.get(task="reviews.tasks.erase_evidence").crontab
    assert (schedule.hour, schedule.minute) == ("2", "22")


def test_it_expires_nothing_that_its_author_takes_back_meanwhile(review):
    waiting = pictures.sent(review)
    with just_before("FOR UPDATE", lambda: evidence.take_back(review.pk, review.author)):
        assert evidence.expire(waiting.sent_at + 30 * DAY) == 0
    assert erased("taken_back")
    assert not ModerationAction.objects.filter(kind="proof_expired").exists()


def test_it_goes_with_the_review(anna, review, author):
    pictures.send(anna, review)
    writing.withdraw(review.pk, author)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("keep", [True, False])
def test_it_goes_with_the_account(model, author, keep):
    review = published(model, author=author)
    pictures.sent(review)
    belongings.leave(author, keep_reviews=keep)
    assert not User.objects.filter(pk=author.pk).exists()
    assert erased("taken_back") if keep else not Evidence.objects.exists()


@pytest.mark.parametrize("state", ["granted", "declined", "expired", "taken_back"])
def test_it_cannot_be_settled_without_being_erased(review, state):
    waiting = pictures.sent(review)
    for change in ({"state": state, "decided_at": timezone.now()}, {"picture": b""}, {"state": state, "picture": b""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.filter(pk=waiting.pk).update(**change)


def test_it_stays_when_the_words_change(model, author):
    review = published(model, author=author)
    evidence.grant(pictures.sent(review).pk, moderator())
    writing.submit(author, model, words(2))
    moderation.approve(review.newest, UserFactory())
    review.refresh_from_db()
    assert (review.stars, review.proof) == (2, "moderator")


def test_it_is_told_of_in_what_one_takes_along(author, review):
    def told() -> Any:
        (one,) = belongings.everything_of(author)["reviews"][0]["pictures_for_moderators"]
        return one["state"], bool(one["sent_in_at"]), bool(one["erased_at"]), one["note"]

    waiting = pictures.sent(review)
    assert told() == ("Waiting for a moderator", True, False, "")
    evidence.decline(waiting.pk, moderator(), "No model is named.")
    assert told() == ("Declined", True, True, "No model is named.")


def test_it_reads_no_picture_where_rows_are_listed(model):
    pictures.sent(sent_in(model))
    with connection.execute_wrapper(_without_picture):
        list(Evidence.objects.select_related("review"))
        list(AIModelFactory().reviews.prefetch_related("evidence"))
        list(Review.objects.prefetch_related("evidence"))


def _without_picture(execute: Any, sql: str, *rest: Any) -> Any:
    assert '"picture"' not in sql
    return execute(sql, *rest)
