"""`manage.py load_catalog`: the catalog of files into the database, never over anything newer."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog import wording
from catalog.bundle import BUNDLED, BundleError
from catalog.bundle.editions import read_editions
from catalog.bundle.loading import load_catalog
from catalog.bundle.reading import read_catalog
from catalog.editions.proof import vocabulary


class Command(BaseCommand):
    help = "Load the catalog that comes with the project, or another folder that export_catalog wrote."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from",
            type=Path,
            default=BUNDLED,
            metavar="DIR",
            dest="folder",
            help="folder to read (default: %(default)s)",
        )

    def handle(self, *args: Any, folder: Path, verbosity: int, **options: Any) -> None:
        try:
            outcome = load_catalog(read_catalog(folder), read_editions(folder, vocabulary()))
        except BundleError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        if verbosity:
            self.stdout.write(
                f"{wording.quantity(outcome.models, 'model')} in {folder}: "
                f"{wording.quantity(outcome.written, 'row')} written, of {wording.quantity(outcome.touched, 'model')}. "
                f"{wording.quantity(outcome.editions, 'edition')} published."
            )
