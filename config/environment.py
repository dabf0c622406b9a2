"""Reading settings from the environment: a wrong value stops the start and names itself."""

import os
import re
from collections.abc import Collection
from email.utils import parseaddr
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """The variable's value without surrounding space; the default when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def switch(name: str, *, default: bool) -> bool:
    """True or False; any word outside the two lists is refused."""
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE_WORDS | FALSE_WORDS:
        return value in TRUE_WORDS
    raise ImproperlyConfigured(f"{name}={value!r} is neither true nor false: use 1 or 0.")


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number between least and most, both included."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number from {least} to {most}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list; empty parts are dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def web_address(name: str, default: str) -> str:
    """An http or https address without a trailing slash."""
    value = text(name, default).rstrip("/")
    if not value.startswith(("http://", "https://")) or any(c.isspace() for c in value):
        raise ImproperlyConfigured(f"{name}={value!r} is not a web address: it must start with http:// or https://.")
    return value


def one_of(name: str, default: str, choices: Collection[str]) -> str:
    """One of these words, whatever its case in the environment."""
    value = text(name, default).upper()
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r} is none of {', '.join(choices)}.")
    return value


def both(**variables: str) -> tuple[str, ...] | None:
    """The values of variables that mean something together only; None where none is set."""
    missing = [name for name, value in variables.items() if not value]
    if not missing:
        return tuple(variables.values())
    if len(missing) < len(variables):
        raise ImproperlyConfigured(f"{missing[0]} is not set: it goes with {' and '.join(variables.keys() - missing)}.")
    return None


class MailServer(NamedTuple):
    """Who takes our mail. `is_tls` is TLS from the first byte, `starts_tls` after a plain greeting."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    starts_tls: bool


MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail_server(name: str) -> MailServer | None:
    """What smtp+tls://user:password@host:port says; None where it is not set. The value is never shown: it has a
    password in it.
    """
    value = text(name)
    if not value:
        return None
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port or MAIL_PORTS.get(parts.scheme)
    except ValueError:
        host = port = None
    if not host or not port or parts.path.strip("/") or parts.query or re.search(r"\s", value):
        raise ImproperlyConfigured(
            f"{name} cannot be read: use smtp+tls://user:password@host:port, smtps:// or smtp://, "
            "with every sign of the password that is neither letter nor digit as %XX."
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(host, port, user, password, parts.scheme == "smtps", parts.scheme == "smtp+tls")


def mail_address(name: str, default: str) -> str:
    """An address as mail programs write it: Model Almanac <almanac@example.org>."""
    value = text(name, default)
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", parseaddr(value)[1]) or any(ord(sign) < 32 for sign in value):
        raise ImproperlyConfigured(f"{name}={value!r} is not an e-mail address: use Model Almanac <name@example.org>.")
    return value
