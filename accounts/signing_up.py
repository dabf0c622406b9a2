"""The sign-up form by e-mail and password."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import SignupForm
from allauth.account.internal.flows.manage_email import email_already_exists
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import NAME_TAKEN, User


class SignUpForm(SignupForm):
    """allauth's, which two people who ask for the same at once do not break."""

    field_order = ("email", "public_name", "password1")

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The new account, or the answer in its place: the address has one already, or somebody took the name."""
        try:
            with transaction.atomic():
                return self._saved(request)
        except IntegrityError:
            _, self.account_already_exists = email_already_exists(self.cleaned_data["email"])
        if self.account_already_exists:
            return self._saved(request)
        messages.error(request, NAME_TAKEN)
        return None, redirect("account_signup")

    def _saved(self, request: HttpRequest) -> Any:
        return super().try_save(request)
