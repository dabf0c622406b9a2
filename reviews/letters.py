"""Mails beside those that tell authors of decisions: to senders of notices, to representatives, of replies."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string

from accounts.models import User
from reviews import representing, rules, telling
from reviews.models import Letter, Reply

Kind = Letter.Kind
NO_ADDRESS = "Nobody is known to send it to."
_RULES = {rule.slug: rule for rule in rules.RULES}
_SEEN = (
    "notice__review__ai_model__creator", "representative__creator", "representative__provider",
    "representative__person", "action__ai_model__creator", "action__review__author",
)  # fmt: skip


def send_all(now: datetime) -> int:
    """Sends whatever is unsent, the oldest first; returns how many went out."""
    waiting = Letter.objects.filter(told_at=None).order_by("created_at", "pk").values_list("pk", flat=True)
    return telling.in_turn([partial(send, pk) for pk in waiting], now)


@transaction.atomic
def send(letter_id: int, post: BaseEmailBackend, now: datetime) -> bool:
    """Sends one; False if there is nothing to send, now or ever. Raises telling.NoMail."""
    unsent = Letter.objects.select_for_update(of=("self",), skip_locked=True).filter(told_at=None)
    letter = unsent.select_related(*_SEEN).filter(pk=letter_id).first()
    if letter is None:
        return False
    reply = Reply.objects.filter(review=letter.action.review_id).first() if letter.action else None
    address = _address(letter, reply)
    if not address:
        return telling.settle(letter, NO_ADDRESS)
    return telling.deliver(letter, letter.created_at, partial(_written, letter, reply, address, post), post, now)


def _address(letter: Letter, reply: Reply | None) -> str:
    """To whom a letter goes; "" where nobody is left to get it."""
    if letter.notice:
        return letter.notice.email
    if letter.representative:
        asked = letter.representative
        if letter.kind == Kind.LINK:
            return asked.mailbox if asked.awaits_link else ""
        return _of(asked.person)
    if reply is None or letter.action is None or letter.action.review is None:
        return ""
    return _of(letter.action.review.author if letter.kind == Kind.ANSWERED else reply.representative.person)


def _of(person: User | None) -> str:
    return person.email if person and person.is_active else ""


def _written(letter: Letter, reply: Reply | None, address: str, post: BaseEmailBackend) -> EmailMessage:
    """Nothing that a stranger typed is in it: nobody can have us mail their words to somebody else."""
    notice, action = letter.notice, letter.action
    review = notice.review if notice else action.review if action else None
    context: dict[str, Any] = {
        "letter": letter, "notice": notice, "action": action, "review": review, "reply": reply,
        "model": review.ai_model if review else None,
        "rule": _RULES.get(action.reason) if action else None,
        "representative": letter.representative,
        "site": settings.SITE_URL,
    }  # fmt: skip
    if letter.kind == Kind.LINK and letter.representative:
        context["link"] = representing.sign(letter.representative)
    if review and review.is_erased:
        context["erasure"] = review.erasure
    subject = render_to_string("reviews/letters/subject.txt", context)
    body = render_to_string(f"reviews/letters/{letter.kind}.txt", context)
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[address], connection=post)
