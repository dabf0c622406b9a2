"""What stands beside the form of an edition: who else has it open, what can be done, what was done, and conflicts."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils import timezone

from catalog.admin.editions.conflicts import Conflict
from catalog.admin.editions.doors import person
from catalog.admin.editions.steps import may_restore, steps_for
from catalog.models import Edition, OpenDraft

LAST_ENTRIES = 5


def beside_the_form(request: HttpRequest, edition: Edition, form: Any, *, is_form: bool) -> dict[str, Any]:
    """The context of form.html; notes that the reader has the edition open, where they may write in it."""
    now, reader = timezone.now(), person(request)
    if is_form:
        OpenDraft.objects.see(edition, reader, now)
    return {
        "edition": edition,
        "others": OpenDraft.objects.lately(now).filter(edition=edition).exclude(person=reader).select_related("person"),
        "steps": steps_for(edition, reader),
        "may_restore": may_restore(edition, reader),
        "entries": entries_of(edition),
        "conflict": Conflict.between(edition.pk, request.POST) if getattr(form, "is_conflict", False) else None,
    }


def entries_of(edition: Edition) -> list[LogEntry]:
    """The last that was done with it, the newest first."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Edition), object_id=str(edition.pk)
    )
    return list(entries.select_related("user").order_by("-action_time", "-pk")[:LAST_ENTRIES])
