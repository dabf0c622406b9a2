"""Several who send at the same moment: in threads, each with a connection of its own, on committed rows."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from reviews import writing
from reviews.models import ModerationAction, Review
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.making import words

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TIMES = 8


def at_once(act: Callable[[Any], None], subjects: Iterable[Any]) -> None:
    """Begins with all of them at the same moment. Raises what any of them raised."""
    subjects = list(subjects)
    ready = Barrier(len(subjects))

    def begin(subject: Any) -> None:
        try:
            ready.wait(10)
            act(subject)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(subjects)) as threads:
        list(threads.map(begin, subjects))


def test_it_keeps_one_review_of_one_person_with_all_they_sent():
    author, model = UserFactory(), AIModelFactory()
    at_once(lambda stars: writing.submit(author, model, words(stars=stars)), [1, 2, 3, 4, 5, 1, 2, 3])
    review = Review.objects.get()
    assert [one.number for one in review.revisions.all()] == list(range(1, TIMES + 1))
    assert sorted(one.state for one in review.revisions.all()) == ["replaced"] * (TIMES - 1) + ["waiting"]
    assert review.newest.state == "waiting"
    assert review.stars == review.newest.stars
    assert ModerationAction.objects.filter(kind="submitted").count() == TIMES


def test_it_takes_reviews_of_one_model_by_several_people_at_once():
    model = AIModelFactory()
    at_once(lambda author: writing.submit(author, model, words()), [UserFactory() for _ in range(TIMES)])
    assert Review.objects.filter(ai_model=model, state="waiting").count() == TIMES
