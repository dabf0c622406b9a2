"""The tables below the words of an edition: entries, bound claims, sources."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

from catalog.admin.editions import doors
from catalog.admin.editions.complaining import complain_of_item
from catalog.admin.editions.parts import Lines, QuietForm, QuietFormSet, names_for
from catalog.claim_tests import complaints
from catalog.models import BoundClaim, Edition, EditionItem, EditionSource
from catalog.proofreading.checks import prose_of, unsaid
from catalog.references import Vocabulary


def may_be_written(request: HttpRequest, edition: Edition | None) -> bool:
    """Not the words that stand. A form that was filled in before they did is taken, to be shown with what is kept."""
    return edition is None or edition.is_being_written or request.method == "POST"


class PartInline(InlineModelAdmin):
    """A part of its edition: who may write the one may write the other."""

    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return request.user.has_perm(doors.VIEW) or request.user.has_perm(doors.CHANGE)

    def has_add_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return request.user.has_perm(doors.ADD if obj is None else doors.CHANGE) and may_be_written(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return self.has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return self.has_add_permission(request, obj)


class PartFormSet(QuietFormSet):
    """Its rows know the edition as it is being saved, and every reference that there is."""

    @cached_property
    def names(self) -> Vocabulary:
        return names_for(self.instance)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "edition": self.instance, "names": lambda: self.names}

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """Names each field of a row: Django's table names its columns alone."""
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = str(field.label or name).capitalize()


class PartForm(QuietForm):
    def __init__(self, *args: Any, edition: Edition, names: Callable[[], Vocabulary], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition, self.names = edition, names


class ItemForm(PartForm):
    class Meta:
        model = EditionItem
        fields = ("kind", "position", "title", "text", "evidence", "on")
        field_classes: ClassVar = {"text": Lines}
        widgets: ClassVar = {
            "title": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "text": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4}),
            "on": forms.TextInput(attrs={"placeholder": "price.output"}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == EditionItem.Kind.QUESTION and not cleaned.get("text"):
            self.add_error("text", "Write the answer: a question does not stand without one.")
        complain_of_item(self, self.names())
        return cleaned


class ItemInline(PartInline, admin.StackedInline):
    model = EditionItem
    form = ItemForm
    formset = PartFormSet
    fields = (("kind", "position", "evidence", "on"), "title", "text")
    verbose_name = "entry"
    verbose_name_plural = "best for, strengths, limitations, questions"
    extra = 4

    class Media:
        js = (forms.Script("js/order.js", type="module"),)


class ClaimForm(PartForm):
    class Meta:
        model = BoundClaim
        fields = ("sentence", "kind", "subject", "limit")
        widgets: ClassVar = {
            "sentence": forms.Textarea(attrs={"rows": 3, "cols": 30}),
            "subject": forms.TextInput(attrs={"list": "claim-subjects", "size": 16}),
            "limit": forms.NumberInput(attrs={"step": "any", "min": "0"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # As it is typed, and still a number: else every saving would seem to change it.
        self.initial["limit"] = Decimal(words) if (words := self.instance.limit_in_words) else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_sentence(cleaned.get("sentence") or "")
        if "kind" in cleaned and "subject" in cleaned and "limit" in cleaned:
            rankings = self.names().rankings
            for field, words in complaints(cleaned["kind"], cleaned["subject"], cleaned["limit"], rankings).items():
                self.add_error(field, words)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        if self.has_changed():
            self.instance.begin_anew()
        return super().save(commit)

    def _check_sentence(self, sentence: str) -> None:
        if sentence and unsaid([sentence], prose_of(self.edition)):
            self.add_error(
                "sentence",
                "This sentence stands neither in the tagline nor in about nor in the verdict. Write it here letter by "
                "letter as there, or delete the claim.",
            )


class ClaimInline(PartInline, admin.TabularInline):
    model = BoundClaim
    form = ClaimForm
    formset = PartFormSet
    readonly_fields = ("today",)
    verbose_name_plural = (
        "bound claims: sentences that are checked against the figures, each night and after each reading"
    )

    @admin.display(description="by the figures of today")
    def today(self, claim: BoundClaim) -> str:
        return claim.today


class SourceFormSet(PartFormSet):
    once = "key"


class SourceInline(PartInline, admin.TabularInline):
    model = EditionSource
    form = PartForm
    fields = ("key", "title", "url", "read_on")
    formset = SourceFormSet
    verbose_name = "source"
    verbose_name_plural = "sources: what was read beyond our own facts"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
