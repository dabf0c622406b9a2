"""How the desk names people: by their public name or number; never by their address, which only clerks may see."""

from __future__ import annotations

from accounts.models import User


def named(user: User | None) -> str:
    if user is None:
        return "nobody any more"
    return user.public_name or f"account {user.pk}"
