"""The bundled broker and cache: two Valkey servers, since one must never forget and the other must."""

import contextlib
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from config.local_services.binaries import valkey_program
from config.local_services.place import LocalServiceError, Place

START_SECONDS = 30

BROKER_OPTIONS = ("--maxmemory-policy", "noeviction", "--appendonly", "yes")
CACHE_OPTIONS = ("--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru", "--appendonly", "no")


@dataclass(frozen=True)
class Valkey:
    """`slug` names the socket, the folder and the log; `options` are those of valkey-server."""

    place: Place
    name: str
    slug: str
    options: tuple[str, ...]

    @property
    def _folder(self) -> Path:
        return self.place.home / self.slug

    @property
    def _socket(self) -> Path:
        return self.place.sockets / f"{self.slug}.sock"

    def alive(self) -> bool:
        return self._ask(b"PING\r\n").startswith(b"+PONG")

    def start(self) -> None:
        """Start the server and wait until it answers. The caller holds the start lock."""
        self.place.make_private(self._folder)
        deadline = time.monotonic() + START_SECONDS
        server = self._spawn()
        while not self.alive():
            if server.poll() is not None or time.monotonic() > deadline:
                server.kill()
                end_of_log = (self._folder / "server.log").read_text(errors="replace")[-2000:]
                raise LocalServiceError(f"The {self.name} did not start:\n{end_of_log}")
            time.sleep(0.005)

    def stop(self) -> None:
        """Stop the server; what a broker was given is on disk by then."""
        self._ask(b"SHUTDOWN\r\n")

    def _spawn(self) -> subprocess.Popen[bytes]:
        log = self._folder / "server.log"
        log.unlink(missing_ok=True)
        with log.open("wb") as output:
            return subprocess.Popen(
                [valkey_program(self.place), "--port", "0", "--unixsocket", self._socket, "--unixsocketperm", "700",
                 "--dir", self._folder, "--save", "", "--loglevel", "warning", *self.options],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, **self.place.as_account,
            )  # fmt: skip

    def _wait_for_the_leaving(self) -> None:
        """A server that was told to stop a moment ago, and still has its socket, is let go first."""
        while self._ask(b"PING\r\n"):
            time.sleep(0.02)

    def _ask(self, command: bytes) -> bytes:
        """The first bytes of the answer; nothing when nobody answers or the server leaves without a word."""
        with socket.socket(socket.AF_UNIX) as client, contextlib.suppress(OSError):
            client.settimeout(10)
            client.connect(str(self._socket))
            client.sendall(command)
            return client.recv(256)
        return b""
