"""What can be done with an edition whose words stand: one that waits for its time, is on the page, or was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.models import User
from catalog.admin.editions.doors import ADD, CHANGE, PUBLISH, address_of, of_an_edition, page_of, person
from catalog.editing import drafts, steps
from catalog.editing.steps import NotNow
from catalog.models import Edition

Status = Edition.Status


@dataclass(frozen=True)
class Step:
    """A button. `says` is what comes of it, `done` what is said afterwards."""

    name: str
    label: str
    says: str
    done: str
    take: Callable[[int, User], Edition]


NOW = Step("publish", "Publish now", "It does not wait for its time.", "Published.", steps.publish)
CANCEL = Step(
    "cancel", "Cancel the time", "It can be written on again, and is not published by itself.",
    "The time is cancelled.", steps.cancel,
)  # fmt: skip
TAKE_DOWN = Step(
    "take_down", "Take off the page", "The page says what follows from the figures.", "Taken off the page.",
    steps.take_down,
)  # fmt: skip
STEPS = {Status.SCHEDULED: (NOW, CANCEL), Status.PUBLISHED: (TAKE_DOWN,)}


def steps_for(edition: Edition, user: User) -> tuple[Step, ...]:
    return STEPS.get(Status(edition.status), ()) if user.has_perm(PUBLISH) else ()


def may_restore(edition: Edition, user: User) -> bool:
    """Whoever writes may go on from what is on the page; to go back behind it is for those who publish."""
    if edition.status == Status.PUBLISHED:
        return user.has_perm(ADD)
    return edition.status == Status.WITHDRAWN and user.has_perm(PUBLISH)


@of_an_edition(PUBLISH)
@require_POST
def take_step(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The step that was chosen, if the edition can still take it."""
    known = {step.name: step for group in STEPS.values() for step in group}
    step = known.get(request.POST.get("step", ""))
    if step is None:
        messages.error(request, "Nothing was done: choose one of the buttons.")
        return HttpResponseRedirect(address_of(edition))
    try:
        step.take(edition.pk, person(request))
        messages.success(request, step.done)
    except NotNow as reason:
        messages.error(request, str(reason))
    return HttpResponseRedirect(address_of(edition))


@of_an_edition(ADD, PUBLISH)
@require_POST
def restore(request: HttpRequest, edition: Edition) -> HttpResponse:
    """A draft with this edition's words. Where the model has drafts already, asks first what is to become of them."""
    if not may_restore(edition, person(request)):
        raise PermissionDenied
    others = edition.ai_model.editions.being_written().select_related("author", "saved_by")
    if others and "into" not in request.POST:
        may_replace = request.user.has_perm(CHANGE)
        context = page_of(request, edition, "Restore an edition", drafts=others, may_replace=may_replace)
        return render(request, "admin/catalog/edition/restore.html", context)
    try:
        draft = _restored(request, edition)
    except NotNow as reason:
        messages.error(request, str(reason))
        return HttpResponseRedirect(address_of(edition))
    messages.success(request, "This draft has the words now. Nothing is published yet.")
    return HttpResponseRedirect(address_of(draft))


def _restored(request: HttpRequest, edition: Edition) -> Edition:
    """Into the draft that "into" names with its version, "12.3"; into a new one where it is empty."""
    pk, _, version = request.POST.get("into", "").partition(".")
    if not pk:
        return drafts.restore(edition, person(request))
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    if not (pk.isdecimal() and version.isdecimal()) or not edition.ai_model.editions.filter(pk=pk).exists():
        raise NotNow("Nothing was done: that draft is gone.")
    return drafts.restore_into(edition, int(pk), int(version), person(request))
