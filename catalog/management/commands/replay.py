"""manage.py replay recordings/"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.models import SyncRun
from catalog.sync.replay import NotReplayable, recordings, replay


class Command(BaseCommand):
    help = (
        "Reads recorded answers of OpenRouter's list, one file a day (2026-05-15.json), oldest first, each with its "
        "day as the moment of observation. Into a database that holds nothing newer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        failed = 0
        try:
            for run in replay(recordings(folder)):
                self.stdout.write(_line(run))
                failed += run.outcome == SyncRun.Outcome.FAILED
        except NotReplayable as error:
            raise CommandError(str(error)) from None
        if failed:
            raise CommandError(f"{failed:,} of the recordings changed nothing: see above.")


def _line(run: SyncRun) -> str:
    day = f"{run.observed_at:%d %b %Y}"
    if run.outcome == SyncRun.Outcome.FAILED:
        return f"{day}: failed: {run.error}"
    return f"{day}: {run.read:,} read, {run.changed:,} changed, {run.held:,} held, {run.set_aside:,} set aside"
