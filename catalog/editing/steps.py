"""The steps of an edition, from a draft to the page and off it again: each changes the state and is on record at once.

Whether somebody may take a step is asked by whoever offers it; whether the edition can take it, here. The record is
Django's own, which the desk shows as the history of the edition.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import User
from catalog import wording
from catalog.editions import proof
from catalog.models import AIModel, Edition

logger = logging.getLogger(__name__)

Status = Edition.Status
NOT_GONE_OVER = (
    "This draft was written from the facts, and nobody went over it: change what it says, or tick “I went over it”, "
    "and save. Nothing that no person has read is published as an editor's words."
)
LEADS_NOWHERE = "It refers to figures that there are not: mend that first."
MOST_NAMED = 3
LONGEST_REASON = Edition._meta.get_field("kept_back").max_length
CHANGED_SINCE = "Somebody saved it after you had opened it. Read it again, then decide."
NOT_IN_THE_PAST = "This moment has passed. Choose one to come, or publish now."


class NotNow(Exception):
    """An edition cannot take this step as things stand; says why, in words for whoever asked for it."""


@transaction.atomic
def send_for_review(pk: int, by: User) -> Edition:
    edition = _held(pk, {Status.DRAFT})
    _refuse_unfit(edition)
    edition.status, edition.sent_at = Status.IN_REVIEW, timezone.now()
    edition.save(update_fields=["status", "sent_at"])
    return record(edition, by, "Sent for review.")


@transaction.atomic
def send_back(pk: int, by: User, note: str = "") -> Edition:
    """From review to its writer, with what has to change."""
    edition = _held(pk, {Status.IN_REVIEW})
    edition.status, edition.sent_at = Status.DRAFT, None
    edition.save(update_fields=["status", "sent_at"])
    return record(edition, by, f"Sent back: {note}" if note else "Taken back from review.")


@transaction.atomic
def publish(pk: int, by: User, version: int | None = None) -> Edition:
    """Now. With `version`, only the words of that version: not those that somebody saved meanwhile."""
    edition = _held(pk, {*Edition.BEING_WRITTEN, Status.SCHEDULED}, version)
    _refuse_unfit(edition)
    edition.publish(timezone.now())
    return record(edition, by, "Published.")


@transaction.atomic
def schedule(pk: int, by: User, moment: datetime, version: int | None = None) -> Edition:
    """For a moment to come; from then on the words stand as they are."""
    edition = _held(pk, Edition.BEING_WRITTEN, version)
    _refuse_unfit(edition)
    if moment <= timezone.now():
        raise NotNow(NOT_IN_THE_PAST)
    edition.status, edition.publish_at, edition.scheduled_by = Status.SCHEDULED, moment, by
    edition.kept_back = ""
    edition.save(update_fields=["status", "publish_at", "scheduled_by", "kept_back"])
    return record(edition, by, f"To be published on {wording.moment(moment)} UTC.")


@transaction.atomic
def cancel(pk: int, by: User) -> Edition:
    """Takes the time away: back to where it was before, in review or a draft."""
    edition = _held(pk, {Status.SCHEDULED})
    edition.status = Status.IN_REVIEW if edition.sent_at else Status.DRAFT
    edition.publish_at = edition.scheduled_by = None
    edition.save(update_fields=["status", "publish_at", "scheduled_by"])
    return record(edition, by, "No longer to be published at a set time.")


@transaction.atomic
def take_down(pk: int, by: User) -> Edition:
    """Off the page, which says what follows from the figures until another edition is published."""
    edition = _held(pk, {Status.PUBLISHED})
    edition.status = Status.WITHDRAWN
    edition.save(update_fields=["status"])
    AIModel.objects.filter(pk=edition.ai_model_id).renew()
    return record(edition, by, "Taken off the page.")


def publish_due(moment: datetime) -> int:
    """Publishes whatever was to be on its page by now, however late, each in a transaction of its own; how many.

    Of several workers one publishes each: the others find that it is done. One that fails keeps no other waiting.
    """
    published = 0
    for pk in Edition.objects.due(moment).values_list("pk", flat=True):
        try:
            published += _publish_if_due(pk, moment)
        except DatabaseError:
            logger.exception("Edition %s could not be published, and is tried again in a minute", pk)
    return published


@transaction.atomic
def _publish_if_due(pk: int, moment: datetime) -> bool:
    try:
        edition = _held(pk, {Status.SCHEDULED})
    except NotNow as reason:
        logger.info("Edition %s: %s", pk, reason)
        return False
    if edition.publish_at is None or edition.publish_at > moment:
        return False
    try:
        _refuse_unfit(edition)
    except NotNow as reason:
        _keep_back(edition, str(reason))
        return False
    by, planned = edition.scheduled_by, edition.publish_at
    edition.publish(timezone.now())
    if by is not None:
        record(edition, by, f"Published, as was set for {wording.moment(planned)} UTC.")
    logger.info("Edition %s: published, as was set for %s UTC", pk, f"{planned:%F %R}")
    return True


def _keep_back(edition: Edition, why: str) -> None:
    """Back into review instead of onto its page, with the reason where those see it who may publish."""
    by = edition.scheduled_by
    edition.status, edition.sent_at = Status.IN_REVIEW, edition.sent_at or timezone.now()
    edition.publish_at, edition.scheduled_by, edition.kept_back = None, None, wording.printable(why, LONGEST_REASON)
    edition.save(update_fields=["status", "sent_at", "publish_at", "scheduled_by", "kept_back"])
    if by is not None:
        record(edition, by, f"Not published at its time, and in review again. {why}")
    logger.warning("Edition %s: not published at its time, for what it refers to", edition.pk)


def record(edition: Edition, by: User, words: str) -> Edition:
    """Puts it into the edition's history."""
    LogEntry.objects.log_actions(by.pk, [edition], CHANGE, words, single_object=True)
    return edition


def _held(pk: int, may_be: Collection[str], version: int | None = None) -> Edition:
    try:
        edition = Edition.objects.held(pk)
    except Edition.DoesNotExist:
        raise NotNow("It is gone: somebody deleted it.") from None
    if edition.status not in may_be:
        raise NotNow(f"Nothing was done: it is {edition.get_status_display().lower()} by now.")
    if version is not None and version != edition.version:
        raise NotNow(CHANGED_SINCE)
    return edition


def _refuse_unfit(edition: Edition) -> None:
    """Words that no person went over, and references that lead nowhere. What the check only warns of may go on."""
    if edition.is_generated:
        raise NotNow(NOT_GONE_OVER)
    if errors := proof.errors_of(edition):
        raise NotNow(f"{LEADS_NOWHERE} {' '.join(map(str, errors[:MOST_NAMED]))}")
