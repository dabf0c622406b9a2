"""manage.py sync openrouter [--dry-run] [--observed-at 2026-05-15]"""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalog.models import SyncRun
from catalog.sync.run import NotNow, WrongMoment, run_sync
from catalog.sync.sources import SOURCES


class Command(BaseCommand):
    help = "Visits a source of facts and prices, and writes what it says into the catalog."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", choices=sorted(SOURCES))
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
        parser.add_argument(
            "--observed-at",
            metavar="MOMENT",
            help="when a recording was made: 2026-05-15, or 2026-05-15T08:00Z with the hour",
        )

    def handle(self, *args: Any, source: str, dry_run: bool, observed_at: str | None, **options: Any) -> None:
        try:
            run = run_sync(source, observed_at=_moment(observed_at), dry_run=dry_run)
        except WrongMoment as error:
            raise CommandError(str(error)) from None
        except NotNow as reason:
            raise CommandError(f"{source} was not read: {reason}.") from None
        if run.outcome == SyncRun.Outcome.FAILED:
            raise CommandError(f"{run.source.name} could not be read, and the catalog is unchanged: {run.error}.")
        for line in _report(run, dry_run=dry_run):
            self.stdout.write(line)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no moment: write 2026-05-15 or 2026-05-15T08:00Z.") from None
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)


def _report(run: SyncRun, *, dry_run: bool) -> Iterator[str]:
    would = "would be " if dry_run else ""
    moment = f"{run.source.name}, as of {run.observed_at:%d %b %Y %H:%M} UTC"
    if run.http_status == HTTPStatus.NOT_MODIFIED:
        yield f"{moment}: nothing has changed since the last visit."
        return
    yield f"{moment}: {run.read:,} records read."
    yield f"Models {would}changed: {run.changed:,}, of which new: {run.created:,}. Unchanged: {run.unchanged:,}."
    yield f"Changes {would}held: {run.held:,}. Records set aside: {run.set_aside:,}."
    if run.unknown_keys:
        yield f"Keys that we do not read: {', '.join(f'{key} ({n:,})' for key, n in run.unknown_keys.items())}."
    if dry_run:
        yield from map(_change, run.details)
        yield "This was a dry run: nothing was written."


def _change(line: dict[str, Any]) -> str:
    if "more" in line:
        return f"  and {line['more']:,} more"
    return f"  {line['model']}: {line['field']}: {line['before'] or 'none'} -> {line['after'] or 'none'}"
