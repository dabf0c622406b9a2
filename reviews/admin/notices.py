"""The desk of notices of unlawful content: leave, hide, or erase, which takes two."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from reviews import takedown
from reviews.admin.moving import go_on, with_right
from reviews.admin.naming import named
from reviews.admin.queue import show_or_decide
from reviews.admin.rows import ReviewRowsAdmin
from reviews.admin.ways import Way
from reviews.models import Erasure, Letter, Notice
from reviews.queue import notices
from reviews.queue.notices import NoticeCase

DECIDE, ERASE = "reviews.decide_notice", "reviews.erase_review"
NOTHING_LEFT = "There is nothing to decide any more: the review is deleted, or its words are erased."
DO_NOT_QUOTE = "Note to the author; do not quote the words, for the note outlives them"


@with_right(DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def queue_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """A notice, open or decided, with the review as readers see it."""
    try:
        case = notices.of_notice(pk, timezone.now())
    except ObjectDoesNotExist:
        return go_on(request, None, NOTHING_LEFT)
    return show_or_decide(request, case, _ways_with_notice(case, cast(User, request.user)))


@with_right(ERASE)
@require_http_methods(["GET", "HEAD", "POST"])
def queue_erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal to erase, for another moderator to confirm."""
    try:
        case = notices.of_erasure(pk, timezone.now())
    except ObjectDoesNotExist:
        return go_on(request, None, NOTHING_LEFT)
    assert case.erasure is not None  # noqa: S101  # asked for by its number
    is_own = case.erasure.proposed_by_id == request.user.pk
    return show_or_decide(request, case, [DECLINE] if is_own else [CONFIRM, DECLINE])


def _ways_with_notice(case: NoticeCase, moderator: User) -> list[Way]:
    assert case.notice is not None  # noqa: S101  # asked for by its number
    if case.erasure:
        return []
    ways = [] if case.notice.decision else [LEAVE_HIDDEN if case.is_hidden else LEAVE, HIDE]
    may_erase = moderator.has_perm(ERASE) and case.notice.decision in ("", Notice.Decision.HIDDEN)
    return [*ways, PROPOSE] if may_erase else ways


def _leave(case: NoticeCase, by: User, said: dict[str, Any]) -> object:
    return takedown.leave(_number(case), by, said["note"])


def _hide(case: NoticeCase, by: User, said: dict[str, Any]) -> object:
    return takedown.hide(_number(case), by, said["reason"], said["note"])


def _propose(case: NoticeCase, by: User, said: dict[str, Any]) -> object:
    return takedown.propose(_number(case), by, said["reason"], said["note"])


def _confirm(case: NoticeCase, by: User, said: dict[str, Any]) -> object:
    assert case.erasure is not None  # noqa: S101  # asked for by its number
    return takedown.confirm(case.erasure.pk, by)


def _decline(case: NoticeCase, by: User, said: dict[str, Any]) -> object:
    assert case.erasure is not None  # noqa: S101  # asked for by its number
    return takedown.decline(case.erasure.pk, by, said["note"])


def _number(case: NoticeCase) -> int:
    assert case.notice is not None  # noqa: S101  # asked for by its number
    return case.notice.pk


LEAVE = Way(
    "leave", "a", "Leave it", "The review stays. The sender is told why.", "Left as it is", _leave, takes_note=True,
    needs_note=True, note_label="Why it stays, for the sender", no_note="Tell the sender why it stays.",
)  # fmt: skip
LEAVE_HIDDEN = Way(
    "leave", "a", "Show it again and leave it", "Readers see it again. The sender and the author are told.",
    "Shown again and left", _leave, takes_note=True, needs_note=True, note_label="Why it stays, for the sender",
    no_note="Tell the sender why it stays.",
)  # fmt: skip
HIDE = Way(
    "hide", "h", "Hide", "Readers do not see it, and the notice is settled. The author may put it right and is told "
    "the rule and your note; the sender is told that it is hidden.", "Hidden", _hide, needs_reason=True,
    takes_note=True, undo="Show it again",
)  # fmt: skip
PROPOSE = Way(
    "propose", "e", "Propose to erase", "Readers do not see it from now on. Another moderator has to confirm before "
    "its words are erased.", "Proposed to erase", _propose, needs_reason=True, takes_note=True,
    note_label=DO_NOT_QUOTE,
)  # fmt: skip
CONFIRM = Way(
    "confirm", "x", "Erase it for good", "All its words, every version included, are erased at once.", "Erased",
    _confirm,
)  # fmt: skip
DECLINE = Way(
    "decline", "r", "Decline the proposal", "The review stays hidden, and the notice goes back to the queue.",
    "Proposal declined", _decline, takes_note=True, needs_note=True, note_label="Why, for the other moderator",
    no_note="Tell the other moderator why.",
)  # fmt: skip


@admin.register(Notice)
class NoticeAdmin(ReviewRowsAdmin):
    """Seen by those alone who decide on notices, since it tells who sent them."""

    people = {"decided_by": "by"}
    list_display = ("__str__", "review", "ground", "created_at", "decision", "by", "decided_at")
    list_filter = ("decision", "ground")
    list_select_related = ("review__ai_model", "decided_by")
    search_fields = ("=id", "name", "email", "review__ai_model__name")
    date_hierarchy = "created_at"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(DECIDE)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(DECIDE)

    @admin.display(description="decided by")
    def by(self, notice: Notice) -> str:
        return named(notice.decided_by)


@admin.register(Erasure)
class ErasureAdmin(ReviewRowsAdmin):
    people = {"proposed_by": "proposer", "confirmed_by": "confirmer"}
    list_display = ("__str__", "review", "reason", "proposer", "proposed_at", "confirmer", "erased_at")
    list_filter = ("reason", ("erased_at", admin.EmptyFieldListFilter))
    list_select_related = ("review__ai_model", "proposed_by", "confirmed_by")
    search_fields = ("=id", "review__ai_model__name")
    date_hierarchy = "proposed_at"

    @admin.display(description="proposed by")
    def proposer(self, erasure: Erasure) -> str:
        return named(erasure.proposed_by)

    @admin.display(description="confirmed by")
    def confirmer(self, erasure: Erasure) -> str:
        return named(erasure.confirmed_by)


@admin.register(Letter)
class LetterAdmin(ReviewRowsAdmin):
    list_display = ("kind", "notice", "representative", "action", "created_at", "told_at", "untold_because")
    list_filter = ("kind", ("told_at", admin.EmptyFieldListFilter))
    list_select_related = ("notice", "representative__creator", "representative__provider", "action")
    search_fields = ("=notice__id", "untold_because")
    date_hierarchy = "created_at"
