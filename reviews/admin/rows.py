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
from reviews.models import ModerationAction, Proof, Report, Review, Revision, Tally, Vote


class ReviewRowsAdmin(MachineRowsAdmin):
    """Rows that name people by what readers see of them."""

    people: dict[str, str] = {}
    """Of columns that lead to an account: the method that names it without its address."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = [field.name for field in self.model._meta.fields if field.name != "id"]
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
        return named(action.actor)


@admin.register(Proof)
class ProofAdmin(ReviewRowsAdmin):
    list_display = ("review", "kind", "month", "tokens", "cost", "proven_at")
    list_filter = ("kind",)
    list_select_related = ("review__ai_model",)
    search_fields = ("review__ai_model__name",)
    date_hierarchy = "proven_at"


@admin.register(Tally)
class TallyAdmin(ReviewRowsAdmin):
    list_display = ("ai_model", "kind", "key", "count")
    list_filter = ("kind",)
    list_select_related = ("ai_model",)
    search_fields = ("ai_model__name", "key")


@admin.register(Vote)
class VoteAdmin(ReviewRowsAdmin):
    people = {"voter": "by"}
    list_display = ("review", "is_helpful", "by", "created_at")
    list_filter = ("is_helpful",)
    list_select_related = ("review__ai_model", "voter")
    search_fields = ("review__ai_model__name",)
    date_hierarchy = "created_at"

    @admin.display(description="voter")
    def by(self, vote: Vote) -> str:
        return named(vote.voter)
