"""Erases again what had been erased, after a copy of the database from before was restored."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.management.color import no_style
from django.db import connection, transaction

from reviews import erasing
from reviews.models import Erasure, Review
from reviews.models.moderation import Reason

Line = dict[str, str]


class Command(BaseCommand):
    help = "Reads what list_erasures wrote, and erases each of these reviews that has words again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("list", type=Path, help="The file that list_erasures wrote.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            known = [_read(line) for line in csv.DictReader(options["list"].read_text().splitlines())]
        except OSError as error:
            raise CommandError(f"{options['list']} cannot be read; nothing was erased.") from error
        except (KeyError, TypeError, ValueError) as error:
            raise CommandError("That is no list of list_erasures; nothing was erased.") from error
        done = sum(_erase_again(erasure, begun_at) for erasure, begun_at in known)
        with connection.cursor() as cursor:
            # The next decision is not to be given a number that was brought along.
            for statement in connection.ops.sequence_reset_sql(no_style(), [Erasure]):
                cursor.execute(statement)
        self.stdout.write(f"{done} of {len(known)} reviews erased again; the others were, or are not in this database.")


def _read(line: Line) -> tuple[Erasure, datetime]:
    erased_at = datetime.fromisoformat(line["erased_at"])
    erasure = Erasure(
        pk=int(line["decision"]), review_id=int(line["review"]), reason=Reason(line["reason"]),
        proposed_at=erased_at, erased_at=erased_at,
    )  # fmt: skip
    return erasure, datetime.fromisoformat(line["begun_at"])


@transaction.atomic
def _erase_again(erasure: Erasure, begun_at: datetime) -> bool:
    """False where there is nothing to do. A restored database gives numbers anew: moments tell the reviews apart."""
    if not Review.objects.standing().filter(pk=erasure.review_id, created_at=begun_at).exists():
        return False
    Erasure.objects.filter(review=erasure.review_id).delete()
    if Erasure.objects.filter(pk=erasure.pk).exists():
        erasure.pk = None  # Somebody proposed another since the restore, and has its number.
    step = erasing.erase(erasure, None, erasure.erased_at or begun_at)
    step.told_at, step.untold_because = step.created_at, "Told before the database was restored."
    step.save(update_fields=["told_at", "untold_because"])
    return True
