from __future__ import annotations

from itertools import islice
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from catalog import facts, wording
from catalog.admin.machine_rows import MachineRowsAdmin, MachineRowsInline, laid_out
from catalog.admin.renewal import RenewingAdmin, hold_models
from catalog.models import AIModel, HeldChange, SetAsideRecord, Source, StoredValidator, SyncRun


@admin.register(Source)
class SourceAdmin(RenewingAdmin):
    list_display = ("name", "rank", "gives", "licence", "every_minutes", "website")
    search_fields = ("name", "slug")
    readonly_fields = ("slug",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # A source needs code that reads it; a migration comes with that.
        return False

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        concerned = hold_models(AIModel.objects.all()) if "rank" in form.changed_data else []
        super().save_model(request, obj, form, change)
        facts.resolve(concerned)


@admin.register(StoredValidator)
class StoredValidatorAdmin(MachineRowsAdmin):
    """Deleting one makes the next visit read its address in full."""

    list_display = ("address", "source", "seen_at", "etag", "last_modified")
    list_filter = ("source",)
    list_select_related = ("source",)
    search_fields = ("address",)
    ordering = ("source", "address")
    date_hierarchy = "seen_at"

    def has_delete_permission(self, request: HttpRequest, obj: StoredValidator | None = None) -> bool:
        return request.user.has_perm("catalog.delete_storedvalidator")


class SetAsideInline(MachineRowsInline):
    model = SetAsideRecord
    fields = ("external_id", "reason", "excerpt")


@admin.register(SyncRun)
class SyncRunAdmin(MachineRowsAdmin):
    list_display = (
        "source",
        "observed_at",
        "outcome",
        "read",
        "created",
        "changed",
        "held",
        "set_aside",
        "finished_at",
    )
    list_filter = ("outcome", "source")
    list_select_related = ("source",)
    search_fields = ("source__name", "error")
    date_hierarchy = "observed_at"
    inlines = (SetAsideInline,)


@admin.register(SetAsideRecord)
class SetAsideRecordAdmin(MachineRowsAdmin):
    list_display = ("external_id", "reason", "run")
    list_filter = ("run__source",)
    list_select_related = ("run__source",)
    search_fields = ("external_id", "reason")
    date_hierarchy = "run__observed_at"
    ordering = ("-pk",)


CONSEQUENCE = {
    HeldChange.Status.ACCEPTED: "accepted. The next visit to the source puts it in force, if the source still says so.",
    HeldChange.Status.REJECTED: "rejected. The old value stays in force.",
}


class DecisionActionForm(ActionForm):
    note = forms.CharField(required=False, max_length=500, label="Why:")


class DecisionForm(forms.ModelForm):
    class Meta:
        model = HeldChange
        fields = ("note",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "note" in self.fields:
            self.fields["note"].required = True
            self.fields["note"].help_text = "Why you accept or reject it."


class WaitingFilter(admin.SimpleListFilter):
    """The queue shows what waits, unless somebody asks for the decided ones."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*HeldChange.Status.choices, ("all", "All")]

    def value(self) -> str:
        return super().value() or HeldChange.Status.OPEN

    def choices(self, changelist: Any) -> Any:
        # Without the first, Django's own "All", which would lead back to what waits.
        return islice(super().choices(changelist), 1, None)

    def queryset(self, request: HttpRequest, queryset: QuerySet[HeldChange]) -> QuerySet[HeldChange]:
        return queryset if self.value() == "all" else queryset.filter(status=self.value())


def decide(held: QuerySet[HeldChange], status: HeldChange.Status, person: User, note: str) -> list[HeldChange]:
    """Settles those that still wait, and returns them. Call within a transaction."""
    waiting = list(held.filter(status=HeldChange.Status.OPEN).order_by("pk").select_for_update(of=("self",)))
    HeldChange.objects.filter(pk__in=[change.pk for change in waiting]).update(
        status=status, decided_by=person, decided_at=timezone.now(), note=note
    )
    return waiting


@admin.register(HeldChange)
class HeldChangeAdmin(MachineRowsAdmin):
    form = DecisionForm
    action_form = DecisionActionForm
    list_display = ("ai_model", "field", "old", "new", "reason", "run", "created_at", "status", "decided_by")
    list_filter = (WaitingFilter, "run__source", "field")
    list_select_related = ("ai_model", "run__source", "decided_by")
    search_fields = ("ai_model__name", "field", "reason")
    date_hierarchy = "created_at"
    show_facets = admin.ShowFacets.ALWAYS
    readonly_fields = (
        "ai_model", "offer", "field", "old", "new", "reason", "run", "created_at", "stated_until",
        "status", "decided_by", "decided_at",
    )  # fmt: skip
    fields = (*readonly_fields, "note")
    actions = ("accept", "reject")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("catalog.change_heldchange")

    def has_change_permission(self, request: HttpRequest, obj: HeldChange | None = None) -> bool:
        waits = obj is not None and obj.status == HeldChange.Status.OPEN
        return waits and self.has_decide_permission(request)

    @admin.display(description="in force")
    def old(self, change: HeldChange) -> str:
        return laid_out(change.old_value)

    @admin.display(description="stated now")
    def new(self, change: HeldChange) -> str:
        return laid_out(change.new_value)

    @admin.action(description="Accept", permissions=["decide"])
    def accept(self, request: HttpRequest, queryset: QuerySet[HeldChange]) -> None:
        self._decide(request, queryset, HeldChange.Status.ACCEPTED, request.POST.get("note", ""))

    @admin.action(description="Reject", permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet[HeldChange]) -> None:
        self._decide(request, queryset, HeldChange.Status.REJECTED, request.POST.get("note", ""))

    def save_model(self, request: HttpRequest, obj: HeldChange, form: Any, change: bool) -> None:
        status = HeldChange.Status.ACCEPTED if "_accept" in request.POST else HeldChange.Status.REJECTED
        self._decide(request, HeldChange.objects.filter(pk=obj.pk), status, form.cleaned_data["note"])

    def _decide(self, request: HttpRequest, held: QuerySet[HeldChange], status: HeldChange.Status, note: str) -> None:
        if not note.strip():
            self.message_user(request, "Write why, beside the action. Nothing was decided.", messages.ERROR)
            return
        with transaction.atomic():
            decided = decide(held, status, cast("User", request.user), note.strip())
        if not decided:
            self.message_user(request, "Nothing was decided: somebody else had done so.", messages.WARNING)
            return
        self.message_user(
            request, f"{wording.quantity(len(decided), 'change')}: {CONSEQUENCE[status]}", messages.SUCCESS
        )
