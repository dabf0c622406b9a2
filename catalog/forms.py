"""The calculator's forms: a GET form whose query string is its whole state, and those that take pasted text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone

from catalog import wording
from catalog.calculator import moments
from catalog.calculator.fields import BY_NAME, CALLS, COUNTS, NAME_OF, Count, Group, open_for
from catalog.calculator.presets import Preset, first_for
from catalog.calculator.prices import first_reading
from catalog.pricing import Usage, UsageError
from catalog.pricing.written import LONGEST, read_count, read_pixels

LONGEST_SHOWN = 200
"""Of what was typed in vain, so much is shown again."""
MOST_DETAILS = 8
LONGEST_TEXT = 200_000
"""Characters whose tokens are counted at once: a long book's tenth, and read in a moment."""
YES, NO = frozenset({"1", "on", "true", "yes"}), frozenset({"", "0", "off", "false", "no"})
DATED = ("at", "hour", "since")
_DIGITS = re.compile(r"\d{1,16}", re.ASCII)


def sentence(message: str) -> str:
    """An engine's message as a sentence: "This is part of the input: give 10 or less."."""
    return wording.capitalised(f"this {message}." if message.startswith("is ") else f"{message}.")


class CountField(forms.Field):
    """A whole number as people write it: 10,000, 1.5k, 1M; of a size, its pixels. Left empty, it is 0."""

    def __init__(self, count: Count, *, otherwise: int = 0) -> None:
        super().__init__(required=False, label=count.label, help_text=count.hint)
        self.name, self.is_size, self.otherwise = count.name, count.is_size, otherwise
        self.whole = count.whole
        self.widget.attrs |= {
            "class": "input typed", "maxlength": LONGEST, "inputmode": "text" if count.is_size else "decimal",
        }  # fmt: skip

    def to_python(self, value: Any) -> int:
        text = str(value or "").strip()
        if not text:
            return self.otherwise
        try:
            return read_pixels(text, self.name) if self.is_size else read_count(text, self.name)
        except UsageError as error:
            raise forms.ValidationError(sentence(error.message), code="invalid") from None


class MomentField(forms.Field):
    """A day or a moment of the past, not before our first reading of a price."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.widget.attrs |= {"class": "input typed", "maxlength": 40, "placeholder": "YYYY-MM-DD"}

    def to_python(self, value: Any) -> moments.Asked | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            asked = moments.read_moment(text)
        except ValueError as error:
            raise forms.ValidationError(sentence(str(error)), code="invalid") from None
        return self._within_what_we_know(asked)

    @staticmethod
    def _within_what_we_know(asked: moments.Asked) -> moments.Asked:
        now, first = timezone.now(), first_reading()
        if asked.at > now:
            if asked.is_day and asked.at.date() == now.date():
                return moments.Asked(now, is_day=True)
            raise forms.ValidationError("Prices are known until today: give a moment that has been.", code="future")
        if first is None or asked.at < first:
            begin = f"Our prices begin on {wording.day(first)}: give that day or a later one." if first else ""
            raise forms.ValidationError(begin or "No price has been read yet: leave this empty.", code="early")
        return asked


class HourField(forms.Field):
    """The hour, in UTC, at which calls run; "any" and empty are no hour in particular."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.widget.attrs |= {"class": "input typed", "maxlength": 20, "placeholder": "any"}

    def to_python(self, value: Any) -> moments.Hour | str | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return moments.read_hour(text) or moments.ANY_HOUR
        except ValueError as error:
            raise forms.ValidationError(sentence(str(error)), code="invalid") from None


