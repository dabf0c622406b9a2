"""/admin/reviews/queue/burst/<pk>/: a burst as one case, with all its reviews, to be decided as a whole first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from catalog import wording
from reviews.admin.moving import go_on, moderator_of, moderators_only, moves, skip
from reviews.bursts import deciding
from reviews.models import Burst
from reviews.queue.gathered import Gathered, gather
from reviews.recording import NotNow
from reviews.tasks import order_telling

GONE = "This burst is gone."
NO_WHY = "Write why: the next moderator, and the author who asks, want to know."
NONE_CHOSEN = "Tick the reviews that are ordinary."


class WhyForm(forms.Form):
    """A decision on the whole, with its ground for the record."""

    why = forms.CharField(
        max_length=Burst._meta.get_field("why").max_length, widget=forms.Textarea, error_messages={"required": NO_WHY}
    )


class ChosenForm(forms.Form):
    """Single reviews that are ordinary, whatever the others are."""

    members = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": NONE_CHOSEN})

    def __init__(self, case: Gathered, data: Any = None) -> None:
        super().__init__(data)
        held = case.held
        self.fields["members"].choices = [(str(one.revision.pk), one.revision.title) for one in held]  # type: ignore[attr-defined]


WAYS = {"clear": deciding.clear, "uphold": deciding.uphold}


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def queue_burst(request: HttpRequest, pk: int) -> HttpResponse:
    """The burst; what is posted decides on all of it, or takes single reviews out."""
    try:
        case = gather(pk, timezone.now())
    except Burst.DoesNotExist:
        return go_on(request, None, GONE)
    way = request.POST.get("way", "")
    if way == "skip":
        return skip(request, case.entry)
    why = WhyForm(request.POST if way in WAYS else None, auto_id=f"id_{way or 'clear'}_%s")
    chosen = ChosenForm(case, request.POST if way == "take_out" else None)
    if way in WAYS and why.is_valid():
        return _decide(request, case, way, str(why.cleaned_data["why"]))
    if way == "take_out" and chosen.is_valid():
        return _take_out(request, case, chosen.cleaned_data["members"])
    return _show(request, case, way, why, chosen)


def _decide(request: HttpRequest, case: Gathered, way: str, why: str) -> HttpResponse:
    try:
        WAYS[way](case.burst.pk, moderator_of(request), why)
    except NotNow as reason:
        return go_on(request, case.entry, str(reason))
    order_telling()
    messages.success(request, f"{case.burst.ai_model}: found {'ordinary' if way == 'clear' else 'an attempt'}.")
    return go_on(request, case.entry)


def _take_out(request: HttpRequest, case: Gathered, revision_ids: list[int]) -> HttpResponse:
    try:
        count = deciding.take_out(case.burst.pk, revision_ids, moderator_of(request))
    except NotNow as reason:
        return go_on(request, case.entry, str(reason))
    order_telling()
    messages.success(request, f"{wording.quantity(count, 'review')} taken out as ordinary.")
    return redirect("review_queue_burst", case.burst.pk)


def _show(request: HttpRequest, case: Gathered, way: str, why: WhyForm, chosen: ChosenForm) -> HttpResponse:
    user: User = moderator_of(request)
    context = {
        **admin.site.each_context(request),
        **moves(request, case.entry),
        "title": f"Many at once: {case.burst.ai_model}",
        "case": case,
        "way": way,
        "why": why,
        "chosen": chosen,
        "may_decide": Burst.objects.open().without_reviews_of(user).filter(pk=case.burst.pk).exists(),
    }
    return render(request, "admin/reviews/queue/burst.html", context)
