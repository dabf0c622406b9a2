"""/reviews/<id>/proof/: proving by a call at OpenRouter that one ran the model."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client

from catalog.models import AIModel
from reviews import moderation, writing
from reviews.models import Proof, Review, Seal
from reviews.verification.sealing import digest
from tests.factories import AIModelFactory, AliasFactory, UserFactory
from tests.reviews.desk import signed_in
from tests.reviews.making import published, sent_in, words
from tests.reviews.meanwhile import just_before
from tests.reviews.openrouter import KEY_PREFIX, OpenRouter, standing_in

pytestmark = pytest.mark.django_db

MINI = "openai/gpt-5-image-mini"


@pytest.fixture
def openrouter() -> Iterator[OpenRouter]:
    with standing_in() as here:
        here.call("gen-fine", MINI)
        yield here


@pytest.fixture
def model() -> AIModel:
    model = AIModelFactory(slug="gpt-5-image-mini", name="GPT-5 Image Mini")
    AliasFactory(external_id=MINI, ai_model=model)
    AliasFactory(external_id=f"{MINI}:free", ai_model=model, variant="free")
    return model


@pytest.fixture
def review(model: AIModel) -> Review:
    return sent_in(model)


def way_out(client: Client, review: Review, generation: str) -> str:
    """The address at OpenRouter that the page leads to."""
    answer = client.post(f"/reviews/{review.pk}/proof/", {"generation": generation})
    assert answer.status_code == 200
    found = re.search(r'<a class="button main" href="([^"]*)"', answer.content.decode())
    assert found
    return unescape(found.group(1))


def came_back(openrouter: OpenRouter, out: str) -> dict[str, str]:
    """The query that OpenRouter adds to our own address, as it was asked to."""
    back = parse_qs(urlsplit(out).query)["callback_url"][0]
    assert back.startswith("http://localhost:8000/reviews/proof/callback/?state=")
    return {"state": parse_qs(urlsplit(back).query)["state"][0], "code": openrouter.code_for(out)}


def proven(openrouter: OpenRouter, client: Client, review: Review, generation: str) -> str:
    """The words of the page after the whole way."""
    query = came_back(openrouter, way_out(client, review, generation))
    answer = client.get("/reviews/proof/callback/", query, follow=True)
    assert answer.redirect_chain == [(f"/reviews/{review.pk}/proof/", 302)]
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def test_it_verifies_the_use_of_the_very_model(openrouter, review):
    page = proven(openrouter, signed_in(review.author), review, "gen-fine")
    assert "Verified: you ran this model." in page
    assert re.search(r"Use verified [A-Z][a-z]+ 20\d\d, shown since", page)
    assert "delete the key that OpenRouter made for this" in page
    review.refresh_from_db()
    assert review.proof == "use"
    kept = Proof.objects.get(kind="use")
    assert (kept.tokens, kept.cost, kept.month.day) == ("small", "medium", 1)
    assert openrouter.asked == ["/auth/keys", "/generation"]


def test_it_tells_a_free_call_from_a_paid_one(openrouter, review):
    openrouter.call("gen-free", f"{MINI}:free", total_cost=0)
    page = proven(openrouter, signed_in(review.author), review, "gen-free")
    assert "Verified: you ran this model, at no charge." in page
    review.refresh_from_db()
    assert review.proof == "use_free"


def test_it_counts_a_published_review_as_verified_from_then_on(openrouter, model):
    review = published(model, use_case="images")
    proven(openrouter, signed_in(review.author), review, "gen-fine")
    model.refresh_from_db()
    assert model.verified_review_count == 1


def test_it_connects_an_account_alone(openrouter, review):
    page = proven(openrouter, signed_in(review.author), review, "")
    assert "Your account at OpenRouter is connected." in page
    assert openrouter.asked == ["/auth/keys"]
    review.refresh_from_db()
    assert review.proof == "account"


@pytest.mark.parametrize(
    ("id", "call", "told"),
    [
        ("gen-other", {"model": "openai/gpt-5"}, "That generation is of another model."),
        ("gen-old", {"model": MINI, "days": 181}, "That generation is too old."),
        ("gen-ahead", {"model": MINI, "days": -2}, "That generation is too old."),
        ("gen-cut", {"model": MINI, "cancelled": True}, "That generation was cancelled."),
        ("gen-tiny", {"model": MINI, "native_tokens_prompt": 9, "native_tokens_completion": 1}, "is too small"),
        ("gen-odd", {"model": MINI, "total_cost": "a lot"}, "OpenRouter did not answer."),
        ("gen-nan", {"model": MINI, "total_cost": "NaN"}, "OpenRouter did not answer."),
        ("gen-when", {"model": MINI, "created_at": 1_700_000_000}, "OpenRouter did not answer."),
    ],
)
def test_it_says_why_a_call_proves_nothing(openrouter, review, id, call, told):
    openrouter.call(id, **call)
    assert told in proven(openrouter, signed_in(review.author), review, id)
    review.refresh_from_db()
    assert review.proof == "account"
    assert not Seal.objects.filter(kind="generation").exists()


@pytest.mark.parametrize("id", [f"{MINI}:nitro", f"{MINI}:free"])
def test_it_knows_the_model_by_its_variants(openrouter, review, id):
    openrouter.call("gen-variant", id)
    assert "Verified" in proven(openrouter, signed_in(review.author), review, "gen-variant")


def test_it_keeps_an_unknown_id_for_one_click(openrouter, review):
    client = signed_in(review.author)
    page = proven(openrouter, client, review, "gen-new")
    assert "OpenRouter does not know that generation. A new one shows up there after some seconds." in page
    openrouter.call("gen-new", MINI)
    assert "Verified" in proven(openrouter, client, review, "gen-new")


def test_it_shows_the_kept_id_once(openrouter, review):
    client = signed_in(review.author)
    query = came_back(openrouter, way_out(client, review, "gen-new"))
    client.get("/reviews/proof/callback/", query)
    assert 'value="gen-new"' in client.get(f"/reviews/{review.pk}/proof/").content.decode()
    assert 'value=""' in client.get(f"/reviews/{review.pk}/proof/").content.decode()


def test_it_says_that_a_call_is_not_shown_to_this_key(openrouter, review):
    openrouter.unreadable.add("gen-fine")
    assert "does not show us that generation" in proven(openrouter, signed_in(review.author), review, "gen-fine")


def test_it_keeps_the_review_when_openrouter_is_away(openrouter, review):
    openrouter.fault = 500
    page = proven(openrouter, signed_in(review.author), review, "gen-fine")
    assert "OpenRouter did not answer. Your review is kept as it is; proof can follow at any time." in page


def test_it_says_that_the_sign_in_was_declined(openrouter, review):
    client = signed_in(review.author)
    query = came_back(openrouter, way_out(client, review, "gen-fine"))
    answer = client.get("/reviews/proof/callback/", {"state": query["state"], "error": "access_denied"}, follow=True)
    assert "You did not sign in at OpenRouter." in answer.content.decode()


def test_it_takes_a_code_only_with_the_verifier_of_this_browser(openrouter, review):
    client = signed_in(review.author)
    query = came_back(openrouter, way_out(client, review, "gen-fine"))
    openrouter.codes[query["code"]] = "another challenge"
    answer = client.get("/reviews/proof/callback/", query, follow=True)
    assert "OpenRouter did not accept the sign-in." in answer.content.decode()


def test_it_takes_a_state_once_and_only_its_own(openrouter, review):
    client = signed_in(review.author)
    query = came_back(openrouter, way_out(client, review, "gen-fine"))
    forged = client.get("/reviews/proof/callback/", {**query, "state": "forged"}, follow=True)
    assert "does not belong to a sign-in that you began here" in forged.content.decode()
    again = client.get("/reviews/proof/callback/", query)
    assert again.status_code == 400
    assert "Not a sign-in of ours" in again.content.decode()
    assert openrouter.asked == []
    assert not Proof.objects.exclude(kind="email").exists()


def test_it_takes_nothing_into_another_session(openrouter, review):
    query = came_back(openrouter, way_out(signed_in(review.author), review, "gen-fine"))
    answer = signed_in(UserFactory()).get("/reviews/proof/callback/", query)
    assert answer.status_code == 400
    assert openrouter.asked == []


def test_it_lets_a_call_prove_one_review(openrouter, model, review):
    proven(openrouter, signed_in(review.author), review, "gen-fine")
    other = sent_in(model)
    openrouter.user_id = "user_2two"
    page = proven(openrouter, signed_in(other.author), other, "gen-fine")
    assert "That generation has served as proof before." in page
    review.author.delete()
    third = sent_in(model)
    openrouter.user_id = "user_2three"
    assert "has served as proof before" in proven(openrouter, signed_in(third.author), third, "gen-fine")


def test_it_refuses_an_account_that_serves_somebody_else_and_gives_nothing_away(openrouter, model, review):
    proven(openrouter, signed_in(review.author), review, "gen-fine")
    other = sent_in(model)
    openrouter.call("gen-more", MINI)
    page = proven(openrouter, signed_in(other.author), other, "gen-more")
    assert "This account at OpenRouter cannot be used here." in page
    assert review.author.email not in page
    other.refresh_from_db()
    assert other.proof == "email"


def test_it_lets_one_account_prove_several_models(openrouter, review):
    second = AIModelFactory(slug="gpt-5")
    AliasFactory(external_id="openai/gpt-5", ai_model=second)
    other = sent_in(second, author=review.author)
    client = signed_in(review.author)
    openrouter.call("gen-gpt", "openai/gpt-5")
    assert "Verified" in proven(openrouter, client, review, "gen-fine")
    assert "Verified" in proven(openrouter, client, other, "gen-gpt")


@pytest.mark.parametrize("id", ["sk-or-v1-abc", "gen-a b", "gen-", "gen-\x00", "gen-<script>", "g" * 300])
def test_it_asks_for_an_id_that_is_one(review, id):
    answer = signed_in(review.author).post(f"/reviews/{review.pk}/proof/", {"generation": id})
    assert answer.status_code == 422
    assert 'id="generation-error"' in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post", "head", "put", "delete", "patch"])
def test_it_hides_the_page_from_everybody_else(review, method):
    answer = getattr(signed_in(UserFactory()), method)(f"/reviews/{review.pk}/proof/")
    assert answer.status_code in (404, 405)
    assert getattr(Client(), method)(f"/reviews/{review.pk}/proof/").status_code == 302


def everything_kept() -> str:
    """All rows of all tables, and all of the cache, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            rows += [row for (row,) in cursor.fetchall()]
    store = cache._cache.get_client()  # type: ignore[attr-defined]  # the Redis backend's
    kept = [store.get(key) for key in store.scan_iter() if store.type(key) == b"string"]
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join([*rows, *map(repr, kept), *sessions])


