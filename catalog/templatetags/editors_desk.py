"""What the editors' desk shows on its first page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog import wording
from catalog.editing.waiting import Queue, queues

register = template.Library()

WORKER_TAKES = timedelta(minutes=5)
"""It looks every minute; after so long without it, something is wrong."""
NOUNS = ("aimodel", "alias", "boundclaim", "edition", "factcheck", "heldchange", "source")


@register.inclusion_tag("admin/catalog/_waiting.html", takes_context=True)
def editors_waiting(context: dict[str, Any]) -> dict[str, Any]:
    """Each queue that the reader may look at, a row of a table each, with the way to it."""
    now = timezone.now()
    return {
        "rows": [
            {"queue": queue, "address": address_of(queue), "age": age(queue, now)}
            for queue in queues(now, nouns_of(context.get("user")))
        ]
    }


def nouns_of(user: AbstractBaseUser | None) -> set[str]:
    if not isinstance(user, User):
        return set()
    return {noun for noun in NOUNS if any(user.has_perm(f"catalog.{verb}_{noun}") for verb in ("view", "change"))}


def address_of(queue: Queue) -> str:
    list_page = reverse(f"admin:catalog_{queue.noun}_changelist")
    return f"{list_page}?{queue.query}" if queue.query else list_page


def age(queue: Queue, now: datetime) -> str:
    """ "the oldest for 3 days"; of what has a set time, how long until the next."""
    if queue.since is None:
        return ""
    if not queue.is_planned:
        return f"the oldest for {wording.span(now - queue.since)}"
    if queue.since < now - WORKER_TAKES:
        return f"the first overdue for {wording.span(now - queue.since)}: is the worker running?"
    return f"the next in {wording.span(max(queue.since - now, timedelta()))}"
