"""The form in which a review is written and changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.forms.models import model_to_dict
from django.forms.utils import ErrorDict
from django.utils import timezone

from catalog.models import AIModel, Offer, Provider
from reviews import markdown, rules
from reviews.forms import traps
from reviews.forms.fields import PointsField, WordsField, several_lines
from reviews.models import Revision
from reviews.models.reviews import LONGEST_TEXT, MARKS, SHORTEST_TEXT, Employer, Extent, UseCase

STARS = ((1, "Not usable"), (2, "Poor"), (3, "Mixed"), (4, "Good"), (5, "Excellent"))
NO_MARK = ("", "No mark")
LONGEST_TITLE = 120
FIRST_YEAR = 2018
"""No language model was for sale before."""
MONTHS = [(month, f"{date(FIRST_YEAR, month, 1):%B}") for month in range(1, 13)]
REQUIRED = "Required."


@dataclass(frozen=True)
class Problem:
    """A message; `anchor` is the id of the field that it is about, "" where it is about the whole."""

    anchor: str
    label: str
    message: str


def mark_field(label: str, help_text: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, help_text=help_text, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
        choices=[NO_MARK, *((number, f"{number} of 5") for number, _ in STARS)],
    )  # fmt: skip


class RevisionForm(forms.ModelForm):
    """All that a person says of a model. What else is posted, such as a state or an author, is not looked at."""

    stars = forms.TypedChoiceField(
        label="Stars", coerce=int, choices=STARS, widget=forms.RadioSelect,
        error_messages={"required": "Choose one to five stars."},
    )  # fmt: skip
    quality = mark_field("Quality", "how good the answers are")
    speed = mark_field("Speed", "how soon they come")
    value = mark_field("Value", "what they are worth for the money")
    reliability = mark_field("Reliability", "whether it works every time")
    title = WordsField(label="Title", least=3, most=LONGEST_TITLE, error_messages={"required": "Give it a title."})
    text = WordsField(
        label="Your review", least=SHORTEST_TEXT, most=LONGEST_TEXT, is_long=True, widget=forms.Textarea,
        error_messages={"required": f"Say in {SHORTEST_TEXT} letters or more how it did."},
    )  # fmt: skip
    pros = PointsField(label="For it")
    cons = PointsField(label="Against it")
    use_case = forms.ChoiceField(
        label="Used for", choices=[("", "Choose one"), *UseCase.choices],
        error_messages={"required": "Choose what you used it for."},
    )  # fmt: skip
    extent = forms.ChoiceField(
        label="How much", choices=Extent.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose how much you used it."},
    )  # fmt: skip
    since_month = forms.TypedChoiceField(
        label="Used since, month", required=False, coerce=int, empty_value=None, choices=[("", "Month"), *MONTHS]
    )
    since_year = forms.TypedChoiceField(label="Used since, year", required=False, coerce=int, empty_value=None)
    employer = forms.ChoiceField(
        label="I work for", choices=Employer.choices, widget=forms.RadioSelect, initial=Employer.NEITHER,
        error_messages={"required": "Choose whom you work for."},
    )  # fmt: skip
    is_paid = forms.BooleanField(label="I was paid for this review", required=False)
    got_credits = forms.BooleanField(label="I got credits or free use of the model", required=False)
    agrees = forms.BooleanField(
        label="These are my own words about my own use, and they keep the rules",
        error_messages={"required": "Tick this if it is so: without it the review cannot be taken."},
    )

    field_order = (
        "stars", *MARKS, "title", "text", "pros", "cons", "use_case", "since_month", "since_year", "extent", "provider",
        "employer", "is_paid", "got_credits", "agrees",
    )  # fmt: skip

    class Meta:
        model = Revision
        fields: ClassVar = [
            "stars", *MARKS, "title", "text", "pros", "cons", "use_case", "extent", "provider", "is_paid", "employer",
            "got_credits",
        ]  # fmt: skip

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, ai_model: AIModel, newest: Revision | None = None,
        speaks_for_creator: bool = False,
    ):  # fmt: skip
        """`newest` is what the person said of this model last, to begin with."""
        super().__init__(data, initial=said_in(newest) if newest else None)
        self.creator_to_name = ai_model.creator if speaks_for_creator else None
        if speaks_for_creator:
            self.initial["employer"] = Employer.CREATOR
        self.fields["since_year"].choices = [  # type: ignore[attr-defined]  # of a choice field
            ("", "Year"), *((year, str(year)) for year in range(timezone.now().year, FIRST_YEAR - 1, -1)),
        ]  # fmt: skip
        self.fields["provider"] = provider_field(ai_model, newest)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Select):
                field.widget.attrs |= {"class": "input", "aria-describedby": f"id_{name}_error"}

    def hold(self) -> None:
        """Only holds what was typed, without a word on it."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    @property
    def typed_text(self) -> str:
        return several_lines(self._sent("text")).strip()[:LONGEST_TEXT]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not markdown.excerpt(markdown.render(text), 1):
            raise forms.ValidationError("Nothing of this would be seen: write words.", code="unseen")
        return text

    def clean_employer(self) -> str:
        employer = str(self.cleaned_data["employer"])
        if self.creator_to_name and employer != Employer.CREATOR:
            raise forms.ValidationError(
                f"You speak for {self.creator_to_name} here: choose that you work for the creator of the model.",
                code="undisclosed",
            )
        return employer

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.instance.used_since = self._used_since(cleaned)
        self.instance.rules_version = rules.EDITION
        if not self.errors and (fault := traps.fault(self._sent(traps.HIDDEN_FIELD), self._sent(traps.STAMP_FIELD))):
            self.add_error(None, fault)
        return cleaned

    def _used_since(self, cleaned: dict[str, Any]) -> date | None:
        month, year = cleaned.get("since_month"), cleaned.get("since_year")
        if not month and not year:
            return None
        if not month or not year:
            self.add_error("since_year" if month else "since_month", "Choose both month and year, or neither.")
            return None
        since = date(year, month, 1)
        if since > timezone.now().date():
            self.add_error("since_month", "Choose a month that has begun.")
        return since

    def _sent(self, name: str) -> str:
        return str(self.data.get(name, ""))

    @property
    def stamp(self) -> str:
        """When the person opened the form."""
        return traps.stamp_for(self._sent(traps.STAMP_FIELD))

    @property
    def marks(self) -> list[forms.BoundField]:
        return [self[name] for name in MARKS]

    @property
    def problems(self) -> list[Problem]:
        """In the order of the form, what concerns all of it first."""
        whole = [Problem("", "", str(message)) for message in self.non_field_errors()]
        return whole + [
            Problem(_anchor(self[name]), str(self[name].label), str(self.errors[name][0]))
            for name in self.fields
            if name in self.errors
        ]


