"""What a moderator can do with a case: each a form of its own, with its key, its consequence and what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import User
from reviews import moderation
from reviews.models import ModerationAction, Reason
from reviews.queue.cases import Case

LONGEST_NOTE = ModerationAction._meta.get_field("note").max_length
NO_REASON = "Choose the rule that it breaks."
NO_NOTE = "Write what has to change."


@dataclass(frozen=True)
class Way:
    """One way to go. `says` is what comes of it, `done` what is said afterwards, `undo` what the way back is called."""

    name: str
    key: str
    label: str
    says: str
    done: str
    act: Callable[[Any, User, dict[str, Any]], object]
    needs_reason: bool = False
    takes_note: bool = False
    needs_note: bool = False
    undo: str = ""
    note_label: str = "Note to the author"
    no_note: str = NO_NOTE

    @property
    def is_form(self) -> bool:
        return self.needs_reason or self.takes_note


def _approve(case: Case, by: User, said: dict[str, Any]) -> object:
    return moderation.approve(case.revision, by)


def _refuse(case: Case, by: User, said: dict[str, Any]) -> object:
    return moderation.refuse(case.revision, by, said["reason"], said["note"])


def _return(case: Case, by: User, said: dict[str, Any]) -> object:
    return moderation.ask_for_changes(case.revision, by, said["note"])


def _hide(case: Case, by: User, said: dict[str, Any]) -> object:
    return moderation.hide(case.review.pk, by, said["reason"], said["note"])


def _restore(case: Case, by: User, said: dict[str, Any]) -> object:
    return moderation.restore(case.review.pk, by)


def _dismiss(case: Case, by: User, said: dict[str, Any]) -> object:
    return moderation.dismiss_all(case.review.pk, by)


APPROVE = Way("approve", "a", "Approve", "Readers see it at once.", "Approved", _approve, undo="Hide it")
REFUSE = Way(
    "refuse", "r", "Refuse", "It is not shown. The author is told the rule and your note.", "Refused", _refuse,
    needs_reason=True, takes_note=True,
)  # fmt: skip
RETURN = Way(
    "return", "c", "Ask for changes", "It is not shown yet. The author is sent your note.", "Changes asked for",
    _return, takes_note=True, needs_note=True,
)  # fmt: skip
HIDE = Way(
    "hide", "h", "Hide", "Readers no longer see the review. The author is told the rule and your note.", "Hidden",
    _hide, needs_reason=True, takes_note=True, undo="Show it again",
)  # fmt: skip
RESTORE = Way(
    "restore", "a", "Show again", "Readers see it again. The author is told.", "Shown again", _restore, undo="Hide it"
)
DISMISS = Way("dismiss", "a", "Dismiss the reports", "The review stays as it is.", "Reports dismissed", _dismiss)


def ways_for(case: Case) -> list[Way]:
    """What can be done as things stand; nothing with words that were decided on and never shown."""
    ways = [APPROVE, REFUSE, RETURN] if case.is_waiting else []
    if case.is_published:
        ways += [DISMISS] if case.reports and not case.is_waiting else []
        ways.append(HIDE)
    if case.is_hidden and not case.is_waiting:
        ways.append(RESTORE)
    return ways


class WayForm(forms.Form):
    """What a way asks for. `way` draws it."""

    reason = forms.ChoiceField(choices=Reason.choices, required=False, widget=forms.RadioSelect)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE, widget=forms.Textarea)

    def __init__(self, way: Way, data: QueryDict | None = None) -> None:
        self.way = way
        super().__init__(data, auto_id=f"id_{way.name}_%s")
        if not way.needs_reason:
            del self.fields["reason"]
        if not way.takes_note:
            del self.fields["note"]

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError(NO_REASON, code="required")
        return reason

    def clean_note(self) -> str:
        note = str(self.cleaned_data["note"])
        if self.way.needs_note and not note:
            raise forms.ValidationError(self.way.no_note, code="required")
        return note
