"""The forms of people without an account, or without its password."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm, SignupForm
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import NAME_TAKEN, User


class SignUpForm(SignupForm):
    """allauth's, which two people who ask for the same at once do not break."""

    field_order = ("email", "public_name", "password1")

    def validate_unique_email(self, value: str) -> str:
        """Whether an account goes by an address. One that somebody merely asked to change to is still anybody's."""
        confirmed = EmailAddress.objects.filter(email=value, verified=True)
        self.account_already_exists = confirmed.exists() or User.objects.filter(email=value).exists()
        return value

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The new account, or the answer in its place: the address has one already, or somebody took the name."""
        try:
            with transaction.atomic():
                return self._saved(request)
        except IntegrityError:
            self.validate_unique_email(self.cleaned_data["email"])
        if self.account_already_exists:
            return self._saved(request)
        messages.error(request, NAME_TAKEN)
        return None, redirect("account_signup")

    def _saved(self, request: HttpRequest) -> Any:
        return super().try_save(request)


class ForgottenForm(ResetPasswordForm):
    """allauth's, for accounts that go by the address: not for those that somebody merely asked to change to it."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if user.email == email.lower()]
        return email
