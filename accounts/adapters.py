"""Where allauth asks us how it should go about things."""

from __future__ import annotations

import logging
from ipaddress import ip_address
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.core import context
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import desk
from accounts.addresses import client_address
from accounts.models import User

logger = logging.getLogger(__name__)

NOT_SENT = "The mail could not be sent just now. Try again in some minutes."
WAYS = {
    "reauthenticate": "Use the password",
    "mfa_reauthenticate": "Use a code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}
NO_ADDRESS = "::"
"""Of whoever comes over a socket without one: all of them count as one."""


def in_full(path: str) -> str:
    """An address for mails. Not by the host that was asked for, which whoever asks may choose."""
    return f"{settings.SITE_URL}{path}"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "email_password_mismatch": "Address and password do not go together.",
        "email_taken": "This address already has an account.",
        "duplicate_email": "This is your address already.",
        "enter_current_password": "This is not your present password.",
        "incorrect_code": "This code is not right, or no longer. Take the newest.",
        "incorrect_password": "This is not your password.",
        "rate_limited": "Too many tries. Wait some minutes.",
        "same_as_current": "This is your address already.",
        "too_many_login_attempts": (
            "Too many tries. Wait five minutes, or choose a new password by mail: “Forgotten your password?” below."
        ),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        try:
            return str(ip_address(client_address(request)))
        except ValueError:
            return NO_ADDRESS

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By the login alone, anybody could lock its owner out by guessing wrongly.
        return f"{get_ip(request)}:{super()._get_login_attempts_cache_key(request, **credentials)}"

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse:
        desk.record(request, user, is_let_in=True)
        return super().post_login(request, user, **hooks)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        if user := User.objects.filter(email=User.objects.normalize_email(credentials.get("email", ""))).first():
            desk.record(request, user, is_let_in=False)

    def is_safe_url(self, url: str) -> bool:
        """Whether one may be led on to an address: of this very host only."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        return in_full(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _, token = key.partition("-")
        return in_full(reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token}))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """False, and a word to the person, for a new address with which somebody else signed up meanwhile."""
        try:
            with transaction.atomic():
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            about = {"email": email_address.email}
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt", about)
            return False

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": WAYS.get(way["id"], way["description"])} for way in ways]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """One that cannot be sent: the next page says so, whoever it was meant for, and the log names nobody."""
        ours = {
            "site": settings.SITE_URL,
            "signup_url": in_full(reverse("account_signup")),
            "reset_url": in_full(reverse("account_reset_password")),
        }
        try:
            super().send_mail(template_prefix, email, context | ours)
        except (SMTPException, OSError) as error:
            logger.error("A mail (%s) could not be sent: %s", template_prefix, type(error).__name__)
            messages.error(self.request, NOT_SENT)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or no longer. Take the newest.",
        "unverified_email": "Confirm your e-mail address first.",
    }

    def _get_site_name(self) -> str:
        return "Model Almanac"

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}"
