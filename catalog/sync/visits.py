"""What one visit to a source may take and what it brings: its time, its validators, and what came over the line.

`fetch(transport)` of a source knows nothing of it. Whatever it reads through http.fetch_json while a visit is under
way (`under_way`) is counted here, in every thread that runs in the same context.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

LONGEST_ADDRESS = 300
LONGEST_ETAG = 200
LONGEST_DATE = 80


@dataclass(frozen=True, slots=True)
class Validator:
    """What an address answered with beside its body, by which it knows whether the body would still be the same."""

    etag: str = ""
    last_modified: str = ""

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> "Validator":
        return cls(_kept(headers.get("etag"), LONGEST_ETAG), _kept(headers.get("last-modified"), LONGEST_DATE))

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)

    @property
    def as_headers(self) -> dict[str, str]:
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


def _kept(value: str | None, most: int) -> str:
    """Half a validator is none: what is too long or not plain is as if it had not been sent."""
    return value if value and len(value) <= most and value.isascii() and value.isprintable() else ""


@dataclass(slots=True)
class Visit:
    """`known` are validators of earlier visits by address, `seen` those of this one's answers.

    `status` is the last answer's, None when nothing answered; `size` the decoded bytes of all of them.
    """

    seconds: float
    known: Mapping[str, Validator] = field(default_factory=dict)
    seen: dict[str, Validator] = field(default_factory=dict)
    status: int | None = None
    size: int = 0
    began: float = field(default_factory=monotonic)
    lock: Lock = field(default_factory=Lock)

    @property
    def seconds_left(self) -> float:
        return max(0.0, self.began + self.seconds - monotonic())

    def count(self, size: int) -> None:
        """One answer more; a source may be asked in several threads."""
        with self.lock:
            self.size += size

    def remember(self, address: str, headers: Mapping[str, str]) -> None:
        if len(address) <= LONGEST_ADDRESS and (validator := Validator.of(headers)):
            self.seen[address] = validator


_CURRENT: ContextVar[Visit | None] = ContextVar("visit", default=None)


def current() -> Visit | None:
    return _CURRENT.get()


@contextmanager
def under_way(visit: Visit) -> Iterator[Visit]:
    token = _CURRENT.set(visit)
    try:
        yield visit
    finally:
        _CURRENT.reset(token)
