"""Notices of unlawful content as senders send and moderators decide them, for tests."""

from __future__ import annotations

from typing import Any

from django.core import mail
from django.test import Client

from reviews import tasks
from reviews.models import Erasure, Notice, Review
from tests.reviews.desk import QUEUE, text_of
from tests.reviews.writing import opened

MARKER = "Zarathustrabrot"
"""A word that nobody else writes."""
SAID: dict[str, str] = {
    "name": "Dr. Eva Stein", "email": "Eva@Kanzlei.example", "ground": "personal", "law": "GDPR, Germany",
    "sentences": f"He lives beside the {MARKER} bakery.", "why": "It tells where my client lives, whom nobody knows.",
    "is_honest": "on", "homepage": "",
}  # fmt: skip


def address(review: Review) -> str:
    return f"/reviews/{review.pk}/notice/"


def send(review: Review, client: Client | None = None, **said: str) -> Any:
    return (client or Client()).post(address(review), {**SAID, "begun": opened(), **said})


def noticed(review: Review, **said: str) -> Notice:
    assert send(review, None, **said).status_code == 200
    return Notice.objects.latest("pk")


def page_of(row: Notice | Erasure) -> str:
    return f"{QUEUE}{'notice' if isinstance(row, Notice) else 'erasure'}/{row.pk}/"


def decide(desk: Client, row: Notice | Erasure, way: str, **said: str) -> str:
    return text_of(desk.post(page_of(row), {"way": way, **said}, follow=True))


def erased(review: Review, desk: Client, second: Client) -> Erasure:
    decide(desk, noticed(review), "propose", reason="private", note="It names where somebody lives.")
    decide(second, Erasure.objects.get(review=review), "confirm")
    return Erasure.objects.get(review=review)


def mails() -> dict[str, str]:
    """Runs the task; what went out since the last time: subjects and bodies by address."""
    mail.outbox.clear()
    tasks.tell_authors()
    return {one.to[0]: f"{one.subject}\n{one.body}" for one in mail.outbox}
