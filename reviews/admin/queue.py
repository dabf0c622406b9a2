"""/admin/reviews/queue/: one review at a time, with all that is needed to decide, by buttons or by keys."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews.admin.moving import SKIPPED, address_of, go_on, moderator_of, moderators_only, moves, skip, skipped
from reviews.admin.ways import Way, WayForm, ways_for
from reviews.models import Appeal, Evidence, Revision
from reviews.queue import cases
from reviews.queue.entries import for_others, line_for
from reviews.queue.matters import Matter
from reviews.recording import NotNow
from reviews.tasks import order_telling

GONE = "It is gone: its author deleted it, or its words were erased."


@moderators_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Leads to whoever waited longest and was not skipped, or says that nobody waits."""
    line = line_for(moderator_of(request))
    if first := line.after(None, skipped(request)):
        return redirect(address_of(first))
    appeals, bans = for_others(moderator_of(request))
    context = {
        **admin.site.each_context(request),
        "title": "Reviews to decide on",
        "left": len(line.entries),
        "appeals": appeals,
        "bans": bans,
    }
    return render(request, "admin/reviews/queue/empty.html", context)


@moderators_only
@require_POST
def queue_again(request: HttpRequest) -> HttpResponse:
    """Brings back what was skipped."""
    request.session.pop(SKIPPED, None)
    return redirect("review_queue")


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def queue_words(request: HttpRequest, pk: int) -> HttpResponse:
    """Words that wait, or that were decided on."""
    try:
        case = cases.of_words(pk, timezone.now())
    except Revision.DoesNotExist:
        return go_on(request, None, GONE)
    return show_or_decide(request, case, ways_for(case))


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def queue_review(request: HttpRequest, pk: int) -> HttpResponse:
    """A review that readers see, or saw before it was hidden, with what was reported of it."""
    try:
        case = cases.of_review(pk, timezone.now())
    except Revision.DoesNotExist:
        return go_on(request, None, GONE)
    return show_or_decide(request, case, ways_for(case))


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def queue_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture that shows the use, beside the review that it stands for."""
    try:
        case = cases.of_evidence(pk, timezone.now())
    except Evidence.DoesNotExist:
        return go_on(request, None, GONE)
    return show_or_decide(request, case, ways_for(case))


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def queue_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """The words that an appeal is about, for a moderator who had no part in the decision."""
    appeal = Appeal.objects.select_related("action__actor", "by").filter(pk=pk).first()
    if appeal and appeal.ban_id:
        return redirect("review_queue_ban", appeal.ban_id)
    try:
        case = cases.of_appeal(appeal, timezone.now()) if appeal else None
    except Revision.DoesNotExist:
        case = None
    if case is None:
        return go_on(request, None, GONE)
    return show_or_decide(request, case, ways_for(case))


def show_or_decide(request: HttpRequest, case: Matter, ways: Sequence[Way]) -> HttpResponse:
    """The page of one thing to decide, or what comes of the way that was chosen on it."""
    if closed := case.closed_to(moderator_of(request)):
        return go_on(request, case.entry, closed)
    if request.POST.get("way") == "skip":
        return skip(request, case.entry)
    chosen = request.POST.get("way")
    forms = [WayForm(way, request.POST if way.name == chosen else None) for way in ways]
    sent = next((form for form in forms if form.is_bound), None)
    if sent and sent.is_valid():
        return _decide(request, case, sent)
    if request.method == "POST" and sent is None:
        return go_on(request, case.entry, f"Nothing was decided: it is {case.state} by now.")
    return _show(request, case, forms)


def _decide(request: HttpRequest, case: Matter, form: WayForm) -> HttpResponse:
    try:
        form.way.act(case, moderator_of(request), form.cleaned_data)
    except NotNow as reason:
        return go_on(request, case.entry, str(reason))
    except ObjectDoesNotExist:
        return go_on(request, case.entry, GONE)
    order_telling()
    messages.success(request, _done(case, form))
    return go_on(request, case.entry)


def _done(case: Matter, form: WayForm) -> SafeString:
    """What was done, and the way back where there is one: only what readers see can be taken from them again."""
    said = format_html("{}: \u201c{}\u201d.", form.way.done, case.headline)
    if not form.way.undo:
        return said
    return format_html('{} <a href="{}">{}</a> if that was a mistake.', said, case.page, form.way.undo)


def _show(request: HttpRequest, case: Matter, forms: list[WayForm]) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        **moves(request, case.entry),
        "title": case.title,
        "case": case,
        "forms": forms,
        "out_of_hand": case.out_of_hand(moderator_of(request)),
        "sees_accounts": request.user.has_perm("accounts.view_user"),
    }
    return render(request, case.template, context)
