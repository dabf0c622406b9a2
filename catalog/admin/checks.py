"""The "checked" badge: an editor held these facts against their sources."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from catalog.admin.machine_rows import MachineRowsAdmin
from catalog.models import AIModel, Fact, FactCheck

CHECKABLE = [*Fact.choices, ("prices", "Prices")]


class FactCheckForm(forms.ModelForm):
    facts = forms.MultipleChoiceField(
        choices=CHECKABLE, widget=forms.CheckboxSelectMultiple, label="I checked these facts against their sources"
    )

    class Meta:
        model = FactCheck
        fields = ("facts",)


class FactCheckFormSet(forms.BaseInlineFormSet):
    author: User

    def save_new(self, form: Any, commit: bool = True) -> FactCheck:
        form.instance.checked_by, form.instance.checked_at = self.author, timezone.now()
        return super().save_new(form, commit)


class FactCheckInline(admin.StackedInline):
    model = FactCheck
    form = FactCheckForm
    formset = FactCheckFormSet
    fields = ("facts",)
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[FactCheck]:
        return super().get_queryset(request).select_related("ai_model", "checked_by")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A check is of its day; a later one is a new one.
        return False

    def get_formset(self, request: HttpRequest, obj: AIModel | None = None, **kwargs: Any) -> Any:
        formset = cast("type[FactCheckFormSet]", super().get_formset(request, obj, **kwargs))
        formset.author = cast("User", request.user)
        return formset


@admin.register(FactCheck)
class FactCheckAdmin(MachineRowsAdmin):
    """Who checked what, and when; checks are recorded on the page of their model."""

    list_display = ("ai_model", "in_words", "checked_by", "checked_at")
    list_filter = (("checked_by", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("ai_model", "checked_by")
    search_fields = ("ai_model__name", "ai_model__slug")
    date_hierarchy = "checked_at"
