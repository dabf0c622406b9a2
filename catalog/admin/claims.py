from __future__ import annotations

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from catalog.admin.corrections import as_written, corrections, withdraw
from catalog.admin.machine_rows import MachineRowsAdmin
from catalog.models import Claim


@admin.register(Claim)
class ClaimAdmin(MachineRowsAdmin):
    """What every source said, and when. Corrections are written on the page of their model."""

    list_display = ("ai_model", "fact", "claimed", "source", "author", "stated_at", "confirmed_at", "superseded_at")
    list_filter = (("superseded_at", admin.EmptyFieldListFilter), "source", "fact")
    list_select_related = ("ai_model", "source", "author")
    search_fields = ("ai_model__name", "ai_model__slug", "reason")
    ordering = ("-stated_at", "-pk")
    date_hierarchy = "stated_at"
    show_full_result_count = False
    fields = (
        "ai_model", "fact", "claimed", "source", "run", "author", "reason",
        "stated_at", "confirmed_at", "superseded_at",
    )  # fmt: skip
    readonly_fields = ("claimed",)
    actions = ("withdraw_corrections",)

    @admin.display(description="value")
    def claimed(self, claim: Claim) -> str:
        return as_written(claim.value)

    def has_correct_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("catalog.change_claim")

    @admin.action(description="Withdraw the chosen corrections", permissions=["correct"])
    def withdraw_corrections(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        with transaction.atomic():
            chosen = list(corrections().filter(pk__in=queryset.values("pk")).select_related("ai_model", "source"))
            withdraw(Claim.objects.filter(pk__in=[claim.pk for claim in chosen]), timezone.now())
            for claim in chosen:
                self.log_change(request, claim, "Withdrew the correction.")
        self.message_user(
            request,
            f"{len(chosen)} withdrawn. What the sources say is shown again. Claims of sources are left alone.",
            messages.SUCCESS if chosen else messages.WARNING,
        )
