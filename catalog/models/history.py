"""Who changed what, and when, of the rows that editors own. What machines write is not kept a second time."""

from __future__ import annotations

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

FIRST = "As it was before anybody at the desk changed it"


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

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if sender is self.cls:
            # As the library listens for what has been saved; no method of a row's own is passed by every form.
            models.signals.pre_save.connect(self.keep_what_was_there, sender=sender, weak=False)

    def keep_what_was_there(self, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
        """Before the first change by a person, the row as a machine wrote it: else there would be no way back to it."""
        if raw or instance.pk is None or self.get_history_user(instance) is None:
            return
        versions = getattr(type(instance), self.manager_name)
        before = type(instance)._base_manager.filter(pk=instance.pk).first()
        if before is not None and not versions.filter(**{instance._meta.pk.attname: instance.pk}).exists():
            before._history_user = None  # type: ignore[attr-defined]  # nobody at the desk
            versions.bulk_history_create([before], update=True, default_change_reason=FIRST)

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        if self.get_history_user(instance) is not None:
            super().create_historical_record(instance, history_type, using=using)
