"""The versions of an edition: its words and lists beside those of another moment, and the way back to them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from simple_history.models import to_historic

from catalog.admin.deleted import DeletedRowsAdmin
from catalog.admin.editions import doors
from catalog.admin.renewal import hold_models
from catalog.editing import drafts, versions
from catalog.editing.comparing import Part, Words, compare
from catalog.models import AIModel, Edition
from catalog.models.editorial import VERSIONS
from catalog.models.history import lists_of

OF_AN_EDITION = ("ai_model", "status", "author", "created_at", "published_at")


class EditionVersionsAdmin(DeletedRowsAdmin):
    bring_back = drafts.WORDS
    version_template = "admin/catalog/edition/version.html"

    def fields_shown(self) -> list[Any]:
        # The words stand below, paragraph by paragraph.
        return [field for field in super().fields_shown() if field.name in OF_AN_EDITION]

    def beside_the_fields(self, version: Any, other: Any, row: Any) -> dict[str, Any]:
        return {"parts": parts_between(version, other or row), "has_lists": version.lists is not None}

    def set_history_delta_changes(self, request: HttpRequest, historical_records: Any, **options: Any) -> None:
        """Of the words by the library; of the lists, which of them are others than in the version before."""
        super().set_history_delta_changes(request, historical_records, **options)
        for later, earlier in pairwise(historical_records):
            later.lists_changed = lists_changed(earlier, later)

    def may_bring_back(self, request: HttpRequest, row: Edition) -> bool:
        return row.is_being_written and super().may_bring_back(request, row)

    def would_change(self, version: Any, row: Edition) -> bool:
        differs = version.lists is not None and version.lists != lists_of(row)
        return differs or super().would_change(version, row)

    def held(self, pk: Any) -> Edition:
        return Edition.objects.held(pk)

    def restore(self, request: HttpRequest, row: Edition, old: Edition, reason: str) -> None:
        """The words by the form, and the lists where the version holds them; both are one version."""
        if not row.is_being_written:
            raise ValidationError(f"It is {row.get_status_display().lower()} by now: its words stand.")
        super().restore(request, row, old, reason)
        if (lists := to_historic(old).lists) is not None:
            versions.write_lists(row, lists)
        row.note_saving(doors.person(request), timezone.now())
        VERSIONS.end(row)

    def revive(self, request: HttpRequest, row: Edition, version: Any) -> None:
        """As a draft, with its lists, begun when it was begun; in no form that was opened before it was deleted."""
        hold_models(AIModel.objects.filter(pk=row.ai_model_id))
        row.status, row.published_at, begun = Edition.Status.DRAFT, None, row.created_at
        row.saved_at, row.saved_by = timezone.now(), doors.person(request)
        # One from before versions held the lists knows not whether somebody went over it or how often it was saved.
        row.is_generated = row.is_generated or (version.lists is None and row.author is None)
        row.version += Edition.history.filter(id=row.pk).count()
        with row.as_one_version():
            super().revive(request, row, version)
            row.created_at = begun
            Edition.objects.filter(pk=row.pk).update(created_at=begun)
            versions.write_lists(row, version.lists or {})

    def remark_on(self, version: Any) -> str:
        return "" if version.lists is not None else " Its lists are not: it was deleted before versions held them."


def parts_between(version: Any, other: Any) -> list[Part]:
    """A version's words beside those of another version, or of the edition as it is; lists where both hold them."""
    if other is None:
        return compare(words_of(version), Words())
    if version.lists is None or (not isinstance(other, Edition) and other.lists is None):
        return compare(Words.of(version.instance, {}), Words.of(getattr(other, "instance", other), {}))
    return compare(words_of(version), Words.of(other) if isinstance(other, Edition) else words_of(other))


def words_of(version: Any) -> Words:
    return Words.of(version.instance, version.lists or {})


def lists_changed(earlier: Any, later: Any) -> list[str]:
    """ "Strengths", "Sources"; none where one of the two holds no lists."""
    if earlier.lists is None or later.lists is None:
        return []
    pair = (Words.of(Edition(), one.lists) for one in (earlier, later))
    return [part.name for part in compare(*pair) if not part.is_same]
