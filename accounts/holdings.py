"""What an account consists of, apart from what its owner wrote: for its owner's eyes, and to take along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from accounts.models import User


@dataclass
class Holdings:
    """Each part read from the database once, when first asked for."""

    user: User

    @cached_property
    def addresses(self) -> list[EmailAddress]:
        return list(EmailAddress.objects.filter(user=self.user).order_by("-primary", "email"))

    @property
    def address_waiting(self) -> str:
        """The new address that has yet to be confirmed; empty without one."""
        return next((one.email for one in self.addresses if not one.verified), "")

    @cached_property
    def factors(self) -> list[Authenticator]:
        return list(Authenticator.objects.filter(user=self.user).order_by("created_at"))

    @property
    def passkeys(self) -> list[Authenticator]:
        return [one for one in self.factors if one.type == Authenticator.Type.WEBAUTHN]

    @property
    def has_app(self) -> bool:
        return any(one.type == Authenticator.Type.TOTP for one in self.factors)

    @cached_property
    def sign_ins(self) -> list[UserSession]:
        return list(UserSession.objects.filter(user=self.user).order_by("-created_at"))

    @cached_property
    def elsewhere(self) -> list[SocialAccount]:
        return list(SocialAccount.objects.filter(user=self.user).order_by("provider", "pk"))

    def as_data(self) -> dict[str, Any]:
        """All of it as JSON takes it, without secrets: neither password nor keys, nor what identifies a session."""
        user = self.user
        return {
            "email": user.email,
            "public_name": user.public_name,
            "joined_at": moment(user.date_joined),
            "last_signed_in_at": moment(user.last_login),
            "is_editor": user.is_staff,
            "addresses": [{"email": one.email, "confirmed": one.verified} for one in self.addresses],
            "second_factors": [
                {
                    "kind": one.get_type_display(),
                    "name": str(one),
                    "added_at": moment(one.created_at),
                    "last_used_at": moment(one.last_used_at),
                }
                for one in self.factors
            ],
            "sign_ins": [
                {"at": moment(one.created_at), "address": one.ip, "browser": one.user_agent} for one in self.sign_ins
            ],
            "sign_ins_as_editor": [
                {"at": moment(one.at), "let_in": one.is_let_in, "address": one.address, "browser": one.browser}
                for one in user.desk_sign_ins.all()
            ],
            "accounts_elsewhere": [
                {"at": one.provider, "id": one.uid, "connected_at": moment(one.date_joined), "told_us": one.extra_data}
                for one in self.elsewhere
            ],
        }


def moment(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
