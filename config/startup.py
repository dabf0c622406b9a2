"""The steps between "the servers answer" and "the site can be served": port, schema, catalog, static files."""

import fcntl
import hashlib
import socket
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError

from catalog.models import AIModel
from config.local_services import state_dir
from config.local_services.holding import take_lock
from config.supervisor import Address


def claim_checkout(address: Address) -> IO[str]:
    """Take the lock that says "the site runs in this checkout"; CommandError with the address when it does already."""
    path = state_dir() / "up.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = take_lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(f"The site already runs in this checkout: {path.read_text().strip()}") from None
    path.write_text(f"{address}\n")
    return lock


def refuse_taken_port(address: Address) -> None:
    """CommandError when something listens there. Granian would share the port, and take half of the requests."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        raise CommandError(
            f"Port {address.port} of {address.host} cannot be used ({error.strerror}). "
            "Choose another: make run PORT=8001, or manage.py up --port 8001."
        ) from error


def load_catalog_if_empty() -> bool:
    """Load the bundled catalog into a database without models; whether it did."""
    if AIModel.objects.exists():
        return False
    call_command("load_catalog", verbosity=0)
    return True


def collect_static_if_changed() -> bool:
    """Collect the static files if one of them, or the way of storing them, has changed; whether it did."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {Path(storage.path(path)).stat().st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    if stamp.exists() and Path(settings.STATIC_ROOT).is_dir() and stamp.read_text() == digest.hexdigest():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest())
    return True
