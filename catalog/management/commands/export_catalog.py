"""`manage.py export_catalog`: the database's catalog as the files that come with the project."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone
from pydantic import ValidationError

from catalog import wording
from catalog.bundle import BUNDLED, writing


@contextmanager
def one_state_of_the_database() -> Iterator[None]:
    """What others commit meanwhile is not seen. Within a transaction of the caller's, that one decides."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


class Command(BaseCommand):
    help = "Write the catalog's facts and prices, with sources and dates, as files that load_catalog reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", type=Path, default=BUNDLED, metavar="DIR", help="folder to write (default: %(default)s)"
        )

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        with one_state_of_the_database():
            left_out = writing.figures_left_out()
            try:
                files = writing.catalog_files(timezone.now().date())
            except ValidationError as error:
                raise CommandError(f"A row of the database cannot be written: {error}") from error
        changed = writing.write_catalog(to, files)
        self.stdout.write(f"{wording.quantity(len(files), 'file')} in {to}, {len(changed)} of them changed.")
        for metric, figures in left_out.items():
            if figures:
                amount = wording.quantity(figures, "figure")
                self.stdout.write(f"Left out: {metric.name}, {amount}; {metric.source}'s terms forbid passing it on.")
