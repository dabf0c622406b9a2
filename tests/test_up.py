"""`manage.py up`, started for real on a port and in a folder of its own."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local_services import Holding, Place
from tests.conftest import ManagePy
from tests.servers import BASE_DIR, free_port, new_state

PATIENCE_SECONDS = 120


class Site:
    """A running `manage.py up`, whose every line can be waited for."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--empty", "--port", str(self.port)],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "ALMANAC_STATE": str(state)},
            cwd=BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.said = ""
        self._out_of_patience = threading.Timer(PATIENCE_SECONDS, self.process.kill)
        self._out_of_patience.start()

    def wait_for(self, words: str) -> str:
        """The next line with these words; the test fails when the site ends without them."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if words in line:
                return line
        raise AssertionError(f"{words!r} was never said:\n{self.said}")

    def status_of(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        return connection.getresponse().status

    def processes(self, words: str = "") -> list[int]:
        """The running processes started by this one, those whose command line has these words."""
        everywhere = (int(folder.name) for folder in Path("/proc").glob("[0-9]*"))
        ours = [number for number in everywhere if parent_of(number) == self.process.pid]
        return [number for number in ours if words in command_of(number)]

    def stop(self, number: int) -> int:
        """Send a signal, read to the end, and tell the exit code."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        self.said += rest or ""
        self._out_of_patience.cancel()
        return self.process.returncode


def parent_of(process: int) -> int | None:
    """The parent's id; None for a process that has ended, and for one that only waits to be reaped."""
    try:
        state, parent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return None
    return None if state == "Z" else int(parent)


def members_of_group(group: int) -> set[int]:
    """The running processes of a process group."""
    everywhere = {int(folder.name) for folder in Path("/proc").glob("[0-9]*")}
    return {number for number in everywhere if parent_of(number) is not None and group_of(number) == group}


def group_of(process: int) -> int | None:
    try:
        return os.getpgid(process)
    except ProcessLookupError:
        return None


def command_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site(new_state())
    try:
        site.wait_for("Model Almanac is at")
        yield site
    finally:
        site.stop(signal.SIGTERM)


def test_it_tells_each_step_and_one_address(site: Site) -> None:
    steps = re.findall(r"^\[ *[\d.]+ s\] (.+)$", site.said, re.MULTILINE)
    assert [step.split(" (")[0] for step in steps] == [
        "PostgreSQL started",
        "broker started",
        "cache started",
        "Database schema is up to date",
        "Static files collected",
        f"Model Almanac is at http://127.0.0.1:{site.port}/",
    ]


def test_it_serves_the_site(site: Site) -> None:
    assert site.status_of("/healthz") == 200


def test_it_says_so_when_it_already_runs(site: Site, manage_py: ManagePy) -> None:
    told = manage_py("up", "--port", str(free_port()), ALMANAC_STATE=str(site.state))
    assert told.returncode == 1
    assert f"already runs in this checkout: http://127.0.0.1:{site.port}/" in told.stderr
    assert site.status_of("/healthz") == 200


def test_it_names_a_taken_port(site: Site, manage_py: ManagePy) -> None:
    state = new_state()
    told = manage_py("up", "--port", str(site.port), ALMANAC_STATE=str(state))
    assert told.returncode == 1
    assert f"Port {site.port} of 127.0.0.1 cannot be used" in told.stderr
    assert not (state / "postgres").exists()


def test_it_lets_other_commands_use_its_servers(site: Site, manage_py: ManagePy) -> None:
    told = manage_py("migrate", "--check", ALMANAC_STATE=str(site.state))
    assert told.returncode == 0, told.stdout + told.stderr
    assert all(server.alive() for server in Holding(Place(site.state)).wanted)


@pytest.mark.parametrize(("name", "command"), [("web", "granian"), ("worker", " worker "), ("beat", " beat ")])
def test_it_restarts_what_dies(site: Site, name: str, command: str) -> None:
    (before,) = site.processes(command)
    group = members_of_group(before)
    os.kill(before, signal.SIGKILL)
    site.wait_for(f"{name} ended (SIGKILL)")
    site.wait_for(f"{name} started again")
    (after,) = site.processes(command)
    assert after != before
    assert not group & members_of_group(before), "what it had started went with it"


def test_it_restarts_a_server_that_dies(site: Site) -> None:
    (cache,) = site.processes("cache.sock")
    os.kill(cache, signal.SIGKILL)
    site.wait_for("cache had gone and was started again")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_it_stops_everything_at_a_signal(number: signal.Signals, state: Path) -> None:
    site = Site(state)
    site.wait_for("Model Almanac is at")
    # The watchman wakes when the site lets go, and finds nothing left to do.
    started = [process for process in site.processes() if "watchman" not in command_of(process)]
    assert len(started) >= len(["PostgreSQL", "broker", "cache", "web", "worker", "beat"])
    assert site.stop(number) == 0
    assert site.said.splitlines()[-1].endswith("Stopped")
    assert [command_of(process) for process in started if parent_of(process)] == []


def test_it_takes_its_processes_along_when_it_is_killed(state: Path) -> None:
    site = Site(state)
    site.wait_for("Model Almanac is at")
    # Every process holds the other end of the pipe that the site writes to: reading to the end waits for the last.
    site.stop(signal.SIGKILL)
    Holding(Place(state)).stop_what_the_killed_left()
    assert not any(server.alive() for server in Holding(Place(state)).wanted)


def test_it_stops_what_it_started_when_a_later_step_fails(manage_py: ManagePy) -> None:
    state = new_state()
    told = manage_py(
        "up", "--port", str(free_port()), ALMANAC_STATE=str(state), DATABASE_URL="postgresql://nobody@127.0.0.1:1/none"
    )
    assert told.returncode == 1
    assert "The database does not answer" in told.stderr
    assert "cache started" in told.stdout
    assert not any(server.alive() for server in Holding(Place(state)).wanted)
