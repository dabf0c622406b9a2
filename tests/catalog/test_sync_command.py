"""manage.py sync, the task behind it, and what becomes of a run that is refused, doubled or killed."""

import json
import os
import signal
import subprocess
import sys
import threading
from decimal import Decimal
from urllib.parse import quote

import httpx
import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from catalog.models import AIModel, SetAsideRecord, Source, SyncRun
from catalog.sync.run import CUT_OFF, NotNow, WrongMoment, run_sync
from catalog.sync.sources import SOURCES
from catalog.tasks import sync_source
from tests.blocking import a_model_locked, until, waiting_backend
from tests.servers import BASE_DIR
from tests.upstream import FIRST_DAY, SECOND_DAY, THIRD_DAY, answering, everything, model_list, serving, sync, visit

SWIFT = "acme/swift"


@pytest.fixture
def listed(settings):
    """A server with the list, and settings that lead there."""
    with serving(model_list()) as address:
        settings.OPENROUTER_BASE_URL = address
        yield address


def swift() -> AIModel:
    return AIModel.objects.at_address("acme", "swift").get()


@pytest.mark.django_db
def test_it_tells_what_it_did(listed, capsys):
    call_command("sync", "openrouter", observed_at="2026-05-15")

    said = capsys.readouterr().out
    assert "OpenRouter, as of 15 May 2026 00:00 UTC: 11 records read." in said
    assert "Models changed: 7, of which new: 7. Unchanged: 0." in said
    run = SyncRun.objects.get()
    assert (run.outcome, run.read, run.changed, run.observed_at) == ("succeeded", 11, 7, FIRST_DAY)
    assert run.finished_at is not None


@pytest.mark.django_db
def test_it_writes_nothing_in_a_dry_run_and_names_what_would_change(listed, capsys):
    before = everything()

    call_command("sync", "openrouter", dry_run=True)

    said = capsys.readouterr().out
    assert "Models would be changed: 7, of which new: 7." in said
    assert "acme/swift: New model: none -> Swift" in said
    assert "nothing was written" in said
    assert everything() == before
    assert not SyncRun.objects.exists()


@pytest.mark.django_db
def test_it_ends_with_an_error_when_the_source_is_down(settings):
    with serving({"data": "none"}) as settings.OPENROUTER_BASE_URL, pytest.raises(CommandError, match="no list"):
        call_command("sync", "openrouter")

    run = SyncRun.objects.get()
    assert (run.outcome, run.read) == ("failed", 0)
    assert "no list" in run.error
    assert run.finished_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["yesterday", "2126-05-15", "2026-15-05"])
def test_it_refuses_a_moment_that_cannot_be(listed, moment):
    with pytest.raises(CommandError, match=r"moment"):
        call_command("sync", "openrouter", observed_at=moment)

    assert not SyncRun.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("source", "setting", "address"),
    [
        ("openrouter", "OPENROUTER_BASE_URL", "https://openrouter.ai/api/v1"),
        ("openrouter", "OPENROUTER_BASE_URL", "https://eu.openrouter.ai/api/v1"),
        ("models-dev", "MODELS_DEV_URL", "https://models.dev/api.json"),
    ],
)
def test_it_takes_no_moment_of_the_past_for_an_answer_of_now(settings, source, setting, address):
    setattr(settings, setting, address)

    with pytest.raises(WrongMoment, match="recordings"):
        run_sync(source, observed_at=FIRST_DAY, transport=answering(model_list()))

    assert not SyncRun.objects.exists()


@pytest.mark.django_db
def test_it_observes_now_unless_told_otherwise():
    before = timezone.now()
    run = visit(model_list(), None)

    assert before <= run.observed_at <= timezone.now()


