"""Mails to others than the authors of reviews: who sent a notice hears that it came and what was decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string

from reviews import telling
from reviews.models import Letter

NO_ADDRESS = "Nobody is known to send it to."


def send_all(now: datetime) -> int:
    """Sends whatever is unsent, the oldest first; returns how many went out."""
    waiting = Letter.objects.filter(told_at=None).order_by("created_at", "pk").values_list("pk", flat=True)
    return telling.in_turn(list(waiting), send, now)


@transaction.atomic
def send(letter_id: int, post: BaseEmailBackend, now: datetime) -> bool:
    """Sends one; False if there is nothing to send, now or ever. Raises telling.NoMail."""
    unsent = Letter.objects.select_for_update(of=("self",), skip_locked=True).filter(told_at=None)
    letter = unsent.select_related("notice__review__ai_model__creator").filter(pk=letter_id).first()
    if letter is None:
        return False
    address = letter.notice.email
    return (
        telling.deliver(letter, _written(letter, address, post), now) if address else telling.settle(letter, NO_ADDRESS)
    )


def _written(letter: Letter, address: str, post: BaseEmailBackend) -> EmailMessage:
    """Nothing that a stranger typed is in it: nobody can have us mail their words to somebody else."""
    notice = letter.notice
    context: dict[str, Any] = {
        "letter": letter,
        "notice": notice,
        "review": notice.review,
        "model": notice.review.ai_model if notice.review else None,
        "site": settings.SITE_URL,
    }
    if notice.review and notice.review.is_erased:
        context["erasure"] = notice.review.erasure
    subject = render_to_string("reviews/letters/subject.txt", context)
    body = render_to_string(f"reviews/letters/{letter.kind}.txt", context)
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[address], connection=post)
