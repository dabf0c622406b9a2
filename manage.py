#!/usr/bin/env python
"""Django's command line. It brings the bundled servers up for as long as a command needs them."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config import local_services

# `up` sees to the servers itself, so that it can tell of each step.
COMMANDS_WITHOUT_SERVERS = {
    "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help", "makemessages", "startapp",
    "startproject", "up", "version",
}  # fmt: skip


def needs_servers(arguments: list[str]) -> bool:
    """Whether a command line, without the program's name, reads or writes anything on a server."""
    if not arguments or {"-h", "--help", "--version"} & set(arguments):
        return False
    return arguments[0] not in COMMANDS_WITHOUT_SERVERS or "--database" in arguments


def stop_at_a_wrong_setting() -> None:
    """Name a wrong value in the environment in one line, before anything starts."""
    try:
        _ = settings.DEBUG
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")
    except PermissionError as error:
        sys.exit(f"manage.py: {error.filename} belongs to somebody else: run as its owner, or set ALMANAC_STATE.")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    stop_at_a_wrong_setting()
    if not needs_servers(sys.argv[1:]):
        execute_from_command_line(sys.argv)
        return
    try:
        with local_services.held():
            execute_from_command_line(sys.argv)
    except local_services.LocalServiceError as error:
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
