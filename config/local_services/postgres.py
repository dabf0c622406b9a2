"""The bundled PostgreSQL: one cluster for one checkout, over a unix socket."""

import contextlib
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.local_services.binaries import postgres_programs
from config.local_services.place import DATABASE_NAME, PORT, LocalServiceError, Place

START_SECONDS = 60
STOP_SECONDS = 30
# From this version on initdb knows the built-in C.UTF-8, which no update of the system's C library can change.
FIRST_WITH_BUILTIN_LOCALE = 17
# The last one: statistics taken while a test has rows that nobody else sees yet say that a table is empty, and a plan
# for no rows takes minutes over two hundred. Without any, the planner goes by the size of the table's file.
NEEDLESS_IN_TESTS = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
# Processes of a killed server may outlive it by a moment; a start in that moment is tried again.
STILL_LEAVING = "is still in use"


@dataclass(frozen=True)
class Postgres:
    """`durable=False` trades safety for speed: for tests, whose data nobody misses."""

    place: Place
    durable: bool = True
    name: str = "PostgreSQL"

    @property
    def data(self) -> Path:
        return self.place.home / "postgres" / "data"

    @property
    def log(self) -> Path:
        return self.place.home / "postgres" / "server.log"

    @property
    def _socket(self) -> Path:
        return self.place.sockets / f".s.PGSQL.{PORT}"

    def alive(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            return client.connect_ex(str(self._socket)) == 0

    def start(self) -> None:
        """Start the server and wait until the site's database answers. The caller holds the start lock.

        Raises LocalServiceError with the end of the server's log.
        """
        programs = postgres_programs(self.place)
        self.place.make_private(self.data.parent)
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster(programs)
        self._refuse_other_version(programs)
        self._drop_locks_of_the_dead()
        deadline = time.monotonic() + START_SECONDS
        server = self._spawn(programs)
        while not self._answers():
            if server.poll() is not None:
                if STILL_LEAVING not in self._end_of_log() or time.monotonic() > deadline:
                    raise LocalServiceError(f"PostgreSQL did not start:\n{self._end_of_log()}")
                server = self._spawn(programs)
            elif time.monotonic() > deadline:
                server.kill()
                raise LocalServiceError(f"PostgreSQL did not answer within {START_SECONDS} s:\n{self._end_of_log()}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop the server; open connections are cut."""
        pg_ctl = postgres_programs(self.place) / "pg_ctl"
        for mode in ("fast", "immediate"):
            command = [str(pg_ctl), "-D", str(self.data), "-m", mode, "-w", "-t", str(STOP_SECONDS), "stop"]
            if subprocess.run(command, check=False, capture_output=True, **self.place.as_account).returncode == 0:
                return

    def _create_cluster(self, programs: Path) -> None:
        """Make the data folder, in full or not at all."""
        unfinished = self.data.with_name("data.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        self.place.make_private(unfinished)
        locale = ["--locale=C.UTF-8"]
        if _major_version(programs) >= FIRST_WITH_BUILTIN_LOCALE:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        made = subprocess.run(
            [programs / "initdb", "-D", unfinished, "-U", "postgres", "--auth=trust", "--encoding=UTF8", *locale,
             "--wal-segsize=4", "--no-sync", "--no-instructions"],
            check=False, capture_output=True, text=True, **self.place.as_account,
        )  # fmt: skip
        if made.returncode != 0:
            raise LocalServiceError(f"initdb failed:\n{made.stdout}{made.stderr}")
        unfinished.rename(self.data)

    def _refuse_other_version(self, programs: Path) -> None:
        kept, brought = int((self.data / "PG_VERSION").read_text()), _major_version(programs)
        if kept != brought:
            raise LocalServiceError(
                f"{self.data} was written by PostgreSQL {kept}, this checkout brings PostgreSQL {brought}. Either move "
                f"the folder away and start anew, or dump it with PostgreSQL {kept} and load the dump into the new one."
            )

    def _spawn(self, programs: Path) -> subprocess.Popen[bytes]:
        settings = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self.place.sockets),
            "timezone": "UTC",
            "max_connections": "60",
            "shared_buffers": "64MB",
            "max_wal_size": "256MB",
            "min_wal_size": "32MB",
            **({} if self.durable else dict.fromkeys(NEEDLESS_IN_TESTS, "off")),
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.log.unlink(missing_ok=True)
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [programs / "postgres", "-D", self.data, *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **self.place.as_account,
            )  # fmt: skip

    def _answers(self) -> bool:
        """Whether the server takes queries; the first time, it is given the site's database."""
        if not self._socket.exists():
            return False
        address = f"host={self.place.sockets} port={PORT} user=postgres dbname=postgres connect_timeout=3"
        try:
            with psycopg.connect(address, autocommit=True) as connection:
                query = "SELECT 1 FROM pg_database WHERE datname = %s"
                if connection.execute(query, [DATABASE_NAME]).fetchone() is None:
                    connection.execute(f"CREATE DATABASE {DATABASE_NAME}".encode())
        except psycopg.OperationalError:
            return False
        return True

    def _drop_locks_of_the_dead(self) -> None:
        """Drop the lock files of a killed server whose process id is a zombie's or another program's by now."""
        for lock in (self.data / "postmaster.pid", self._socket.with_name(f"{self._socket.name}.lock")):
            with contextlib.suppress(OSError, ValueError, IndexError):
                pid = int(lock.read_text().splitlines()[0])
                if str(self.data).encode() not in Path(f"/proc/{pid}/cmdline").read_bytes():
                    lock.unlink()

    def _end_of_log(self) -> str:
        try:
            return self.log.read_text(errors="replace")[-2000:]
        except OSError:
            return f"(no log at {self.log})"


def _major_version(programs: Path) -> int:
    """18 for "postgres (PostgreSQL) 18.6"."""
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.split(")")[1].split(".")[0])
