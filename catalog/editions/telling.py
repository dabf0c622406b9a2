"""Editors hear by mail, once, which sentences of theirs the figures no longer bear out. No address is ever logged."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from catalog.models import BoundClaim, Edition

logger = logging.getLogger(__name__)

SECONDS = 10
"""How long a mail server may take for each answer."""


def tell_all(moment: datetime) -> int:
    """One mail an edition, about all its claims that broke since the last; how many went out.

    Where the server cannot be reached, the rest waits for the next call.
    """
    waiting = BoundClaim.objects.untold().order_by("edition").values_list("edition", flat=True).distinct()
    post, told = get_connection(timeout=SECONDS), 0
    try:
        for edition_id in list(waiting):
            told += tell(edition_id, post, moment)
    except OSError as error:
        # All that smtplib raises is of this kind; its text may hold the address.
        logger.warning("No mail about claims could be sent: %s", type(error).__name__)
    with suppress(OSError):
        post.close()
    return told


@transaction.atomic
def tell(edition_id: int, post: BaseEmailBackend, moment: datetime) -> bool:
    """Mails the author of an edition; False where nobody can be told. The claims are locked until they say so."""
    untold = BoundClaim.objects.untold().filter(edition=edition_id)
    claims = list(untold.order_by("pk").select_for_update(of=("self",), skip_locked=True))
    if not claims:
        return False
    edition = Edition.objects.select_related("ai_model__creator", "author").get(pk=edition_id)
    is_told = _send(edition, claims, post)
    BoundClaim.objects.filter(pk__in=[claim.pk for claim in claims]).update(told_at=moment)
    return is_told


def _send(edition: Edition, claims: list[BoundClaim], post: BaseEmailBackend) -> bool:
    """What the bundle wrote has no author: its claims wait on the desk. An address that takes no mail is left alone."""
    if edition.author is None or not edition.author.is_active:
        return False
    try:
        message(edition, claims, edition.author.email, post).send()
    except (SMTPRecipientsRefused, SMTPDataError, ValueError) as error:
        logger.warning("Edition %d: its author could not be told: %s", edition.pk, type(error).__name__)
        return False
    return True


def message(edition: Edition, claims: list[BoundClaim], address: str, post: BaseEmailBackend) -> EmailMessage:
    context = {
        "model": edition.ai_model,
        "claims": claims,
        "site": settings.SITE_URL,
        "desk": reverse("admin:catalog_edition_change", args=[edition.pk]),
    }
    subject = render_to_string("catalog/email/claims_subject.txt", context)
    body = render_to_string("catalog/email/claims.txt", context)
    # A name that a source wrote must not break the head of the mail.
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[address], connection=post)
