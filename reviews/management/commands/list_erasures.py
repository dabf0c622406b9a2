"""Lists the erasures, to be kept beside the copies of the database: `manage.py reapply_erasures` reads it."""

from __future__ import annotations

import csv
from typing import Any

from django.core.management.base import BaseCommand

from reviews.models import Erasure

COLUMNS = ("decision", "review", "begun_at", "reason", "erased_at")


class Command(BaseCommand):
    help = "Writes every erasure as a line of CSV: numbers and moments, no words and no names."

    def handle(self, *args: Any, **options: Any) -> None:
        lines = csv.writer(self.stdout)
        lines.writerow(COLUMNS)
        for one in Erasure.objects.filter(erased_at__isnull=False).select_related("review").order_by("pk"):
            moments = one.review.created_at.isoformat(), one.reason, one.erased_at.isoformat() if one.erased_at else ""
            lines.writerow((one.pk, one.review_id, *moments))
