"""A model's figures, through every step that a review can take: always what its published reviews add up to."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import AIModel
from reviews import moderation, ratings, recording, recounting, scoring, tasks, voting, writing
from reviews.models import ModerationAction, Reason, Review, Tally
from tests.blocking import until
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.making import published, sent_in, words

Step = Callable[[Review], object]


def approve_new_words(review: Review) -> None:
    assert review.author
    stars = review.stars % 5 + 1
    writing.submit(review.author, review.ai_model, words(stars, pros=["Quick"], use_case="coding", quality=stars))
    moderation.approve(review.newest, UserFactory())


def refuse_new_words(review: Review) -> None:
    assert review.author
    writing.submit(review.author, review.ai_model, words(1, cons=["Dear"]))
    moderation.refuse(review.newest, UserFactory(), Reason.ABUSE)


def hide(review: Review) -> None:
    moderation.hide(review.pk, UserFactory(), Reason.MANIPULATION)


def restore(review: Review) -> None:
    moderation.restore(review.pk, UserFactory())


def delete(review: Review) -> None:
    assert review.author
    writing.withdraw(review.pk, review.author)


STEPS: dict[str, Step] = {
    "edit": approve_new_words,
    "edit in vain": refuse_new_words,
    "hide": hide,
    "restore": restore,
    "delete": delete,
}


def take(step: str, review: Review) -> None:
    """A step, where the state of the review allows it."""
    found = Review.objects.filter(pk=review.pk).first()
    if found:
        try:
            STEPS[step](found)
        except recording.NotNow:
            assert (step, found.state) in {("hide", "hidden"), ("restore", "published")}


def figures_are_right(model: AIModel) -> None:
    """Count, sums, tallies and figure, against the rows and the formula."""
    assert recounting.differences() == []
    model.refresh_from_db()
    rows = list(Review.objects.published().filter(ai_model=model).values_list("stars", "written_at"))
    assert model.review_count == len(rows)
    assert (model.rating is None) == (len(rows) < scoring.FEWEST)
    naive = scoring.rating_of(rows, timezone.now())
    now = scoring.rating(model.rating_weight, model.rating_weighted_stars, timezone.now())
    assert abs(now - naive) <= Decimal("0.0001")
    if model.rating is not None:
        assert abs(model.rating - naive) <= Decimal("0.0001")


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=7),
    st.lists(st.tuples(st.sampled_from([*STEPS]), st.integers(0, 6)), max_size=8),
)
def test_it_equals_a_recomputation_after_any_sequence_of_steps(stars, steps):
    with transaction.atomic():
        model = AIModelFactory()
        reviews = [published(model, one, pros=["Quick", "quick.", "Cheap"], speed=3) for one in stars]
        figures_are_right(model)
        for step, number in steps:
            take(step, reviews[number % len(reviews)])
            figures_are_right(model)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_it_shows_no_figure_before_the_fifth_review():
    model = AIModelFactory()
    for number in range(5):
        model.refresh_from_db()
        assert (model.rating, model.review_count) == (None, number)
        published(model, 5)
    model.refresh_from_db()
    assert model.rating == Decimal("4.1250")  # (24.5 + 25) / 12


@pytest.mark.django_db
def test_it_counts_what_waits_for_nothing():
    model = AIModelFactory()
    review = sent_in(model, 5)
    figures_are_right(model)
    assert model.review_count == 0
    moderation.refuse(review.newest, UserFactory(), Reason.NO_SUBSTANCE)
    figures_are_right(model)
    assert not Tally.objects.exists()


@pytest.mark.django_db
def test_it_keeps_the_published_words_while_new_ones_wait():
    model = AIModelFactory()
    review = published(model, 5)
    writing.submit(review.author, model, words(1, title="Changed my mind"))
    review.refresh_from_db()
    assert (review.state, review.stars, review.shown.title) == ("published", 5, "Good at sorting mail")
    moderation.approve(review.newest, UserFactory())
    review.refresh_from_db()
    assert (review.stars, review.shown.title, review.shown.number) == (1, "Changed my mind", 2)


@pytest.mark.django_db
def test_it_counts_verified_ones_and_their_uses():
    model = AIModelFactory()
    review = published(model, use_case="coding")
    with transaction.atomic(), ratings.recounted(review.pk) as locked:
        locked.proof = "use"
    figures_are_right(model)
    assert model.verified_review_count == 1
    assert [(one.key, one.count) for one in Tally.objects.commonest("verified_use")] == [("coding", 1)]


@pytest.mark.django_db
def test_it_weighs_every_review_a_little_less_each_day():
    model = AIModelFactory()
    for _ in range(5):
        published(model, 5)
    assert ratings.refresh(timezone.now()) == 0
    assert ratings.refresh(timezone.now() + timedelta(days=365.25)) == 1
    model.refresh_from_db()
    assert model.rating == Decimal("4.0000")  # (24.5 + 0.7 · 25) / (7 + 3.5)


@pytest.mark.django_db
def test_it_names_every_figure_that_drifted_and_mends_it(capsys):
    model = AIModelFactory()
    for _ in range(5):
        published(model, 4, pros=["Fast"])
    AIModel.objects.filter(pk=model.pk).update(review_count=7, rating_weight=1, rating=2)
    Tally.objects.filter(kind="pro").update(key="slow")
    Review.objects.filter(pk=Review.objects.first().pk).update(weight=99)
    with pytest.raises(CommandError, match="6 figures not what the reviews add up to"):
        call_command("check_ratings")
    told = capsys.readouterr().err
    assert "review_count: 7 is kept, 5 counted" in told
    assert "pro:fast: 0 is kept, 5 counted" in told
    call_command("check_ratings", "--repair")
    figures_are_right(model)
    call_command("check_ratings")
    assert "Every rating and tally is what the reviews and votes add up to." in capsys.readouterr().out


@pytest.mark.django_db
def test_it_counts_helpful_votes_anew_but_for_those_that_do_not_count(capsys):
    review, others = published(AIModelFactory()), published(AIModelFactory())
    for says in (True, True, False):
        voting.vote(review.pk, UserFactory(), is_helpful=says)
    voting.set_aside(review.votes.filter(is_helpful=True).first().pk)
    voting.vote(review.pk, UserFactory(date_joined=timezone.now()), is_helpful=True)
    call_command("check_ratings")
    right = Review.objects.values_list("helpful_yes", "helpful_no", "helpfulness").get(pk=review.pk)
    Review.objects.filter(pk=review.pk).update(helpful_yes=9, helpfulness=1)
    with pytest.raises(CommandError, match="1 figure"):
        call_command("check_ratings")
    assert f"votes on review {review.pk}: 9 yes, 1 no is kept, 1 yes, 1 no counted" in capsys.readouterr().err
    call_command("check_ratings", "--repair")
    assert Review.objects.values_list("helpful_yes", "helpful_no", "helpfulness").get(pk=review.pk) == right
    assert others.helpful_yes == 0


@pytest.mark.django_db
def test_it_is_checked_every_night_and_drift_is_an_error_in_the_log(caplog):
    model = AIModelFactory()
    published(model)
    task = PeriodicTask.objects.get(task="reviews.tasks.check_ratings")
    assert task.enabled
    tasks.check_ratings()
    assert caplog.records == []
    AIModel.objects.filter(pk=model.pk).update(review_count=2)
    tasks.check_ratings()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert f"model {model.pk}, review_count: 2 is kept, 1 counted" in caplog.text


@pytest.mark.django_db
def test_it_records_every_step_with_who_and_why():
    model, moderator = AIModelFactory(), UserFactory()
    review = published(model)
    moderation.hide(review.pk, moderator, Reason.PRIVATE, "It names a customer.")
    steps = ModerationAction.objects.filter(review=review).order_by("pk")
    assert [step.kind for step in steps] == ["submitted", "approved", "hidden"]
    assert (steps[2].actor, steps[2].reason, steps[2].note) == (moderator, "private", "It names a customer.")
    with pytest.raises(recording.NotNow, match="not published but hidden"):
        moderation.hide(review.pk, moderator, Reason.PRIVATE)
    with pytest.raises(recording.NotNow, match="it is approved"):
        moderation.refuse(review.newest, moderator, Reason.PRIVATE)


@pytest.mark.django_db
def test_it_lets_nobody_decide_on_their_own():
    review = sent_in(AIModelFactory())
    with pytest.raises(recording.NotNow, match="your own"):
        moderation.approve(review.newest, review.author)
    review.refresh_from_db()
    assert review.state == "waiting"


def in_a_thread(step: str, review: Review) -> None:
    try:
        take(step, review)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize(("first", "second"), [*product(["edit", "hide", "delete"], repeat=2)])
def test_it_loses_nothing_when_two_write_step_by_step(first, second):
    """The second begins while the first is in the middle of its transaction, and waits at the lock."""
    model = AIModelFactory()
    reviews = [published(model, stars) for stars in (5, 4, 3, 2, 1, 1)]
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            take(first, reviews[0])
            later = other.submit(in_a_thread, second, reviews[1])
            until(someone_waits)
            assert not later.done()
        later.result(timeout=30)
    figures_are_right(model)


def someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone()[0] > 0
