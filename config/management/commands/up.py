"""`manage.py up`: the whole site in one terminal, with the bundled servers where no others are given."""

import contextlib
import gc
import os
import time
from collections.abc import Iterator
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from config import startup, supervisor
from config.local_services import Holding, LocalServiceError, held

WEB_START_SECONDS = 60


def port_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise ValueError
    return int(text)


def close_database() -> None:
    """Give back every connection, and end the threads of their pools: processes are started without threads around."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


@contextlib.contextmanager
def hardly_looking_for_garbage() -> Iterator[None]:
    """Migrations make tens of thousands of classes: to go through them again and again took a fifth of their time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


class Command(BaseCommand):
    help = "Start the whole site: servers, schema, catalog, web, worker and beat. Ctrl-C stops it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", default=8000, type=port_number, help="port to listen on (default: %(default)s)")
        parser.add_argument("--empty", action="store_true", help="leave the bundled catalog out")

    def handle(self, *args: Any, host: str, port: int, empty: bool, **options: Any) -> None:
        self.begun = time.monotonic()
        address = supervisor.Address(host, port)
        with supervisor.signals_interrupt(), contextlib.suppress(KeyboardInterrupt), startup.claim_checkout(address):
            startup.refuse_taken_port(address)
            try:
                with held(lambda name: self.say(f"{name} started")) as servers:
                    self.prepare(empty=empty)
                    self.serve(servers, address)
            except OperationalError as error:
                raise CommandError(f"The database does not answer: {error}") from error
            except (LocalServiceError, RuntimeError) as error:
                raise CommandError(str(error)) from error
        self.say("Stopped")

    def prepare(self, *, empty: bool) -> None:
        with hardly_looking_for_garbage():
            call_command("migrate", interactive=False, verbosity=0)
        self.say("Database schema is up to date")
        if not empty and startup.load_catalog_if_empty():
            self.say("Bundled catalog loaded")
        if startup.collect_static_if_changed():
            self.say("Static files collected")
        close_database()

    def serve(self, servers: Holding, address: supervisor.Address) -> None:
        # Links that name the site in full should lead to where it is.
        os.environ["SITE_URL"] = os.environ.get("SITE_URL") or str(address).rstrip("/")
        web, worker, beat = supervisor.site_processes(address)
        in_order_of_stopping = [beat, web, worker]
        with supervisor.running(in_order_of_stopping):
            supervisor.wait_for_answer(web, address, seconds=WEB_START_SECONDS)
            self.say(f"Model Almanac is at {address} (Ctrl-C stops it)")
            try:
                supervisor.supervise(in_order_of_stopping, servers, self.say)
            finally:
                self.say("Stopping")

    def say(self, line: str) -> None:
        """Print with the seconds since the start. A terminal that has gone away must not break the stop."""
        with contextlib.suppress(OSError):
            self.stdout.write(f"[{time.monotonic() - self.begun:5.1f} s] {line}")
            self.stdout.flush()
