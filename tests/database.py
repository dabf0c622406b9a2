"""Databases for a program that is no test, and for the tests of a whole file."""

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


@contextmanager
def a_copy(suffix: str) -> Iterator[None]:
    """The tests' database under another name, in use until the end: what is committed here, nobody else sees.

    Copies may be taken of copies. The settings name the database for every thread, a live server's too.
    """
    creation, name = connection.creation, connection.settings_dict["NAME"]
    copy = creation.get_test_db_clone_settings(suffix)["NAME"]
    creation.clone_test_db(suffix, verbosity=0)
    _turn_to(copy)
    try:
        yield
    finally:
        _turn_to(name)
        with creation._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # the stubs lack it
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


def _turn_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's has one


def allow_no_change() -> None:
    """Whoever writes from now on is told so by PostgreSQL; a copy of this database takes changes again."""
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" SET default_transaction_read_only = on')
    _turn_to(connection.settings_dict["NAME"])
