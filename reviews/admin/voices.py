"""The desk of replies, and of those who ask to speak for a company."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from accounts.models import User
from reviews import replying, representing
from reviews.admin.moving import go_on, moderators_only, with_right
from reviews.admin.naming import named
from reviews.admin.queue import show_or_decide
from reviews.admin.rows import ReviewRowsAdmin
from reviews.admin.ways import Way
from reviews.models import Reply, ReplyVersion, Representative
from reviews.queue import voices
from reviews.queue.voices import ReplyCase, VoiceCase

CONFIRM_RIGHT = "reviews.confirm_representative"
REPLY_GONE = "It is gone: the company deleted it, or its review is deleted."
VOICE_GONE = "There is no such request."


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def queue_reply(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        case = voices.of_reply(pk, timezone.now())
    except ObjectDoesNotExist:
        return go_on(request, None, REPLY_GONE)
    ways = [APPROVE, REFUSE] if case.is_waiting else [HIDE] if case.is_shown else []
    return show_or_decide(request, case, ways)


@with_right(CONFIRM_RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def queue_voice(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        case = voices.of_voice(pk, timezone.now())
    except ObjectDoesNotExist:
        return go_on(request, None, VOICE_GONE)
    asked = case.asked
    if asked.state == Representative.State.ASKED:
        ways = [REFUSE_VOICE] if asked.awaits_link else [CONFIRM, REFUSE_VOICE]
    else:
        ways = [END] if asked.is_confirmed else []
    return show_or_decide(request, case, ways)


def _approve(case: ReplyCase, by: User, said: dict[str, Any]) -> None:
    replying.approve(case.version.pk, by)


def _refuse(case: ReplyCase, by: User, said: dict[str, Any]) -> None:
    replying.refuse(case.version.pk, by, said["reason"], said["note"])


def _hide(case: ReplyCase, by: User, said: dict[str, Any]) -> None:
    replying.hide(case.version.pk, by, said["reason"], said["note"])


def _confirm(case: VoiceCase, by: User, said: dict[str, Any]) -> None:
    representing.confirm(case.asked.pk, by)


def _refuse_voice(case: VoiceCase, by: User, said: dict[str, Any]) -> None:
    representing.refuse(case.asked.pk, by, said["note"])


def _end(case: VoiceCase, by: User, said: dict[str, Any]) -> None:
    representing.end(case.asked.pk, by, said["note"])


WHY, SAY_WHY = "Why, for the person", "Say why."
APPROVE = Way(
    "approve", "a", "Approve", "Readers see it below the review.", "Approved", _approve, undo="Hide it"
)  # fmt: skip
REFUSE = Way(
    "refuse", "r", "Refuse", "It is not shown. The company is told the rule and your note.", "Refused", _refuse,
    needs_reason=True, takes_note=True, note_label="Note to the company",
)  # fmt: skip
HIDE = Way(
    "hide", "h", "Hide", "Readers no longer see the reply. The company is told the rule and your note.", "Hidden",
    _hide, needs_reason=True, takes_note=True, note_label="Note to the company",
)  # fmt: skip
CONFIRM = Way("confirm", "a", "Confirm", "The person may reply for the company.", "Confirmed", _confirm)
REFUSE_VOICE = Way(
    "refuse", "r", "Refuse", "The person is told why, and may ask again.", "Refused", _refuse_voice, takes_note=True,
    needs_note=True, note_label=WHY, no_note=SAY_WHY,
)  # fmt: skip
END = Way(
    "end", "e", "End it", "The person may no longer reply for the company. What it replied stays.", "Ended", _end,
    takes_note=True, needs_note=True, note_label=WHY, no_note=SAY_WHY,
)  # fmt: skip


@admin.register(Representative)
class RepresentativeAdmin(ReviewRowsAdmin):
    """Seen by those alone who confirm, since it holds addresses and what a record has to say."""

    people = {"person": "who", "decided_by": "by"}
    list_display = ("company", "domain", "method", "state", "who", "asked_at", "controlled_at", "decided_at", "decide")
    list_filter = ("state", "method")
    list_select_related = ("creator", "provider", "person", "decided_by")
    search_fields = ("domain", "creator__name", "provider__name", "person__public_name")
    date_hierarchy = "asked_at"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(CONFIRM_RIGHT)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(CONFIRM_RIGHT)

    @admin.display(description="person")
    def who(self, one: Representative) -> str:
        return named(one.person)

    @admin.display(description="decided by")
    def by(self, one: Representative) -> str:
        return named(one.decided_by)

    @admin.display(description="desk")
    def decide(self, one: Representative) -> SafeString:
        return format_html('<a href="{}">Look at it</a>', reverse("review_queue_voice", args=[one.pk]))


@admin.register(Reply)
class ReplyAdmin(ReviewRowsAdmin):
    list_display = ("__str__", "review", "is_shown", "created_at")
    list_select_related = ("representative__creator", "representative__provider", "review__ai_model")
    search_fields = ("review__ai_model__name", "versions__text")
    date_hierarchy = "created_at"

    @admin.display(description="shown", boolean=True)
    def is_shown(self, reply: Reply) -> bool:
        return reply.shown_id is not None


@admin.register(ReplyVersion)
class ReplyVersionAdmin(ReviewRowsAdmin):
    people = {"author": "by"}
    list_display = ("__str__", "number", "state", "by", "submitted_at", "decided_at", "decide")
    list_filter = ("state",)
    list_select_related = ("reply__representative__creator", "reply__representative__provider", "author")
    search_fields = ("text",)
    date_hierarchy = "submitted_at"

    @admin.display(description="written by")
    def by(self, version: ReplyVersion) -> str:
        return named(version.author)

    @admin.display(description="desk")
    def decide(self, version: ReplyVersion) -> SafeString:
        return format_html('<a href="{}">Look at it</a>', reverse("review_queue_reply", args=[version.pk]))
