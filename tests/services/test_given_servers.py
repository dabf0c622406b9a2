"""The addresses of PostgreSQL, of the cache and of either kind of broker are all that production needs."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery

from tests.conftest import ManagePy
from tests.servers import BASE_DIR, new_state
from tests.services.conftest import OWN_NAME

ASK_FOR_A_PAGE = """
from django.core.cache import cache
from django.db import connection
from django.test import Client
cache.set("word", "kept", 60)
answer = Client().get("/healthz", headers={"host": "localhost"})
print(connection.settings_dict["NAME"], cache.get("word"), answer.status_code)
"""


def test_it_migrates_and_serves(production: dict[str, str], manage_py: ManagePy) -> None:
    state = new_state()
    environment = {**production, "ALMANAC_STATE": str(state)}
    migrated = manage_py("migrate", "--verbosity", "0", **environment)
    assert migrated.returncode == 0, migrated.stderr
    assert manage_py("check", "--database", "default", **environment).returncode == 0
    asked = manage_py("shell", "--no-imports", "--command", ASK_FOR_A_PAGE, **environment)
    assert asked.stdout.split() == [OWN_NAME, "kept", "200"], asked.stderr
    assert not list(state.glob("*/server.log")), "no server of ours was started"


@pytest.fixture
def worker(production: dict[str, str], tmp_path: Path) -> Iterator[None]:
    """A real worker that takes the tests' own queue, which is gone afterwards."""
    arguments = [
        "worker",
        "--include",
        "tests.services.marking",
        "-P",
        "threads",
        "-c",
        "1",
        "-Q",
        OWN_NAME,
        "-l",
        "INFO",
    ]
    log = tmp_path / "worker.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config.celery", *arguments],
            cwd=BASE_DIR, env={**os.environ, **production}, stdout=output, stderr=output,
        )  # fmt: skip
    yield
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0, log.read_text()
    with Celery(broker=production["CELERY_BROKER_URL"]).connection_for_write() as connection:
        connection.default_channel.queue_delete(OWN_NAME)
    if production["CELERY_BROKER_URL"].startswith("redis"):
        with redis.Redis.from_url(production["CELERY_BROKER_URL"]) as client:
            for binding in client.scan_iter(f"_kombu.*{OWN_NAME}"):
                client.delete(binding)


def test_it_runs_a_task_through_the_broker(production: dict[str, str], worker: None) -> None:
    key = f"{OWN_NAME}:{production['CELERY_BROKER_URL'].split(':')[0]}"
    send = f"from tests.services.marking import leave_mark as t; t.apply_async(({key!r}, 'done'), queue={OWN_NAME!r})"
    subprocess.run([sys.executable, "-c", send], cwd=BASE_DIR, env={**os.environ, **production}, check=True, timeout=30)
    with redis.Redis.from_url(production["CACHE_URL"], socket_timeout=60) as client:
        assert client.blpop([key], timeout=30) == (key.encode(), b"done")
