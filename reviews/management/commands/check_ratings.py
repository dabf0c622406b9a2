"""manage.py check_ratings [--repair]"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog import wording
from reviews import recounting


class Command(BaseCommand):
    help = "Counts ratings, tallies and helpful votes anew from their rows and names every difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="write what was counted in place of what is kept")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        found = recounting.differences()
        for difference in found:
            self.stderr.write(str(difference))
        told = wording.quantity(len(found), "figure")
        if not found:
            self.stdout.write("Every rating and tally is what the reviews and votes add up to.")
        elif repair:
            for model_id in sorted({difference.model_id for difference in found}):
                recounting.repair(model_id)
            self.stdout.write(f"{told} written anew.")
        else:
            raise CommandError(f"{told} not what the reviews add up to: see above; --repair writes them anew.")
