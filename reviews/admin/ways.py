"""What a moderator can do with a case: each a form of its own, with its key, its consequence and what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from reviews import appealing, moderation
from reviews.forms.writing import FIRST_YEAR
from reviews.models import ModerationAction, Reason
from reviews.queue.cases import Case
from reviews.verification import evidence

LONGEST_NOTE = ModerationAction._meta.get_field("note").max_length
NO_REASON = "Choose the rule that it breaks."
NO_NOTE = "Write what has to change."
NO_PROOF = "Write what the picture does not show, or what another would have to."
NO_SUCH_MONTH = f"Write a month from {FIRST_YEAR} on that has begun."
NO_MONTH = "Write the month as 2026-05 or as May 2026, or leave it empty."
MONTHS = ["%Y-%m", "%m/%Y", "%B %Y", "%b %Y"]
NO_DOUBT = "Write why the picture proves nothing after all."
NO_GROUND = "Write why the decision stands."


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
    takes_month: bool = False
    note_label: str = "Note to the author"
    no_note: str = NO_NOTE
    """What is said where the note is needed and was not written."""
    undo: str = ""
    """What the way back is called, on the page of the review; only what readers see can be taken from them again."""

    @property
    def is_form(self) -> bool:
        return self.needs_reason or self.takes_note or self.takes_month


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


def _grant(case: Case, by: User, said: dict[str, Any]) -> object:
    assert case.evidence is not None  # noqa: S101  # by ways_for
    return evidence.grant(case.evidence.pk, by, said["month"], said["note"])


def _decline(case: Case, by: User, said: dict[str, Any]) -> object:
    assert case.evidence is not None  # noqa: S101  # by ways_for
    return evidence.decline(case.evidence.pk, by, said["note"])


def _withdraw_badge(case: Case, by: User, said: dict[str, Any]) -> object:
    return evidence.withdraw(case.review.pk, by, said["note"])


def _reverse(case: Case, by: User, said: dict[str, Any]) -> object:
    assert case.appeal is not None  # noqa: S101  # offered for appeals alone
    return appealing.reverse(case.appeal.pk, by)


def _stand_by(case: Case, by: User, said: dict[str, Any]) -> object:
    assert case.appeal is not None  # noqa: S101  # offered for appeals alone
    return appealing.stand_by(case.appeal.pk, by, said["note"])


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
STANDS = "Nothing changes, for good. The author is sent your note."


def on_appeal(decided: str, shown: str) -> list[Way]:
    """What can be done with an appeal against what was decided."""
    return [
        Way(
            "reverse", "a", f"Reverse: {shown}", "Readers see it at once. The author is told.", "Reversed", _reverse,
            undo="Hide it",
        ),
        Way(
            "stand", "r", f"Stand by the {decided}", STANDS, f"The {decided} stands", _stand_by, takes_note=True,
            needs_note=True, no_note=NO_GROUND,
        ),
    ]  # fmt: skip


AGAINST = {
    ModerationAction.Kind.REFUSED: on_appeal("refusal", "publish"),
    ModerationAction.Kind.HIDDEN: on_appeal("hiding", "show again"),
}

GRANT = Way(
    "grant", "a", "Grant", "The review says “Checked by a moderator”. The picture is erased.", "Granted", _grant,
    takes_month=True, takes_note=True,
)  # fmt: skip
DECLINE = Way(
    "decline", "r", "Decline", "The review stays as it is. The author is sent your note; the picture is erased.",
    "Declined", _decline, takes_note=True, needs_note=True, no_note=NO_PROOF,
)  # fmt: skip

WITHDRAW_BADGE = Way(
    "withdraw_badge", "w", "Withdraw the badge",
    "The review no longer says “Checked by a moderator”, nor counts as verified. The author is sent your note.",
    "Badge withdrawn", _withdraw_badge, takes_note=True, needs_note=True, no_note=NO_DOUBT,
)  # fmt: skip


def ways_for(case: Case) -> list[Way]:
    """What can be done as things stand; nothing with words that were decided on and never shown, or that are held."""
    if case.evidence is not None:
        return [GRANT, DECLINE] if case.evidence.is_waiting else []
    if case.appeal:
        kind = case.appeal.action and ModerationAction.Kind(case.appeal.action.kind)
        return AGAINST[kind] if kind and case.appeal.is_open else []
    if case.burst or (case.ban and not case.is_published):
        return []
    ways = [APPROVE, REFUSE, RETURN] if case.is_waiting else []
    if case.is_published:
        ways += [DISMISS] if case.reports and not case.is_waiting else []
        ways.append(HIDE)
    if case.is_hidden and not case.is_waiting:
        ways.append(RESTORE)
    if case.has_badge and not case.is_waiting:
        ways.append(WITHDRAW_BADGE)
    return ways


class WayForm(forms.Form):
    """What a way asks for. `way` draws it."""

    reason = forms.ChoiceField(choices=Reason.choices, required=False, widget=forms.RadioSelect)
    month = forms.DateField(required=False, input_formats=MONTHS, error_messages={"invalid": NO_MONTH})
    note = forms.CharField(required=False, max_length=LONGEST_NOTE, widget=forms.Textarea)

    def __init__(self, way: Way, data: QueryDict | None = None) -> None:
        self.way = way
        super().__init__(data, auto_id=f"id_{way.name}_%s")
        if not way.needs_reason:
            del self.fields["reason"]
        if not way.takes_note:
            del self.fields["note"]
        if not way.takes_month:
            del self.fields["month"]

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError(NO_REASON, code="required")
        return reason

    def clean_month(self) -> date | None:
        month: date | None = self.cleaned_data["month"]
        if month is not None and not date(FIRST_YEAR, 1, 1) <= month <= timezone.now().date():
            raise forms.ValidationError(NO_SUCH_MONTH, code="range")
        return month

    def clean_note(self) -> str:
        note = str(self.cleaned_data["note"])
        if self.way.needs_note and not note:
            raise forms.ValidationError(self.way.no_note, code="required")
        return note
