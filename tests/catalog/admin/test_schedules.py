"""Publishing at a set time: set, cancelled, carried out by the worker, late or twice or by two at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from catalog.models import AIModel
from catalog.tasks import publish_due_editions
from tests import factories
from tests.catalog.admin.desk import address, draft_of, save

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def scheduled(model, moment, **fields):
    return draft_of(model, status="scheduled", publish_at=moment, **fields)


def test_it_sets_a_time_in_utc(desk, anna, model):
    edition = draft_of(model)
    assert "Publish at (UTC)" in desk.get(address(edition, "change")).content.decode()
    page = save(desk, edition, publish_on="2999-01-02T10:30", _schedule="1").content.decode()
    assert "It will be published on 2 Jan 2999, 10:30 UTC." in page
    edition.refresh_from_db()
    assert (edition.status, edition.publish_at) == ("scheduled", datetime(2999, 1, 2, 10, 30, tzinfo=UTC))
    assert edition.scheduled_by == anna


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Give the day and the time, in UTC."),
        ("2020-01-01T10:00", "This moment has passed. Choose one to come, or publish now."),
        ("soon", "Enter a valid date/time."),
    ],
)
def test_it_asks_for_a_moment_to_come_and_keeps_what_was_typed(desk, model, typed, words):
    edition = draft_of(model)
    page = save(desk, edition, tagline="Typed long ago.", publish_on=typed, _schedule="1").content.decode()
    assert words in page
    assert "Typed long ago." in page
    edition.refresh_from_db()
    assert (edition.status, edition.publish_at) == ("draft", None)


def test_it_publishes_what_is_due_and_changes_the_page(client, anna, model):
    before = factories.EditionFactory(ai_model=model, tagline="The former words.")
    edition = scheduled(model, timezone.now() - HOUR, tagline="The new words.", scheduled_by=anna)
    assert "The former words." in client.get(model.get_absolute_url()).content.decode()
    publish_due_editions()
    assert "The new words." in client.get(model.get_absolute_url()).content.decode()
    edition.refresh_from_db()
    before.refresh_from_db()
    assert (edition.status, before.status) == ("published", "withdrawn")
    assert (edition.publish_at, timezone.now() - edition.published_at < HOUR) == (None, True)
    entry = LogEntry.objects.get(object_id=str(edition.pk))
    assert (entry.user, entry.change_message.startswith("Published, as was set for ")) == (anna, True)


def test_it_publishes_nothing_early_and_nothing_twice(model):
    edition = scheduled(model, timezone.now() + HOUR)
    publish_due_editions()
    edition.refresh_from_db()
    assert edition.status == "scheduled"
    model.editions.update(publish_at=timezone.now() - HOUR)
    publish_due_editions()
    edition.refresh_from_db()
    moment, version = edition.published_at, AIModel.objects.get(pk=model.pk).version
    publish_due_editions()
    edition.refresh_from_db()
    assert (edition.published_at, AIModel.objects.get(pk=model.pk).version) == (moment, version)


def test_it_ends_with_the_latest_of_several_that_are_overdue(model):
    later = scheduled(model, timezone.now() - HOUR)
    scheduled(model, timezone.now() - 2 * HOUR)
    publish_due_editions()
    assert model.editions.published().get() == later
    assert model.editions.filter(status="withdrawn").count() == 1


def test_it_cancels_a_time(desk, model):
    edition = scheduled(model, timezone.now() - HOUR, sent_at=factories.OBSERVED)
    desk.post(address(edition, "step"), {"step": "cancel"})
    publish_due_editions()
    edition.refresh_from_db()
    assert (edition.status, edition.publish_at, edition.scheduled_by) == ("in_review", None, None)


def test_it_publishes_at_once_what_waits_for_its_time(desk, model):
    edition = scheduled(model, timezone.now() + HOUR)
    desk.post(address(edition, "step"), {"step": "publish"})
    edition.refresh_from_db()
    assert (edition.status, edition.publish_at) == ("published", None)


def test_it_lets_nobody_change_the_words_of_what_is_scheduled(desk, model):
    edition = scheduled(model, timezone.now() + HOUR)
    assert 'name="_save"' not in desk.get(address(edition, "change")).content.decode()
    page = desk.post(address(edition, "change"), {"opened_version": "1", "tagline": "Smuggled in."}).content.decode()
    assert "This edition is scheduled by now: its words stand" in page
    edition.refresh_from_db()
    assert edition.tagline == "A model for tests."


def test_it_takes_back_what_refers_to_nothing_and_says_why_on_the_desk(desk, client, anna, model):
    """Whatever brought it past the form: a metric of that name was there when it was scheduled."""
    edition = scheduled(model, timezone.now() - HOUR, tagline="Ranks {{rank.gone-metric}}.", scheduled_by=anna)
    fine = scheduled(factories.AIModelFactory(), timezone.now() - HOUR)
    publish_due_editions()
    edition.refresh_from_db()
    fine.refresh_from_db()
    assert (edition.status, edition.publish_at, fine.status) == ("in_review", None, "published")
    page = desk.get(address(edition, "change")).content.decode()
    assert "It was not published at its time." in page
    assert "Tagline: There is no figure {{rank.gone-metric}}." in edition.kept_back
    assert "Not published at its time" in LogEntry.objects.get(object_id=str(edition.pk)).change_message
    save(desk, edition, tagline="Mended.", _publish="1")
    edition.refresh_from_db()
    assert (edition.status, edition.kept_back) == ("published", "")


def test_it_looks_every_minute():
    row = PeriodicTask.objects.get(task="catalog.tasks.publish_due_editions")
    assert (row.crontab.minute, row.crontab.hour, row.enabled) == ("*", "*", True)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_publishes_once_where_two_workers_look_at_once():
    person = factories.EditorFactory()
    edition = scheduled(factories.AIModelFactory(), timezone.now() - HOUR, scheduled_by=person)
    ready = Barrier(2)

    def look(_: int) -> None:
        try:
            ready.wait(10)
            publish_due_editions()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(look, range(2)))
    edition.refresh_from_db()
    assert edition.status == "published"
    assert LogEntry.objects.filter(object_id=str(edition.pk)).count() == 1