@pytest.mark.parametrize("crash", [False, True])
@pytest.mark.parametrize("debug", [False, True])
def test_it_leaves_the_key_nowhere(openrouter, review, caplog, settings, debug, crash):
    """Not in the database, the cache, the sessions, the logs, nor on an error page: also when it breaks in between."""
    settings.DEBUG = debug
    caplog.set_level(logging.DEBUG)
    client = signed_in(review.author)
    client.raise_request_exception = False
    query = came_back(openrouter, way_out(client, review, "gen-fine"))
    if crash:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE reviews_seal RENAME COLUMN digest TO gone")
    answer = client.get("/reviews/proof/callback/", query, follow=not crash)
    assert answer.status_code == (500 if crash else 200)
    assert len(openrouter.keys) == 1
    told = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    found = told + answer.content.decode() + ("" if crash else everything_kept())
    assert KEY_PREFIX not in found
    assert openrouter.keys[0].removeprefix(KEY_PREFIX) not in found
    if debug and crash:
        assert "&lt;a key&gt;" in found


def test_it_keeps_fingerprints_that_tell_nothing(openrouter, review, settings):
    proven(openrouter, signed_in(review.author), review, "gen-fine")
    kept = everything_kept()
    assert "user_2one" not in kept
    assert Seal.objects.count() == 2
    settings.PROOF_HASH_KEY = "another"
    assert not Seal.objects.filter(digest=digest(Seal.Kind.GENERATION, "gen-fine")).exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_lets_one_of_two_win_who_use_a_call_at_once(openrouter, model):
    reviews = [sent_in(model), sent_in(model)]
    barrier = Barrier(2)

    def prove(number: int) -> str:
        try:
            client = signed_in(reviews[number].author)
            query = came_back(openrouter, way_out(client, reviews[number], "gen-fine"))
            barrier.wait(30)
            return client.get("/reviews/proof/callback/", query, follow=True).content.decode()
        finally:
            connection.close()

    first = prove_account(openrouter, reviews[0], "user_2a"), prove_account(openrouter, reviews[1], "user_2b")
    assert all(first)
    with ThreadPoolExecutor(2) as pool:
        pages = list(pool.map(prove, range(2)))
    assert sorted("Verified: you ran" in page for page in pages) == [False, True]
    assert sum("has served as proof before" in page or "cannot be used here" in page for page in pages) == 1
    assert Proof.objects.filter(kind="use").count() == 1


def prove_account(openrouter: OpenRouter, review: Review, user_id: str) -> bool:
    openrouter.user_id = user_id
    assert review.author
    return "connected" in proven(openrouter, signed_in(review.author), review, "")


def test_it_stays_when_the_words_change(openrouter, model):
    review = published(model)
    proven(openrouter, signed_in(review.author), review, "gen-fine")
    writing.submit(review.author, model, words(2))
    moderation.approve(review.newest, UserFactory())
    review.refresh_from_db()
    assert (review.stars, review.proof) == (2, "use")


def test_it_proves_nothing_of_a_review_that_is_deleted_meanwhile(openrouter, review):
    client, author = signed_in(review.author), review.author
    back = came_back(openrouter, way_out(client, review, "gen-fine"))
    with just_before("reviews_seal", lambda: writing.withdraw(review.pk, author)):
        answer = client.get("/reviews/proof/callback/", back)
    assert answer.status_code == 400
    assert not Seal.objects.exists()
