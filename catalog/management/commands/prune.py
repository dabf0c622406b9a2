"""manage.py prune [--days 90]"""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts import desk
from catalog import wording
from catalog.models import SetAsideRecord, SyncRun

KEPT_DAYS = 90


class Command(BaseCommand):
    help = (
        "Drops what old runs noted of their work, and who came into the admin over a year ago. The runs themselves and "
        "all history of facts and prices stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=KEPT_DAYS, help="keep those of so many days (default: 90)")

    def handle(self, *args: Any, days: int, verbosity: int, **options: Any) -> None:
        if days < 1:
            raise CommandError("Keep at least one day.")
        # Since when the row exists: a replayed recording was observed long before it was read.
        old = SyncRun.objects.filter(started_at__lt=timezone.now() - timedelta(days=days))
        with transaction.atomic():
            records, _ = SetAsideRecord.objects.filter(run__in=old).delete()
            runs = old.exclude(details=[]).update(details=[])
            desk.forget_old()
        if verbosity:
            told = f"{wording.quantity(runs, 'run')} older than {wording.quantity(days, 'day')}"
            self.stdout.write(f"Details dropped of {told}, and {wording.quantity(records, 'record')} set aside.")
