"""Tables of a form that ask the database as much for a hundred rows as for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property

from catalog import wording
from catalog.editions import proof
from catalog.models import Edition
from catalog.models.writing import rewrite
from catalog.references import Vocabulary


def names_for(edition: Edition) -> Vocabulary:
    """Every reference that there is; asked for once a form, whose words and tables hold the same edition."""
    names: Vocabulary | None = getattr(edition, "_names", None)
    if names is None:
        names = edition._names = proof.vocabulary()  # type: ignore[attr-defined]  # no column: it goes with the form
    return names


class Lines(forms.CharField):
    """Several lines as they are kept: browsers end each in two letters, and the same words are no change."""

    def to_python(self, value: Any) -> str:
        return wording.with_plain_breaks(super().to_python(value) or "")


class KnownRowField(forms.Field):
    """Which row a line of the form stands for, among those at hand; Django's own asks for each."""

    widget = forms.HiddenInput

    def __init__(self, rows: Mapping[str, models.Model], **options: Any) -> None:
        super().__init__(required=False, **options)
        self.rows = rows

    def clean(self, value: Any) -> models.Model | None:
        if value in self.empty_values:
            return None
        if str(value) not in self.rows:
            raise ValidationError("This line is gone.")
        return self.rows[str(value)]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


class QuietForm(forms.ModelForm):
    """A row whose clean() says what the constraints of its table say, in better words and without a query for each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.validate_constraints = lambda exclude=None: None


class QuietFormSet(BaseInlineFormSet):
    """Reads its rows once and writes them together: those that went, those that changed, those that are new."""

    once = ""
    """The field that no two rows of an edition may have alike, where there is one."""

    @cached_property
    def rows(self) -> dict[str, models.Model]:
        return {str(row.pk): row for row in self.get_queryset()}

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["id"] = KnownRowField(self.rows, initial=form.fields["id"].initial)

    def clean(self) -> None:
        super().clean()
        if self.once:
            self._refuse_what_another_has()

    def save(self, commit: bool = True) -> Any:
        rows = super().save(commit=False)
        if commit:
            self._write()
        return rows

    def _write(self) -> None:
        noun: type[models.Model] = self.form._meta.model
        table = noun._default_manager
        if self.deleted_objects:
            table.filter(pk__in=[row.pk for row in self.deleted_objects]).delete()
        columns = [field.name for field in noun._meta.concrete_fields if not field.primary_key]
        changed = [row for row, _ in self.changed_objects]
        rewrite(table, changed, columns)
        table.bulk_create(self.new_objects)

    def _refuse_what_another_has(self) -> None:
        """No two lines alike, and none that takes what another has until this is saved."""
        staying = [form for form in self.forms if not form.cleaned_data.get("DELETE")]
        had = {form.initial[self.once]: form for form in staying if self.once in form.initial}
        for form in staying:
            value = form.cleaned_data.get(self.once) if form.has_changed() else None
            if value and had.setdefault(value, form) is not form:
                form.add_error(self.once, "Another line has this already.")
