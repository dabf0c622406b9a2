"""What every test has: servers that nobody misses, an empty cache, and no way out to the internet."""

import gc
import ipaddress
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina
from django.core.cache import cache
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key

from config import local_services
from tests import spreading
from tests.database import a_copy
from tests.servers import BASE_DIR, new_state

ManagePy = Callable[..., "subprocess.CompletedProcess[str]"]

# No test fails because its machine is busy.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    return spreading.processes_for(config)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> spreading.InTurn | None:
    return spreading.InTurn(config, log) if config.option.dist == "loadfile" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        spreading.bring_in_turn(items)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is there before the first test stays to the end: no search for garbage need look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test finds the rows of the migrations whichever ran before it; one that commits asks for them by itself."""
    yield
    if nextitem and spreading.commits(item) and not spreading.commits(nextitem):
        spreading.bring_back_rows_of_migrations(item.config.stash[blocking_manager_key])


@pytest.fixture(scope="session", autouse=True)
def servers() -> Iterator[None]:
    """A PostgreSQL that never syncs its disk, a broker and a cache; stopped at the end, also after Ctrl-C or a kill."""
    with local_services.held(durable=False):
        yield


@pytest.fixture(autouse=True)
def _empty_cache(servers: None) -> None:
    """No page rendered for one test is served to another."""
    cache.clear()


@pytest.fixture(autouse=True)
def _no_pauses() -> Iterator[None]:
    """What is tried again is tried again at once, as often as ever."""
    stamina.set_testing(True, attempts=100, cap=True)
    yield
    stamina.set_testing(False)


@pytest.fixture(scope="session", autouse=True)
def _no_way_out() -> Iterator[None]:
    """A connection to anything but this machine fails the test that makes it."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            raise AssertionError(f"A test reached for {address[0]}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


def _is_here(host: str) -> bool:
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


@pytest.fixture(scope="module")
def state() -> Path:
    """An empty folder for servers of the test's own."""
    return new_state()


@pytest.fixture(scope="module")
def database_of_the_file(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of the file's own, with the rows of the migrations: what it commits here, its tests find."""
    with django_db_blocker.unblock(), a_copy("of_a_file"):
        yield


@pytest.fixture(scope="session")
def manage_py() -> ManagePy:
    """Runs `manage.py` in a process of its own, with the site's settings: manage_py("check", DEBUG="1")."""

    # A process of its own has nothing to do with the browser in this one, which needs the unsafe variable.
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}

    def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, BASE_DIR / "manage.py", *arguments],
            env={**inherited, "DJANGO_SETTINGS_MODULE": "config.settings", **environment},
            cwd=BASE_DIR, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    return run
