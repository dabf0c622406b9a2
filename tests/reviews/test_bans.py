"""Bans: proposed by one moderator, confirmed by another, appealed against once, and kept beyond the account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from reviews import (
    appealing,
    banning,
    belongings,
    enforcing,
    moderation,
    recounting,
    voting,
)
from reviews.models import Appeal, Ban, Review
from reviews.recording import NotNow
from tests.accounts.visiting import member, newest_link, prove_it_is_me, sign_up
from tests.accounts.visiting import signed_in as let_in
from tests.factories import AIModelFactory, EditorFactory, UserFactory
from tests.reviews.banning import NOTE, WORDS, banned, counts, decide, lifted, page, proposed, state
from tests.reviews.desk import QUEUE, moderator, review_page, signed_in, text_of
from tests.reviews.making import published, sent_in
from tests.reviews.test_about_reviews import strip
from tests.reviews.test_appeals import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def mona() -> User:
    return moderator(public_name="Mona")


@pytest.fixture
def paul() -> User:
    return moderator(public_name="Paul")


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
    assert "Banned: “Anna”." in decide(paul, ban, "confirm")
    assert (state(ban), ban.decided_by) == ("in_force", paul)
    assert state(review) == "hidden"
    assert ban.settled_at is not None


def test_it_is_declined_and_the_person_never_hears_of_it(author, mona, paul):
    ban = proposed(author, mona)
    assert "Declined: “Anna”." in decide(paul, ban, "decline")
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
    assert "Lifted: “Anna”." in decide(third, ban, "reverse", note="Colleagues <indeed>.")
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
    assert "1 person was banned, each by two moderators, and 0 bans were lifted." in said


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

    told()
    appealing.reverse(Appeal.objects.get().pk, moderator(), "All is well.")
    assert "your appeal was granted" in told()[0]
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
