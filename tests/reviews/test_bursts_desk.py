"""A burst at the moderators' desk, and what its authors hear of it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from catalog.models import AIModel
from reviews import moderation, recording, telling, voting, writing
from reviews.bursts import deciding
from reviews.bursts.rule import FEWEST
from reviews.models import Arrival, Burst, Vote
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.bursts import a_burst, states
from tests.reviews.desk import QUEUE, moderator, signed_in, text_of, words_page
from tests.reviews.making import published, words
from tests.reviews.test_ratings import figures_are_right


@pytest.fixture
def model() -> AIModel:
    return AIModelFactory(name="Swift 2", slug="swift-2")


# --- what authors hear ---


@pytest.mark.django_db
def test_authors_hear_once_that_it_is_no_refusal_and_how_it_ended(model, mailoutbox, client):
    reviews = a_burst(model, FEWEST, approving=1)
    telling.tell_all(timezone.now())
    mailoutbox.clear()
    writing.submit(reviews[0].author, model, words(4))
    moderation.approve(reviews[0].newest, UserFactory())
    telling.tell_all(timezone.now())
    assert mailoutbox == []  # They know that it is held, and it is not published.
    client.force_login(reviews[0].author)
    assert "Many reviews of Swift 2 came at once" in text_of(client.get("/models/openai/swift-2/reviews/mine/"))
    deciding.clear(Burst.objects.get().pk, moderator(), "A launch.")
    telling.tell_all(timezone.now())
    told = {mail.to[0]: mail for mail in mailoutbox}
    assert list(told) == [reviews[0].author.email]  # The others wait as they did before.
    assert "It is\nshown, and counts" in mailoutbox[0].body
    assert f"/reviews/{reviews[0].pk}/" in mailoutbox[0].body


@pytest.mark.django_db
def test_it_tells_who_is_held_in_plain_words(model, mailoutbox):
    a_burst(model)
    telling.tell_all(timezone.now())
    assert len(mailoutbox) == FEWEST
    assert mailoutbox[0].subject == "Model Almanac: your review of Swift 2 waits for a second look"
    assert "This is no refusal" in mailoutbox[0].body


# --- the desk ---


def burst_page() -> str:
    return f"{QUEUE}burst/{Burst.objects.get().pk}/"


@pytest.mark.django_db
def test_the_queue_has_it_as_one_case_before_its_reviews(model):
    mona = signed_in(moderator())
    reviews = a_burst(model)
    assert mona.get(QUEUE).headers["Location"] == burst_page()
    assert "<strong>1</strong> waiting" in text_of(mona.get("/admin/"))
    page = text_of(mona.get(words_page(reviews[0].newest)))
    assert "decide on them as a whole" in page
    assert "Approve" not in page
    answer = text_of(mona.post(burst_page(), {"way": "clear", "why": "A launch."}, follow=True))
    assert "found ordinary" in answer
    assert "Approve" in answer  # And so on, one by one.


@pytest.mark.django_db
def test_the_desk_takes_single_ones_out_and_wants_a_reason(model):
    mona = signed_in(moderator(public_name="Mona"))
    reviews = a_burst(model, 12, approving=12)
    page = text_of(mona.post(burst_page(), {"way": "uphold", "why": " "}))
    assert "Write why" in page
    assert Burst.objects.get().is_open
    assert "Tick the reviews" in text_of(mona.post(burst_page(), {"way": "take_out"}))
    answer = mona.post(burst_page(), {"way": "take_out", "members": [reviews[3].newest.pk]}, follow=True)
    assert "1 review taken out as ordinary" in text_of(answer)
    assert states([reviews[3], reviews[4]]) == ["published", "held"]
    mona.post(burst_page(), {"way": "uphold", "why": "One text, five networks."})
    assert states([reviews[3], reviews[4]]) == ["published", "hidden"]
    figures_are_right(model)
    page = text_of(mona.get(burst_page()))
    assert "Found an attempt by Mona" in page
    assert "One text, five networks." in page
    assert "nothing to decide" in page
    assert "Somebody was quicker" not in text_of(mona.post(burst_page(), {"way": "skip"}, follow=True))


@pytest.mark.django_db
def test_nothing_is_left_to_decide_once_each_was_taken_out(model):
    reviews = a_burst(model, approving=FEWEST)
    voting.vote(published(AIModelFactory(), 3).pk, reviews[0].author, is_helpful=True)
    deciding.take_out(Burst.objects.get().pk, [review.newest.pk for review in reviews], moderator())
    assert set(states(reviews)) == {"published"}
    assert Burst.objects.get().state == "cleared"
    assert Vote.objects.get().counts
    figures_are_right(model)


@pytest.mark.django_db
def test_the_desk_lets_nobody_decide_with_a_review_of_their_own_in_it(model):
    reviews = a_burst(model)
    own = reviews[0].author
    own.is_staff = True
    own.is_superuser = True
    own.save()
    desk = signed_in(own)
    assert "Location" not in desk.get(QUEUE).headers
    assert "A review of your own" in text_of(desk.get(burst_page()))
    with pytest.raises(recording.NotNow, match="your own"):
        deciding.uphold(Burst.objects.get().pk, own, "Why not.")


@pytest.mark.django_db
def test_the_desk_says_what_they_share_in_as_many_queries_for_twenty(model, django_assert_num_queries):
    mona = signed_in(moderator())
    a_burst(model)
    Arrival.objects.update(network="a", device="b")
    page = text_of(mona.get(burst_page()))
    assert page.count("network shared with 9 others; kind of device shared with 9; text 100% like another") == 10
    with django_assert_num_queries(16):
        mona.get(burst_page())
    a_burst(model, 10)
    with django_assert_num_queries(16):
        mona.get(burst_page())
