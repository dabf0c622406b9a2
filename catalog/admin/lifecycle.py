"""What editors say of a model's life: their own events, beside those of the sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from catalog import facts
from catalog.admin.deleted import DeletedRowsAdmin
from catalog.facts import EDITOR
from catalog.models import AIModel, LifecycleEvent, Source


def is_editors(event: LifecycleEvent | None) -> bool:
    return event is not None and event.source.slug == EDITOR


class LifecycleEventForm(forms.ModelForm):
    """A new event, or an earlier one; what a source said is shown and not edited."""

    class Meta:
        model = LifecycleEvent
        fields = ("state", "happens_on", "replacement", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_a_source = self.instance.pk is not None and not is_editors(self.instance)
        for field in self.fields.values():
            field.disabled = of_a_source

    def clean_replacement(self) -> AIModel | None:
        replacement: AIModel | None = self.cleaned_data["replacement"]
        if replacement is not None and replacement.pk == self.instance.ai_model_id:
            raise ValidationError("A model cannot take its own place: choose another.")
        return replacement


class LifecycleEventFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        events = LifecycleEvent.objects.in_force().filter(ai_model=self.instance, source__slug=EDITOR)
        stated = set(events.values_list("state", flat=True))
        for form in self.extra_forms:
            if form.cleaned_data.get("state") in stated:
                form.add_error("state", "There is an editors' event of this state already: change its date.")

    def save_new(self, form: Any, commit: bool = True) -> LifecycleEvent:
        form.instance.source = Source.objects.get(slug=EDITOR)
        form.instance.stated_at = timezone.now()
        return super().save_new(form, commit)


class LifecycleEventInline(admin.TabularInline):
    model = LifecycleEvent
    form = LifecycleEventForm
    formset = LifecycleEventFormSet
    fields = ("state", "happens_on", "replacement", "note", "source", "stated_at", "withdrawn_at")
    readonly_fields = ("source", "stated_at", "withdrawn_at")
    autocomplete_fields = ("replacement",)
    fk_name = "ai_model"
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[LifecycleEvent]:
        return super().get_queryset(request).select_related("ai_model", "source", "replacement")


@admin.register(LifecycleEvent)
class LifecycleEventAdmin(DeletedRowsAdmin):
    """Every event of every model. Editors change and take back their own, those of sources stay."""

    list_display = ("ai_model", "state", "happens_on", "replacement", "source", "stated_at", "withdrawn_at")
    list_filter = ("state", "source")
    list_select_related = ("ai_model", "replacement", "source")
    search_fields = ("ai_model__name", "ai_model__slug", "note")
    show_full_result_count = False
    date_hierarchy = "happens_on"
    ordering = ("-happens_on", "-pk")
    fields = ("ai_model", "state", "happens_on", "replacement", "note", "source", "stated_at", "withdrawn_at")
    readonly_fields = ("ai_model", "source", "stated_at", "withdrawn_at")
    autocomplete_fields = ("replacement",)
    bring_back = ("state", "happens_on", "replacement", "note")
    place_taken = "There is an event of this state again, of the same source: change that one's date."

    def has_add_permission(self, request: HttpRequest) -> bool:
        # Added on the page of its model.
        return False

    def has_change_permission(self, request: HttpRequest, obj: LifecycleEvent | None = None) -> bool:
        return (obj is None or is_editors(obj)) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: LifecycleEvent | None = None) -> bool:
        return is_editors(obj) and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: LifecycleEvent, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        show_again(obj.ai_model_id)

    def delete_model(self, request: HttpRequest, obj: LifecycleEvent) -> None:
        super().delete_model(request, obj)
        show_again(obj.ai_model_id)

    def revive(self, request: HttpRequest, row: LifecycleEvent, version: Any) -> None:
        super().revive(request, row, version)
        show_again(row.ai_model_id)


def state_events(
    models: Sequence[int], state: str, day: date, note: str, moment: datetime, replacement: AIModel | None = None
) -> None:
    """Says of all these models, as editors, that they come into a state on a day; an earlier word of it is changed.

    Without a `replacement` an earlier one stays. Call within a transaction that holds the models, then resolve them.
    """
    mine = LifecycleEvent.objects.in_force().filter(ai_model__in=models, state=state, source__slug=EDITOR)
    known = {event.ai_model_id: event for event in mine.select_related("replacement")}
    for event in known.values():
        event.happens_on, event.note, event.stated_at = day, note, moment
        event.replacement = replacement or event.replacement
    columns = ["happens_on", "note", "stated_at", "replacement"]
    bulk_update_with_history(list(known.values()), LifecycleEvent, columns)
    editors = Source.objects.get(slug=EDITOR)
    new = [
        LifecycleEvent(
            ai_model_id=pk,
            state=state,
            happens_on=day,
            note=note,
            replacement=replacement,
            source=editors,
            stated_at=moment,
        )
        for pk in models
        if pk not in known
    ]
    bulk_create_with_history(new, LifecycleEvent)


def show_again(model_id: int) -> None:
    """The model's columns and its page follow what was saved. Call within the transaction of the save."""
    if not facts.resolve([model_id]):
        AIModel.objects.filter(pk=model_id).renew()
