"""Forms around a public name. allauth builds its sign-up forms on the first, so nothing of allauth is asked here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from accounts import names
from accounts.models import NAME_TAKEN, User


class PublicNameForm(forms.Form):
    """What everybody who signs up gives besides an address, however they sign in."""

    user: User | None = None
    public_name = forms.CharField(
        label="Public name",
        max_length=names.LONGEST,
        help_text="Readers see it beside what you write. A pseudonym is welcome; it need not tell who you are.",
        error_messages={"required": "Give a name under which readers see what you write."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["public_name"].widget.attrs |= {"autocomplete": "nickname", "spellcheck": "false"}

    def clean_public_name(self) -> str:
        name = names.tidied(self.cleaned_data["public_name"])
        names.check(name)
        others = User.objects.called(name)
        if (others.exclude(pk=self.user.pk) if self.user else others).exists():
            raise forms.ValidationError(NAME_TAKEN, code="taken")
        return name

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth's last step of a sign-up."""
        user.public_name = self.cleaned_data["public_name"]
        user.save(update_fields=["public_name"])


class ChangeNameForm(PublicNameForm):
    def __init__(self, user: User, data: Any = None) -> None:
        self.user = user
        super().__init__(data, initial={"public_name": user.public_name})

    def save(self) -> None:
        """Raises IntegrityError when somebody took the name since it was checked."""
        if self.user:
            self.user.public_name = self.cleaned_data["public_name"]
            self.user.save(update_fields=["public_name"])
