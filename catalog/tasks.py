"""What the worker does; the schedules are rows, editable in the admin."""

import json
import logging
from datetime import timedelta
from typing import Any

from celery import Task, current_app, shared_task
from celery.exceptions import OperationalError
from django.core.management import call_command
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from catalog.editing import steps
from catalog.editions import holding, telling
from catalog.models import BoundClaim
from catalog.sync import lateness
from catalog.sync.run import NotNow, run_sync

logger = logging.getLogger(__name__)

TWICE_WITHIN = timedelta(minutes=5)
"""A second order within this is a duplicate: of two beats, or of a broker that delivered again."""
BROKER_SECONDS = 3
"""How long a web page waits for the broker at each step."""


@shared_task
def sync_source(slug: str, even_if_just_read: bool = False) -> None:
    """One visit to a source. Twice does no harm: the lock lets one through, and a duplicate finds the work done."""
    try:
        run_sync(slug, unless_read_within=None if even_if_just_read else TWICE_WITHIN)
    except NotNow as reason:
        logger.info("%s: nothing to do, %s", slug, reason)
    else:
        if BoundClaim.objects.untold().exists():
            ordered(check_claims)


@shared_task
def catch_up() -> None:
    """Queues each scheduled source that should have been read by now, whatever became of its order; notes lateness."""
    lateness.watch()
    wanted = PeriodicTask.objects.filter(task=sync_source.name, enabled=True).values_list("args", flat=True)
    scheduled = {slug for args in wanted for slug in json.loads(args)}
    for slug in lateness.overdue():
        if slug in scheduled:
            logger.warning("%s: was not read in time, queued anew", slug)
            sync_source.delay(slug)


@shared_task
def check_claims(every: bool = False) -> None:
    """Holds bound claims against the figures, all or those of classes that moved, and tells editors what broke."""
    turned = holding.check_all() if every else holding.check_moved()
    told = telling.tell_all(timezone.now())
    logger.info("%d bound claims turned, %d editors told", turned, told)


@shared_task
def prune() -> None:
    """Drops the details of old runs; `manage.py prune` does the same."""
    call_command("prune")


@shared_task
def publish_due_editions() -> None:
    """Puts every edition on its page whose time has come. Late is as good as in time, and twice does no harm."""
    steps.publish_due(timezone.now())


def order_sync(slug: str) -> bool:
    """Queues a visit for somebody who waits at a page; False, within seconds, where the broker takes none."""
    return ordered(sync_source, slug, True)


def ordered(task: Task, *arguments: Any) -> bool:
    """Queues a task for somebody who waits at a page; False, within seconds, where the broker takes none.

    Over a connection of its own: the shared one waits for ever on a broker that accepts and then stands still.
    """
    try:
        with current_app.connection_for_write(connect_timeout=BROKER_SECONDS, transport_options=_impatient()) as broker:
            task.apply_async(list(arguments), connection=broker, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("%s %s: could not be queued: %s", task.name, list(arguments), type(error).__name__)
        return False
    return True


def _impatient() -> dict[str, Any]:
    """The broker's options with limits for every step, in the words of its kind."""
    steps = ("socket_timeout", "socket_connect_timeout")
    if not current_app.conf.broker_url.startswith("redis"):
        steps = ("read_timeout", "write_timeout")
    once = {"max_retries": 1, "interval_start": 0, "interval_step": 0}
    return {**current_app.conf.broker_transport_options, **once, **dict.fromkeys(steps, BROKER_SECONDS)}
