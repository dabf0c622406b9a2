"""What two moderators erase is nowhere any more: no table, no cache, no page; a stub is left."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from catalog.models import AIModel
from reviews import appealing, belongings, moderation, recounting, reporting, voting, writing
from reviews.models import Erasure, Review
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.desk import moderator, review_page, signed_in, text_of
from tests.reviews.making import TEXT, edited, published, replied_to, sent_in, words
from tests.reviews.noticing import MARKER, decide, erased, mails, noticed, page_of

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
    server = cache._cache.get_client()  # type: ignore[attr-defined]  # of Django's for Redis
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
    said: dict[str, Any] = {"text": f"{TEXT} {MARKER}.", "pros": [MARKER], "cons": [f"No {MARKER}"]}
    review = published(model, author=author, title=MARKER, **said)
    edited(review, title=f"{MARKER} again", **said)
    moderation.hide(review.pk, UserFactory(), "private")
    made = appealing.appeal(review.pk, author, f"Nobody minds the {MARKER}.")
    appealing.reverse(made.pk, UserFactory(), f"The {MARKER} is known.")
    writing.submit(author, model, words(2, title=f"{MARKER} waits", **said))
    reporting.report(review.pk, UserFactory(), "private", f"It says {MARKER}.")
    voting.vote(review.pk, UserFactory(), is_helpful=True)
    replied_to(review, f"We regret the {MARKER}, and had it mended.")
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
    reviews = [published(model, 3, title=f"Title {n}") for n in range(25)]
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


def test_it_goes_with_the_review_that_its_author_deletes(client, model):
    review = published(model)
    replied_to(review, f"We regret the {MARKER}, and had it mended.")
    writing.withdraw(review.pk, review.author)
    assert places_of(MARKER) == []
    assert client.get(review.get_absolute_url()).status_code == 404
