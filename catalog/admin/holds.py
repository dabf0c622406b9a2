"""Changes that look wrong, for editors to decide: accepted ones show at once, rejected ones are not asked again."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from catalog import wording
from catalog.admin.machine_rows import MachineRowsAdmin
from catalog.admin.walking import WalkedAdmin
from catalog.models import HeldChange
from catalog.sync import holds

Decide = Callable[[QuerySet[HeldChange], User, str], list[HeldChange]]

ACCEPTED = "accepted, and in force now."
REJECTED = "rejected. The old value stays in force, and this one is not asked about again."


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


@admin.register(HeldChange)
class HeldChangeAdmin(WalkedAdmin, MachineRowsAdmin):
    form = DecisionForm
    action_form = DecisionActionForm
    list_display = (
        "ai_model", "offer", "field", "old", "new", "reason", "first_stated", "stated_until",
        "status", "decided_by", "decided_at", "note",
    )  # fmt: skip
    list_filter = (WaitingFilter, "run__source", "field")
    list_select_related = ("ai_model", "offer__provider", "run__source", "decided_by")
    search_fields = ("ai_model__name", "field", "reason")
    show_full_result_count = False
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

    @admin.display(description="in force then")
    def old(self, change: HeldChange) -> SafeString:
        return _lines(change, change.old_value)

    @admin.display(description="stated instead")
    def new(self, change: HeldChange) -> SafeString:
        return _lines(change, change.new_value)

    @admin.display(description="stated since", ordering="run__observed_at")
    def first_stated(self, change: HeldChange) -> str:
        return f"{wording.day(change.run.observed_at)}, {change.run.source}"

    @admin.action(description="Accept", permissions=["decide"])
    def accept(self, request: HttpRequest, queryset: QuerySet[HeldChange]) -> None:
        self._decide(request, queryset, holds.accept_all, ACCEPTED, request.POST.get("note", ""))

    @admin.action(description="Reject", permissions=["decide"])
    def reject(self, request: HttpRequest, queryset: QuerySet[HeldChange]) -> None:
        self._decide(request, queryset, holds.reject_all, REJECTED, request.POST.get("note", ""))

    def save_model(self, request: HttpRequest, obj: HeldChange, form: Any, change: bool) -> None:
        one, note = HeldChange.objects.filter(pk=obj.pk), form.cleaned_data["note"]
        if "_accept" in request.POST:
            self._decide(request, one, holds.accept_all, ACCEPTED, note)
        else:
            self._decide(request, one, holds.reject_all, REJECTED, note)

    def may_go_on(self, request: HttpRequest) -> bool:
        return True

    def goes_on(self, request: HttpRequest, obj: HeldChange) -> bool:
        return not HeldChange.objects.filter(pk=obj.pk, status=HeldChange.Status.OPEN).exists()

    def _decide(
        self, request: HttpRequest, held: QuerySet[HeldChange], decide: Decide, consequence: str, note: str
    ) -> None:
        if not note.strip():
            self.message_user(request, "Write why, beside the action. Nothing was decided.", messages.ERROR)
            return
        # The list's own ordering and annotations are of no use to a decision, and in the way of its lock.
        chosen = HeldChange.objects.filter(pk__in=list(held.values_list("pk", flat=True)))
        try:
            decided = decide(chosen, cast("User", request.user), note.strip())
        except holds.SourceBusy:
            busy = "The source is being read at this moment. Nothing was decided: try again in a minute."
            self.message_user(request, busy, messages.ERROR)
            return
        if not decided:
            self.message_user(request, "Nothing was decided: somebody else had done so.", messages.WARNING)
            return
        changes = wording.quantity(len(decided), "change")
        self.message_user(request, f"{changes}: {consequence}", messages.SUCCESS)


def _lines(change: HeldChange, value: Any) -> SafeString:
    return format_html_join("", "<div>{}</div>", ((line,) for line in holds.in_words(change.field, value)))
