"""`make bench PART=rankings`: what ranking 10,000 models costs against 1,000, and what a page of 500 weighs.

Nothing is asserted: a machine's speed is its own. A ranking or a scatter of 500 is to be drawn in 30 ms of Python
and to weigh 25 KB compressed at most. Measured is the whole answer that holds it, its queries and their objects
included, and of the scatter the drawing by itself as well.
"""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from random import Random
from time import perf_counter, process_time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

import logging  # noqa: E402 - what follows needs the settings of the line above

from django.db import connection  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from catalog import charts  # noqa: E402
from catalog.blending import Blend  # noqa: E402
from catalog.models import AIModel, Creator, Measurement, Metric, ModelClass, Source  # noqa: E402
from catalog.ranking import Contender  # noqa: E402
from catalog.rankings import cohort_of  # noqa: E402
from catalog.rankings.cohorts import members  # noqa: E402
from catalog.rankings.figures import measured_figure, stated_figure  # noqa: E402
from catalog.rankings.weighing import Weighing  # noqa: E402
from config import local_services  # noqa: E402
from tests.bench.charts import bundled_models  # noqa: E402
from tests.database import a_database  # noqa: E402
from tests.factories import OBSERVED  # noqa: E402

SIZES = (1_000, 10_000)
ON_A_PAGE = 500
ROUNDS = 15
CREATORS = 60
RANKING = "/rankings/text/{}/?_part=results"
PARTS = {
    "ranking by output price": RANKING.format("output-price"),
    "ranking by intelligence": RANKING.format("intelligence-index"),
    "price against intelligence": RANKING.format("price-and-intelligence"),
}


def fill(size: int) -> None:
    """A class of so many models with real names, prices over four decades and scores, among a tenth of each other."""
    random, names = Random(1), [name for _, name in bundled_models()]
    creators = Creator.objects.bulk_create(Creator(slug=f"maker-{n}", name=f"Maker {n}") for n in range(CREATORS))
    text, *others = sorted(ModelClass.objects.all(), key=lambda one: one.slug != "text")
    models = []
    for one, count in ((text, size), *((other, size // 10) for other in others)):
        for number in range(count):
            exponent = random.uniform(-8, -4.3)
            score = Decimal(min(75, max(2, 20 + (exponent + 8) * 11 + random.gauss(0, 12)))).quantize(Decimal("0.01"))
            price = (Decimal(10) ** Decimal(f"{exponent:.4f}")).quantize(Decimal("1e-12"))
            models.append(
                AIModel(
                    creator=creators[number % CREATORS], slug=f"{one.slug}-{number}", model_class=one,
                    name=names[number % len(names)], context_window=2**random.randrange(12, 21),
                    price_state="published", input_price=price / 4, output_price=price, intelligence_index=score,
                )
            )  # fmt: skip
    AIModel.objects.bulk_create(models, batch_size=1_000)
    metric, source = Metric.objects.get(slug="intelligence-index"), Source.objects.get(slug="artificial-analysis")
    Measurement.objects.bulk_create(
        Measurement(
            ai_model=model, metric=metric, source=source, value=model.intelligence_index - lower, unit=metric.unit,
            configuration=effort, measured_at=OBSERVED, confirmed_at=OBSERVED,
        )
        for model in models if model.model_class == text
        for lower, effort in ((0, "high"), (9, "low"))
    )  # fmt: skip
    with connection.cursor() as cursor:
        # Twice, as time would: what somebody may still be looking at is left to the next one.
        for _ in range(2):
            cursor.execute("VACUUM (FREEZE, ANALYZE)")


def milliseconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """The best of several rounds: what the work costs when nothing else is in the way."""
    found = []
    for _ in range(ROUNDS):
        begun = clock()
        work()
        found.append(clock() - begun)
    return min(found) * 1000


def plan(text: ModelClass) -> str:
    """How the database answers the one query, as it says itself."""
    rows = AIModel.objects.cohort(text).order_by().values_list("pk", "name", "price_state", "output_price")
    return rows.explain(analyze=True).splitlines()[0].split("  (")[0]


def at_size(size: int) -> Iterator[str]:
    fill(size)
    text, figure = ModelClass.objects.get(slug="text"), stated_figure("output-price")
    with CaptureQueriesContext(connection) as asked:
        cohort = cohort_of(text, figure)
    query = milliseconds(partial(members, text, figure.column), perf_counter)
    whole = milliseconds(partial(cohort_of, text, figure), perf_counter)
    of_models = sum("catalog_aimodel" in one["sql"] for one in asked)
    yield f"{cohort.ranking.of:,} models: {of_models} query for them, {plan(text)}"
    yield f"  {query:6.1f} ms to read them, {whole:6.1f} ms with the ranking"


def on_a_page() -> Iterator[str]:
    fill(ON_A_PAGE)
    client = Client(SERVER_NAME="localhost")
    for name, address in PARTS.items():
        answer = client.get(address)
        if answer.status_code != HTTPStatus.OK:
            raise SystemExit(f"{address}: {answer.status_code}")
        spent = milliseconds(partial(client.get, address), process_time)
        weight = len(gzip.compress(answer.content, 6)) / 1024
        yield f"{ON_A_PAGE} models, {name:<26} {spent:5.1f} ms of Python, {weight:4.1f} KB compressed"
    figure = measured_figure(Metric.objects.get(slug="intelligence-index"))
    weighing = Weighing(ModelClass.objects.get(slug="text"), figure, Blend())
    spent = milliseconds(partial(draw, weighing.contenders), process_time)
    yield f"{ON_A_PAGE} models, of this the drawing         {spent:5.1f} ms of Python"


def draw(contenders: list[Contender]) -> str:
    return render_to_string("charts/_scatter.html", {"chart": charts.scatter(contenders), "addresses": {}})


def main() -> None:
    logging.disable(logging.ERROR)
    with local_services.held(durable=False):
        benches: list[Callable[[], Iterator[str]]] = [*(partial(at_size, size) for size in SIZES), on_a_page]
        for bench in benches:
            with a_database():
                for line in bench():
                    sys.stdout.write(f"{line}\n")
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
