"""What the worker does for reviews; the schedules are rows, editable in the admin."""

import logging
from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from catalog.tasks import ordered
from reviews import letters, ratings, recounting, telling
from reviews.models import Notice

logger = logging.getLogger(__name__)


@shared_task
def tell_authors() -> None:
    """Mails to authors, and to senders of notices, what they were not told yet. Twice at once does no harm."""
    if told := telling.tell_all(timezone.now()):
        logger.info("%d authors told", told)
    if sent := letters.send_all(timezone.now()):
        logger.info("%d letters sent", sent)


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
def forget_senders() -> None:
    """Takes out who sent the notices that were decided a year ago, and what they wrote."""
    if forgotten := Notice.objects.to_forget(timezone.now()).forget():
        logger.info("The senders of %d notices are forgotten", forgotten)


def order_telling() -> None:
    """Has the author told at once after a decision; where the broker takes no orders, the schedule does it."""
    transaction.on_commit(partial(ordered, tell_authors))
