"""What a ban does to reviews and votes, exact in every figure and undone without a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reviews import (
    banning,
    enforcing,
    moderation,
    ratings,
    recounting,
    replying,
    tasks,
    voting,
    writing,
)
from reviews.bursts import deciding
from reviews.models import Arrival, Burst, ModerationAction, Review, Vote
from reviews.recording import NotNow
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.banning import NOTE, banned, counts, lifted, page, proposed, state
from tests.reviews.desk import QUEUE, moderator, signed_in, text_of, words_page
from tests.reviews.making import published, replied_to, sent_in, speaks_for
from tests.reviews.meanwhile import just_before
from tests.reviews.test_appeals import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def mona() -> User:
    return moderator(public_name="Mona")


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


def test_it_keeps_a_reply_from_readers_while_the_ban_holds_and_shows_exactly_that_again(client, model):
    review, other = published(model), published(model)
    reply = replied_to(review, "Thank you. We have mended that.")
    colleague = UserFactory()
    speaks_for(colleague, creator=model.creator)
    kept = replying.submit(other.pk, colleague, "A colleague's words.")
    replying.approve(kept.pk, moderator())
    waiting = replying.submit(other.pk, reply.author, "Other words for them.")

    def seen() -> list[str]:
        pages = [text_of(client.get(one.get_absolute_url())) for one in (review, other)]
        return [
            words
            for page in pages
            for words in ("We have mended that.", "A colleague's", "Other words")
            if words in page
        ]

    assert seen() == ["We have mended that.", "A colleague's"]
    ban = banned(reply.author)
    assert seen() == ["A colleague's"]
    with pytest.raises(NotNow, match="is banned"):
        replying.approve(waiting.pk, moderator())
    lifted(ban)
    assert seen() == ["We have mended that.", "A colleague's"]


def test_it_shows_other_words_of_the_company_while_the_ban_of_one_holds(client, model):
    review = published(model)
    banned(replied_to(review, "Words of somebody banned.").author)
    colleague = UserFactory()
    speaks_for(colleague, creator=model.creator)
    replying.approve(replying.submit(review.pk, colleague, "A colleague's words.").pk, moderator())
    page = text_of(client.get(review.get_absolute_url()))
    assert "A colleague&#x27;s words." in page or "A colleague's words." in page
    assert "somebody banned" not in page


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


def test_it_counts_a_vote_once_that_is_cast_anew_before_it_was_put_back(author, model):
    review = published(model)
    voting.vote(review.pk, author, is_helpful=True)
    ban = banned(author)
    banning.lift(ban.pk, moderator(), "It was somebody else.")
    voting.vote(review.pk, author, is_helpful=False)
    assert counts(review) == (0, 1)
    enforcing.carry_out(ban.pk)
    assert counts(review) == (0, 1)


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


def test_it_keeps_from_readers_what_a_burst_lets_go_until_the_ban_is_lifted(model, author):
    review = sent_in(model, stars=5, author=author)
    burst = Burst.objects.create(
        ai_model=model, direction="up", window=timedelta(hours=1), found=10, usual=0,
        began_at=timezone.now(), opened_at=timezone.now(),
    )  # fmt: skip
    Arrival.objects.filter(review=review).update(burst=burst)
    moderation.approve(review.newest, moderator())
    ban = banned(author)
    deciding.clear(burst.pk, moderator(), "They came from one newsletter.")
    review.refresh_from_db()
    assert (review.state, review.ai_model.review_count) == ("hidden", 0)
    assert [str(one) for one in recounting.differences()] == []
    banning.lift(ban.pk, moderator(), "It was a mistake.")
    enforcing.carry_out_all()
    review.refresh_from_db()
    assert review.state == "published"
    assert [str(one) for one in recounting.differences()] == []
