"""What somebody who is banned finds shut, and what stays open to them."""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from accounts.models import User
from catalog.models import AIModel
from reviews import (
    appealing,
    banning,
    belongings,
    moderation,
    reporting,
    voting,
    writing,
)
from reviews.models import Appeal, ModerationAction, Report, Review, Vote
from tests.factories import AIModelFactory
from tests.reviews.banning import NOTE, WORDS, banned
from tests.reviews.desk import moderator, text_of
from tests.reviews.making import published, sent_in, words
from tests.reviews.meanwhile import just_before
from tests.reviews.test_appeals import told
from tests.reviews.writing import filled_in

pytestmark = pytest.mark.django_db


# --- every door ---

SHUT = {
    "review_new", "review_vote", "review_report", "review_appeal", "proof", "proof_callback", "evidence_send",
    "review_reply", "representing", "representing_again", "representing_prove",
}  # fmt: skip
"""What somebody who is banned may not do."""
OPEN = {
    "about_reviews", "about_reviews_csv", "account", "account_ban", "account_gone", "delete_account",
    "evidence_take_back", "export_account", "review", "review_delete", "review_notice", "review_reply_delete",
    "representing_end", "review_mine", "review_preview", "reviews", "votes",
}  # fmt: skip
"""What stays open: reading, appealing against the ban, taking along and deleting what is theirs."""


def test_it_knows_every_door_of_reviews():
    """Whoever adds a page of reviews says here whether it is shut to people who are banned."""
    doors = {
        one.name
        for one in get_resolver().url_patterns
        if getattr(getattr(one, "callback", None), "__module__", "").startswith("reviews.views.")
    }
    assert doors == SHUT | OPEN


@pytest.fixture
def of_another(model: AIModel) -> Review:
    return published(model, title="Of another")


@pytest.fixture
def doors(author: User, of_another: Review) -> list[tuple[str, dict[str, str]]]:
    """Every address that is shut, with what would be taken from anybody else."""
    refused = sent_in(AIModelFactory(), author=author)
    moderation.refuse(refused.newest, moderator(), "abuse")
    return [
        (f"{of_another.ai_model.get_absolute_url()}reviews/new/", filled_in()),
        (f"{refused.ai_model.get_absolute_url()}reviews/new/", filled_in()),
        (f"/reviews/{of_another.pk}/vote/", {"vote": "yes"}),
        (f"/reviews/{of_another.pk}/vote/", {"vote": "none"}),
        (f"/reviews/{of_another.pk}/report/", {"reason": "abuse"}),
        (f"/reviews/{refused.pk}/appeal/", {"text": WORDS}),
        (f"/reviews/{refused.pk}/proof/", {"generation": "gen-1"}),
        (f"/reviews/{refused.pk}/proof/picture/", {}),
        (f"/reviews/{of_another.pk}/reply/", {"text": WORDS}),
        ("/account/representing/", {}),
        ("/account/representing/prove/nothing/", {}),
    ]


def rows() -> list[int]:
    return [kind.objects.count() for kind in (Review, Vote, Report, Appeal, ModerationAction)]


def test_it_shuts_every_door_and_says_why(anna, author, doors):
    banned(author)
    before = rows()
    for address, sent in doors:
        for answer in (anna.get(address), anna.post(address, sent)):
            assert answer.status_code == 403, address
            shown = answer.content.decode()
            assert NOTE in shown
            assert "/account/ban/" in shown
            assert answer.headers["Cache-Control"].count("no-store"), address
    assert anna.get("/reviews/proof/callback/?code=x").status_code == 403
    assert rows() == before


def test_it_shuts_what_is_behind_the_doors_too(author, of_another):
    voting.vote(of_another.pk, author, is_helpful=True)
    refused = sent_in(AIModelFactory(), author=author)
    moderation.refuse(refused.newest, moderator(), "abuse")
    banned(author)
    before = rows()
    for act in (
        lambda: writing.submit(author, of_another.ai_model, words()),
        lambda: voting.vote(of_another.pk, author, is_helpful=False),
        lambda: voting.take_back(of_another.pk, author),
        lambda: reporting.report(of_another.pk, author, "abuse"),
        lambda: appealing.appeal(refused.pk, author, WORDS),
    ):
        with pytest.raises(banning.Banned):
            act()
    assert rows() == before


def test_it_shuts_a_door_that_somebody_stands_in(anna, author, of_another):
    """Banned between the look at the door and the writing."""
    with just_before("FOR NO KEY UPDATE", lambda: banned(author)):
        answer = anna.post(f"/reviews/{of_another.pk}/vote/", {"vote": "yes"})
    assert answer.status_code == 403
    assert not Vote.objects.exists()


def test_it_leaves_reading_taking_along_and_deleting(anna, author, model, of_another):
    review = sent_in(AIModelFactory(), author=author)
    banned(author)
    for address in (model.get_absolute_url(), of_another.get_absolute_url(), "/account/", "/account/export/",
                    f"{review.ai_model.get_absolute_url()}reviews/mine/"):  # fmt: skip
        assert anna.get(address).status_code == 200, address
    assert anna.get(f"/reviews/votes/?r={of_another.pk}").status_code == 204
    assert "/account/ban/" in text_of(anna.get("/account/"))
    (taken,) = belongings.everything_of(author)["bans"]
    assert (taken["state"], taken["note"], taken["why"]) == ("In force", NOTE, "Part of an attempt to move the rating")
    anna.post(f"{review.ai_model.get_absolute_url()}reviews/mine/delete/")
    assert not Review.objects.filter(pk=review.pk).exists()


def test_it_says_since_when_why_and_what_it_means(anna, author):
    assert "Your account is not banned." in text_of(anna.get("/account/ban/", follow=True))
    told()
    ban = banned(author)
    shown = text_of(anna.get("/account/ban/"))
    for said in (
        NOTE,
        "One person, one voice",
        "Nothing is deleted.",
        "You may appeal once.",
        f"{ban.decided_at:%Y-%m-%d}",
    ):
        assert said in shown
    (letter,) = told()
    assert "your account is banned from taking part" in letter
    assert NOTE in letter
    assert "http://localhost:8000/account/ban/" in letter
    assert told() == []
