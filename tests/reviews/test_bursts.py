"""Many newcomers at once: held until a person decides, while what is ordinary passes and counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from catalog.models import AIModel
from reviews import moderation, recording, recounting, scoring, writing
from reviews.bursts import deciding, rule
from reviews.bursts.rule import DOWN, FEWEST, UP, WINDOWS, direction_of, window_of_burst
from reviews.models import Arrival, Burst, ModerationAction, Report, Review
from reviews.models.proofs import ProofKind
from reviews.verification.granting import grant
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.bulk import many_reviews
from tests.reviews.bursts import a_burst, established, newcomers, states
from tests.reviews.desk import moderator
from tests.reviews.making import published, sent_in, words
from tests.reviews.test_ratings import figures_are_right
from tests.reviews.test_writing_at_once import at_once

HOUR, SIX_HOURS, DAY = WINDOWS


@pytest.fixture
def model() -> AIModel:
    return AIModelFactory(name="Swift 2", slug="swift-2")


# --- the rule ---


@pytest.mark.parametrize(("stars", "direction"), [(1, DOWN), (2, DOWN), (3, ""), (4, UP), (5, UP)])
def test_it_counts_what_pulls_the_figure_one_way(stars, direction):
    assert direction_of(stars) == direction


@pytest.mark.parametrize(
    ("counts", "usual", "window"),
    [
        ((9, 9, 9), 0, None),
        ((10, 10, 10), 0, DAY),
        ((0, 0, 10), 0, DAY),
        ((0, 0, 10), 56, DAY),  # Two a day as a rule: five times as many.
        ((0, 0, 10), 57, None),
        ((0, 10, 10), 57, SIX_HOURS),  # Too few for a day, too many for a quarter of it.
        ((10, 10, 100), 28 * 24, HOUR),
        ((9, 10, 100), 28 * 24, None),
        ((42, 60, 250), 28 * 200, HOUR),
    ],
)
def test_it_takes_ten_and_five_times_the_usual_for_a_burst(counts, usual, window):
    assert window_of_burst(dict(zip(WINDOWS, counts, strict=True)), usual) == window


@given(st.tuples(*[st.integers(0, 500)] * 3), st.integers(0, 20_000))
def test_it_never_takes_more_for_less_of_a_burst(counts, usual):
    """Where so many are a burst, more are one as well; where they are none, they are none beside a higher usual."""
    found = dict(zip(WINDOWS, counts, strict=True))
    more = {window: number + 1 for window, number in found.items()}
    if window_of_burst(found, usual):
        assert rule.may_be_one(found)
        assert window_of_burst(more, usual)
    else:
        assert not window_of_burst(found, usual + 1)


# --- what readers see of it ---


def planted(model: AIModel, number: int, stars: int, ordinary: Iterator[Review]) -> Iterator[None]:
    """A burst among ordinary reviews, each approved at once by a moderator who sees nothing wrong with it."""
    mona = UserFactory()
    for place, author in enumerate(newcomers(number)):
        review = writing.submit(author, model, words(stars))
        with suppress(recording.NotNow):
            moderation.approve(review.newest, mona)
        if place % (number // 20) == 0:
            moderation.approve(next(ordinary).newest, mona)
        yield


@pytest.mark.django_db
@pytest.mark.parametrize(("stars", "number"), [(5, 200), (1, 20)])
def test_it_moves_the_figure_by_a_tenth_at_most_until_decided_while_the_ordinary_pass(model, stars, number):
    many_reviews(model, 60)
    recounting.repair(model.pk)
    those_before = list(Review.objects.filter(ai_model=model).values_list("stars", "written_at"))
    ordinary: list[Review] = []

    def others() -> Iterator[Review]:
        for place, author in enumerate(established(20)):
            ordinary.append(sent_in(model, stars if place % 2 else 3, author=author))
            yield ordinary[-1]

    for place, _ in enumerate(planted(model, number, stars, others())):
        if place >= FEWEST and place % 10 == 0:
            model.refresh_from_db()
            rows = [*those_before, *((one.stars, one.written_at) for one in ordinary)]
            assert abs(model.rating - scoring.rating_of(rows, timezone.now())) <= Decimal("0.1")
            assert model.review_count == 60 + len(ordinary)
    assert states(ordinary) == ["published"] * 20
    assert Review.objects.filter(ai_model=model, state="held").count() == number
    burst = Burst.objects.get()
    assert (burst.state, burst.arrivals.count()) == ("open", number)
    call_command("check_ratings")


@pytest.mark.django_db
def test_it_takes_from_readers_what_was_approved_before_it_was_seen(model, client):
    reviews = a_burst(model, FEWEST - 1, approving=FEWEST - 1)
    page = f"/reviews/{reviews[0].pk}/"
    assert client.get(page).status_code == 200
    model.refresh_from_db()
    assert model.review_count == FEWEST - 1
    reviews.append(sent_in(model, 5, author=newcomers(1)[0]))
    assert client.get(page).status_code == 404
    assert states(reviews) == ["held"] * (FEWEST - 1) + ["waiting"]
    figures_are_right(model)
    assert (model.review_count, model.rating) == (0, None)


@pytest.mark.django_db
def test_it_counts_all_once_it_is_found_ordinary(model):
    reviews = a_burst(model, 12, approving=10)
    deciding.clear(Burst.objects.get().pk, moderator(), "A newsletter wrote about it.")
    assert states(reviews) == ["published"] * 10 + ["waiting"] * 2
    figures_are_right(model)
    assert model.review_count == 10
    for review in reviews[10:]:
        moderation.approve(review.newest, UserFactory())
    figures_are_right(model)
    assert model.review_count == 12
    assert ModerationAction.objects.filter(kind="approved").count() == 12
    assert set(Review.objects.filter(ai_model=model, published_at=None)) == set()


@pytest.mark.django_db
def test_it_counts_none_once_it_is_found_an_attempt(model):
    reviews = a_burst(model, 12, stars=1, approving=11)
    Report.objects.create(review=reviews[0], reporter=UserFactory(), reason="abuse")
    deciding.uphold(Burst.objects.get().pk, moderator(), "One text, one network.")
    # Nine had been seen by readers, two were approved while they were held, one waited.
    assert states(reviews) == ["hidden"] * 9 + ["refused"] * 3
    assert [one.newest.state for one in reviews] == ["approved"] * 9 + ["refused"] * 3
    assert Report.objects.get().state == "upheld"
    figures_are_right(model)
    assert (model.review_count, model.rating) == (0, None)
    decided = ModerationAction.objects.filter(kind__in=["hidden", "refused"])
    assert set(decided.values_list("reason", flat=True)) == {"manipulation"}
    assert decided.count() == 12
    # Who counts what was published counts what readers saw: nine, and not the two that nobody did.
    assert ModerationAction.objects.filter(kind="approved").count() == 9


@pytest.mark.django_db
def test_it_is_decided_once(model):
    a_burst(model)
    burst = Burst.objects.get()
    deciding.clear(burst.pk, moderator(), "A launch.")
    with pytest.raises(recording.NotNow, match="found ordinary"):
        deciding.uphold(burst.pk, moderator(), "No.")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_is_decided_by_one_of_two_moderators_at_once():
    model = AIModelFactory()
    a_burst(model, 12, approving=12)
    burst, later = Burst.objects.get(), []

    def decide(by: tuple[Callable[..., Burst], User]) -> None:
        try:
            by[0](burst.pk, by[1], "Look at the texts.")
        except recording.NotNow as reason:
            later.append(str(reason))

    at_once(decide, [(deciding.clear, UserFactory()), (deciding.uphold, UserFactory())])
    assert len(later) == 1
    assert later[0].startswith("Somebody was quicker")
    figures_are_right(model)
    burst.refresh_from_db()
    assert model.review_count == (12 if burst.state == "cleared" else 0)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_is_opened_once_by_those_who_send_at_once():
    model = AIModelFactory()
    a_burst(model, FEWEST - 1, approving=4)
    at_once(lambda author: writing.submit(author, model, words(5)), newcomers(4))
    assert Burst.objects.get().arrivals.count() == FEWEST + 3
    figures_are_right(model)
    assert model.review_count == 0


# --- what is none ---


@pytest.mark.django_db
def test_a_launch_day_with_many_established_reviewers_is_none(model):
    reviews = [sent_in(model, 5, author=author) for author in established(FEWEST + 2)]
    assert not Burst.objects.exists()
    assert set(states(reviews)) == {"waiting"}


@pytest.mark.django_db
def test_nine_are_none_nor_are_both_directions_or_the_middle(model):
    a_burst(model, FEWEST - 1)
    a_burst(model, FEWEST - 1, stars=2)
    a_burst(model, FEWEST + 1, stars=3)
    a_burst(AIModelFactory(), FEWEST - 1)
    assert not Burst.objects.exists()


@pytest.mark.django_db
def test_one_person_who_sends_ten_times_is_none(model):
    author = newcomers(1)[0]
    for _ in range(FEWEST + 1):
        writing.submit(author, model, words(5))
    assert not Burst.objects.exists()


@pytest.mark.django_db
def test_what_the_model_gets_every_week_is_none(model):
    many_reviews(model, 57)
    Arrival.objects.bulk_create(
        Arrival(
            revision=review.shown, review=review, ai_model=model, direction=UP, is_new=True,
            arrived_at=timezone.now() - timedelta(days=2, hours=place),
        )
        for place, review in enumerate(Review.objects.filter(ai_model=model).select_related("shown"))
    )  # fmt: skip
    early = timezone.now() - timedelta(hours=8)
    for _ in range(FEWEST):  # Ten in a day, none of them within the last six hours.
        Arrival.objects.filter(review=a_burst(model, 1)[0]).update(arrived_at=early)
    assert not Burst.objects.exists()
    Arrival.objects.filter(arrived_at__lt=early).update(arrived_at=timezone.now() - timedelta(days=90))
    a_burst(model, 1)
    assert Burst.objects.get().arrivals.count() == FEWEST + 1


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "passes"), [("use", True), ("moderator", True), ("use_free", False)])
def test_a_proven_use_passes_and_a_free_call_does_not(model, kind, passes):
    reviews = a_burst(model, FEWEST, approving=5)
    with transaction.atomic():
        grant(reviews[0].pk, ProofKind(kind))
        grant(reviews[-1].pk, ProofKind(kind))
    assert states([reviews[0], reviews[-1]]) == ["published" if passes else "held", "waiting"]
    moderation.approve(reviews[-1].newest, UserFactory())
    assert states([reviews[-1]]) == ["published" if passes else "held"]
    figures_are_right(model)
    author = Review.objects.get(pk=reviews[0].pk).author
    writing.submit(author, model, words(4))
    assert Arrival.objects.latest("pk").is_new != passes


# --- who comes later, and who goes ---


@pytest.mark.django_db
def test_it_holds_who_comes_while_it_is_open_and_nobody_else(model):
    a_burst(model)
    late, other_way, old = sent_in(model, 4), sent_in(model, 1), sent_in(model, 5, author=established(1)[0])
    for review in (late, other_way, old):
        moderation.approve(review.newest, UserFactory())
    assert states([late, other_way, old]) == ["held", "published", "published"]
    figures_are_right(model)


@pytest.mark.django_db
def test_it_begins_anew_after_it_was_found_ordinary(model):
    a_burst(model)
    deciding.clear(Burst.objects.get().pk, moderator(), "A launch.")
    more = a_burst(model, FEWEST - 1, approving=FEWEST - 1)
    assert set(states(more)) == {"published"}
    a_burst(model, 1)
    assert set(states(more)) == {"held"}
    assert Burst.objects.open().get().arrivals.count() == FEWEST


@pytest.mark.django_db
def test_it_holds_the_next_at_once_after_it_was_found_an_attempt(model):
    a_burst(model)
    deciding.uphold(Burst.objects.get().pk, moderator(), "One text.")
    next_wave = a_burst(model, 1, approving=1)
    assert states(next_wave) == ["held"]


@pytest.mark.django_db
def test_it_leaves_on_show_what_was_there_before_new_words_came_in_a_burst(model):
    before = published(model, 3)
    a_burst(model, FEWEST - 1)
    writing.submit(before.author, model, words(5))
    assert states([before]) == ["published"]
    deciding.uphold(Burst.objects.get().pk, moderator(), "Bought.")
    before.refresh_from_db()
    assert (before.state, before.stars, before.newest.state) == ("published", 3, "refused")
    figures_are_right(model)


@pytest.mark.django_db
def test_it_loses_who_deletes_their_review(model):
    reviews = a_burst(model, 11, approving=11)
    writing.withdraw(reviews[0].pk, reviews[0].author)
    deciding.clear(Burst.objects.get().pk, moderator(), "A launch.")
    figures_are_right(model)
    assert model.review_count == 10
