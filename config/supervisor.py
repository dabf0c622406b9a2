"""Keeps the site's processes running in one terminal: starts them, restarts what dies, stops them in order."""

import contextlib
import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from config.local_services.holding import Holding

Say = Callable[[str], None]

LOOK_EVERY_SECONDS = 0.25
STOP_SECONDS = 10
# A process that lived this long has not died of its start: it is started again without delay.
HEALTHY_AFTER_SECONDS = 20
LONGEST_PAUSE_SECONDS = 30
PR_SET_PDEATHSIG = 1

# Loaded here, since nothing should be loaded between fork and exec.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Address:
    """Where the site listens."""

    host: str
    port: int

    @property
    def reachable_host(self) -> str:
        """The host to ask from this machine, also where it listens on every address that there is."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - nothing is bound here

    def __str__(self) -> str:
        host = self.reachable_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"


def site_processes(address: Address) -> list["Child"]:
    """The web server, the worker and the beat. Granian's and Celery's own environment variables refine them."""
    # Celery warns of root, since a pickled task could run anything; these tasks are read as JSON only.
    quiet = ["-W", "ignore::UserWarning:celery.platforms"]
    celery = [sys.executable, *quiet, "-m", "celery", "-A", "config.celery", "--quiet"]
    return [
        Child("web", [
            sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi",
            "--host", address.host, "--port", str(address.port), "--log-level", "warning",
            "--workers-kill-timeout", "5", "--blocking-threads", "4", "--backpressure", "64",
        ]),
        Child("worker", [
            *celery, "worker", "-P", "threads", "-c", "4", "-l", "WARNING", "--without-gossip", "--without-mingle",
        ]),
        # Its default file of the process id would be left in the checkout by a kill -9, and refuse the next start.
        Child("beat", [*celery, "beat", "-l", "WARNING", "--pidfile="]),
    ]  # fmt: skip


@dataclass
class Child:
    """One process and what it starts, which is one process group."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    _pause: int = 0
    _started: float = 0
    _start_at: float = 0

    def start(self) -> None:
        self._started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with(os.getpid()),  # noqa: PLW1509 - no other thread: the database pool is closed by now
        )

    def look_after(self, say: Say) -> None:
        """Start the process again if it has died: at once, or after longer and longer pauses if it keeps dying."""
        if self.process is None:
            if time.monotonic() >= self._start_at:
                self.start()
                say(f"{self.name} started again")
            return
        code = self.process.poll()
        if code is None:
            return
        self._kill_group()
        self.process = None
        healthy = time.monotonic() - self._started > HEALTHY_AFTER_SECONDS
        self._pause = 0 if healthy else min(max(1, self._pause * 2), LONGEST_PAUSE_SECONDS)
        self._start_at = time.monotonic() + self._pause
        say(f"{self.name} ended ({_how_it_ended(code)}); next start in {self._pause} s")

    def terminate(self) -> None:
        if self.process:
            self.process.terminate()

    def wait_until(self, deadline: float) -> None:
        """Wait for the process to end, until the moment of the monotonic clock; then end it and all that it started."""
        if self.process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0, deadline - time.monotonic()))
            self._kill_group()
            self.process.wait()

    def _kill_group(self) -> None:
        """The worker of a killed granian lives on and keeps the port; so the whole group goes."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


@contextmanager
def running(children: Iterable[Child]) -> Iterator[None]:
    """Start the processes; stop them all at the end, in the order given, sharing one deadline."""
    children = list(children)
    try:
        for child in children:
            child.start()
        yield
    finally:
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            child.terminate()
        for child in children:
            child.wait_until(deadline)


def supervise(children: Iterable[Child], servers: Holding, say: Say) -> None:
    """Restart what dies. Ends only by a signal, as KeyboardInterrupt."""
    children = list(children)
    while True:
        time.sleep(LOOK_EVERY_SECONDS)
        for name in servers.restart_missing():
            say(f"{name} had gone and was started again")
        for child in children:
            child.look_after(say)


def wait_for_answer(child: Child, address: Address, *, seconds: float) -> None:
    """Wait until the web process answers /healthz. Raises RuntimeError when it ends, or the time is up."""
    deadline = time.monotonic() + seconds
    while not _answers(address):
        if child.process is None or child.process.poll() is not None:
            raise RuntimeError("The web server ended while it started; its last words are above.")
        if time.monotonic() > deadline:
            raise RuntimeError(f"The web server did not answer within {seconds:.0f} s.")
        time.sleep(0.05)


def _answers(address: Address) -> bool:
    connection = http.client.HTTPConnection(address.reachable_host, address.port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True


@contextmanager
def signals_interrupt() -> Iterator[None]:
    """Let SIGINT, SIGTERM and SIGHUP raise KeyboardInterrupt; once only, since a second must not break the stop."""
    watched = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # it is ignored under nohup
        watched.append(signal.SIGHUP)

    def interrupt(number: int, frame: object) -> None:
        for other in watched:
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in watched}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end_with(supervisor: int) -> Callable[[], None]:
    """What a new process does first: see that it gets SIGTERM when the supervisor ends, however that happens."""

    def tie() -> None:
        # An ignored signal stays ignored across exec: a shell's `&` ignores SIGINT, nohup SIGHUP.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if _libc:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != supervisor:
                os._exit(1)

    return tie


def _how_it_ended(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
