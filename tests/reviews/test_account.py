"""/account/: what a person wrote and voted, all of it as a file, and the way out."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.models import AIModel
from reviews import moderation, voting, writing
from reviews.models import ModerationAction, Review, Revision, Seal
from reviews.models.proofs import Band, ProofKind
from reviews.verification import granting, sealing
from tests.accounts.visiting import PASSWORD, is_in, member, prove_it_is_me, sign_in, signed_in
from tests.factories import AIModelFactory, ClaimFactory, EditorFactory

pytestmark = pytest.mark.django_db

TEXT = "It answers quickly and well, and has done so for months in all that I asked of it."


def written(author: User, ai_model: AIModel, *, title: str = "Quick and sound", publish: bool = True) -> Review:
    revision = Revision(
        stars=4, use_case="coding", title=title, text=TEXT, extent="some", rules_version="1", pros=["fast"], cons=[]
    )
    review = writing.submit(author, ai_model, revision)
    if publish:
        moderation.approve(revision, EditorFactory())
    return Review.objects.get(pk=review.pk)


@pytest.fixture
def anna() -> User:
    return member()


@pytest.fixture
def mine(anna: User) -> Client:
    client = signed_in(anna)
    prove_it_is_me(client)
    return client


def exported(client: Client) -> Any:
    answer = client.get("/account/export/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    return json.loads(answer.content)


def test_it_shows_what_one_wrote_and_voted(mine, anna):
    written(anna, AIModelFactory(name="GPT <5>"))
    other = written(member("ben@example.org", "Ben"), AIModelFactory(name="Gemma"))
    voting.vote(other.pk, anna, is_helpful=True)
    page = mine.get("/account/").content.decode()
    assert "GPT &lt;5&gt;" in page
    assert "published since" in page
    assert "Gemma" in page
    assert "helpful" in page


def test_it_asks_as_much_of_twenty_reviews_as_of_one(mine, anna):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            mine.get("/account/")
        return len(queries)

    written(anna, AIModelFactory())
    once = asked()
    for _ in range(20):
        review = written(anna, AIModelFactory(), publish=False)
        voting.Vote.objects.create(review=review, voter=anna, is_helpful=True)
    assert asked() <= once


def test_it_hands_over_everything_and_no_secret(mine, anna):
    review = written(anna, AIModelFactory(slug="gpt-5"))
    moderation.hide(review.pk, EditorFactory(public_name="Moderator Mo"), "abuse", "Mind the tone.")
    other = written(member("ben@example.org", "Ben"), AIModelFactory(slug="gemma"))
    voting.vote(other.pk, anna, is_helpful=False)
    other.reports.create(reporter=anna, reason="advertising", note="Sells something.")
    granting.grant(review.pk, ProofKind.USE, month=date(2026, 5, 1), tokens=Band.SMALL, cost=Band.LARGE)
    sealing.seal(Seal.Kind.GENERATION, "gen-1", anna)
    told = exported(mine)
    use = told["reviews"][0]["proofs"][-1]
    assert (use["kind"], use["month_of_the_call"]) == ("Use verified", "2026-05")
    assert (use["tokens_of_the_call"], use["cost_of_the_call"]) == (Band.SMALL.label, Band.LARGE.label)
    assert [one["of"] for one in told["fingerprints_of_proofs"]] == ["Generation"]
    assert told["account"]["email"] == "anna@example.org"
    assert told["account"]["addresses"] == [{"email": "anna@example.org", "confirmed": True}]
    assert len(told["account"]["sign_ins"]) == 1
    assert told["reviews"][0]["revisions"][0]["text"] == TEXT
    assert [one["what"] for one in told["reviews"][0]["decisions"]] == ["Hidden", "Approved", "Sent in"]
    assert told["reviews"][0]["decisions"][0]["note"] == "Mind the tone."
    assert told["votes"][0]["helpful"] is False
    assert told["reports"][0]["note"] == "Sells something."
    text = json.dumps(told)
    for secret in (anna.password, "Moderator Mo", "ben@example.org", mine.session.session_key):
        assert secret not in text


def test_it_hands_over_twenty_reviews_with_the_queries_of_one(mine, anna):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            mine.get("/account/export/")
        return len(queries)

    written(anna, AIModelFactory())
    once = asked()
    for _ in range(20):
        written(anna, AIModelFactory())
    assert asked() == once


def test_it_asks_who_it_is_before_it_deletes(anna):
    client = signed_in(anna)
    assert client.get("/account/delete/").url.startswith("/account/reauthenticate/")
    assert client.post("/account/delete/", {"reviews": "delete"}).url.startswith("/account/reauthenticate/")
    assert User.objects.filter(pk=anna.pk).exists()


def test_it_asks_what_becomes_of_the_reviews(mine, anna):
    assert "Choose what becomes of your reviews." in mine.post("/account/delete/", {}).content.decode()
    assert User.objects.filter(pk=anna.pk).exists()


def test_it_deletes_the_account_with_its_reviews_and_votes(mine, anna):
    model, other_model = AIModelFactory(), AIModelFactory()
    written(anna, model)
    other = written(member("ben@example.org", "Ben"), other_model)
    voting.vote(other.pk, anna, is_helpful=True)
    elsewhere = signed_in(anna)
    assert mine.post("/account/delete/", {"reviews": "delete"}).url == "/account/gone/"
    assert not User.objects.filter(pk=anna.pk).exists()
    model.refresh_from_db()
    other.refresh_from_db()
    assert (model.review_count, model.rating_weight) == (0, 0)
    assert other.helpful_yes == 0
    assert Review.objects.count() == 1
    assert ModerationAction.objects.filter(kind="withdrawn", actor=None).exists()
    assert not is_in(mine)
    assert not is_in(elsewhere)
    assert sign_in(Client()).status_code == 200
    assert "Goodbye" in mine.get("/account/gone/").content.decode()


def test_it_leaves_what_readers_saw_without_a_name(mine, anna):
    model = AIModelFactory()
    kept = written(anna, model)
    unread = written(anna, AIModelFactory(), publish=False)
    new_words = Revision(
        stars=1, use_case="coding", title="Second thoughts", text=TEXT, extent="some", rules_version="1"
    )
    writing.submit(anna, model, new_words)
    before = AIModel.objects.get(pk=model.pk)
    mine.post("/account/delete/", {"reviews": "keep"})
    after = AIModel.objects.get(pk=model.pk)
    kept.refresh_from_db()
    new_words.refresh_from_db()
    assert kept.author is None
    assert kept.author_name == "a former reviewer"
    assert new_words.state == "replaced"
    assert not Review.objects.filter(pk=unread.pk).exists()
    assert (after.review_count, after.rating_weight) == (before.review_count, before.rating_weight)
    assert after.version > before.version, "its page no longer shows the name"
    assert not User.objects.filter(pk=anna.pk).exists()


def test_it_lets_no_editor_delete_themselves_and_says_what_to_do(client):
    editor = member("ed@example.org", "Ed", is_staff=True)
    client = signed_in(editor)
    prove_it_is_me(client)
    assert "untick “editor”" in client.get("/account/delete/").content.decode()
    client.post("/account/delete/", {"reviews": "delete"})
    assert User.objects.filter(pk=editor.pk).exists()
    assert is_in(client)


def test_it_empties_a_former_editors_account_on_which_work_hangs():
    editor = member("ed@example.org", "Ed", is_staff=True)
    claim = ClaimFactory(ai_model=AIModelFactory(), fact="context_window", value=1, author=editor, reason="Read it.")
    User.objects.filter(pk=editor.pk).update(is_staff=False)
    client = signed_in(editor)
    prove_it_is_me(client)
    client.post("/account/delete/", {"reviews": "delete"})
    editor.refresh_from_db()
    claim.refresh_from_db()
    assert claim.author_id == editor.pk
    assert (editor.public_name, editor.is_active, editor.has_usable_password()) == ("", False, False)
    assert "ed@" not in editor.email
    assert sign_in(Client(), "ed@example.org").status_code == 200
    assert Client().post("/account/signup/", {
        "email": "ed@example.org", "public_name": "Ed", "password1": PASSWORD,
    }).status_code == 302  # fmt: skip
    assert User.objects.filter(email="ed@example.org").exists()
