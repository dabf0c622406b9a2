"""The admin is opened by two factors, and anew after half a day; whoever comes in or tries to is on record."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.addresses import client_address
from accounts.models import SignIn, User

OPEN_FOR = timedelta(hours=12)
KEPT_FOR = timedelta(days=365)
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def lacks_second_factor(user: User) -> bool:
    """Whether somebody has to set up a second factor before the admin opens (STAFF_SECOND_FACTOR)."""
    return settings.STAFF_SECOND_FACTOR and not Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def is_over(request: HttpRequest, user: User) -> bool:
    """Whether the last proof of who this is, in this session, is too old for the admin."""
    proofs = [record["at"] for record in get_authentication_records(request, user)]
    last = max(proofs, default=user.last_login.timestamp() if user.last_login else 0)
    return timezone.now().timestamp() - last > OPEN_FOR.total_seconds()


def record(request: HttpRequest, user: User, *, is_let_in: bool) -> None:
    """Puts on record that somebody with rights in the admin came in, or that their password was not theirs."""
    if not user.is_staff:
        return
    ways = dict.fromkeys(record["method"] for record in get_authentication_records(request, user)) if is_let_in else {}
    SignIn.objects.create(
        user=user,
        is_let_in=is_let_in,
        ways=", ".join(ways),
        address=client_address(request)[:45],
        browser=request.headers.get("User-Agent", "")[:200],
    )


def forget_old() -> int:
    """Deletes what has been kept long enough; returns how many."""
    return SignIn.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()[0]
