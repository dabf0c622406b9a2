"""One writer a source: runs, and editors who decide what a run has held, keep out of each other's way."""

from django.db import connection

LOCKS = 0x5F9C
"""The first half of our advisory locks' keys; the second is the source's id."""


def is_ours(source_id: int) -> bool:
    """Takes the source's lock until the end of the transaction, however it comes; False when another holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCKS, source_id])
        (is_free,) = cursor.fetchone()
        return is_free
