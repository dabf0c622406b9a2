"""What the moderators' desk shows beside its own pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from accounts.models import User
from catalog import wording
from reviews.admin.naming import named
from reviews.queue.entries import for_others, line_for

register = template.Library()


@register.inclusion_tag("admin/reviews/queue/_waiting.html", takes_context=True)
def reviews_waiting(context: dict[str, Any]) -> dict[str, Any]:
    """The way to the queue, with how many wait and how long; nothing for those who may not decide."""
    user = context.get("user")
    if not isinstance(user, User) or not user.has_perm("reviews.moderate_review"):
        return {"may_decide": False}
    entries = line_for(user).entries
    oldest = wording.span(timezone.now() - entries[0].since) if entries else ""
    appeals, bans = for_others(user)
    return {"may_decide": True, "waiting": len(entries), "oldest": oldest, "appeals": appeals, "bans": bans}


@register.filter
def person(user: User | None) -> str:
    """Somebody's public name, or number; never their address."""
    return named(user)
