"""Something that happens right between two statements, as another process would do it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def just_before(statement: str, act: Callable[[], Any]) -> Iterator[None]:
    """Has something happen, once, right before the first statement that holds this text."""
    done: list[bool] = []

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        if statement in sql and not done:
            done.append(True)
            act()
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield
    assert done, "It never came to that."
