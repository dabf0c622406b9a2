"""The form in which anybody gives notice that a review is unlawful."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from accounts.models import User
from reviews.forms import traps
from reviews.forms.fields import WordsField
from reviews.models import Notice
from reviews.models.notices import LONGEST_LAW, LONGEST_QUOTE, LONGEST_WHY, Ground


class NoticeForm(forms.ModelForm):
    name = WordsField(
        label="Your name", least=2, most=120,
        error_messages={"required": "Give your name, or that of the person or company for whom you write."},
    )  # fmt: skip
    email = forms.EmailField(
        label="E-mail for our answer",
        error_messages={
            "required": "Give an address at which we can answer.",
            "invalid": "That is no e-mail address: it has one @ and a domain behind it.",
        },
    )
    ground = forms.ChoiceField(
        label="What is unlawful about it?", choices=Ground.choices, widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what is unlawful about it.", "invalid_choice": "Choose one of these.",
        },
    )  # fmt: skip
    law = WordsField(
        label="Which law, and of which country", least=3, most=LONGEST_LAW,
        error_messages={"required": "Name the law and the country, as well as you can."},
    )  # fmt: skip
    sentences = WordsField(
        label="Which sentences", least=3, most=LONGEST_QUOTE, is_long=True, widget=forms.Textarea,
        error_messages={"required": "Copy the sentences here, or say that it is all of it."},
    )  # fmt: skip
    why = WordsField(
        label="Why they are unlawful", least=20, most=LONGEST_WHY, is_long=True, widget=forms.Textarea,
        error_messages={"required": "Say why, so that somebody who knows nothing of it can follow."},
    )  # fmt: skip
    is_honest = forms.BooleanField(
        label="I believe in good faith that what I state here is accurate and complete",
        error_messages={"required": "Tick this if it is so: without it the notice cannot be taken."},
    )

    class Meta:
        model = Notice
        fields: ClassVar = ["name", "email", "ground", "law", "sentences", "why"]

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name in ("name", "email", "law", "sentences", "why"):
            self.fields[name].widget.attrs["class"] = "input"
        for name in ("name", "email"):
            self.fields[name].widget.attrs["autocomplete"] = name
        for name in ("sentences", "why"):
            self.fields[name].widget.attrs["rows"] = 5

    def clean_email(self) -> str:
        return User.objects.normalize_email(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and (fault := traps.fault(self._sent(traps.HIDDEN_FIELD), self._sent(traps.STAMP_FIELD))):
            self.add_error(None, fault)
        return cleaned

    @property
    def stamp(self) -> str:
        """When the person opened the form."""
        return traps.stamp_for(self._sent(traps.STAMP_FIELD))

    def _sent(self, name: str) -> str:
        return str(self.data.get(name, ""))
