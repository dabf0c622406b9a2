"""/admin/reviews/queue/: one review at a time, with all that is needed to decide, by buttons or by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Protocol, cast

from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from reviews.admin.ways import Way, WayForm, ways_for
from reviews.models import Revision
from reviews.moderation import NotNow
from reviews.queue import cases
from reviews.queue.entries import ERASURE, NOTICE, REPLY, REPORTED, VOICE, WORDS, Entry, line_for
from reviews.tasks import order_telling

PERMISSION = "reviews.moderate_review"
SKIPPED = "skipped_reviews"
MOST_SKIPPED = 500
PAGE = "admin/reviews/queue/case.html"
ADDRESSES = {
    WORDS: "review_queue_words",
    REPORTED: "review_queue_review",
    NOTICE: "review_queue_notice",
    ERASURE: "review_queue_erasure",
    REPLY: "review_queue_reply",
    VOICE: "review_queue_voice",
}
"""Where each kind of entry is decided."""
GONE = "It is gone: its author deleted it, or its words were erased."
OWN = "It is your own: another moderator decides."

View = Callable[..., HttpResponse]


class Matter(Protocol):
    """What the desk decides on.

    With its place in the queue, its title, its headline as a moderator remembers it, its own page, who may not decide.
    """

    @property
    def entry(self) -> Entry: ...
    @property
    def title(self) -> str: ...
    @property
    def concerned(self) -> set[int | None]: ...
    @property
    def state(self) -> str: ...
    @property
    def headline(self) -> str: ...
    @property
    def page(self) -> str: ...


def moderators_only(view: View) -> View:
    """As the rest of the desk, and for those alone who may decide on reviews."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return cast(View, admin.site.admin_view(checked))


def with_right(right: str) -> Callable[[View], View]:
    """For those alone who have a right besides that of moderators."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return moderators_only(checked)

    return decorate


@moderators_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Leads to whoever waited longest and was not skipped, or says that nobody waits."""
    line, skipped = line_for(_moderator(request)), _skipped(request)
    if first := line.after(None, skipped):
        return redirect(address_of(first))
    context = {**admin.site.each_context(request), "title": "Reviews to decide on", "left": len(line.entries)}
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


def address_of(entry: Entry) -> str:
    return reverse(ADDRESSES[entry.kind], args=[entry.pk])


def show_or_decide(request: HttpRequest, case: Matter, ways: Sequence[Way], page: str = PAGE) -> HttpResponse:
    """The page of one thing to decide, or what comes of the way that was chosen on it."""
    if request.user.pk in case.concerned:
        return go_on(request, case.entry, OWN)
    if request.POST.get("way") == "skip":
        return _skip(request, case.entry)
    chosen = request.POST.get("way")
    forms = [WayForm(way, request.POST if way.name == chosen else None) for way in ways]
    sent = next((form for form in forms if form.is_bound), None)
    if sent and sent.is_valid():
        return _decide(request, case, sent)
    if request.method == "POST" and sent is None:
        return go_on(request, case.entry, f"Nothing was decided: it is {case.state} by now.")
    return _show(request, case, forms, page)


def _decide(request: HttpRequest, case: Matter, form: WayForm) -> HttpResponse:
    try:
        form.way.act(case, _moderator(request), form.cleaned_data)
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


def _skip(request: HttpRequest, entry: Entry) -> HttpResponse:
    kept = [key for key in _skipped(request) if key != entry.key]
    request.session[SKIPPED] = [*kept, entry.key][-MOST_SKIPPED:]
    return go_on(request, entry)


def go_on(request: HttpRequest, entry: Entry | None, warning: str = "") -> HttpResponse:
    """To the next that was not skipped."""
    if warning:
        messages.warning(request, warning)
    following = line_for(_moderator(request)).after(entry, _skipped(request))
    return HttpResponseRedirect(address_of(following) if following else reverse("review_queue"))


def _show(request: HttpRequest, case: Matter, forms: list[WayForm], page: str) -> HttpResponse:
    line, entry = line_for(_moderator(request)), case.entry
    preceding, following = line.preceding(entry), line.following(entry)
    context = {
        **admin.site.each_context(request),
        "title": case.title,
        "case": case,
        "forms": forms,
        "is_in_line": entry in line.entries,
        "place": line.place(entry),
        "length": len(line.entries),
        "preceding": address_of(preceding) if preceding else "",
        "following": address_of(following) if following else "",
        "sees_accounts": request.user.has_perm("accounts.view_user"),
    }
    return render(request, page, context)


def _skipped(request: HttpRequest) -> list[str]:
    return list(request.session.get(SKIPPED, []))


def _moderator(request: HttpRequest) -> User:
    return cast(User, request.user)
