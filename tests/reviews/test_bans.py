"""Bans: by two moderators, shut at every door, exact in every figure, undone without a trace when lifted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from accounts.models import User
from catalog.models import AIModel
from reviews import (
    appealing,
    banning,
    belongings,
    enforcing,
    moderation,
    ratings,
    recounting,
    reporting,
    tasks,
    voting,
    writing,
)
from reviews.models import Appeal, Ban, ModerationAction, Report, Review, Vote
from reviews.moderation import NotNow
from tests.accounts.visiting import member, newest_link, prove_it_is_me, sign_up
from tests.accounts.visiting import signed_in as let_in
from tests.factories import AIModelFactory, EditorFactory, UserFactory
from tests.reviews.desk import QUEUE, moderator, review_page, signed_in, text_of, words_page
from tests.reviews.making import published, sent_in, words
from tests.reviews.meanwhile import just_before
from tests.reviews.test_about_reviews import strip
from tests.reviews.test_appeals import told
from tests.reviews.writing import filled_in

pytestmark = pytest.mark.django_db

NOTE = "Three accounts, one text, all of them five stars."
WORDS = "There is one account of mine, and the others are those of colleagues."


@pytest.fixture
def mona() -> User:
    return moderator(public_name="Mona")


@pytest.fixture
def paul() -> User:
    return moderator(public_name="Paul")


def proposed(person: User, by: User) -> Ban:
    return banning.propose(person, by, "manipulation", NOTE)


def banned(person: User) -> Ban:
    """In force, and carried out."""
    ban = banning.confirm(proposed(person, moderator()).pk, moderator())
    assert enforcing.carry_out(ban.pk)
    return Ban.objects.get(pk=ban.pk)


def lifted(ban: Ban) -> None:
    banning.lift(ban.pk, moderator(), "It was somebody else.")
    assert enforcing.carry_out(ban.pk)


def page(ban: Ban) -> str:
    return f"{QUEUE}ban/{ban.pk}/"


def decide(who: User, ban: Ban, way: str, **said: str) -> str:
    return text_of(signed_in(who).post(page(ban), {"way": way, **said}, follow=True))


def state(row: Any) -> str:
    row.refresh_from_db()
    return row.state


def counts(review: Review) -> tuple[int, int]:
    review.refresh_from_db()
    from_rows = Vote.objects.filter(review=review, is_set_aside=False)
    kept = (review.helpful_yes, review.helpful_no)
    assert kept == tuple(from_rows.filter(is_helpful=said).count() for said in (True, False))
    return kept


# --- two moderators ---


def test_it_is_proposed_on_a_case_and_waits_for_another_moderator(author, model, mona, paul):
    review = published(model, author=author)
    desk = signed_in(mona)
    proposal = f"{QUEUE}person/{author.pk}/ban/"
    assert f'href="{proposal}"' in text_of(desk.get(review_page(review)))
    shown = text_of(desk.get(proposal))
    assert "Propose a ban: Anna" in shown
    assert author.email not in shown
    answer = desk.post(proposal, {"reason": "", "note": " "})
    assert answer.status_code == 422
    assert "Choose the rule that it breaks." in answer.content.decode()
    assert "Write what the person did" in answer.content.decode()

    answer = text_of(desk.post(proposal, {"reason": "manipulation", "note": NOTE}, follow=True))
    assert "Proposed: another moderator confirms it or declines." in answer
    assert "You proposed it: it takes another moderator." in answer
    ban = Ban.objects.get()
    assert (ban.state, ban.person, ban.proposed_by, ban.note) == ("proposed", author, mona, NOTE)
    shown = text_of(desk.get(QUEUE))
    assert "1 ban that you proposed waits for another moderator." in shown
    assert "You proposed it" in decide(mona, ban, "confirm")
    assert state(ban) == "proposed"
    assert state(review) == "published"
    assert not any("banned" in letter for letter in told())
    assert ban.digests == []

    assert signed_in(paul).get(QUEUE).headers["Location"] == page(ban)
    assert NOTE in text_of(signed_in(paul).get(page(ban)))
    assert "Banned: Anna." in decide(paul, ban, "confirm")
    assert (state(ban), ban.decided_by) == ("in_force", paul)
    assert state(review) == "hidden"
    assert ban.settled_at is not None


def test_it_is_declined_and_the_person_never_hears_of_it(author, mona, paul):
    ban = proposed(author, mona)
    assert "Declined: Anna." in decide(paul, ban, "decline")
    assert (state(ban), ban.decided_by) == ("declined", paul)
    assert told() == []
    assert belongings.everything_of(author)["bans"] == []
    assert "it is declined by now" in decide(paul, ban, "confirm")
    assert proposed(author, paul).pk != ban.pk


def test_it_takes_two_and_nobody_bans_themselves_as_far_as_the_table_knows(author, mona):
    ban = proposed(author, mona)
    for wrong in ({"decided_by": mona}, {"decided_by": author}, {"person": mona}, {"lifted_by": author}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ban.objects.filter(pk=ban.pk).update(**wrong, decided_at=timezone.now())
    with pytest.raises(NotNow, match="Somebody was quicker"):
        proposed(author, moderator())


def test_it_is_for_nobody_who_has_a_desk(model, mona, paul):
    for person, reason in ((moderator(), "Editors and moderators"), (EditorFactory(), "has every right")):
        with pytest.raises(NotNow, match=reason):
            proposed(person, mona)
        assert reason in text_of(signed_in(paul).get(f"{QUEUE}person/{person.pk}/ban/"))
    with pytest.raises(NotNow, match="Nobody bans themselves"):
        proposed(mona, mona)
    person = UserFactory()
    ban = proposed(person, mona)
    User.objects.filter(pk=person.pk).update(is_staff=True)
    assert "Editors and moderators cannot be banned" in decide(paul, ban, "confirm")
    assert state(ban) == "proposed"


def test_it_is_decided_by_the_first_of_two_moderators(author, mona, paul):
    ban = proposed(author, mona)
    banning.decline(ban.pk, moderator())
    with pytest.raises(NotNow, match="Somebody was quicker: it is declined"):
        banning.confirm(ban.pk, paul)


def test_it_is_closed_to_readers_and_to_editors_without_the_right(author, mona):
    ban = proposed(author, mona)
    for address in (page(ban), f"{QUEUE}person/{author.pk}/ban/"):
        assert Client().get(address).status_code == signed_in(author).get(address).status_code == 302
        assert signed_in(UserFactory(is_staff=True)).post(address, {"way": "confirm"}).status_code == 403
    assert state(ban) == "proposed"


# --- every door ---

SHUT = {"review_new", "review_vote", "review_report", "review_appeal", "proof", "proof_callback"}
"""What somebody who is banned may not do."""
OPEN = {
    "about_reviews", "about_reviews_csv", "account", "account_ban", "account_gone", "delete_account", "export_account",
    "review", "review_delete", "review_mine", "review_preview", "reviews", "votes",
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


# --- what it does, and undoes ---


def test_it_hides_what_is_published_and_shows_exactly_that_again(client, author, model, mona):
    shown, hidden = published(model, 5, author=author), published(AIModelFactory(), 1, author=author)
    moderation.hide(hidden.pk, mona, "private")
    waiting = sent_in(AIModelFactory(), author=author)
    others = published(model, 3)
    told()
    ban = banned(author)
    assert [state(one) for one in (shown, hidden, waiting, others)] == ["hidden", "hidden", "waiting", "published"]
    assert client.get(shown.get_absolute_url()).status_code == 404
    model.refresh_from_db()
    assert model.review_count == 1
    assert recounting.differences() == []
    step = ModerationAction.objects.get(ban=ban)
    assert (step.kind, step.reason, step.note, step.review) == ("hidden", "manipulation", NOTE, shown)
    assert len(told()) == 1  # Of the ban, and not of each review.

    lifted(ban)
    assert [state(one) for one in (shown, hidden, waiting)] == ["published", "hidden", "waiting"]
    model.refresh_from_db()
    assert model.review_count == 2
    assert recounting.differences() == []
    assert "the ban of your account is lifted" in told()[0]
    assert ban.actions.count() == 2


def test_it_keeps_hidden_what_somebody_hid_again_for_another_reason(author, model, mona):
    review = published(model, author=author)
    ban = banned(author)
    banning.lift(ban.pk, mona, "It was somebody else.")
    moderation.restore(review.pk, mona)
    moderation.hide(review.pk, mona, "private")
    enforcing.carry_out(ban.pk)
    assert state(review) == "hidden"


def test_it_takes_waiting_words_out_of_the_queue_and_puts_them_back(author, model, mona):
    review = sent_in(model, author=author)
    desk = signed_in(mona)
    ban = banned(author)
    assert desk.get(QUEUE).status_code == 200
    shown = text_of(desk.get(words_page(review.newest)))
    assert page(ban) in shown
    assert "There is nothing to decide here." in shown
    for decision in (moderation.approve, lambda words, by: moderation.refuse(words, by, "abuse")):
        with pytest.raises(NotNow, match="Its author is banned"):
            decision(review.newest, mona)
    lifted(ban)
    assert desk.get(QUEUE).headers["Location"] == words_page(review.newest)


def test_it_lets_nobody_show_a_review_again_by_the_way(author, model, mona):
    by_the_ban, before = published(model, author=author), published(AIModelFactory(), author=author)
    moderation.hide(before.pk, mona, "private")
    banned(author)
    for review in (by_the_ban, before):
        with pytest.raises(NotNow, match="Its author is banned"):
            moderation.restore(review.pk, mona)


def test_it_sets_votes_aside_and_counts_them_again(author, model):
    liked, disliked, own = published(model), published(model), published(model, author=author)
    hidden = published(AIModelFactory())
    voting.vote(liked.pk, author, is_helpful=True)
    voting.vote(liked.pk, UserFactory(), is_helpful=True)
    voting.vote(disliked.pk, author, is_helpful=False)
    voting.vote(hidden.pk, author, is_helpful=True)
    voting.vote(own.pk, UserFactory(), is_helpful=True)
    moderation.hide(hidden.pk, moderator(), "private")
    before = {review.pk: review.helpfulness for review in Review.objects.all()}
    ban = banned(author)
    assert [counts(one) for one in (liked, disliked, hidden, own)] == [(1, 0), (0, 0), (0, 0), (1, 0)]
    lifted(ban)
    assert [counts(one) for one in (liked, disliked, hidden, own)] == [(2, 0), (0, 1), (1, 0), (1, 0)]
    assert {review.pk: review.helpfulness for review in Review.objects.all()} == before
    assert not Vote.objects.filter(is_set_aside=True).exists()


def test_it_goes_on_where_it_broke_off(author, model):
    reviews = [published(AIModelFactory(), author=author) for _ in range(3)]
    voting.vote(published(model).pk, author, is_helpful=True)
    ban = banning.confirm(proposed(author, moderator()).pk, moderator())
    assert not enforcing.carry_out(ban.pk, at_most=2)
    assert sorted(state(one) for one in reviews) == ["hidden", "hidden", "published"]
    ban.refresh_from_db()
    assert ban.settled_at is None
    tasks.carry_out_bans()
    assert [state(one) for one in reviews] == ["hidden"] * 3
    ban.refresh_from_db()
    assert ban.settled_at is not None
    assert Vote.objects.get().is_set_aside
    assert ModerationAction.objects.filter(ban=ban).count() == 3
    tasks.carry_out_bans()
    assert ModerationAction.objects.filter(ban=ban).count() == 3
    assert recounting.differences() == []


def test_it_finds_what_somebody_publishes_at_that_very_moment(author, model):
    """By a moderator who looked for a ban before it began, and writes now."""
    review = sent_in(model, author=author)
    ban = banning.confirm(proposed(author, moderator()).pk, moderator())

    def publish() -> None:
        with transaction.atomic(), ratings.recounted(review.pk) as locked:
            locked.shown, locked.state, locked.published_at = review.newest, Review.State.PUBLISHED, timezone.now()

    with just_before("FOR UPDATE", publish):
        assert enforcing.carry_out(ban.pk)
    assert state(review) == "hidden"
    assert recounting.differences() == []


def test_it_passes_over_what_its_author_deletes_meanwhile(author, model):
    review = published(model, author=author)
    ban = banning.confirm(proposed(author, moderator()).pk, moderator())
    with just_before("FOR UPDATE", lambda: writing.withdraw(review.pk, author)):
        assert enforcing.carry_out(ban.pk)
    assert recounting.differences() == []


def test_it_begins_no_second_ban_before_the_first_is_undone(author, model):
    review = published(model, author=author)
    first = banned(author)
    banning.lift(first.pk, moderator(), "It was somebody else.")
    second = proposed(author, moderator())
    with pytest.raises(NotNow, match="try again in some minutes"):
        banning.confirm(second.pk, moderator())
    enforcing.carry_out(first.pk)
    enforcing.carry_out(banning.confirm(second.pk, moderator()).pk)
    assert (state(review), review.actions.filter(kind="hidden").count()) == ("hidden", 2)
    lifted(second)
    assert state(review) == "published"


# --- the appeal ---


def test_it_is_appealed_against_once_to_a_moderator_without_a_part_in_it(anna, author, model, mona, paul):
    review = published(model, author=author)
    ban = proposed(author, mona)
    decide(paul, ban, "confirm")
    answer = anna.post("/account/ban/", {"text": "No."})
    assert answer.status_code == 422
    assert "Write 20 letters or more" in answer.content.decode()
    assert "is with another moderator now" in text_of(anna.post("/account/ban/", {"text": WORDS}, follow=True))
    appeal = Appeal.objects.get()
    assert (appeal.ban, appeal.first_by, appeal.second_by) == (ban, mona, paul)
    for who in (mona, paul):
        assert signed_in(who).get(QUEUE).status_code == 200
        assert "1 appeal against decisions of yours waits" in text_of(signed_in(who).get(QUEUE))
        assert "another moderator decides" in decide(who, ban, "reverse", note="No.")
        with pytest.raises(NotNow, match="by a decision on the appeal"):
            banning.lift(ban.pk, who, "By the way.")
    third = moderator()
    assert signed_in(third).get(QUEUE).headers["Location"] == f"{QUEUE}appeal/{appeal.pk}/"
    shown = text_of(signed_in(third).get(QUEUE, follow=True))
    assert WORDS in shown
    assert "Stand by the ban" in shown
    told()
    assert "Lifted: Anna." in decide(third, ban, "reverse", note="Colleagues <indeed>.")
    assert (state(ban), state(appeal), state(review)) == ("lifted", "granted", "published")
    (letter,) = told()
    assert "your appeal was granted" in letter
    assert "Colleagues <indeed>." in letter


def test_it_stays_when_the_appeal_is_turned_down(anna, author, client):
    ban = banned(author)
    appeal = appealing.appeal_ban(ban.pk, author, WORDS)
    Appeal.objects.update(made_at=timezone.now() - timedelta(hours=4))
    told()
    third = moderator()
    assert "Write why the decision stands." in decide(third, ban, "stand", note="")
    decide(third, ban, "stand", note="It does.")
    assert (state(ban), state(appeal)) == ("in_force", "upheld")
    (letter,) = told()
    assert "the ban of your account stands" in letter
    assert "It does." in letter
    assert "Turned down" in text_of(anna.get("/account/ban/"))
    assert "There is nothing to appeal" in text_of(anna.post("/account/ban/", {"text": WORDS}, follow=True))
    sent_in(AIModelFactory())
    said = strip(text_of(client.get("/about/reviews/?x")))
    assert "1 appeal was made, 1 of them against a ban; 0 decisions were reversed, 1 stood" in said
    assert "came within 4 hours" in said
    assert "Two moderators each banned 1 person; 0 bans were lifted." in said


# --- the way out, and back in ---


@pytest.mark.parametrize("keep_reviews", [True, False])
def test_it_holds_for_the_address_after_the_account_is_gone(client, keep_reviews):
    sign_up(client, "eve@example.org", "Eve")
    client.post(newest_link())
    eve = User.objects.get(email="eve@example.org")
    review = published(AIModelFactory(), author=eve)
    other = published(AIModelFactory())
    voting.vote(other.pk, eve, is_helpful=True)
    ban = banning.confirm(proposed(eve, moderator()).pk, moderator())
    told()
    belongings.leave(eve, keep_reviews=keep_reviews)
    ban.refresh_from_db()
    assert (ban.person, ban.state, len(ban.digests)) == (None, "in_force", 1)
    assert "eve" not in str(ban.digests)
    assert counts(other) == (0, 0)
    assert Review.objects.filter(pk=review.pk, state="hidden").exists() == keep_reviews
    if keep_reviews:
        with pytest.raises(NotNow, match="is banned"):
            moderation.restore(review.pk, moderator())

    again = Client()
    sign_up(again, "Eve@Example.org", "Eve Again")
    again.post(newest_link())
    again.force_login(User.objects.get(email="eve@example.org"))
    assert again.post(f"/reviews/{other.pk}/vote/", {"vote": "yes"}).status_code == 403
    assert NOTE in text_of(again.get("/account/ban/"))
    assert "is with another moderator now" in text_of(again.post("/account/ban/", {"text": WORDS}, follow=True))

    appealing.reverse(Appeal.objects.get().pk, moderator(), "All is well.")
    assert enforcing.carry_out(ban.pk)
    ban.refresh_from_db()
    assert ban.digests == []
    assert Review.objects.filter(pk=review.pk, state="published").exists() == keep_reviews
    assert again.post(f"/reviews/{other.pk}/vote/", {"vote": "yes"}).status_code == 302
    assert recounting.differences() == []


def test_it_says_so_to_whoever_deletes_the_account_and_keeps_nothing_of_anybody_else():
    author = member()
    anna = let_in(author)
    prove_it_is_me(anna)
    assert "fingerprint" not in text_of(anna.get("/account/delete/"))
    ban = banned(author)
    assert "a fingerprint of your address is kept" in text_of(anna.get("/account/delete/"))
    lifted(ban)
    ben = UserFactory()
    proposal = proposed(ben, moderator())
    belongings.leave(ben, keep_reviews=False)
    assert state(proposal) == "lapsed"
    assert [one.digests for one in Ban.objects.all()] == [[], []]
    assert signed_in(moderator()).get(QUEUE).status_code == 200


def test_it_gives_the_appeal_up_with_the_account(author):
    ban = banned(author)
    appealing.appeal_ban(ban.pk, author, WORDS)
    belongings.leave(author, keep_reviews=False)
    appeal = Appeal.objects.get()
    assert (appeal.state, appeal.text, appeal.by) == ("given_up", "", None)
    assert "an account that is gone" in text_of(signed_in(moderator()).get(page(ban)))


# --- what it costs ---


def test_it_asks_as_often_of_a_person_with_many_reviews_as_with_one(author, mona, paul):
    def asked() -> list[int]:
        found = []
        for address in (page(ban), "/admin/reviews/ban/", f"{QUEUE}person/{author.pk}/ban/"):
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(address).status_code == 200
            found.append(len(queries))
        return found

    ban, desk = proposed(author, mona), signed_in(paul)
    sent_in(AIModelFactory(), author=author)
    asked()
    before = asked()
    for _ in range(20):
        sent_in(AIModelFactory(), author=author)
        proposed(UserFactory(), mona)
    assert asked() == before
    assert mail.outbox == []
