"""OpenRouter's endpoints and image prices as tests want them: one answer for each model that is asked about."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import httpx
from django.test import override_settings

from catalog.models import SyncRun
from catalog.sync.run import run_sync
from tests.upstream import FIRST_DAY, recorded

ENDPOINTS, IMAGES = "openrouter-endpoints", "openrouter-images"


def endpoints() -> dict[str, Any]:
    return recorded("openrouter_endpoints.json")


def images() -> dict[str, Any]:
    return recorded("openrouter_images.json")


def rows(answers: dict[str, Any], external_id: str) -> list[dict[str, Any]]:
    """The endpoints of one answer, to be changed in place."""
    answer = answers[external_id]
    return answer.get("data", answer)["endpoints"]


class Asked:
    """A transport that answers by the id in the path, 404 where it has none, and keeps the ids in their order."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.ids: list[str] = []

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        external_id = request.url.path.partition("/models/")[2].removesuffix("/endpoints")
        self.ids.append(external_id)
        body = self.answers.get(external_id)
        if body is None:
            return httpx.Response(404, json={"error": {"code": 404}})
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(200, headers={"content-type": "application/json"}, stream=httpx.ByteStream(raw))


def ask(
    answers: dict[str, Any] | Asked, observed_at: datetime = FIRST_DAY, source: str = ENDPOINTS, **options: Any
) -> SyncRun:
    """A visit over one connection and without pauses. It may fail."""
    asked = answers if isinstance(answers, Asked) else Asked(answers)
    with override_settings(
        OPENROUTER_BASE_URL="https://upstream.example", OPENROUTER_CALLS_A_MINUTE=10**6, OPENROUTER_CONNECTIONS=1
    ):
        return run_sync(source, observed_at=observed_at, transport=asked.transport, **options)


def read_hosts(answers: dict[str, Any], observed_at: datetime = FIRST_DAY, source: str = ENDPOINTS) -> SyncRun:
    """A visit that must succeed."""
    run = ask(answers, observed_at, source)
    assert run.outcome == SyncRun.Outcome.SUCCEEDED, run.error
    return run
