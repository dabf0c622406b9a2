"""An editor's claim overrules the sources until it is withdrawn. Each keeps its row, its author and its reason."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.fields import InvalidJSONInput
from django.http import HttpRequest
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.models import User
from catalog import facts, wording
from catalog.admin.renewal import hold_models
from catalog.facts import EDITOR
from catalog.models import AIModel, Claim, Fact, ModelClass, Source

# PostgreSQL stores neither of these in JSON, and no name holds a control character.
UNSTORABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
FAMILY_LETTER = re.compile(r"[A-Za-z0-9]")


def corrections() -> QuerySet[Claim]:
    """The editors' claims in force."""
    return Claim.objects.current().filter(source__slug=EDITOR)


def correct(claims: Sequence[Claim], author: User, moment: datetime) -> None:
    """Puts editors' claims in force in place of earlier ones, one a model and fact, in a constant number of queries.

    Each claim holds model, fact, value and reason; the rest is filled in here. Call within a transaction, then resolve
    the models.
    """
    models = {claim.ai_model_id for claim in claims}
    hold_models(AIModel.objects.filter(pk__in=models))
    new = {(claim.ai_model_id, claim.fact) for claim in claims}
    earlier = corrections().filter(ai_model__in=models, fact__in={claim.fact for claim in claims})
    replaced = [claim for claim in earlier if (claim.ai_model_id, claim.fact) in new]
    _end(replaced, author, "Replaced by a later correction", moment)
    editors = Source.objects.get(slug=EDITOR)
    for claim in claims:
        claim.source, claim.author = editors, author
        claim.stated_at = claim.confirmed_at = moment
    bulk_create_with_history(claims, Claim, default_user=author)


def withdraw(claims: QuerySet[Claim], author: User, reason: str, moment: datetime) -> list[Claim]:
    """Ends those of the claims that are corrections in force, and shows what the sources say instead.

    Who did so and why is on record in the same transaction, which the caller opens. Returns those that were ended.
    """
    hold_models(AIModel.objects.filter(claims__in=corrections().filter(pk__in=claims.values("pk"))))
    ended = list(corrections().filter(pk__in=claims.values("pk")).select_related("ai_model", "source"))
    _end(ended, author, reason, moment)
    LogEntry.objects.log_actions(author.pk, ended, CHANGE, f"Withdrew the correction: {reason}")
    facts.resolve({claim.ai_model_id for claim in ended})
    return ended


def _end(claims: Sequence[Claim], author: User, reason: str, moment: datetime) -> None:
    for claim in claims:
        claim.superseded_at = moment
    bulk_update_with_history(
        claims, Claim, ["superseded_at"], default_user=author, default_change_reason=reason, default_date=moment
    )


EXAMPLES = '400000, true, "2025-10-16", ["text", "image"]'


class JSONAsTyped(forms.JSONField):
    """Shows a rejected value again to the letter; Django's own writes it anew, and fails on half a character."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial if self.disabled else InvalidJSONInput(data or "")

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else super().prepare_value(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and super().has_changed(initial, data)


class CorrectionForm(forms.ModelForm):
    """A new correction, or one in force that can only be withdrawn: to change it, write a new one of the same fact."""

    withdraw = forms.CharField(
        label="withdraw, because",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 24, "placeholder": "Why the lock goes"}),
    )

    class Meta:
        model = Claim
        fields = ("fact", "value", "reason")
        field_classes: ClassVar = {"value": JSONAsTyped}
        widgets: ClassVar = {
            "value": forms.Textarea(attrs={"rows": 2, "cols": 28, "placeholder": EXAMPLES}),
            "reason": forms.Textarea(attrs={"rows": 2, "cols": 36}),
        }
        error_messages: ClassVar = {
            "value": {"invalid": "Write numbers, true and false as they are; text and dates in double quotes."}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        in_force = self.instance.pk is not None
        for name, field in self.fields.items():
            field.disabled = in_force != (name == "withdraw")
            # In a table no label stands beside a field.
            field.widget.attrs["aria-label"] = field.label or name

    def clean_withdraw(self) -> str:
        return storable(self.cleaned_data["withdraw"])

    def clean_reason(self) -> str:
        return storable(self.cleaned_data["reason"])

    def clean_value(self) -> Any:
        value = self.cleaned_data["value"]
        texts = value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and UNSTORABLE.search(text) for text in texts):
            raise ValidationError("Write it without control characters.")
        return value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if complaint := complaint_about_reference(cleaned.get("fact"), cleaned.get("value")):
            self.add_error("value", complaint)
        return cleaned


def storable(text: str) -> str:
    """A text of one line or several as it is; what holds other control characters is not taken."""
    if UNSTORABLE.search(re.sub(r"[\r\n\t]", " ", text)):
        raise ValidationError("Write it without control characters.")
    return text


def complaint_about_reference(fact: str | None, value: Any) -> str:
    """Why a value names no class, or cannot name a family; "" when it can, or when the fact is another."""
    if fact == Fact.MODEL_CLASS:
        slugs = list(ModelClass.objects.values_list("slug", flat=True))
        return "" if value in slugs else f"Write one of these, in quotes: {', '.join(slugs)}."
    if fact == Fact.FAMILY:
        named = isinstance(value, str) and FAMILY_LETTER.search(value)
        return "" if named else 'Write the name of the family in quotes: "Claude Opus".'
    return ""


class CorrectionFormSet(forms.BaseInlineFormSet):
    author: User

    def clean(self) -> None:
        super().clean()
        written = [form.cleaned_data.get("fact") for form in self.extra_forms if form.has_changed() and form.is_valid()]
        if len(written) != len(set(written)):
            raise ValidationError("Write one correction a fact.")

    def save_new(self, form: Any, commit: bool = True) -> Claim:
        form.instance.ai_model = self.instance
        correct([form.instance], self.author, timezone.now())
        return form.instance

    def save_existing(self, form: Any, obj: Claim, commit: bool = True) -> Claim:
        if reason := form.cleaned_data["withdraw"].strip():
            withdraw(Claim.objects.filter(pk=obj.pk), self.author, reason, timezone.now())
        return obj


class CorrectionInline(admin.TabularInline):
    model = Claim
    form = CorrectionForm
    formset = CorrectionFormSet
    fields = ("fact", "value", "reason", "by", "withdraw")
    readonly_fields = ("by",)
    verbose_name = "correction"
    verbose_name_plural = "corrections"
    extra = 1
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        return corrections().select_related("ai_model", "source", "author")

    def get_formset(self, request: HttpRequest, obj: AIModel | None = None, **kwargs: Any) -> Any:
        formset = cast("type[CorrectionFormSet]", super().get_formset(request, obj, **kwargs))
        formset.author = cast("User", request.user)
        return formset

    @admin.display(description="by, since")
    def by(self, claim: Claim) -> str:
        return f"{claim.author}, {wording.day(claim.stated_at)}" if claim.pk else "you, from now on"


def as_written(value: Any) -> str:
    """A claim's value as an editor would type it."""
    return json.dumps(value, ensure_ascii=False)
