"""manage.py prune: what runs noted of their work goes with age, what they found never does."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from catalog import tasks
from catalog.models import SetAsideRecord, SyncRun
from tests.upstream import SECOND_DAY, everything, model_list, sync

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs() -> tuple[SyncRun, SyncRun]:
    """An old run and a new one, each with a change and a record set aside."""
    body = model_list()
    body["data"].append({"id": "no record"})
    old = sync(body)
    SyncRun.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(days=91))
    body["data"][0]["name"] = "OpenAI: Another name"
    return old, sync(body, SECOND_DAY)


def test_it_drops_details_of_old_runs_and_keeps_all_history(runs, capsys):
    before = everything()
    call_command("prune")

    old, new = (SyncRun.objects.get(pk=run.pk) for run in runs)
    assert (old.details, old.set_aside_records.count()) == ([], 0)
    assert (old.read, old.set_aside, old.changed) == (12, 1, 7)
    assert new.details
    assert new.set_aside_records.count() == 1
    assert everything() == before
    assert "Details dropped of 1 run older than 90 days, and 1 record set aside." in capsys.readouterr().out


def test_it_goes_by_when_a_recording_was_read_not_by_its_day(runs):
    call_command("prune", days=100)
    assert SetAsideRecord.objects.count() == 2


def test_it_keeps_at_least_a_day(runs):
    with pytest.raises(CommandError, match="at least one day"):
        call_command("prune", days=0)


def test_it_comes_every_week(runs):
    assert PeriodicTask.objects.get(task=tasks.prune.name).crontab.day_of_week == "0"
    tasks.prune()
    assert SetAsideRecord.objects.count() == 1