@pytest.mark.django_db
def test_the_task_does_the_same_and_a_duplicate_of_it_nothing(listed):
    sync_source("openrouter")
    before = everything()
    sync_source("openrouter")
    assert SyncRun.objects.count() == 1

    sync_source("openrouter", even_if_just_read=True)
    assert everything() == before
    assert list(SyncRun.objects.values_list("outcome", "changed")) == [("succeeded", 0), ("succeeded", 7)]


@pytest.mark.django_db
def test_the_schedules_are_rows_that_an_operator_may_change():
    schedules = PeriodicTask.objects.filter(task=sync_source.name)
    assert {json.loads(one.args)[0] for one in schedules} == set(SOURCES)
    hourly, daily = schedules.get(args='["openrouter"]'), schedules.get(args='["models-dev"]')
    assert (hourly.crontab.hour, daily.crontab.hour) == ("*", "4")


@pytest.mark.django_db
def test_it_notes_what_nobody_foresaw_and_lets_it_be_seen():
    def broken(request: httpx.Request) -> httpx.Response:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_sync("openrouter", transport=httpx.MockTransport(broken))

    run = SyncRun.objects.get()
    assert (run.outcome, run.error) == ("failed", "unexpected: ZeroDivisionError")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_lets_one_of_two_runs_at_once_through():
    doubled: list[str] = []

    def second() -> None:
        try:
            visit(model_list(), SECOND_DAY)
        except NotNow as reason:
            doubled.append(str(reason))
        finally:
            connection.close()

    async def answer(request: httpx.Request) -> httpx.Response:
        # While the first waits for its answer, another begins.
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
        return await answering(model_list()).handle_async_request(request)

    first = run_sync("openrouter", transport=httpx.MockTransport(answer))

    assert first.outcome == "succeeded"
    assert doubled == ["another run is under way"]
    # What had nothing to do leaves no trace.
    assert SyncRun.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_kill_in_the_middle_leaves_the_catalog_as_it_was_and_the_next_run_completes():
    sync(model_list())
    before = everything()
    pricing = {"prompt": "0.000002", "completion": "0.000004"}
    dearer = model_list(**{SWIFT: {"pricing": pricing, "name": "Acme Labs: Swift the Second"}})
    dearer["data"].append({"id": "no record"})

    with a_model_locked(database_url(), "swift") as blocker, serving(dearer) as address:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "sync", "openrouter", "--observed-at", f"{SECOND_DAY:%Y-%m-%d}"],
            cwd=BASE_DIR,
            env={**os.environ, **OTHER_PROCESS, "DATABASE_URL": database_url(), "OPENROUTER_BASE_URL": address},
        )
        # It has written claims and prices by now, and waits for the model's row.
        backend = until(lambda: waiting_backend(blocker), process)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with psycopg.connect(database_url(), autocommit=True) as onlooker:
        until(lambda: not is_alive(onlooker, backend))

    assert everything() == before
    assert not SetAsideRecord.objects.exists()
    assert list(SyncRun.objects.values_list("outcome", flat=True)) == ["unfinished", "succeeded"]

    sync(dearer, THIRD_DAY)
    assert SyncRun.objects.get(observed_at=SECOND_DAY).error == CUT_OFF
    assert (swift().input_price, swift().name) == (Decimal("0.000002"), "Swift the Second")


OTHER_PROCESS = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    # A sync needs neither broker nor cache: nobody listens here.
    "CELERY_BROKER_URL": "redis://127.0.0.1:1",
    "CACHE_URL": "redis://127.0.0.1:1",
}


def database_url() -> str:
    """The test's own database, for another process."""
    place = connection.settings_dict
    port = f":{place['PORT']}" if place["PORT"] else ""
    return f"postgresql://{place['USER']}:{place['PASSWORD']}@{quote(place['HOST'], safe='')}{port}/{place['NAME']}"


def is_alive(onlooker: psycopg.Connection, backend: int) -> bool:
    return onlooker.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone() is not None


def test_it_knows_the_sources_of_its_modules(db):
    assert set(SOURCES) <= set(Source.objects.values_list("slug", flat=True))
