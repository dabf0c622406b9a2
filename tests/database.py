"""A database for a program that is no test."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def a_database() -> Iterator[None]:
    """An empty one with the whole schema, gone at the end. The servers must be held."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
