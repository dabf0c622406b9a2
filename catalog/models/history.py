"""Who changed what, and when, of the rows that editors own. What machines write is not kept a second time."""

from __future__ import annotations

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords


class EditorsHistory(HistoricalRecords):
    """Every version that a person saved at the desk; many at once by the library's own bulk calls.

    A sync, a task or a command saves without a person, and keeps its own account: runs, claims and their dates.
    """

    def __init__(self, **options: Any) -> None:
        reason = models.CharField(max_length=400, null=True)
        super().__init__(history_change_reason_field=reason, **options)

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        # Whoever may see or change a row may see its versions or bring one back: no rights of their own.
        return {**super().get_meta_options(model), "default_permissions": ()}

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        if self.get_history_user(instance) is not None:
            super().create_historical_record(instance, history_type, using=using)
