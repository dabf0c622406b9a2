"""Authors hear by mail what was decided on their words, why, and what they can do. No address is ever logged."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from reviews import rules
from reviews.models import Letter, ModerationAction, Review

logger = logging.getLogger(__name__)

GIVEN_UP_AFTER = timedelta(hours=48)
SECONDS = 10
"""How long a mail server may take for each answer."""
FOR_GOOD = 500
"""From this number on, an answer of a mail server will be the same tomorrow (RFC 5321)."""
MOST_BROKEN_OFF = 3
"""After so many failures in a row the server is taken to be down, and the rest waits."""
GONE = "The author is gone."
_RULES = {rule.slug: rule for rule in rules.RULES}


class NoMail(Exception):
    """The mail server could not be reached, or broke off."""


def tell_all(now: datetime) -> int:
    """Mails whatever is untold, the oldest first; returns how many mails went out.

    One that cannot be sent stands back for the others and is tried again by the next call, until it is given up.
    """
    waiting = ModerationAction.objects.filter(told_at=None).order_by("created_at", "pk").values_list("pk", flat=True)
    return in_turn(list(waiting), tell, now)


def in_turn(waiting: Iterable[int], tell: Callable[[int, BaseEmailBackend, datetime], bool], now: datetime) -> int:
    """Sends mail after mail over one connection; returns how many went out."""
    post, told, broken_off = get_connection(timeout=SECONDS), 0, 0
    for key in waiting:
        try:
            told += tell(key, post, now)
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
    if author is None or not author.is_active:
        return settle(action, GONE)
    return deliver(action, message(action, author.email, post), post, now)


def deliver(row: ModerationAction | Letter, mail: EmailMessage, post: BaseEmailBackend, now: datetime) -> bool:
    """Sends the mail of a locked row over this connection, and has the row say so. Raises NoMail."""
    try:
        post.open()
        mail.send()
    except (SMTPRecipientsRefused, SMTPDataError, ValueError) as error:
        return _stand_back(row, error, now)
    except OSError as error:
        # All else that smtplib raises is of this kind as well: it says nothing of the address.
        if row.created_at < now - GIVEN_UP_AFTER:
            return _stand_back(row, error, now)
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
        "rule": _RULES.get(action.reason),
        "site": settings.SITE_URL,
        "stays_published": action.review is not None and action.review.state == Review.State.PUBLISHED,
    }
    subject = render_to_string("reviews/email/subject.txt", context)
    body = render_to_string(f"reviews/email/{action.kind}.txt", context)
    # A name that a source wrote must not break the head of the mail.
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[address], connection=post)


def _stand_back(row: ModerationAction | Letter, error: Exception, now: datetime) -> bool:
    """Leaves a mail for the next time, or for good where that has no use. An error's text may hold the address."""
    why = type(error).__name__
    logger.warning("%s %d: nobody could be told: %s", type(row).__name__, row.pk, why)
    if _is_for_good(error) or row.created_at < now - GIVEN_UP_AFTER:
        return settle(row, f"Given up: {why}.")
    return False


def _is_for_good(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= FOR_GOOD for code, _ in error.recipients.values())
    # A message that cannot be written today cannot be written tomorrow; one that was refused might be taken then.
    return isinstance(error, ValueError)


def settle(row: ModerationAction | Letter, why_not: str = "") -> bool:
    """Has a row say that it was told, or why it never will be."""
    row.told_at, row.untold_because = timezone.now(), why_not
    row.save(update_fields=["told_at", "untold_because"])
    return False


def _close(post: BaseEmailBackend) -> None:
    with suppress(OSError):
        post.close()
