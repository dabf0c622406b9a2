"""The ids by which sources know our models: what is suggested, both sides next to each other, and what was decided."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from catalog import wording
from catalog.admin.renewal import RenewingAdmin
from catalog.admin.walking import WalkedAdmin
from catalog.models import AIModel, Alias, ModelClass
from catalog.models.profiles import ModelClassQuerySet
from catalog.sync.apply_measurements import follow, unlink


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
        is_needed = is_model and cleaned.get("status", self.instance.status) == Alias.Status.APPROVED
        named = cleaned.get("ai_model", self.instance.ai_model) is not None
        if "ai_model" in cleaned and ((is_needed and not named) or (named and not is_model)):
            self.add_error("ai_model", "Choose the model." if is_model else "Leave this empty: it is no model.")
        return cleaned


class QueueFilter(admin.SimpleListFilter):
    """The list shows the suggestions that wait for an editor, unless somebody asks for the rest."""

    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("suggested", "Suggested"),
            ("unmatched", "Without a model"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("all", "All"),
        ]

    def value(self) -> str:
        return super().value() or "suggested"

    def choices(self, changelist: Any) -> Any:
        # Without the first, Django's own "All", which would lead back to the suggestions.
        return islice(super().choices(changelist), 1, None)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alias]) -> QuerySet[Alias]:
        match self.value():
            case "all":
                return queryset
            case "unmatched":
                return queryset.filter(status=Alias.Status.SUGGESTED, ai_model=None)
            case "suggested":
                return queryset.filter(status=Alias.Status.SUGGESTED, ai_model__isnull=False)
            case decided:
                return queryset.filter(status=decided)


@admin.register(Alias)
class AliasAdmin(WalkedAdmin, RenewingAdmin):
    form = AliasForm
    list_display = (
        "name", "ai_model", "evidence_in_short", "configuration", "status", "external_id", "source", "seen_at",
    )  # fmt: skip
    list_display_links = ("name", "external_id")
    list_filter = (QueueFilter, "source", "kind", "variant")
    list_select_related = ("source", "ai_model")
    search_fields = ("external_id", "name", "ai_model__name")
    show_full_result_count = False
    autocomplete_fields = ("ai_model",)
    show_facets = admin.ShowFacets.ALWAYS
    actions = ("approve", "reject")

    def get_readonly_fields(self, request: HttpRequest, obj: Alias | None = None) -> tuple[str, ...]:
        # One id of one source means one thing, for good.
        by_the_sync = ("evidence_side_by_side", "seen_at")
        return ("source", "external_id", *by_the_sync) if obj else by_the_sync

    @admin.display(description="why")
    def evidence_in_short(self, alias: Alias) -> str:
        return self._evidence(alias, only_what_both_say=True)

    @admin.display(description="evidence")
    def evidence_side_by_side(self, alias: Alias) -> str:
        return self._evidence(alias, only_what_both_say=False)

    def _evidence(self, alias: Alias, *, only_what_both_say: bool) -> str:
        sides = alias.evidence.get("sides", [])
        if only_what_both_say:
            sides = [side for side in sides if side[1] and side[2]]
        context = {"reason": alias.evidence.get("reason", ""), "sides": sides}
        if not only_what_both_say:
            context["stated"] = alias.evidence.get("stated", {})
        return render_to_string("admin/catalog/alias/_evidence.html", context)

    def classes_printing(self, row: Alias) -> ModelClassQuerySet:
        """A router's class names it among what was left out; a model's page names its ids."""
        concerned = AIModel.objects.filter(aliases=row).values("model_class")
        return ModelClass.objects.filter(pk__in=[row.model_class_id]) | ModelClass.objects.filter(pk__in=concerned)

    def save_model(self, request: HttpRequest, obj: Alias, form: Any, change: bool) -> None:
        """What came over the link as it was ends, and what its source last stated comes over the new one."""
        before = Alias.objects.select_for_update(of=("self",)).get(pk=obj.pk) if change else None
        super().save_model(request, obj, form, change)
        if before and before.status == Alias.Status.APPROVED:
            unlink([before])
        follow([obj])

    @admin.action(description="Approve: the data of these ids is taken", permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Alias]) -> None:
        self._decide(request, queryset, Alias.Status.APPROVED)

    @admin.action(description="Reject: the data of these ids is not taken", permissions=["change"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Alias]) -> None:
        self._decide(request, queryset, Alias.Status.REJECTED)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Alias], status: Alias.Status) -> None:
        with transaction.atomic():
            chosen = list(queryset.order_by("pk").select_for_update(of=("self",)))
            if status == Alias.Status.APPROVED:
                chosen = [alias for alias in chosen if alias.ai_model_id or alias.kind != Alias.Kind.MODEL]
            carried = [alias for alias in chosen if alias.status == Alias.Status.APPROVED]
            Alias.objects.filter(pk__in=[alias.pk for alias in chosen]).update(status=status)
            AIModel.objects.filter(aliases__in=chosen).renew()
            shown = unlink(carried) if status == Alias.Status.REJECTED else follow(_as_now(chosen))
            for alias in chosen:
                self.log_change(request, alias, f"Status: {status.label}.")
        self._report(request, len(chosen), len(shown), status)

    def _report(self, request: HttpRequest, decided: int, shown: int, status: Alias.Status) -> None:
        if not decided:
            self.message_user(request, "Nothing was decided: choose a model for these ids first.", messages.WARNING)
            return
        models = wording.quantity(shown, "model")
        at_once = f"The figures of {models} follow it already." if shown else "The next visit to the source follows it."
        self.message_user(request, f"{wording.quantity(decided, 'id')}: {status.label.lower()}. {at_once}")


def _as_now(aliases: list[Alias]) -> QuerySet[Alias]:
    return Alias.objects.filter(pk__in=[alias.pk for alias in aliases])
