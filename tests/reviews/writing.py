"""A review as a browser sends it, and what a page says of it."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

from django.core.signing import TimestampSigner, b62_encode

from tests.reviews.making import TEXT

MINI = "/models/openai/gpt-5-image-mini/reviews/new/"
MINE = "/models/openai/gpt-5-image-mini/reviews/mine/"


class Earlier(TimestampSigner):
    """Signs as the form does, as if so many seconds ago."""

    def __init__(self, seconds: float) -> None:
        super().__init__(salt="reviews.forms.traps")
        self.seconds = seconds

    def timestamp(self) -> str:
        return b62_encode(int(time.time() - self.seconds))


def opened(seconds: float = 60) -> str:
    """The stamp of a form that was opened so many seconds ago."""
    return Earlier(seconds).sign("review")


def filled_in(**content: Any) -> dict[str, Any]:
    plain = {
        "stars": "4",
        "quality": "5",
        "title": "Reliable on invoices",
        "text": TEXT,
        "pros": "Clean JSON\nCheap",
        "cons": "Slow",
        "use_case": "extraction",
        "extent": "some",
        "employer": "neither",
        "agrees": "on",
        "begun": opened(),
        "homepage": "",
        "do": "send",
    }
    return {name: value for name, value in {**plain, **content}.items() if value is not None}


def faults(response: Any) -> dict[str, str]:
    """What is said at each field."""
    found = re.findall(r'<p class="error" id="id_(\w+)_error">([^<]+)</p>', response.content.decode())
    return {name: unescape(message) for name, message in found}


def said(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())
