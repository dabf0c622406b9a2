"""What drawing costs: milliseconds of Python and compressed kilobytes of a scatter and a ranking of 500 models.

`python -m tests.bench.charts`. Nothing is asserted: a machine's speed is its own.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from time import process_time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.template.loader import render_to_string  # noqa: E402 - what follows needs the settings of the line above

from catalog import charts, wording  # noqa: E402
from catalog.ranking import Contender, Entry, everyone, rank  # noqa: E402

SIZES = (60, 500)
ROUNDS = 15
BUNDLED = Path(__file__).resolve().parents[2] / "catalog" / "data" / "creators"


def bundled_models() -> Iterator[tuple[str, str]]:
    """Address and name of the models in the bundled catalog: real names compress as real names do."""
    for path in sorted(BUNDLED.glob("*.jsonl")):
        for line in path.read_text().splitlines():
            row = json.loads(line)
            if "model" in row:
                yield f"/models/{path.stem}/{row['model']}/", row["name"]


def contenders(size: int) -> tuple[list[Contender], dict[str, str]]:
    """Models priced over four decades, the dearer the better, give or take; and the addresses of their pages."""
    random, models = Random(1), list(bundled_models())[:size]
    found = []
    for number, (_, name) in enumerate(models):
        exponent = random.uniform(-8, -4.3)
        score = min(75, max(2, 20 + (exponent + 8) * 11 + random.gauss(0, 12)))
        price = Decimal(10) ** Decimal(f"{exponent:.4f}")
        found.append(Contender(str(number), name, round(price, 12), Decimal(f"{score:.1f}")))
    return found, {str(number): address for number, (address, _) in enumerate(models)}


def draw_scatter(entered: list[Contender], addresses: dict[str, str]) -> str:
    chart = charts.scatter(entered, "31")
    titles = {"price_title": "US dollars per 1M tokens, logarithmic", "score_title": "Intelligence index"}
    return render_to_string("charts/_scatter.html", {"chart": chart, "addresses": addresses, **titles})


def draw_ranking(entered: list[Contender], addresses: dict[str, str]) -> str:
    ranking = rank([Entry(one.key, one.name, one.price) for one in entered], higher_is_better=False)
    chart = charts.bar_chart(everyone(ranking), "31", shown=wording.price)
    return render_to_string("charts/_bars.html", {"chart": chart, "addresses": addresses, "id": "output-price"})


def milliseconds(work: Callable[[], object]) -> float:
    """The best of some rounds, after one that fills the caches: what others do on the machine is not ours."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        begun = process_time()
        work()
        rounds.append(process_time() - begun)
    return min(rounds) * 1000


def main() -> None:
    for size in SIZES:
        entered, addresses = contenders(size)
        for name, draw in (("scatter", draw_scatter), ("ranking", draw_ranking)):
            kilobytes = len(gzip.compress(draw(entered, addresses).encode(), 6)) / 1024
            spent = milliseconds(partial(draw, entered, addresses))
            sys.stdout.write(f"{name} of {size}: {spent:5.1f} ms of Python, {kilobytes:5.1f} KB compressed\n")


if __name__ == "__main__":
    main()
