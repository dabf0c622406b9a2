"""Stopping another process in the middle of its work: by holding a row that it needs."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TypeVar

import psycopg

Answer = TypeVar("Answer")


@contextmanager
def a_model_locked(database_url: str, slug: str) -> Iterator[psycopg.Connection]:
    """Whoever resolves this model waits, having written its claims and prices, until the block ends."""
    with psycopg.connect(database_url) as blocker:
        blocker.execute("SELECT 1 FROM catalog_aimodel WHERE slug = %s FOR NO KEY UPDATE", [slug])
        yield blocker
        if not blocker.broken:
            blocker.rollback()


def waiting_backend(blocker: psycopg.Connection) -> int | None:
    """The server process that waits for the blocker's."""
    row = blocker.execute(
        "SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    ).fetchone()
    return row[0] if row else None


def until(found: Callable[[], Answer], process: subprocess.Popen[bytes] | None = None) -> Answer:
    """Asks until there is an answer, for half a minute at most."""
    end = monotonic() + 30
    while monotonic() < end:
        if answer := found():
            return answer
        assert process is None or process.poll() is None, "the process ended before its time"
    raise AssertionError("waited in vain")
