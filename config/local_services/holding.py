"""Who keeps the bundled servers up: any number of processes at once, and the last to let go stops them."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.local_services.place import BASE_DIR, Place
from config.local_services.postgres import Postgres
from config.local_services.valkey import BROKER_OPTIONS, CACHE_OPTIONS, Valkey

Server = Postgres | Valkey


class Holding:
    """The servers of one place, held by this process.

    Three lock files: `start.lock` is taken by whoever starts or stops; `holders.lock` is shared by all who hold, so
    that taking it alone means that nobody does; `watch.lock` is shared likewise and wakes the watchman, who stops what
    a killed holder left behind. (With one file for both, the waking watchman would look like a holder for a moment.)
    """

    def __init__(self, place: Place, *, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self._locks: list[IO[str]] = []

    @property
    def wanted(self) -> list[Server]:
        """The servers whose address is not given by the environment."""
        return [server for variable, server in self._servers().items() if not os.environ.get(variable, "").strip()]

    def _servers(self) -> dict[str, Server]:
        return {
            "DATABASE_URL": Postgres(self.place, self.durable),
            "CELERY_BROKER_URL": Valkey(self.place, "broker", "broker", BROKER_OPTIONS),
            "CACHE_URL": Valkey(self.place, "cache", "cache", CACHE_OPTIONS),
        }

    def start(self, say: Callable[[str], None] = lambda line: None) -> None:
        """Start what does not run, and hold all. `say` hears each server's name once it answers."""
        self.place.prepare()
        with self._locked("start.lock"):
            self._locks = [self._lock(name, fcntl.LOCK_SH) for name in ("holders.lock", "watch.lock")]
            if self._missing():
                self._call_watchman()
            self._start_missing(say)

    def restart_missing(self) -> list[str]:
        """Start again what has died; its names."""
        if not self._missing():
            return []
        restarted: list[str] = []
        with self._locked("start.lock"):
            self._start_missing(restarted.append)
        return restarted

    def _missing(self) -> list[Server]:
        return [server for server in self.wanted if not server.alive()]

    def _start_missing(self, say: Callable[[str], None]) -> None:
        for server in self._missing():
            server.start()
            say(server.name)

    def release(self) -> None:
        """Let go, and stop the servers if nobody else holds them."""
        if not self._locks:
            return
        with self._locked("start.lock"):
            self._locks.pop(0).close()
            self.stop_unless_held()
        self._locks.pop().close()

    def stop_unless_held(self) -> bool:
        """Stop all servers of the place, wanted or not, unless somebody holds them; whether nobody does.

        The caller has the start lock.
        """
        try:
            alone = self._lock("holders.lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        with alone:
            for server in reversed(self._servers().values()):
                if server.alive():
                    server.stop()
        return True

    def stop_what_the_killed_left(self) -> None:
        """Wait until nobody holds the servers, then stop them: the watchman's whole work.

        A killed process may give up its two locks in either order, so the first look can find one still taken.
        """
        stopped = False
        while not stopped:
            self._lock("watch.lock", fcntl.LOCK_EX).close()
            with self._locked("start.lock"):
                stopped = self.stop_unless_held()

    def _call_watchman(self) -> None:
        subprocess.Popen(
            [sys.executable, "-m", "config.local_services.watchman", str(self.place.state)],
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        with self._lock(name, fcntl.LOCK_EX):
            yield

    def _lock(self, name: str, kind: int) -> IO[str]:
        return take_lock(self.place.home / name, kind)


def take_lock(path: Path, kind: int) -> IO[str]:
    """Lock the file until it is closed, or the process ends however it may. BlockingIOError with LOCK_NB.

    Opened for reading: a normal user may lock a file that root made.
    """
    lock = os.fdopen(os.open(path, os.O_RDONLY | os.O_CREAT, 0o644))
    try:
        fcntl.flock(lock, kind)
    except BaseException:
        lock.close()
        raise
    return lock


@contextmanager
def held(say: Callable[[str], None] = lambda line: None, *, durable: bool = True) -> Iterator[Holding]:
    """Hold this checkout's servers for the length of the block."""
    holding = Holding(Place.of_this_checkout(), durable=durable)
    try:
        holding.start(say)
        yield holding
    finally:
        holding.release()
