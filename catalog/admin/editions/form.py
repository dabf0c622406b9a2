"""The form of an edition: its words, and what is to come of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from catalog.admin.editions import conflicts
from catalog.admin.editions.complaining import complain_of_faults
from catalog.admin.editions.parts import Lines, names_for
from catalog.editing import steps
from catalog.models import AIModel, Edition


class EditionForm(forms.ModelForm):
    """The words of an edition, and what is to come of them."""

    opened_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    went_over = forms.BooleanField(
        required=False,
        label="I went over it",
        help_text="This draft was written from the facts. Tick this when you have read all of it and stand by it.",
    )
    publish_on = forms.DateTimeField(
        required=False,
        label="Publish at (UTC)",
        help_text="For “Save and schedule”: a moment to come, in UTC. From then on the words stand as they are.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(
        required=False,
        max_length=300,
        label="What has to change",
        help_text="For “Save and send back”. It stands in the edition's history.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    class Meta:
        model = Edition
        fields = ("ai_model", "tagline", "about", "verdict")
        labels: ClassVar = {"ai_model": "Model"}
        field_classes: ClassVar = {"about": Lines, "verdict": Lines}
        help_texts: ClassVar = {
            "about": "Markdown: **bold**, *italic*, - before each line of a list, [words](https://…) for a link. "
            "An empty line begins a paragraph. What is left empty is written from the facts.",
            "verdict": "Markdown as well. It says what we think of the model, and for whom it is not.",
        }
        widgets: ClassVar = {"tagline": forms.TextInput(attrs={"class": "vLargeTextField", "size": 80})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["opened_version"] = self.instance.version

    @property
    def initial_model(self) -> AIModel | None:
        """The model that a form for a new edition was opened with."""
        typed = self.initial.get("ai_model")
        return AIModel.objects.filter(pk=typed).first() if typed else None

    @cached_property
    def changed_data(self) -> list[str]:
        """What a history names: the steps have entries of their own."""
        return [name for name in super().changed_data if name not in ("opened_version", "publish_on", "note")]

    @property
    def is_conflict(self) -> bool:
        """Whether it was filled in over words that are no longer those that are kept."""
        if not self.is_bound or not self.instance.pk:
            return False
        is_open = self.instance.is_being_written
        return not is_open or (self._is_stale and not conflicts.takes_over(self.data, self.instance))

    @property
    def takes_over(self) -> bool:
        return bool(self.instance.pk) and self._is_stale and not self.is_conflict

    @property
    def _is_stale(self) -> bool:
        return conflicts.is_stale(self.data, self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        complain_of_faults(self, names_for(self.instance), "tagline", "about", "verdict")
        if self.is_conflict:
            raise forms.ValidationError("Not saved: read below what was saved meanwhile. What you typed is still here.")
        if "_schedule" in self.data and "publish_on" not in self.errors:
            self._check_moment(cleaned.get("publish_on"))
        return cleaned

    def _check_moment(self, moment: datetime | None) -> None:
        if moment is None:
            self.add_error("publish_on", "Give the day and the time, in UTC.")
        elif moment <= timezone.now():
            self.add_error("publish_on", steps.NOT_IN_THE_PAST)
