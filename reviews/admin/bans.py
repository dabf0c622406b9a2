"""Bans at the desk: one moderator proposes on a page of its own, another decides in the queue."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from reviews import appealing, banning
from reviews.admin.moving import go_on, moderators_only
from reviews.admin.queue import GONE, show_or_decide
from reviews.admin.ways import LONGEST_NOTE, NO_GROUND, NO_REASON, STANDS, Way
from reviews.models import Ban, Reason
from reviews.queue import people
from reviews.queue.people import BanCase
from reviews.recording import NotNow
from reviews.tasks import begin_to_carry_out

NO_CASE = "Write what the person did: they are sent it."
NO_WORD = "Write why it is lifted: the person is sent it."


def _confirm(case: BanCase, by: User, said: dict[str, Any]) -> None:
    begin_to_carry_out(banning.confirm(case.ban.pk, by))


def _decline(case: BanCase, by: User, said: dict[str, Any]) -> None:
    banning.decline(case.ban.pk, by)


def _lift(case: BanCase, by: User, said: dict[str, Any]) -> None:
    begin_to_carry_out(banning.lift(case.ban.pk, by, said["note"]))


def _reverse(case: BanCase, by: User, said: dict[str, Any]) -> None:
    assert case.appeal is not None  # noqa: S101  # offered for appeals alone
    appealing.reverse(case.appeal.pk, by, said["note"])
    begin_to_carry_out(case.ban)


def _stand_by(case: BanCase, by: User, said: dict[str, Any]) -> None:
    assert case.appeal is not None  # noqa: S101  # offered for appeals alone
    appealing.stand_by(case.appeal.pk, by, said["note"])


CONFIRM = Way(
    "confirm", "a", "Confirm the ban", "Their reviews are hidden, their votes no longer count. The person is told.",
    "Banned", _confirm,
)  # fmt: skip
DECLINE = Way("decline", "r", "Decline", "Nothing happens. The person never hears of it.", "Declined", _decline)
COMES_BACK = "Their reviews are shown and their votes count again. The person is sent your note."
LIFT = Way("lift", "l", "Lift the ban", COMES_BACK, "Lifted", _lift, takes_note=True, needs_note=True, no_note=NO_WORD)
REVERSE = Way(
    "reverse", "a", "Reverse: lift the ban", COMES_BACK, "Lifted", _reverse, takes_note=True, needs_note=True,
    no_note=NO_WORD,
)  # fmt: skip
STAND = Way(
    "stand", "r", "Stand by the ban", STANDS, "The ban stands", _stand_by, takes_note=True, needs_note=True,
    no_note=NO_GROUND,
)  # fmt: skip


def ways_for_ban(case: BanCase, moderator: User) -> list[Way]:
    """What this moderator can do as things stand."""
    if case.out_of_hand(moderator):
        return []
    if case.is_proposed:
        return [CONFIRM, DECLINE]
    if case.is_appealed:
        return [REVERSE, STAND]
    return [LIFT] if case.ban.is_in_force else []


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def queue_ban(request: HttpRequest, pk: int) -> HttpResponse:
    """A ban with what is known of the person: to confirm, to lift, or to decide on the appeal against it."""
    moderator = cast(User, request.user)
    try:
        case = people.of_ban(pk, timezone.now())
    except Ban.DoesNotExist:
        return go_on(request, None, GONE)
    if request.method == "POST" and (reason := case.out_of_hand(moderator)):
        return go_on(request, case.entry, reason)
    return show_or_decide(request, case, ways_for_ban(case, moderator))


class ProposalForm(forms.Form):
    reason = forms.ChoiceField(
        choices=Reason.choices,
        label="Which rule they break",
        widget=forms.RadioSelect,
        error_messages={"required": NO_REASON, "invalid_choice": NO_REASON},
    )
    note = forms.CharField(
        label="What they did",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": NO_CASE},
    )


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def queue_propose_ban(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a moderator asks another to ban somebody who wrote here."""
    moderator = cast(User, request.user)
    person = get_object_or_404(User.objects.filter(is_active=True), pk=pk)
    form = ProposalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ban = banning.propose(person, moderator, form.cleaned_data["reason"], form.cleaned_data["note"])
            messages.success(request, "Proposed: another moderator confirms it or declines.")
            return redirect("review_queue_ban", ban.pk)
        except NotNow as reason:
            messages.warning(request, str(reason))
    known = people.known(person, timezone.now())
    context = {
        **admin.site.each_context(request),
        "title": f"Propose a ban: {known.name}",
        "known": known,
        "form": form,
        "why_not": banning.why_not(person),
        "live": next((one for one in known.bans if one.state in (Ban.State.PROPOSED, Ban.State.IN_FORCE)), None),
    }
    return render(request, "admin/reviews/queue/propose.html", context, status=422 if form.errors else 200)