class SwitchField(forms.Field):
    """A box that is ticked or not. Read as text: Django's own takes "0" for yes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> bool:
        text = str(value or "").strip().lower()
        if text in NO:
            return False
        if text not in YES:
            raise forms.ValidationError("Give 1 for batch, or leave it out.", code="invalid")
        return True


@dataclass(frozen=True)
class Problem:
    """A message at a field; `name` is that of the address, `label` what the reader knows it by."""

    name: str
    label: str
    message: str


class UsageForm(forms.Form):
    """What a month of use looks like, call by call. `usage` is None while it has errors."""

    at = MomentField(label="Prices as of", help_text="A day, or a moment in UTC.")
    hour = HourField(label="Hour of the calls, UTC", help_text="As in 16:30, or sat 16:30.")
    batch = SwitchField(label="In batches, answered within a day")
    since = MomentField(label="Compared with those of", help_text="Tells line by line what changed.")

    usage: Usage | None = None

    def __init__(
        self,
        query: QueryDict,
        *,
        makes_images: bool = False,
        classes: Iterable[str] = (),
        example: Preset | None = None,
    ) -> None:
        """`query` may leave fields out: they are 0, or one call. An address that names none gets an example.

        `classes` are the slugs of those whose models are asked about; `makes_images` says the same of one model.
        """
        self.classes = tuple(classes) or ("image" if makes_images else "text",)
        self.example = example or first_for(self.classes[0])
        self.is_example = not any(name in query for name in BY_NAME)
        self.details = _details(query)
        typed = {name: _shown(query.get(name, "")) for name in self.base_fields if name in query}
        super().__init__({**self._counts_of_example(), **typed} if self.is_example else {CALLS.name: "1", **typed})
        for name, field in self.fields.items():
            field.widget.attrs["aria-describedby"] = f"id_{name}_note"

    def _counts_of_example(self) -> dict[str, str]:
        return {name: count if isinstance(count, str) else f"{count:,}" for name, count in self.example.counts.items()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        counts = {BY_NAME[name].usage: value for name, value in cleaned.items() if name in BY_NAME}
        try:
            self.usage = Usage(**counts, batch=cleaned["batch"], at=self._hour(cleaned), details=self.details)
        except UsageError as error:
            self.add_error(NAME_OF.get(error.field), sentence(error.message))
        return cleaned

    @staticmethod
    def _hour(cleaned: Mapping[str, Any]) -> datetime | None:
        """The moment that opens time windows: the hour that was given, else that of the moment, else none."""
        hour, asked = cleaned["hour"], cleaned["at"]
        if isinstance(hour, moments.Hour):
            return hour.near(asked.at if asked else timezone.now())
        return asked.at if asked and not asked.is_day and hour is None else None

    @property
    def moment(self) -> datetime | None:
        """When the prices held that are asked for; None is now."""
        return self._asked("at")

    @property
    def since_moment(self) -> datetime | None:
        return self._asked("since")

    def _asked(self, name: str) -> datetime | None:
        asked = self.cleaned_data.get(name) if self.is_bound and hasattr(self, "cleaned_data") else None
        return asked.at if asked else None

    @property
    def problems(self) -> list[Problem]:
        """In the order of the form."""
        return [
            Problem(name, _label_in_full(field), str(self.errors[name][0]))
            for name, field in self.fields.items()
            if name in self.errors
        ]

    # --- as it is drawn ---

    @property
    def opened(self) -> list[BoundField]:
        """The numbers that the classes can use, and those that are given or wrong."""
        return [self[name] for name in BY_NAME if self._is_open(name)]

    @property
    def folded(self) -> list[tuple[str, list[BoundField]]]:
        """The others, by their heading."""
        closed = [count for count in COUNTS if not self._is_open(count.name)]
        groups = ((group.value, [self[one.name] for one in closed if one.group == group]) for group in Group)
        return [(heading, fields) for heading, fields in groups if fields]

    def _is_open(self, name: str) -> bool:
        is_used = bool(self.cleaned_data.get(name)) if hasattr(self, "cleaned_data") else False
        return name in open_for(self.classes) or name in self.errors or (is_used and name != "calls")

    @property
    def is_batch(self) -> bool:
        return bool(self.cleaned_data.get("batch"))

    @property
    def is_dated(self) -> bool:
        """Whether another day or an hour is asked for."""
        return any(self[name].value() for name in DATED)

    # --- as addresses say it ---

    def said(self, *, in_full: bool = False) -> dict[str, str]:
        """The usage by the names of addresses, without what is left out: nothing at all of the example.

        `in_full` names the example's numbers too, so that a link means the same in years. A field that is wrong keeps
        what was typed.
        """
        counts = self.counts_said
        if not in_full and counts == self._said_of_example():
            counts = {}
        others = {name: self._other_said(name) for name in ("batch", "at", "hour", "since")}
        return counts | {name: text for name, text in others.items() if text}

    @property
    def counts_said(self) -> dict[str, str]:
        """The numbers, each by its name; one call and what is 0 are left out, as long as anything is left."""
        found = dict(self._each_said())
        return found if found.keys() - {"calls"} or found.get("calls", "1") != "1" else {"calls": "1"}

    def _each_said(self) -> Iterator[tuple[str, str]]:
        for name, count in BY_NAME.items():
            typed = str(self[name].value() or "")
            if name in self.errors:
                yield name, typed
            elif value := self.cleaned_data.get(name):
                if name != "calls" or value != 1:
                    yield name, typed if count.is_size else str(value)
            elif name == "calls":
                yield name, "0"

    def _said_of_example(self) -> dict[str, str]:
        example = {name: str(count) for name, count in self.example.counts.items()}
        return {name: example[name] for name in BY_NAME if name in example}

    def _other_said(self, name: str) -> str:
        if name in self.errors:
            return str(self[name].value() or "")
        value = self.cleaned_data.get(name)
        if isinstance(value, moments.Asked | moments.Hour):
            return value.text
        return "1" if value is True else str(value or "")


# The numbers come before what is declared above, and all in the order of the table.
UsageForm.base_fields = {
    **{count.name: CountField(count, otherwise=1 if count == CALLS else 0) for count in COUNTS},
    **UsageForm.base_fields,
}


class PastedUsageForm(forms.Form):
    """A `usage` object; what is wrong with it the reader of such objects says."""

    usage = forms.CharField(label="The usage object", error_messages={"required": "Paste a usage object."})


class PastedTextForm(forms.Form):
    text = forms.CharField(
        label="The text",
        strip=False,
        max_length=LONGEST_TEXT,
        error_messages={
            "required": "Paste a text.",
            "max_length": f"Give {LONGEST_TEXT:,} characters at most; estimate the rest by itself.",
        },
    )


def _details(query: QueryDict) -> frozenset[str]:
    given = (wording.printable(text).strip() for text in query.getlist("detail")[:MOST_DETAILS])
    return frozenset(text[:60] for text in given if text)


def _shown(text: str) -> str:
    """What was typed, as the form shows it again: plain digits with their thousands parted."""
    text = wording.printable(text, LONGEST_SHOWN)
    return f"{int(text):,}" if _DIGITS.fullmatch(text) and text != "0" else text


def _label_in_full(field: forms.Field) -> str:
    """ "Input, of which read from a cache": what stands below its whole on the form stands alone in a list."""
    whole = getattr(field, "whole", "")
    return f"{whole}, {field.label}" if whole else str(field.label)
