"""What the forms of an edition refuse: references and links that lead nowhere, beside the field in which they stand."""

from __future__ import annotations

from django import forms

from catalog.models import EditionItem
from catalog.proofreading.checks import faults_of
from catalog.references import Vocabulary


def complain_of_faults(form: forms.BaseForm, names: Vocabulary, *fields: str) -> None:
    """Puts what is wrong with the references and links of these fields beside each field."""
    for field in fields:
        for fault in faults_of(field, form.cleaned_data.get(field) or "", names):
            form.add_error(field, fault)


def complain_of_item(form: forms.BaseForm, names: Vocabulary) -> None:
    """The same of an entry; and what it rests on has to be something that there is."""
    complain_of_faults(form, names, "title", "text")
    evidence, on = form.cleaned_data.get("evidence"), form.cleaned_data.get("on") or ""
    stated = (EditionItem.Evidence.FACT, EditionItem.Evidence.MEASUREMENT)
    if evidence in stated and on and not names.bears(on):
        form.add_error("on", names.complaint(on))
