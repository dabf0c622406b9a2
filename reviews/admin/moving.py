"""How a moderator moves through the queue: who may, what comes next, what was skipped."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.models import User
from reviews.queue.entries import (
    APPEAL,
    BAN,
    BURST,
    ERASURE,
    EVIDENCE,
    NOTICE,
    REPLY,
    REPORTED,
    VOICE,
    WORDS,
    Entry,
    line_for,
)

PERMISSION = "reviews.moderate_review"
SKIPPED = "skipped_reviews"
MOST_SKIPPED = 500
PAGES = {
    WORDS: "review_queue_words",
    REPORTED: "review_queue_review",
    EVIDENCE: "review_queue_evidence",
    BURST: "review_queue_burst",
    APPEAL: "review_queue_appeal",
    BAN: "review_queue_ban",
    NOTICE: "review_queue_notice",
    ERASURE: "review_queue_erasure",
    REPLY: "review_queue_reply",
    VOICE: "review_queue_voice",
}

View = Callable[..., HttpResponse]


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


def address_of(entry: Entry) -> str:
    return reverse(PAGES[entry.kind], args=[entry.pk])


def skip(request: HttpRequest, entry: Entry) -> HttpResponse:
    kept = [key for key in skipped(request) if key != entry.key]
    request.session[SKIPPED] = [*kept, entry.key][-MOST_SKIPPED:]
    return go_on(request, entry)


def go_on(request: HttpRequest, entry: Entry | None, warning: str = "") -> HttpResponse:
    """To the next that was not skipped."""
    if warning:
        messages.warning(request, warning)
    following = line_for(moderator_of(request)).after(entry, skipped(request))
    return HttpResponseRedirect(address_of(following) if following else reverse("review_queue"))


def moves(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    """Where a case stands in the queue, and the ways on from it."""
    line = line_for(moderator_of(request))
    preceding, following = line.preceding(entry), line.following(entry)
    return {
        "is_in_line": entry in line.entries,
        "place": line.place(entry),
        "length": len(line.entries),
        "preceding": address_of(preceding) if preceding else "",
        "following": address_of(following) if following else "",
    }


def skipped(request: HttpRequest) -> list[str]:
    return list(request.session.get(SKIPPED, []))


def moderator_of(request: HttpRequest) -> User:
    return cast(User, request.user)
