"""What the worker does for reviews; the schedules are rows, editable in the admin."""

import logging
from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from catalog.tasks import ordered
from reviews import enforcing, letters, ratings, recounting, telling, traces, voting
from reviews.models import Ban, Notice
from reviews.verification import evidence

logger = logging.getLogger(__name__)

AT_ONCE = 20
"""So many reviews and votes are brought in line while a moderator waits."""


@shared_task
def tell_authors() -> None:
    """Mails to authors, and to senders of notices, what they were not told yet. Twice at once does no harm."""
    if told := telling.tell_all(timezone.now()):
        logger.info("%d authors told", told)
    if sent := letters.send_all(timezone.now()):
        logger.info("%d letters sent", sent)


@shared_task
def carry_out_bans() -> None:
    """Brings reviews and votes in line with bans that began or were lifted. Twice, or broken off, does no harm."""
    if settled := enforcing.carry_out_all():
        logger.info("%d bans carried out", settled)


@shared_task
def refresh_ratings() -> None:
    """Brings the ratings that readers see to this day."""
    logger.info("%d ratings changed with age", ratings.refresh(timezone.now()))


@shared_task
def check_ratings() -> None:
    """Counts ratings and tallies anew from the reviews and reports each that differs; mends nothing by itself."""
    for difference in recounting.differences():
        logger.error("A rating is not what the reviews add up to: %s", difference)


@shared_task
def erase_evidence() -> None:
    """Erases the pictures that no moderator looked at in time. Twice, or two at once, does no harm."""
    if erased := evidence.expire(timezone.now()):
        logger.warning("Pictures erased before a moderator looked at them: %d", erased)


@shared_task
def count_votes() -> None:
    """Counts the votes of those whose account is a week old by now, or who published a review."""
    logger.info("%d votes counted", voting.count_votes(timezone.now()))


@shared_task
def erase_traces() -> None:
    """Forgets from which network and kind of device reviews came, 30 days after."""
    logger.info("%d traces erased", traces.erase(timezone.now()))


@shared_task
def forget_senders() -> None:
    """Takes out who sent the notices that were decided a year ago, and what they wrote."""
    if forgotten := Notice.objects.to_forget(timezone.now()).forget():
        logger.info("The senders of %d notices are forgotten", forgotten)


def order_telling() -> None:
    """Has the author told at once after a decision; where the broker takes no orders, the schedule does it."""
    transaction.on_commit(partial(ordered, tell_authors))


def begin_to_carry_out(ban: Ban) -> None:
    """Does at once what a ban with few reviews and votes asks for, and leaves that of another to the worker.

    Call outside of a transaction, after the one that changed the state.
    """
    if not enforcing.carry_out(ban.pk, at_most=AT_ONCE):
        ordered(carry_out_bans)
