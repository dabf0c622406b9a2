"""Notices of unlawful content: sent by anybody, decided by moderators; what is erased is nowhere any more."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from accounts.models import User
from catalog.models import AIModel
from reviews import belongings, limits, recounting, reporting, takedown, tasks, voting, writing
from reviews.forms import traps
from reviews.models import Erasure, Letter, ModerationAction, Notice, Review
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.desk import QUEUE, moderator, review_page, signed_in, text_of
from tests.reviews.making import TEXT, edited, published, sent_in, words

pytestmark = pytest.mark.django_db

MARKER = "Zarathustrabrot"
"""A word that nobody else writes."""
SAID = {
    "name": "Dr. Eva Stein", "email": "Eva@Kanzlei.example", "ground": "personal", "law": "GDPR, Germany",
    "sentences": f"He lives beside the {MARKER} bakery.", "why": "It tells where my client lives, whom nobody knows.",
    "is_honest": "on", "homepage": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """Forms are sent at once."""
    monkeypatch.setattr(traps, "SOONEST", timedelta(0))


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


def address(review: Review) -> str:
    return f"/reviews/{review.pk}/notice/"


def send(review: Review, client: Client | None = None, **said: str) -> Any:
    return (client or Client()).post(address(review), {**SAID, "begun": traps.stamp(), **said})


def noticed(review: Review, **said: str) -> Notice:
    assert send(review, **said).status_code == 200
    return Notice.objects.latest("pk")


def page_of(row: Notice | Erasure) -> str:
    return f"{QUEUE}{'notice' if isinstance(row, Notice) else 'erasure'}/{row.pk}/"


def decide(desk: Client, row: Notice | Erasure, way: str, **said: str) -> str:
    return text_of(desk.post(page_of(row), {"way": way, **said}, follow=True))


def erased(review: Review, desk: Client, second: Client) -> Erasure:
    decide(desk, noticed(review), "propose", reason="private", note="It names where somebody lives.")
    decide(second, Erasure.objects.get(review=review), "confirm")
    return Erasure.objects.get(review=review)


def mails() -> dict[str, str]:
    """Runs the task; what went out since the last time: subjects and bodies by address."""
    mail.outbox.clear()
    tasks.tell_authors()
    return {one.to[0]: f"{one.subject}\n{one.body}" for one in mail.outbox}


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


# --- erased: nowhere ---


def places_of(marker: str) -> list[str]:
    """Every column of every table that holds a word, whatever its kind."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying', 'ARRAY', 'jsonb', 'json', 'USER-DEFINED')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s',
                [f"%{marker}%"],
            )
            found += [f"{table}.{column}"] if cursor.fetchone()[0] else []
    return found


def kept_with(marker: str) -> int:
    """How many entries of the cache hold a word, packed pages unpacked."""
    server = cache._cache.get_client()
    values = [bytes(server.get(key) or b"") for key in server.scan_iter("*")]
    packed = [part for value in values for part in re.findall(rb"\x1f\x8b\x08.*", value, re.DOTALL)]
    return sum(marker.encode() in value for value in values) + sum(_unpacks_to(marker, part) for part in packed)


def _unpacks_to(marker: str, packed: bytes) -> bool:
    try:
        return marker.encode() in gzip.GzipFile(fileobj=BytesIO(packed)).read(200_000)
    except (OSError, EOFError):
        return False


def full_of_the_marker(model: AIModel) -> Review:
    """A review that says the word in everything that a person can write into and around it."""
    author = UserFactory(public_name="Anna")
    said = {"text": f"{TEXT} {MARKER}.", "pros": [MARKER], "cons": [f"No {MARKER}"]}
    review = published(model, author=author, title=MARKER, **said)
    edited(review, title=f"{MARKER} again", **said)
    writing.submit(author, model, words(2, title=f"{MARKER} waits", **said))
    reporting.report(review.pk, UserFactory(), "private", f"It says {MARKER}.")
    voting.vote(review.pk, UserFactory(), is_helpful=True)
    return review


def test_it_erases_the_words_from_every_table_the_cache_and_every_page(
    client, model, desk, second, django_capture_on_commit_callbacks
):
    review = full_of_the_marker(model)
    for n in range(4):
        published(model, n + 1)
    pages = [review.get_absolute_url(), f"{model.get_absolute_url()}reviews/", model.get_absolute_url()]
    assert all(MARKER in text_of(client.get(page)) for page in pages)
    notice = noticed(review)
    decide(desk, notice, "propose", reason="private", note=f"It says {MARKER}; decide.")
    assert len(places_of(MARKER)) > 8
    assert kept_with(MARKER) >= 3
    Erasure.objects.update(note="It says where he lives.")
    with django_capture_on_commit_callbacks(execute=True):
        decide(second, Erasure.objects.get(), "confirm")
    assert places_of(MARKER) == []
    assert kept_with(MARKER) == 0
    for page in (*pages, "/account/export/"):
        reader = signed_in(review.author) if "account" in page else client
        assert MARKER not in reader.get(page).content.decode()
    for look in (page_of(notice), review_page(review), f"/admin/reviews/review/{review.pk}/change/"):
        assert MARKER not in text_of(desk.get(look, follow=True))
    assert MARKER not in "".join(mails().values())


