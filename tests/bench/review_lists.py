"""`make bench PART=review_lists`: how long pages of reviews take on a model that has very many.

Milliseconds to render, without the page cache: the median and the slowest of several; beside a model that has ten.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.core.cache import cache  # noqa: E402 - this needs the settings of above
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from config import local_services  # noqa: E402
from reviews.models import Review  # noqa: E402
from tests.database import a_database  # noqa: E402
from tests.factories import AIModelFactory  # noqa: E402
from tests.markdown import head, row  # noqa: E402
from tests.reviews.bulk import many_reviews  # noqa: E402

MANY, FEW = 100_000, 10
TIMES = 7
COLUMNS = ("page", f"{FEW} reviews, ms", f"{MANY:,} reviews, median", "slowest", "queries")


def main() -> None:
    with local_services.held(durable=False), a_database():
        few, many = AIModelFactory(slug="few"), AIModelFactory(slug="many")
        many_reviews(few, FEW)
        many_reviews(many, MANY)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        lines = [line(name, query) for name, query in pages()]
    sys.stdout.write("\n".join([head(*COLUMNS), *lines, ""]))


def pages() -> Iterator[tuple[str, str]]:
    """What is asked for below a model's address, by what it is."""
    found = Review.objects.filter(ai_model__slug="many")
    middle, last = found.order_by("-written_at")[MANY // 2], found.order_by("written_at")[1]
    yield "the model's own page", ""
    yield "first of the list", "reviews/?"
    for sort in ("newest", "helpful", "highest", "lowest"):
        yield f"by {sort}, far behind", f"reviews/?sort={sort}&after={middle.pk}"
    yield "the last of them", f"reviews/?sort=newest&after={last.pk}"
    yield "verified ones", "reviews/?proof=verified"
    yield "by one use", "reviews/?use=coding"
    yield "two filters", "reviews/?stars=3&use=video"
    yield "four filters", "reviews/?stars=1&use=coding&proof=use&through=north"


def line(name: str, query: str) -> str:
    few, _ = asked(f"/models/openai/few/{query}")
    times, queries = asked(f"/models/openai/many/{query}")
    return row([name, f"{statistics.median(few):.0f}", f"{statistics.median(times):.0f}", f"{max(times):.0f}", queries])


def asked(address: str) -> tuple[list[float], str]:
    client, times = Client(SERVER_NAME="localhost"), []
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
        number = len(queries)
    assert answer.status_code == 200, address
    for _ in range(TIMES):
        cache.clear()
        begin = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - begin) * 1000)
    return times, str(number)


if __name__ == "__main__":
    main()
