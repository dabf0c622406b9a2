"""Mail where no mail server is set: a file for each, which only its owner reads. They hold links that let people in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage as Outgoing
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes 20261124-182205-3f9c2a61.eml, as mail programs read it."""

    def send_messages(self, email_messages: Iterable[Outgoing]) -> int:
        sent = list(email_messages)
        for mail in sent:
            keep(mail.message().as_bytes())
        return len(sent)


def folder() -> Path:
    return Path(settings.MAIL_FOLDER)


def keep(mail: bytes) -> None:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder() / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}.eml"
    path.touch(mode=0o600)
    path.write_bytes(mail)


def kept() -> list[str]:
    """The names of all files, newest first."""
    return sorted((path.stem for path in folder().glob("*.eml")), reverse=True)


def read(name: str) -> EmailMessage | None:
    """One mail by its file's name, which must be one of those that are kept."""
    if name not in kept():
        return None
    return message_from_bytes((folder() / f"{name}.eml").read_bytes(), policy=default)
