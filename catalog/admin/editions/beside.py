"""What stands beside the form of an edition: the facts, who else has it open, what can be done, and what was done."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.utils import timezone

from catalog.admin.editions.conflicts import Conflict
from catalog.admin.editions.doors import person
from catalog.admin.editions.steps import may_restore, steps_for
from catalog.admin.evidence import facts_beside_claims, prices_beside_offers
from catalog.models import AIModel, Edition, OpenDraft
from catalog.references.vocabulary import COUNTED, DATED, SAID

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


def facts_beside(model: AIModel) -> dict[str, Any]:
    """The facts of a model with all that is said of them, and the prices; each with the reference that gives it."""
    names = {*COUNTED, *DATED, *SAID}
    rows = [*facts_beside_claims(model), prices_beside_offers(model)]
    for row in rows:
        row["references"] = [row["name"]] if row["name"] in names else []
    rows[-1]["references"] = ["price.input", "price.output"]
    return {"facts": rows, "of_model": model}


def entries_of(edition: Edition) -> list[LogEntry]:
    """The last that was done with it, the newest first."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Edition), object_id=str(edition.pk)
    )
    return list(entries.select_related("user").order_by("-action_time", "-pk")[:LAST_ENTRIES])
