"""The calculator's form: a GET form whose query string is its whole state."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import QueryDict

from catalog.pricing import Usage, UsageError

MOST = 10**12
SEPARATORS = re.compile(r"[\s,_'\u2019]")


class CountField(forms.IntegerField):
    """A whole number as people write it: "10,000" and "10 000" too. Left empty, it is 0."""

    default_error_messages = {"invalid": "Write a whole number, such as 10,000."}  # Django's own shape
    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=MOST, required=False, **options)
        self.widget.attrs |= {"inputmode": "numeric", "class": "input", "autocomplete": "off", "maxlength": 24}

    def to_python(self, value: Any) -> int:
        text = SEPARATORS.sub("", str(value or "0"))
        if not (text.isascii() and text.isdigit() and len(text) <= 24):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return int(text)


class UsageForm(forms.Form):
    """What a month of use looks like, call by call."""

    calls = CountField(label="Calls a month", initial=10_000)
    input = CountField(label="Input tokens a call", initial=1_200)
    cached = CountField(label="Of these, cached", initial=400)
    output = CountField(label="Text tokens out", initial=300)
    image_output = CountField(label="Image tokens out", initial=1_000)

    FIELD_OF_USAGE = {  # a constant, read only
        "calls": "calls",
        "input_tokens": "input",
        "cached_tokens": "cached",
        "output_tokens": "output",
        "image_output_tokens": "image_output",
    }
    usage: Usage | None = None

    def __init__(self, query: QueryDict, *, makes_images: bool) -> None:
        """`query` may leave fields out: they keep their first value, so that a short link works."""
        names = [name for name in self.base_fields if makes_images or name != "image_output"]
        typed = {name: query.get(name) for name in names if name in query}
        first = {name: f"{self.base_fields[name].initial:,}" for name in names}
        super().__init__({**first, **typed})
        if not makes_images:
            del self.fields["image_output"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        counts = {key: cleaned[name] for key, name in self.FIELD_OF_USAGE.items() if name in cleaned}
        try:
            self.usage = Usage(**counts)
        except UsageError as error:
            self.add_error(self.FIELD_OF_USAGE.get(error.field), f"This {error.message}.")
        return cleaned
