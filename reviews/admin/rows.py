"""Reviews and all that hangs on them, to be looked at. Decisions are made in the queue, so that each is on record."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog.admin.machine_rows import MachineRowsAdmin
from reviews.admin.naming import named
from reviews.models import (
    Appeal,
    Ban,
    Burst,
    Evidence,
    ModerationAction,
    Proof,
    Report,
    Review,
    Revision,
    Tally,
    Vote,
)


class ReviewRowsAdmin(MachineRowsAdmin):
    """Rows that name people by what readers see of them."""

    people: dict[str, str] = {}
    """Of columns that lead to an account: the method that names it without its address."""
    unshown: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = [field.name for field in self.model._meta.fields if field.name not in ("id", *self.unshown)]
        return [self.people.get(name, name) for name in names]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)


@admin.register(Review)
class ReviewAdmin(ReviewRowsAdmin):
    people = {"author": "by"}
    list_display = (
        "title", "ai_model", "by", "state", "stars", "proof", "helpful_yes", "helpful_no", "created_at", "written_at",
        "decide",
    )  # fmt: skip
    list_filter = ("state", "stars", "proof", "use_case")
    list_select_related = ("ai_model", "author", "shown")
    search_fields = ("ai_model__name", "author__public_name", "shown__title", "shown__text")
    date_hierarchy = "created_at"

    @admin.display(description="title")
    def title(self, review: Review) -> str:
        if review.shown is None:
            return "(erased)" if review.is_erased else "(nothing shown yet)"
        return review.shown.title

    @admin.display(description="author")
    def by(self, review: Review) -> str:
        return named(review.author)

    @admin.display(description="desk")
    def decide(self, review: Review) -> SafeString | str:
        if review.shown is None:
            return ""
        return format_html('<a href="{}">Look at it</a>', reverse("review_queue_review", args=[review.pk]))


@admin.register(Revision)
class RevisionAdmin(ReviewRowsAdmin):
    list_display = ("title", "number", "state", "ai_model", "by", "stars", "submitted_at", "decided_at", "decide")
    list_filter = ("state", "stars", "is_paid", "employer", "got_credits", "rules_version")
    list_select_related = ("review__ai_model", "review__author")
    search_fields = ("title", "text", "review__ai_model__name", "review__author__public_name")
    date_hierarchy = "submitted_at"

    @admin.display(description="model")
    def ai_model(self, revision: Revision) -> str:
        return str(revision.review.ai_model)

    @admin.display(description="author")
    def by(self, revision: Revision) -> str:
        return named(revision.review.author)

    @admin.display(description="desk")
    def decide(self, revision: Revision) -> SafeString:
        return format_html('<a href="{}">Look at it</a>', reverse("review_queue_words", args=[revision.pk]))


@admin.register(Report)
class ReportAdmin(ReviewRowsAdmin):
    people = {"reporter": "by"}
    list_display = ("review", "reason", "state", "note", "by", "created_at", "decided_at", "decide")
    list_filter = ("state", "reason")
    list_select_related = ("review__ai_model", "reporter")
    search_fields = ("note", "review__ai_model__name")
    date_hierarchy = "created_at"

    @admin.display(description="reported by")
    def by(self, report: Report) -> str:
        return named(report.reporter)

    @admin.display(description="desk")
    def decide(self, report: Report) -> SafeString:
        return format_html('<a href="{}">Look at it</a>', reverse("review_queue_review", args=[report.review_id]))


@admin.register(ModerationAction)
class ModerationActionAdmin(ReviewRowsAdmin):
    people = {"actor": "by"}
    list_display = (
        "created_at", "kind", "reason", "ai_model", "review", "stars", "by", "waited", "told_at", "untold_because",
    )  # fmt: skip
    list_filter = ("kind", "reason", "stars", ("told_at", admin.EmptyFieldListFilter))
    list_select_related = ("ai_model", "review__ai_model", "actor")
    search_fields = ("note", "ai_model__name", "untold_because")
    date_hierarchy = "created_at"

    @admin.display(description="by")
    def by(self, action: ModerationAction) -> str:
        return "a rule" if action.kind in action.BY_RULE else named(action.actor)


@admin.register(Proof)
class ProofAdmin(ReviewRowsAdmin):
    list_display = ("review", "kind", "month", "tokens", "cost", "proven_at")
    list_filter = ("kind",)
    list_select_related = ("review__ai_model",)
    search_fields = ("review__ai_model__name",)
    date_hierarchy = "proven_at"


@admin.register(Evidence)
class EvidenceAdmin(ReviewRowsAdmin):
    people = {"decided_by": "by"}
    unshown = ("picture",)
    list_display = ("review", "state", "sent_at", "decided_at", "by", "note", "decide")
    list_filter = ("state",)
    list_select_related = ("review__ai_model", "decided_by")
    search_fields = ("note", "review__ai_model__name")
    date_hierarchy = "sent_at"

    @admin.display(description="decided by")
    def by(self, evidence: Evidence) -> str:
        return named(evidence.decided_by) if evidence.decided_by_id else ""

    @admin.display(description="desk")
    def decide(self, evidence: Evidence) -> SafeString:
        return format_html('<a href="{}">Look at it</a>', reverse("review_queue_evidence", args=[evidence.pk]))


@admin.register(Tally)
class TallyAdmin(ReviewRowsAdmin):
    list_display = ("ai_model", "kind", "key", "count")
    list_filter = ("kind",)
    list_select_related = ("ai_model",)
    search_fields = ("ai_model__name", "key")


@admin.register(Vote)
class VoteAdmin(ReviewRowsAdmin):
    people = {"voter": "by"}
    list_display = ("review", "is_helpful", "counts", "is_set_aside", "by", "created_at")
    list_filter = ("is_helpful", "counts", "is_set_aside")
    list_select_related = ("review__ai_model", "voter")
    search_fields = ("review__ai_model__name",)
    date_hierarchy = "created_at"

    @admin.display(description="voter")
    def by(self, vote: Vote) -> str:
        return named(vote.voter)


@admin.register(Burst)
class BurstAdmin(ReviewRowsAdmin):
    people = {"decided_by": "by"}
    list_display = ("ai_model", "direction", "state", "found", "opened_at", "by", "decided_at", "why", "decide")
    list_filter = ("state", "direction")
    list_select_related = ("ai_model", "decided_by")
    search_fields = ("ai_model__name", "why")
    date_hierarchy = "opened_at"

    @admin.display(description="decided by")
    def by(self, burst: Burst) -> str:
        return named(burst.decided_by) if burst.decided_at else ""

    @admin.display(description="desk")
    def decide(self, burst: Burst) -> SafeString:
        return format_html('<a href="{}">Look at it</a>', reverse("review_queue_burst", args=[burst.pk]))


@admin.register(Appeal)
class AppealAdmin(ReviewRowsAdmin):
    people = {"by": "person", "first_by": "first", "second_by": "second", "decided_by": "decider"}
    list_display = ("made_at", "against", "state", "person", "first", "decider", "decided_at", "decide")
    list_filter = ("state", ("ban", admin.EmptyFieldListFilter))
    list_select_related = ("action__ai_model", "ban", "by", "first_by", "decided_by")
    search_fields = ("text", "note", "by__public_name")
    date_hierarchy = "made_at"

    @admin.display(description="against")
    def against(self, appeal: Appeal) -> str:
        action = appeal.action
        return f"{action.get_kind_display()}: {action.ai_model}" if action else str(appeal.ban)

    @admin.display(description="by")
    def person(self, appeal: Appeal) -> str:
        return named(appeal.by)

    @admin.display(description="against a decision of")
    def first(self, appeal: Appeal) -> str:
        return named(appeal.first_by)

    @admin.display(description="confirmed by")
    def second(self, appeal: Appeal) -> str:
        return named(appeal.second_by) if appeal.ban_id else ""

    @admin.display(description="decided by")
    def decider(self, appeal: Appeal) -> str:
        return named(appeal.decided_by) if appeal.decided_at else ""

    @admin.display(description="desk")
    def decide(self, appeal: Appeal) -> SafeString:
        return format_html('<a href="{}">Look at it</a>', reverse("review_queue_appeal", args=[appeal.pk]))


@admin.register(Ban)
class BanAdmin(ReviewRowsAdmin):
    people = {
        "person": "banned", "proposed_by": "proposer", "decided_by": "decider", "lifted_by": "lifter",
    }  # fmt: skip
    list_display = (
        "banned",
        "state",
        "reason",
        "proposer",
        "proposed_at",
        "decider",
        "decided_at",
        "told_at",
        "decide",
    )
    list_filter = ("state", "reason", ("settled_at", admin.EmptyFieldListFilter))
    list_select_related = ("person", "proposed_by", "decided_by")
    search_fields = ("note", "person__public_name")
    date_hierarchy = "proposed_at"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in super().get_fields(request, obj) if name != "digests"]

    @admin.display(description="person")
    def banned(self, ban: Ban) -> str:
        return named(ban.person)

    @admin.display(description="proposed by")
    def proposer(self, ban: Ban) -> str:
        return named(ban.proposed_by)

    @admin.display(description="confirmed or declined by")
    def decider(self, ban: Ban) -> str:
        return named(ban.decided_by) if ban.decided_at else ""

    @admin.display(description="lifted by")
    def lifter(self, ban: Ban) -> str:
        return named(ban.lifted_by) if ban.lifted_at else ""

    @admin.display(description="desk")
    def decide(self, ban: Ban) -> SafeString:
        return format_html('<a href="{}">Look at it</a>', reverse("review_queue_ban", args=[ban.pk]))
