"""A sync as production runs it: ordered over a broker, done by a worker, and surviving the death of its database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from celery import Celery

from config import local_services
from config.local_services import Holding, Place
from tests.blocking import a_model_locked, until, waiting_backend
from tests.conftest import ManagePy
from tests.servers import BASE_DIR, new_state
from tests.services.conftest import OWN_NAME
from tests.upstream import model_list, serving

OUTCOMES = "SELECT outcome, changed FROM catalog_syncrun WHERE address <> 'bundled catalog' ORDER BY id"
SENT_TWICE = f"""
import django; django.setup()
from catalog.tasks import sync_source
for _ in range(2):
    sync_source.apply_async(["openrouter"], queue={OWN_NAME!r})
"""

SENT_ONCE_MORE = f"""
import django; django.setup()
from catalog.tasks import sync_source
sync_source.apply_async(["openrouter", True], queue={OWN_NAME!r})
"""


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with closing(psycopg.connect(url)) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def site(production: dict[str, str], manage_py: ManagePy) -> Iterator[dict[str, str]]:
    """The environment of a migrated site whose source answers on loopback."""
    with serving(model_list()) as address:
        environment = {**production, "ALMANAC_STATE": str(new_state()), "OPENROUTER_BASE_URL": address}
        migrated = manage_py("migrate", "--verbosity", "0", **environment)
        assert migrated.returncode == 0, migrated.stderr
        yield environment


def start_worker(site: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """A worker with two threads that takes the tests' own queue."""
    command = ["worker", "-P", "threads", "-c", "2", "-Q", OWN_NAME, "-l", "INFO", "--without-gossip", "-n", log.stem]
    with log.open("w") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config.celery", *command],
            cwd=BASE_DIR, env={**os.environ, **site}, stdout=output, stderr=output,
        )  # fmt: skip


@pytest.fixture
def queue(site: dict[str, str]) -> Iterator[None]:
    """The tests' own queue, which is gone afterwards."""
    yield
    with Celery(broker=site["CELERY_BROKER_URL"]).connection_for_write() as connection:
        connection.default_channel.queue_delete(OWN_NAME)
    if site["CELERY_BROKER_URL"].startswith("redis"):
        with redis.Redis.from_url(site["CELERY_BROKER_URL"]) as client:
            for binding in client.scan_iter(f"_kombu.*{OWN_NAME}"):
                client.delete(binding)


@pytest.fixture
def worker(site: dict[str, str], queue: None, tmp_path: Path) -> Iterator[Path]:
    """The log of a worker that ends well."""
    log = tmp_path / "worker.log"
    process = start_worker(site, log)
    yield log
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0, log.read_text()


def test_it_does_once_what_is_ordered_twice(site: dict[str, str], worker: Path) -> None:
    url = site["DATABASE_URL"]
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute("TRUNCATE catalog_syncrun CASCADE")
    environment = {**os.environ, **site}
    subprocess.run([sys.executable, "-c", SENT_TWICE], cwd=BASE_DIR, env=environment, check=True, timeout=30)
    until(lambda: worker.read_text().count("succeeded in") == 2)

    assert [outcome for outcome, _ in rows(url, OUTCOMES)] == ["succeeded"], worker.read_text()
    assert "openrouter: nothing to do" in worker.read_text()


@pytest.mark.parametrize("broker", ["rabbitmq"], indirect=True)
def test_rabbitmq_gives_the_task_of_a_killed_worker_to_the_next(
    site: dict[str, str], queue: None, tmp_path: Path, manage_py: ManagePy
) -> None:
    url, environment = site["DATABASE_URL"], {**os.environ, **site}
    assert manage_py("sync", "openrouter", **site).returncode == 0
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute("TRUNCATE catalog_syncrun CASCADE")
    dearer = model_list(**{"acme/swift": {"pricing": {"prompt": "0.000002", "completion": "0.000004"}}})
    with serving(dearer) as address:
        there = {**site, "OPENROUTER_BASE_URL": address}
        with a_model_locked(url, "swift") as blocker:
            first = start_worker(there, tmp_path / "first.log")
            command = [sys.executable, "-c", SENT_ONCE_MORE]
            subprocess.run(command, cwd=BASE_DIR, env=environment, check=True, timeout=30)
            until(lambda: waiting_backend(blocker), first)
            first.kill()
            first.wait()
        second = start_worker(there, tmp_path / "second.log")
        try:
            until(lambda: [one for one, _ in rows(url, OUTCOMES)] == ["failed", "succeeded"], second)
        finally:
            second.kill()
            second.wait()
    assert rows(url, "SELECT input_price FROM catalog_aimodel WHERE slug = 'swift'") == [(Decimal("0.000002"),)]


@pytest.fixture
def own_postgres(state: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Holding]:
    """A cluster of the test's own, that may be killed."""
    monkeypatch.setenv("ALMANAC_STATE", str(state))
    holding = Holding(Place.of_this_checkout())
    holding.start()
    yield holding
    holding.release()


def kill_postgres(place: Place) -> None:
    """As a power cut would: the postmaster and whoever works for it, at once."""
    postmaster = int((place.home / "postgres/data/postmaster.pid").read_text().splitlines()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for process in (postmaster, *map(int, children)):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def test_a_run_whose_database_is_killed_leaves_nothing_half_done_and_the_next_completes(
    own_postgres: Holding, manage_py: ManagePy
) -> None:
    there = {"ALMANAC_STATE": str(own_postgres.place.state)}
    assert manage_py("migrate", "--verbosity", "0", **there).returncode == 0
    url = local_services.database_url()
    in_force = "SELECT count(*), max(valid_from) FROM catalog_pricesheet WHERE valid_until IS NULL"
    with serving(model_list()) as address:
        first = manage_py("sync", "openrouter", "--observed-at", "2026-05-15", OPENROUTER_BASE_URL=address, **there)
    assert first.returncode == 0, first.stderr
    before = rows(url, in_force)

    dearer = model_list(**{"acme/swift": {"pricing": {"prompt": "0.000002", "completion": "0.000004"}}})
    command = [sys.executable, "manage.py", "sync", "openrouter", "--observed-at", "2026-05-16"]
    with serving(dearer) as address:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "OPENROUTER_BASE_URL": address}
        with suppress(psycopg.OperationalError), a_model_locked(url, "swift") as blocker:
            process = subprocess.Popen(command, cwd=BASE_DIR, env=environment, stderr=subprocess.DEVNULL)
            until(lambda: waiting_backend(blocker), process)
            kill_postgres(own_postgres.place)
        assert process.wait(timeout=30) != 0
        own_postgres.restart_missing()

        assert rows(url, in_force) == before
        assert [outcome for outcome, _ in rows(url, OUTCOMES)] == ["succeeded", "unfinished"]
        healed = manage_py("sync", "openrouter", "--observed-at", "2026-05-17", OPENROUTER_BASE_URL=address, **there)
    assert healed.returncode == 0, healed.stderr
    assert rows(url, OUTCOMES) == [("succeeded", 7), ("failed", 0), ("succeeded", 1)]
