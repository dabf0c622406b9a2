"""`make bench PART=reviews`: what publishing one review costs where a model has a million of them.

Nothing is asserted: a machine's speed is its own. Publishing is to cost under 20 ms of database time, and to run at
0.15 times the rate of a bare insert of such a row at least: both on a server that syncs its disk, as the site's own
does. What pages cost where there are many is the matter of review_lists.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

import logging  # noqa: E402 - what follows needs the settings of the line above

from django.db import connection  # noqa: E402

from catalog.models import AIModel  # noqa: E402
from config import local_services  # noqa: E402
from reviews import moderation, recounting  # noqa: E402
from reviews.models import Review, Revision  # noqa: E402
from tests.database import a_database  # noqa: E402
from tests.factories import AIModelFactory, UserFactory  # noqa: E402
from tests.reviews.making import published, sent_in  # noqa: E402

MANY = 1_000_000
ROUNDS = 100

_FILL = """
    INSERT INTO reviews_review (
        ai_model_id, state, shown_id, created_at, published_at, written_at, weight, stars, use_case, proof, said,
        helpful_yes, helpful_no, helpfulness, quality
    )
    SELECT ai_model_id, 'published', shown_id, at, at, at, round(power(1.428571428571, days / -365.25)::numeric, 12),
        star, use, 'email', ARRAY['stars:' || star, 'use:' || use, 'proof:email', 'quality:' || star],
        votes, votes / 3, votes / (votes + 20.0), star
    FROM reviews_review, generate_series(1, %s) AS number,
        LATERAL (SELECT number %% 700 AS days, number %% 5 + 1 AS star, number %% 59 AS votes,
                 (ARRAY['coding', 'chat', 'writing', 'other'])[number %% 4 + 1] AS use) AS drawn,
        LATERAL (SELECT timestamptz '2026-01-01' - days * interval '1 day' AS at) AS dated
    WHERE reviews_review.id = %s
"""
"""Former reviewers' reviews, all with the words of one: what costs is their number, not their words."""


@dataclass
class Spent:
    """Seconds that statements took, from sending to answer."""

    seconds: float = 0.0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        begun = perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.seconds += perf_counter() - begun


@contextmanager
def database_time() -> Iterator[Spent]:
    with connection.execute_wrapper(spent := Spent()):
        yield spent


def a_model_with(count: int) -> AIModel:
    """With so many published reviews, its figures counted from them."""
    model = AIModelFactory(slug=f"of-{count}")
    first = published(model, 4)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(_FILL, [count - 1, first.pk])
        recounting.recount(model.pk)
        cursor.execute("VACUUM ANALYZE reviews_review")
    return model


def rates(count: int) -> Iterator[str]:
    model, moderator = a_model_with(count), UserFactory()
    # Of three stars: a hundred newcomers with five would be held as a burst.
    waiting = [sent_in(model, 3, pros=["Fast", "Cheap"], cons=["Terse"], quality=4, speed=5) for _ in range(ROUNDS)]
    revisions = list(Revision.objects.filter(review__in=waiting))
    publishing, in_database = [], []
    for revision in revisions:
        with database_time() as spent:
            begun = perf_counter()
            moderation.approve(revision, moderator)
            publishing.append(perf_counter() - begun)
        in_database.append(spent.seconds)
    with database_time() as bare:
        inserting = list(_insert_bare(Review.objects.get(pk=waiting[0].pk)))
    share, in_all = bare.seconds / sum(in_database), median(inserting) / median(publishing)
    yield f"{count:,} reviews: publishing one {median(in_database) * 1000:.1f} ms of database time (20 asked at most)"
    yield f"  {share:.2f} times the rate of a bare insert by the database's time (0.15 asked at least)"
    yield f"  {in_all:.2f} times with Python's part: {median(publishing) * 1000:.1f} ms"
    yield f"  against {median(inserting) * 1000:.1f} ms"


def _insert_bare(like: Review) -> Iterator[float]:
    """What one row like this takes to be written, with nothing around it."""
    for _ in range(ROUNDS):
        like.pk, like.author, like._state.adding = None, None, True
        begun = perf_counter()
        like.save(force_insert=True)
        yield perf_counter() - begun


def main() -> None:
    logging.disable(logging.ERROR)
    with local_services.held(), a_database():
        for line in rates(MANY):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
