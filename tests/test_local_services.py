"""The bundled servers: who keeps them up, who stops them, and what they survive."""

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest
import redis

from config import local_services
from config.local_services import Holding, LocalServiceError, Place
from tests.conftest import ManagePy
from tests.servers import BASE_DIR, new_state

AS_ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the servers to another account")


@pytest.fixture
def place(state: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Where this module's own servers live; nothing runs there before or after a test."""
    monkeypatch.setenv("ALMANAC_STATE", str(state))
    place = Place.of_this_checkout()
    yield place
    assert alive(place) == []


def alive(place: Place) -> list[str]:
    return [server.name for server in Holding(place).wanted if server.alive()]


def ask_postgres(place: Place) -> object:
    with psycopg.connect(host=str(place.sockets), user="postgres", dbname="almanac") as connection:
        row = connection.execute("SELECT current_database()").fetchone()
        return row and row[0]


def process_of_postgres(place: Place) -> int:
    return int((place.home / "postgres/data/postmaster.pid").read_text().splitlines()[0])


def process_of(client: "redis.Redis") -> int:
    return client.info("server")["process_id"]


def test_it_keeps_the_servers_until_the_last_holder_lets_go(place: Place) -> None:
    first, second = Holding(place), Holding(place)
    first.start()
    second.start()
    first.release()
    assert alive(place) == ["PostgreSQL", "broker", "cache"]
    assert ask_postgres(place) == "almanac"
    second.release()
    assert alive(place) == []


def test_it_keeps_what_the_broker_holds_and_drops_what_the_cache_holds(place: Place) -> None:
    for expected in ([None, None], [b"queued", None]):
        with local_services.held():
            broker = redis.Redis(unix_socket_path=str(place.sockets / "broker.sock"))
            cache = redis.Redis(unix_socket_path=str(place.sockets / "cache.sock"))
            assert [broker.get("task"), cache.get("page")] == expected
            broker.set("task", "queued")
            cache.set("page", "rendered")
            assert broker.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
            assert cache.config_get("maxmemory-policy")["maxmemory-policy"] == "allkeys-lru"
            broker.close()
            cache.close()


def test_it_starts_again_what_was_killed(place: Place) -> None:
    with local_services.held() as holding:
        with closing(redis.Redis(unix_socket_path=str(place.sockets / "broker.sock"))) as broker:
            kill_and_wait(place.sockets / "broker.sock", process_of(broker))
        kill_and_wait(place.sockets / ".s.PGSQL.5432", process_of_postgres(place))
        assert holding.restart_missing() == ["PostgreSQL", "broker"]
        assert holding.restart_missing() == []
        assert ask_postgres(place) == "almanac"


def test_it_starts_where_a_killed_server_left_the_process_id_of_another(place: Place) -> None:
    with local_services.held() as holding:
        kill_and_wait(place.sockets / ".s.PGSQL.5432", process_of_postgres(place))
        with closing(redis.Redis(unix_socket_path=str(place.sockets / "cache.sock"))) as cache:
            another = process_of(cache)
        for lock in (place.home / "postgres/data/postmaster.pid", place.sockets / ".s.PGSQL.5432.lock"):
            _, *rest = lock.read_text().splitlines(keepends=True)
            lock.write_text("".join([f"{another}\n", *rest]))
        assert holding.restart_missing() == ["PostgreSQL"]
        assert ask_postgres(place) == "almanac"


def test_it_stops_what_a_killed_holder_left(place: Place) -> None:
    program = "from config import local_services as s\nwith s.held(): print('held', flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", program], cwd=BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with socket.socket(socket.AF_UNIX) as to_the_cache:
        to_the_cache.connect(str(place.sockets / "cache.sock"))
        to_the_cache.settimeout(20)
        holder.kill()
        holder.communicate()
        assert to_the_cache.recv(1) == b"", "the cache hung up when the watchman stopped it"
    # The watchman works under the start lock, so whoever comes next waits for him.
    Holding(place).stop_what_the_killed_left()


def test_it_does_not_start_a_server_whose_address_is_given(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/almanac")
    with local_services.held():
        monkeypatch.delenv("DATABASE_URL")
        assert alive(place) == ["broker", "cache"]


def test_it_keeps_its_folders_private(place: Place) -> None:
    with local_services.held():
        for folder in (place.sockets, place.home / "postgres", place.home / "broker", place.home / "cache"):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_it_refuses_the_data_of_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(new_state())
    place.prepare()
    place.make_private(place.home / "postgres")
    place.make_private(place.home / "postgres/data")
    (place.home / "postgres/data/PG_VERSION").write_text("12\n")
    holding = Holding(place)
    with pytest.raises(LocalServiceError, match="written by PostgreSQL 12"):
        holding.start()
    holding.release()
    assert alive(place) == []


def test_it_refuses_a_socket_folder_that_others_can_open() -> None:
    place = Place(new_state())
    place.sockets.mkdir()
    place.sockets.chmod(0o755)
    with pytest.raises(LocalServiceError, match="nobody else can open"):
        place.prepare()


@pytest.mark.parametrize("name", ["x" * 100, "two words", "one, two", "100%", "almanac?"])
def test_it_gives_sockets_a_short_and_plain_path(name: str) -> None:
    sockets = Place(Path("/srv") / name).sockets
    assert sockets.parent == Path("/tmp")
    assert sockets != Place(Path("/srv") / f"{name}2").sockets


@AS_ROOT_ONLY
def test_it_leaves_a_closed_folder_closed() -> None:
    closed = new_state()
    closed.chmod(0o700)
    assert Place(closed / "var").home.parent == Path("/var/lib")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@AS_ROOT_ONLY
def test_it_runs_the_data_of_a_normal_user_as_that_user() -> None:
    home = new_state()
    home.chmod(0o700)
    (home / "postgres").mkdir()
    for folder in (home, home / "postgres"):
        os.chown(folder, 1, 1)
    place = Place(home)
    assert place.account
    assert place.account.pw_uid == 1
    assert place.home == home


def test_it_starts_nothing_for_a_command_that_needs_no_server(manage_py: ManagePy) -> None:
    state = new_state()
    assert manage_py("help", ALMANAC_STATE=str(state)).returncode == 0
    assert not (state / "postgres").exists()


def test_it_serves_a_command_run_alone(manage_py: ManagePy, place: Place) -> None:
    told = manage_py("shell", "--command", "from django.db import connection as c; c.connect(); print(c.is_usable())")
    assert told.stdout.splitlines()[-1] == "True", told.stderr


def kill_and_wait(path: Path, process: int) -> None:
    """Kill the server behind the socket, and wait until the kernel has let go of its connections."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
        client.settimeout(10)
        os.kill(process, signal.SIGKILL)
        with suppress(ConnectionResetError):
            while client.recv(1024):
                """A last word is read; what counts is the end."""
