"""What the worker does; the schedules are rows, editable in the admin."""

from celery import shared_task

from catalog.sync.run import run_sync


@shared_task
def sync_source(slug: str) -> None:
    """One visit to a source. Twice does no harm: the lock lets one through, and the same answer changes nothing."""
    run_sync(slug)
