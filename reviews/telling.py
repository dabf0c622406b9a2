"""Authors hear by mail what was decided on their words or on them, why, and what they can do.

No address is ever logged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from reviews import rules
from reviews.models import Appeal, Ban, Letter, ModerationAction, Review

logger = logging.getLogger(__name__)

GIVEN_UP_AFTER = timedelta(hours=48)
SECONDS = 10
"""How long a mail server may take for each answer."""
FOR_GOOD = 500
"""From this number on, an answer of a mail server will be the same tomorrow (RFC 5321)."""
MOST_BROKEN_OFF = 3
"""After so many failures in a row the server is taken to be down, and the rest waits."""
GONE = "The author is gone."
Told = ModerationAction | Ban | Letter
"""A row of which somebody is told."""
Write = Callable[[str, BaseEmailBackend], EmailMessage]
Tell = Callable[[BaseEmailBackend, datetime], bool]
NAMES = {ModerationAction: "Action", Ban: "Ban", Letter: "Letter"}


class NoMail(Exception):
    """The mail server could not be reached, or broke off."""


def tell_all(now: datetime) -> int:
    """Mails whatever is untold, the oldest first; returns how many mails went out.

    One that cannot be sent stands back for the others and is tried again by the next call, until it is given up.
    """
    actions = ModerationAction.objects.filter(told_at=None).order_by("created_at", "pk").values_list("pk", flat=True)
    bans = Ban.objects.untold().values_list("pk", flat=True)
    return in_turn([*(partial(tell, pk) for pk in actions), *(partial(tell_of_ban, pk) for pk in bans)], now)


def in_turn(waiting: Iterable[Tell], now: datetime) -> int:
    """Sends mail after mail over one connection; returns how many went out."""
    post, told, broken_off = get_connection(timeout=SECONDS), 0, 0
    for tell_one in waiting:
        try:
            told += tell_one(post, now)
            broken_off = 0
        except NoMail as error:
            logger.warning("No mail could be sent: %s", type(error.__cause__).__name__)
            _close(post)
            broken_off += 1
            if broken_off == MOST_BROKEN_OFF:
                break
    _close(post)
    return told


@transaction.atomic
def tell(action_id: int, post: BaseEmailBackend, now: datetime) -> bool:
    """Mails one step to the author; False if there is nothing to send, now or ever. Raises NoMail.

    The row is locked until it says that it was told: whoever comes meanwhile passes it by.
    """
    untold = ModerationAction.objects.select_for_update(of=("self",), skip_locked=True).filter(told_at=None)
    action = untold.select_related("ai_model__creator", "revision", "review__author").filter(pk=action_id).first()
    if action is None:
        return False
    author = action.review.author if action.review else None
    return _send(action, action.created_at, author, partial(message, action), post, now)


@transaction.atomic
def tell_of_ban(ban_id: int, post: BaseEmailBackend, now: datetime) -> bool:
    """The same for how things stand with a ban: that it is in force, that it stays so, that it is lifted."""
    untold = Ban.objects.select_for_update(of=("self",), skip_locked=True).filter(told_at=None, pk=ban_id)
    ban = untold.select_related("person").first()
    if ban is None:
        return False
    appeal = Appeal.objects.select_related("by").filter(ban=ban).first()
    # Where the account is gone, another one with its address may have appealed.
    to = ban.person or (appeal.by if appeal else None)
    return _send(ban, ban.changed_at, to, partial(message_of_ban, ban, appeal), post, now)


def _send(row: Told, since: datetime, to: User | None, write: Write, post: BaseEmailBackend, now: datetime) -> bool:
    """Mails what a locked row has to tell, and says on the row what became of it. Raises NoMail."""
    if to is None or not to.is_active:
        return settle(row, GONE)
    return deliver(row, since, partial(write, to.email, post), post, now)


def deliver(
    row: Told, since: datetime, write: Callable[[], EmailMessage], post: BaseEmailBackend, now: datetime
) -> bool:
    """Sends the mail of a locked row over this connection, and has the row say so. Raises NoMail."""
    try:
        post.open()
        write().send()
    except (SMTPRecipientsRefused, SMTPDataError, ValueError) as error:
        return _stand_back(row, since, error, now)
    except OSError as error:
        # All else that smtplib raises is of this kind as well: it says nothing of the address.
        if since < now - GIVEN_UP_AFTER:
            return _stand_back(row, since, error, now)
        raise NoMail from error
    settle(row)
    return True


def message(action: ModerationAction, address: str, post: BaseEmailBackend | None = None) -> EmailMessage:
    """What an author is told of one step, as plain text."""
    context = {
        "action": action,
        "model": action.ai_model,
        "review": action.review,
        "title": action.revision.title if action.revision else "",
        "rule": rules.BY_SLUG.get(action.reason),
        "stays_published": action.review is not None and action.review.state == Review.State.PUBLISHED,
        "appeal": Appeal.objects.filter(outcome=action).select_related("action").first(),
    }
    subject = render_to_string("reviews/email/subject.txt", context)
    return _written(subject, f"reviews/email/{action.kind}.txt", context, address, post)


def message_of_ban(ban: Ban, appeal: Appeal | None, address: str, post: BaseEmailBackend) -> EmailMessage:
    """What somebody is told of how things stand with their ban, as plain text."""
    context = {"ban": ban, "rule": rules.BY_SLUG.get(ban.reason), "appeal": appeal}
    name = "lifted" if not ban.is_in_force else "stands" if appeal and not appeal.is_open else "begun"
    subject = render_to_string("reviews/email/ban/subject.txt", {"name": name})
    return _written(subject, f"reviews/email/ban/{name}.txt", context, address, post)


def _written(
    subject: str, template: str, context: Mapping[str, Any], address: str, post: BaseEmailBackend | None
) -> EmailMessage:
    body = render_to_string(template, {**context, "site": settings.SITE_URL})
    # A name that a source wrote must not break the head of the mail.
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[address], connection=post)


def _stand_back(row: Told, since: datetime, error: Exception, now: datetime) -> bool:
    """Leaves a mail for the next time, or for good where that has no use. An error's text may hold the address."""
    why = type(error).__name__
    logger.warning("%s %d: its author could not be told: %s", NAMES[type(row)], row.pk, why)
    if _is_for_good(error) or since < now - GIVEN_UP_AFTER:
        return settle(row, f"Given up: {why}.")
    return False


def _is_for_good(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= FOR_GOOD for code, _ in error.recipients.values())
    # A message that cannot be written today cannot be written tomorrow; one that was refused might be taken then.
    return isinstance(error, ValueError)


def settle(row: Told, why_not: str = "") -> bool:
    """Has a row say that it was told, or why it never will be."""
    row.told_at, row.untold_because = timezone.now(), why_not
    row.save(update_fields=["told_at", "untold_because"])
    return False


def _close(post: BaseEmailBackend) -> None:
    with suppress(OSError):
        post.close()