def said_in(revision: Revision) -> dict[str, Any]:
    """The words of a revision as a form begins with them. Consent is given anew."""
    since = revision.used_since
    said = model_to_dict(revision, fields=RevisionForm.Meta.fields)
    return said | {"since_month": since.month if since else None, "since_year": since.year if since else None}


def provider_field(ai_model: AIModel, newest: Revision | None) -> forms.ModelChoiceField[Provider]:
    """Those that sell the model first, then the others that sell anything."""
    offers = Offer.objects.filter(provider=OuterRef("pk"))
    known = Provider.objects.annotate(sells_it=Exists(offers.filter(ai_model=ai_model)))
    offered = known.filter(Exists(offers) | Q(pk=newest and newest.provider_id))
    field = forms.ModelChoiceField(Provider.objects.all(), label="Through", required=False)
    groups: dict[str, list[tuple[int, str]]] = {f"They serve {ai_model.name}": [], "Others": []}
    for provider in offered:
        groups[f"They serve {ai_model.name}" if provider.sells_it else "Others"].append((provider.pk, provider.name))
    field.choices = [("", "Directly, or another"), *((name, group) for name, group in groups.items() if group)]
    return field


def _anchor(field: forms.BoundField) -> str:
    """The id that a link leads to: of a group of buttons that of the first."""
    return f"{field.auto_id}_0" if isinstance(field.field.widget, forms.RadioSelect) else str(field.auto_id)
