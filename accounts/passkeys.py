"""allauth's forms for passkeys, which anything may be sent to: what is no answer of a browser is a wrong one."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms

NOT_UNDERSTOOD = (AttributeError, LookupError, TypeError, ValueError, struct.error)
"""What fido2 raises over JSON that has the wrong shape, and bytes that are none."""


@contextmanager
def understood() -> Iterator[None]:
    try:
        yield
    except NOT_UNDERSTOOD as error:
        raise get_adapter().validation_error("incorrect_code") from error


class AddForm(forms.AddWebAuthnForm):
    def clean(self) -> Any:
        with understood():
            return super().clean()


class SignInForm(forms.LoginWebAuthnForm):
    def clean_credential(self) -> Any:
        with understood():
            return super().clean_credential()


class SecondFactorForm(forms.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        with understood():
            return super().clean_credential()


class ProveItIsMeForm(forms.ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        with understood():
            return super().clean_credential()
