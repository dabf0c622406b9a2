from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from catalog.admin.corrections import as_written, corrections, withdraw
from catalog.admin.machine_rows import MachineRowsAdmin, laid_out
from catalog.admin.renewal import RenewingAdmin
from catalog.models import AIModel, Alias, Claim, ModelClass
from catalog.models.profiles import ModelClassQuerySet


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


class AliasForm(forms.ModelForm):
    class Meta:
        model = Alias
        fields = (
            "source",
            "external_id",
            "kind",
            "ai_model",
            "variant",
            "configuration",
            "status",
            "model_class",
            "name",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_model = cleaned.get("kind", self.instance.kind) == Alias.Kind.MODEL
        if "ai_model" in cleaned and is_model != (cleaned["ai_model"] is not None):
            self.add_error("ai_model", "Choose the model." if is_model else "Leave this empty: it is no model.")
        return cleaned


@admin.register(Alias)
class AliasAdmin(RenewingAdmin):
    form = AliasForm
    list_display = ("external_id", "source", "kind", "ai_model", "variant", "configuration", "status", "seen_at")
    list_filter = ("status", "kind", "source")
    list_select_related = ("source", "ai_model")
    search_fields = ("external_id", "name", "ai_model__name")
    autocomplete_fields = ("ai_model",)
    date_hierarchy = "seen_at"
    show_facets = admin.ShowFacets.ALWAYS
    actions = ("approve", "reject")

    def get_readonly_fields(self, request: HttpRequest, obj: Alias | None = None) -> tuple[str, ...]:
        # One id of one source means one thing, for good.
        by_the_sync = ("evidence_laid_out", "seen_at")
        return ("source", "external_id", *by_the_sync) if obj else by_the_sync

    @admin.display(description="evidence")
    def evidence_laid_out(self, alias: Alias) -> str:
        return laid_out(alias.evidence or None)

    def classes_printing(self, row: Alias) -> ModelClassQuerySet:
        """A router's class names it among what was left out; a model's page names its ids."""
        concerned = AIModel.objects.filter(aliases=row).values("model_class")
        return ModelClass.objects.filter(pk__in=[row.model_class_id]) | ModelClass.objects.filter(pk__in=concerned)

    @admin.action(description="Approve: the data of these ids is taken", permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Alias]) -> None:
        self._decide(request, queryset, Alias.Status.APPROVED)

    @admin.action(description="Reject: the data of these ids is not taken", permissions=["change"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Alias]) -> None:
        self._decide(request, queryset, Alias.Status.REJECTED)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Alias], status: Alias.Status) -> None:
        with transaction.atomic():
            chosen = list(queryset.order_by("pk").select_for_update(of=("self",)))
            Alias.objects.filter(pk__in=[alias.pk for alias in chosen]).update(status=status)
            AIModel.objects.filter(aliases__in=chosen).renew()
            for alias in chosen:
                self.log_change(request, alias, f"Status: {status.label}.")
        self.message_user(
            request, f"{len(chosen)} ids: {status.label.lower()}. The next visit to the source follows it."
        )