def test_it_leaves_a_stub_that_counts_in_no_figure(client, model, desk, second):
    reviews = [published(model, stars, title=f"Title {stars}") for stars in (1, 2, 3, 4, 5, 5)]
    erasure = erased(reviews[2], desk, second)
    model.refresh_from_db()
    assert model.review_count == 5
    assert recounting.differences() == []
    answer = client.get(reviews[2].get_absolute_url())
    assert answer.status_code == 410
    page = answer.content.decode()
    assert f"decision no. {erasure.pk}" in page
    assert 'content="noindex"' in page
    assert "after a notice of unlawful content" in page
    assert "Title 3" not in page
    list_page = text_of(client.get(f"{model.get_absolute_url()}reviews/?sort=lowest"))
    places = [list_page.index(part) for part in ("Title 2", f"decision no. {erasure.pk}", "Title 4")]
    assert places == sorted(places)
    assert "Removed on" in text_of(client.get(model.get_absolute_url()))
    assert f'"url":"http://localhost:8000{reviews[2].get_absolute_url()}"' not in list_page
    assert "Removed on" not in text_of(client.get(f"{model.get_absolute_url()}reviews/?stars=3"))
    for gone in ("vote", "report", "notice"):
        assert desk.get(f"/reviews/{reviews[2].pk}/{gone}/").status_code == 404


def test_it_leaves_the_stub_of_the_only_review(client, model, desk, second):
    erased(published(model), desk, second)
    for page in (model.get_absolute_url(), f"{model.get_absolute_url()}reviews/"):
        assert "No reviews yet." in text_of(client.get(page))
        assert "Removed on" in text_of(client.get(page))


def test_it_shows_each_stub_on_one_page_of_many(client, model, desk, second):
    """Whichever way one comes to a page."""
    reviews = [published(model, title=f"Title {n}") for n in range(25)]
    for place in (0, 4, 5, 14, 15, 24):
        erased(reviews[place], desk, second)
    address, seen = f"{model.get_absolute_url()}reviews/?sort=newest", []
    page, pages = text_of(client.get(address)), 0
    while True:
        seen += re.findall(r'id="removed-(\d+)"', page)
        pages += 1
        following = re.search(r'id="page-next" rel="next" href="([^"]*)"', page)
        if not following:
            break
        page = text_of(client.get(following[1].replace("&amp;", "&")))
    assert (len(seen), len(set(seen)), pages) == (6, 6, 2)
    before = re.search(r'id="page-previous" rel="prev" href="([^"]*)"', page)
    back = text_of(client.get(before[1].replace("&amp;", "&")))
    assert re.findall(r'id="removed-(\d+)"', back) == re.findall(r'id="removed-(\d+)"', text_of(client.get(address)))


def test_it_tells_author_and_sender(model, desk, second):
    review = published(model)
    notice = noticed(review)
    mails()
    decide(desk, notice, "propose", reason="private", note="It tells where he lives.")
    mails()
    decide(second, Erasure.objects.get(), "confirm")
    told = mails()
    for said in ("was erased", "No personal data", "/about/reviews/#moderation", "write a new review"):
        assert said in told[review.author.email], said
    assert f"decision no. {Erasure.objects.get().pk}" in told["eva@kanzlei.example"]
    assert mails() == {}


def test_it_lets_the_author_write_another(model, desk, second):
    author = UserFactory()
    stub = published(model, author=author)
    erased(stub, desk, second)
    mine = signed_in(author)
    assert mine.get(f"{model.get_absolute_url()}reviews/mine/").status_code == 404
    assert "Write a review" in text_of(mine.get(f"{model.get_absolute_url()}reviews/new/"))
    review = sent_in(model, author=author)
    assert review.pk != stub.pk
    assert review.state == "waiting"
    assert "erased" in text_of(mine.get("/account/"))


def test_it_leaves_the_stub_without_a_name_when_the_author_leaves(client, model, desk, second):
    review = published(model)
    erased(review, desk, second)
    leaver = signed_in(review.author)
    assert leaver.get(f"/reviews/{review.pk}/proof/").status_code == 404
    belongings.leave(review.author, keep_reviews=False)
    assert Review.objects.get(pk=review.pk).author is None
    assert client.get(review.get_absolute_url()).status_code == 410


# --- afterwards ---


def test_it_erases_again_after_a_restore(client, model, desk, second, tmp_path):
    """The list is older than the restored database, which has given one of its numbers to another review."""
    review, other = full_of_the_marker(model), published(model)
    erasure = Erasure(review=review, reason="private", proposed_at=timezone.now(), erased_at=timezone.now(), pk=812)
    listed = StringIO()
    erased(published(AIModelFactory()), desk, second)
    call_command("list_erasures", stdout=listed)
    lines = listed.getvalue().splitlines()
    assert len(lines) == 2
    for one in (review, other):
        begun = one.created_at if one == review else one.created_at - timedelta(days=3)
        lines.append(f"{erasure.pk},{one.pk},{begun.isoformat()},private,{timezone.now().isoformat()}")
    kept, told = tmp_path / "erasures.csv", StringIO()
    kept.write_text("\n".join(lines))
    call_command("reapply_erasures", kept, stdout=told)
    assert "1 of 3 reviews erased again" in told.getvalue()
    assert places_of(MARKER) == []
    assert "decision no. 812" in client.get(review.get_absolute_url()).content.decode()
    assert client.get(other.get_absolute_url()).status_code == 200
    assert erased(other, desk, second).pk == 813
    kept.write_text("a,b\n1,2\n")
    for wrong in (kept, tmp_path / "none.csv"):
        with pytest.raises(CommandError, match="nothing was erased"):
            call_command("reapply_erasures", wrong)


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
