"""Real workers, beats and a broker, killed or doubled in the middle of a run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import psycopg
import pytest
import redis
from celery import current_app
from django.conf import settings
from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks

from catalog.models import AIModel, PriceSheet, SyncRun
from catalog.sync.run import CUT_OFF
from catalog.tasks import sync_source
from config import local_services
from config.local_services import Holding, Place
from tests.blocking import a_model_locked, until, waiting_backend
from tests.catalog.test_sync_command import database_url, is_alive
from tests.servers import BASE_DIR, new_state
from tests.upstream import FIRST_DAY, everything, model_list, serving, sync

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

DEARER = model_list(**{"acme/swift": {"pricing": {"prompt": "0.000002", "completion": "0.000004"}}})
TOO_LONG_AGO = timedelta(seconds=settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] + 1)

Start = Callable[..., "subprocess.Popen[bytes]"]


class Broker:
    """A broker of the test's own, that may be killed."""

    def __init__(self, state: Path) -> None:
        self.holding = Holding(Place(state))
        self.socket = self.holding.place.sockets / "broker.sock"
        self.url = f"redis+socket://{self.socket}"

    def order(self, *arguments: object) -> None:
        with current_app.connection_for_write(url=self.url) as connection:
            sync_source.apply_async(["openrouter", *arguments], connection=connection)

    @contextmanager
    def asked(self) -> Iterator[redis.Redis]:
        with redis.Redis(unix_socket_path=str(self.socket), decode_responses=True) as client:
            yield client

    def kill(self) -> None:
        with self.asked() as client:
            process = client.info("server")["process_id"]
        os.kill(process, signal.SIGKILL)

    def believe_the_worker_lost(self) -> None:
        """What was delivered and not acknowledged, was delivered longer ago than any task may take."""
        with self.asked() as client:
            (delivered,) = client.zrange("unacked_index", 0, -1)
            client.zadd("unacked_index", {str(delivered): time.time() - TOO_LONG_AGO.total_seconds()})


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    # Of the three servers, the other two are those of all tests.
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setenv("CACHE_URL", local_services.cache_url())
    broker = Broker(new_state())
    broker.holding.start()
    yield broker
    broker.holding.release()


@pytest.fixture
def start(broker: Broker, tmp_path: Path) -> Iterator[Start]:
    """Starts a worker or a beat on this database and this broker: start("worker", log). They are killed at the end."""
    with ExitStack() as running:

        def start(kind: str, log: Path, address: str) -> subprocess.Popen[bytes]:
            options = {
                "worker": [
                    "-P",
                    "threads",
                    "-c",
                    "2",
                    "--without-gossip",
                    "--without-mingle",
                    "-n",
                    f"{log.stem}@here",
                ],
                "beat": ["--pidfile=", "--max-interval", "1"],
            }[kind]
            environment = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "CELERY_BROKER_URL": broker.url,
                "OPENROUTER_BASE_URL": address,
                "LOG_LEVEL": "INFO",
            }
            output = running.enter_context(log.open("w"))
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "config.celery", kind, "-l", "INFO", *options],
                cwd=BASE_DIR, env=environment, stdout=output, stderr=output,
            )  # fmt: skip
            running.callback(process.wait)
            running.callback(process.kill)
            return process

        yield start


def says(log: Path, words: str, times: int) -> bool:
    return log.read_text().count(words) >= times


def outcomes() -> list[tuple[str, str]]:
    return list(SyncRun.objects.order_by("pk").values_list("outcome", "error"))


def swift_price() -> str:
    return f"{AIModel.objects.get(slug='swift').input_price:f}".rstrip("0")


def test_it_does_again_what_a_killed_worker_was_doing(broker: Broker, start: Start, tmp_path: Path) -> None:
    sync(model_list(), FIRST_DAY)
    before = everything()
    with serving(DEARER) as address, psycopg.connect(database_url(), autocommit=True) as onlooker:
        with a_model_locked(database_url(), "swift") as blocker:
            first = start("worker", tmp_path / "first.log", address)
            broker.order(True)
            # It has written claims and prices by now, and waits for the model's row.
            backend = until(lambda: waiting_backend(blocker), first)
            first.kill()
            first.wait()
        assert backend
        until(lambda: not is_alive(onlooker, backend))
        assert everything() == before
        assert outcomes() == [("succeeded", ""), ("unfinished", "")]

        broker.believe_the_worker_lost()
        second = start("worker", tmp_path / "second.log", address)
        healed = [("succeeded", ""), ("failed", CUT_OFF), ("succeeded", "")]
        until(lambda: outcomes() == healed, second)
    assert swift_price() == "0.000002"


def test_it_completes_a_run_whose_broker_is_killed_and_takes_the_next_order(
    broker: Broker, start: Start, tmp_path: Path
) -> None:
    sync(model_list(), FIRST_DAY)
    with serving(DEARER) as address:
        log = tmp_path / "worker.log"
        with a_model_locked(database_url(), "swift") as blocker:
            worker = start("worker", log, address)
            broker.order(True)
            until(lambda: waiting_backend(blocker), worker)
            broker.kill()
            until(lambda: "Connection to broker lost" in log.read_text(), worker)
        until(lambda: outcomes() == [("succeeded", ""), ("succeeded", "")])
        assert swift_price() == "0.000002"

        assert broker.holding.restart_missing() == ["broker"]
        # The first may have ended over it: then whoever looks after it starts another.
        second = start("worker", tmp_path / "second.log", address)
        broker.order(True)
        until(lambda: len(outcomes()) >= 3 and set(outcomes()) == {("succeeded", "")}, second)
    sheets = PriceSheet.objects.filter(offer__external_id="acme/swift")
    assert [sheet.valid_until is None for sheet in sheets.order_by("valid_from")] == [False, True]


def test_two_beats_and_two_workers_do_what_is_due_once(broker: Broker, start: Start, tmp_path: Path) -> None:
    PeriodicTask.objects.all().delete()
    every_second = IntervalSchedule.objects.create(every=1, period="seconds")
    PeriodicTask.objects.create(
        name="List", task=sync_source.name, interval=every_second, args=json.dumps(["openrouter"])
    )
    PeriodicTasks.update_changed()
    beats = [tmp_path / f"beat{number}.log" for number in range(2)]
    workers = [tmp_path / f"worker{number}.log" for number in range(2)]
    with serving(model_list()) as address:
        processes = [start(log.stem[:-1], log, address) for log in (*beats, *workers)]
        for log in beats:
            until(partial(says, log, "Sending due task List", 2), processes[0])
        for log in workers:
            until(partial(says, log, "succeeded in", 1), processes[-1])
        for beat in processes[:2]:
            beat.kill()
        for worker in processes[2:]:
            worker.terminate()  # Which ends what it has begun.
        assert [worker.wait(timeout=20) for worker in processes[2:]] == [0, 0]

    said = "".join(log.read_text() for log in workers)
    assert said.count("nothing to do") == said.count("succeeded in") - 1
    assert "Traceback" not in said
    # Created once, whoever came first: a second run would have found everything unchanged, and left its row.
    assert list(SyncRun.objects.values_list("outcome", "created")) == [("succeeded", 7)]
