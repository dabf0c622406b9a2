"""Who changed what, and when, of the rows that editors own. What machines write is not kept a second time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from catalog.wording import with_plain_breaks

FIRST = "As it was before anybody at the desk changed it"
FIRST_WITH_LISTS = "As it was before this change, with its lists: no version had held them"


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
        if before is not None and not self.kept(versions.filter(**{instance._meta.pk.attname: instance.pk})).exists():
            self.keep_first(versions, before)

    def kept(self, versions: models.QuerySet) -> models.QuerySet:
        """Those of a row's versions that hold all that there is to keep of it."""
        return versions

    def keep_first(self, versions: Any, before: Any, **beside: Any) -> None:
        before._history_user = None  # nobody at the desk
        versions.bulk_history_create([before], update=True, default_change_reason=FIRST, custom_historical_attrs=beside)

    def create_historical_record(self, instance: models.Model, history_type: str, using: str | None = None) -> None:
        if self.get_history_user(instance) is not None:
            super().create_historical_record(instance, history_type, using=using)


LISTS = {
    "items": ("kind", "position", "title", "text", "evidence", "on"),
    "sources": ("key", "title", "url", "read_on"),
    "claims": ("sentence", "kind", "subject", "limit"),
}
"""What an edition says in rows of its own, by the name of the relation; what else those rows hold, machines found."""

Lists = dict[str, list[dict[str, Any]]]


def lists_of(edition: Any) -> Lists:
    """An edition's lists as they are kept in a version: texts, numbers, days as 2025-10-16. Three queries."""
    if edition.pk is None:
        return {name: [] for name in LISTS}
    return {
        name: [{field: _plain(getattr(row, field)) for field in fields} for row in getattr(edition, name).all()]
        for name, fields in LISTS.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return with_plain_breaks(value)
    return "" if value is None else value


class EditionsHistory(EditorsHistory):
    """Versions that hold the lists of an edition beside its words, in `lists`; None in those of before they did.

    A version holds the lists as they are when it is written. Whoever writes the lists after the edition itself does so
    between begin() and end(), so that one saving is one version.
    """

    def get_extra_fields(self, model: type[models.Model], fields: Any) -> dict[str, Any]:
        return {**super().get_extra_fields(model, fields), "lists": models.JSONField(null=True)}

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if sender is self.cls:
            versions = getattr(sender, self.manager_name).model
            pre_create_historical_record.connect(self.add_lists, sender=versions, weak=False)

    def add_lists(self, instance: Any, history_instance: Any, **kwargs: Any) -> None:
        history_instance.lists = instance.__dict__.pop("lists_gone", None) or lists_of(instance)

    def pre_delete(self, instance: Any, **kwargs: Any) -> None:
        """The lists go before their edition does."""
        super().pre_delete(instance, **kwargs)
        instance.lists_gone = lists_of(instance)

    def kept(self, versions: models.QuerySet) -> models.QuerySet:
        return versions.filter(lists__isnull=False)

    def keep_first(self, versions: Any, before: Any, **beside: Any) -> None:
        if versions.filter(**{before._meta.pk.attname: before.pk}).exists():
            before._change_reason = FIRST_WITH_LISTS
        super().keep_first(versions, before, lists=lists_of(before), **beside)

    def begin(self, edition: Any) -> None:
        """No saving of this edition makes a version, until end() makes one of them all."""
        edition.is_new_version = edition._state.adding
        self.keep_what_was_there(edition)
        edition.skip_history_when_saving = True

    def end(self, edition: Any) -> None:
        del edition.skip_history_when_saving
        self.create_historical_record(edition, "+" if edition.is_new_version else "~")
