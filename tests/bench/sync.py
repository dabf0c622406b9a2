"""`make bench`: what a visit to OpenRouter's list costs, beside a plain COPY of the rows that it stands for.

Nothing is asserted: a machine's speed is its own, the ratios are ours.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

import logging  # noqa: E402 - what follows needs the settings of the line above

from django.db import connection, transaction  # noqa: E402

from catalog.models import AIModel, Alias, Claim, Offer, PriceRow, PriceSheet  # noqa: E402
from config import local_services  # noqa: E402
from tests.database import a_database  # noqa: E402
from tests.upstream import FIRST_DAY, model_list, sync  # noqa: E402

SIZES = (1_000, 10_000)
TABLES = [model._meta.db_table for model in (AIModel, Alias, Offer, Claim, PriceSheet, PriceRow)]
CHANGED_PERCENTS = (2, 5)


@dataclass
class Cost:
    """Seconds of one visit, as the clock on the wall has it and within the database alone, and its statements."""

    total: float = 0.0
    database: float = 0.0
    statements: int = 0


def listing(size: int, moved: int = 0) -> dict[str, Any]:
    """A list of so many models with three prices each, the first `moved` of them a quarter dearer."""
    template = model_list()["data"][0]
    rows = []
    for number in range(size):
        prompt = f"{1000 + number % 900 + (300 if number < moved else 0)}e-9"
        pricing = {"prompt": prompt, "completion": "0.000004", "input_cache_read": "0.0000001"}
        name = f"maker-{number % 60}/model-{number}"
        rows.append({**template, "id": name, "canonical_slug": name, "name": f"Maker: {number}", "pricing": pricing})
    return {"data": rows}


def visited(answer: bytes, moment: datetime) -> Cost:
    cost = Cost()

    def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            cost.database += perf_counter() - begun
            cost.statements += 1

    begun = perf_counter()
    with connection.execute_wrapper(timed):
        sync(answer, moment, seconds=3600)
    cost.total = perf_counter() - begun
    return cost


def plain_copy() -> float:
    """Seconds to COPY the rows that the list has become into empty tables with the same indexes and constraints."""
    with transaction.atomic(), connection.cursor() as cursor:
        rows = {}
        for table in TABLES:
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as out:
                rows[table] = b"".join(out)
            cursor.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
        begun = perf_counter()
        for table, data in rows.items():
            with cursor.copy(f"COPY bench_{table} FROM STDIN (FORMAT binary)") as into:
                into.write(data)
        seconds = perf_counter() - begun
        transaction.set_rollback(True)
    return seconds


def forget_the_peak() -> None:
    """Linux alone can; elsewhere the peak is that of all visits so far."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_mib() -> float:
    """The most memory that this process had in hand since forget_the_peak()."""
    with suppress(OSError):
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(size: int) -> Iterator[str]:
    visits = {
        "first run": 0,
        "unchanged": 0,
        **{f"{percent}% changed": size * percent // 100 for percent in CHANGED_PERCENTS},
    }
    costs = {}
    for hour, (name, moved) in enumerate(visits.items()):
        # One list at a time: the memory is to be that of the visit, not that of the bench.
        answer = json.dumps(listing(size, moved)).encode()
        forget_the_peak()
        costs[name] = visited(answer, FIRST_DAY + timedelta(hours=hour)), peak_mib()
    copy = plain_copy()
    yield f"{size:,} models; a plain COPY of their rows: {copy:.2f} s"
    for name, (cost, memory) in costs.items():
        yield (
            f"  {name:<11} {cost.total:6.2f} s ({cost.total / copy:4.1f} times COPY), "
            f"in the database {cost.database:6.2f} s ({cost.database / copy:4.1f} times), "
            f"{cost.statements:,} statements, peak {memory:,.0f} MiB"
        )


def main() -> None:
    logging.disable(logging.ERROR)  # The moments are of the past: every source would be late.
    with local_services.held(durable=False):
        for size in SIZES:
            with a_database():
                for line in report(size):
                    sys.stdout.write(f"{line}\n")
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
