"""How the tests are spread over three processes, each with servers, a database and a browser of its own.

Files are handed out whole, since their tests may share what the first of them made. tests/services counts as one
file: its tests meet on the servers of the machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling

PROCESSES = 3
ON_THE_SERVERS_OF_THE_MACHINE = "tests/services/"
SLOWEST = (
    "tests/browser/test_walk.py",
    ON_THE_SERVERS_OF_THE_MACHINE,
    "tests/test_up.py",
    "tests/browser/test_desk_walk.py",
)
"""Handed out first: of what comes last, one process would do alone what the other need not wait for."""


class InTurn(LoadFileScheduling):
    """xdist's own, in the order of the collection instead of the file with most tests first."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(ON_THE_SERVERS_OF_THE_MACHINE):
            return ON_THE_SERVERS_OF_THE_MACHINE
        return super()._split_scope(nodeid)


def processes_for(config: pytest.Config) -> int:
    """All for whole folders; none beside this one for a selection, which is done before another has its servers."""
    option = config.option
    selects = option.keyword or option.markexpr or option.lf or option.stepwise
    return 0 if selects or not all(Path(given).is_dir() for given in config.args) else PROCESSES


def bring_in_turn(items: list[pytest.Item]) -> None:
    """Sort a collection: the slowest files first."""
    places = {start: place for place, start in enumerate(SLOWEST)}
    items.sort(
        key=lambda item: next((places[start] for start in SLOWEST if item.nodeid.startswith(start)), len(SLOWEST))
    )


def commits(item: pytest.Item) -> bool:
    """Whether a test commits its rows, so that all tables are emptied after it."""
    marker = item.get_closest_marker("django_db")
    fixtures = getattr(item, "fixturenames", ())
    return bool((marker and marker.kwargs.get("transaction")) or "transactional_db" in fixtures)


def bring_back_rows_of_migrations(blocker: DjangoDbBlocker) -> None:
    """Put what migrations had written into the emptied tables again."""
    rows = getattr(connection, "_test_serialized_contents", "")  # Set by Django's test runner.
    assert rows, "a test that commits its rows needs serialized_rollback=True beside transaction=True"
    with blocker.unblock():
        connection.creation.deserialize_db_from_string(rows)
        connection.close()
