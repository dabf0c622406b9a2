"""What is queued anew because nobody read it in time, and which source is late."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from catalog import tasks
from catalog.models import Source, SyncRun
from catalog.sync import lateness
from tests.upstream import model_list, sync, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(monkeypatch) -> list[str]:
    """What was handed to the broker."""
    taken: list[str] = []
    monkeypatch.setattr(tasks.sync_source, "apply_async", lambda args, *more, **options: taken.append(args[0]))
    return taken


def read(slug: str, *, minutes_ago: float, outcome: str = "succeeded") -> None:
    moment = timezone.now() - timedelta(minutes=minutes_ago)
    run = SyncRun.objects.create(source=Source.objects.get(slug=slug), observed_at=moment, outcome=outcome)
    SyncRun.objects.filter(pk=run.pk).update(started_at=moment)


@pytest.fixture(autouse=True)
def _only_two(monkeypatch) -> None:
    """The others are not expected, so that the two that are can be told apart."""
    Source.objects.exclude(slug__in=["openrouter", "models-dev"]).update(every_minutes=None)


def test_it_knows_how_often_each_source_is_to_be_read():
    assert dict(Source.objects.exclude(every_minutes=None).values_list("slug", "every_minutes")) == {
        "openrouter": 60,
        "models-dev": 1440,
    }


def test_it_is_scheduled_itself():
    schedule = PeriodicTask.objects.get(task=tasks.catch_up.name)
    assert (schedule.crontab.minute, schedule.crontab.hour) == ("4,19,34,49", "*")


def test_it_queues_what_was_never_read_and_what_was_read_too_long_ago(queued):
    read("openrouter", minutes_ago=75)
    tasks.catch_up()
    assert sorted(queued) == ["models-dev", "openrouter"]


def test_it_leaves_alone_what_was_read_in_time(queued):
    read("openrouter", minutes_ago=65)
    read("models-dev", minutes_ago=1445)
    tasks.catch_up()
    assert queued == []


def test_it_gives_a_failing_source_a_pause(queued):
    read("models-dev", minutes_ago=3000)
    read("models-dev", minutes_ago=50, outcome="failed")
    read("openrouter", minutes_ago=3000)
    read("openrouter", minutes_ago=16, outcome="failed")
    tasks.catch_up()
    assert queued == ["openrouter"]


def test_it_visits_nothing_whose_schedule_was_switched_off(queued):
    PeriodicTask.objects.filter(args=json.dumps(["openrouter"])).update(enabled=False)
    tasks.catch_up()
    assert queued == ["models-dev"]


def test_it_waits_for_no_source_without_its_key(queued, settings, monkeypatch):
    monkeypatch.setattr("catalog.sync.sources.openrouter.KEY_SETTING", "SOME_API_KEY", raising=False)
    settings.SOME_API_KEY = ""
    read("openrouter", minutes_ago=3000)
    tasks.catch_up()
    assert queued == ["models-dev"]
    assert Source.objects.get(slug="openrouter").late_since is None


def test_it_tells_once_that_a_source_is_late_and_takes_it_back_when_it_was_read(caplog):
    read("openrouter", minutes_ago=181)
    with caplog.at_level("INFO", logger="catalog.sync.lateness"):
        lateness.watch()
        lateness.watch()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "openrouter: late since" in caplog.text
    since = Source.objects.get(slug="openrouter").late_since
    assert timedelta(minutes=0) < timezone.now() - since < timedelta(minutes=2)

    visit(model_list(), None)
    assert Source.objects.get(slug="openrouter").late_since is None


def test_a_recording_tells_nothing_of_lateness(caplog):
    sync(model_list())
    assert "late since" not in caplog.text
    assert Source.objects.get(slug="openrouter").late_since is None


def test_it_is_not_late_before_the_third_interval_ends():
    read("openrouter", minutes_ago=179)
    lateness.watch()
    assert Source.objects.get(slug="openrouter").late_since is None


def test_a_source_that_was_never_read_well_is_late_from_the_first_attempt_on():
    read("openrouter", minutes_ago=300, outcome="failed")
    read("openrouter", minutes_ago=5, outcome="failed")
    lateness.watch()
    assert Source.objects.get(slug="openrouter").late_since is not None
