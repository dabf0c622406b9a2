"""Sources that answer what a test wants: small payloads of our own, over a fake transport or a server on loopback."""

from __future__ import annotations

import copy
import gzip
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from django.test import override_settings

from catalog import models
from catalog.models import SyncRun
from catalog.sync.run import run_sync

RECORDED = Path(__file__).parent / "recorded"
FIRST_DAY = datetime(2026, 5, 15, tzinfo=UTC)
SECOND_DAY = datetime(2026, 5, 16, tzinfo=UTC)
THIRD_DAY = datetime(2026, 5, 17, tzinfo=UTC)


def recorded(name: str) -> Any:
    return json.loads((RECORDED / name).read_text())


def model_list(**changes: dict[str, Any]) -> dict[str, Any]:
    """OpenRouter's list; keywords replace parts of rows: model_list(**{"acme/swift": {"pricing": {...}}})."""
    answer = recorded("openrouter_models.json")
    for row in answer["data"]:
        row.update(copy.deepcopy(changes.pop(row["id"], {})))
    assert not changes, f"no such row: {list(changes)}"
    return answer


def without(answer: dict[str, Any], *ids: str) -> dict[str, Any]:
    return {**answer, "data": [row for row in answer["data"] if row["id"] not in ids]}


def answering(
    body: Any, *, status: int = 200, kind: str = "application/json", packed: bool = False, **headers: str
) -> httpx.MockTransport:
    """A transport that answers every request with this body: bytes as they are, all else as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    if packed:
        raw, headers["content-encoding"] = gzip.compress(raw), "gzip"

    async def answer(request: httpx.Request) -> httpx.Response:
        # As a stream, because a whole body would be unpacked before our own limits see it.
        return httpx.Response(status, headers={"content-type": kind, **headers}, content=_chunks(raw))

    return httpx.MockTransport(answer)


async def _chunks(raw: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(raw), 65_536):
        yield raw[start : start + 65_536]


def visit(body: Any, observed_at: datetime | None, source: str = "openrouter", **options: Any) -> SyncRun:
    """A visit to a source at an address that is not its real one, as a recording wants it."""
    addresses = {
        "OPENROUTER_BASE_URL": "https://upstream.example",
        "MODELS_DEV_URL": "https://upstream.example/api.json",
    }
    with override_settings(**addresses):
        return run_sync(source, observed_at=observed_at, transport=answering(body), **options)


def everything() -> list[object]:
    """All that a run may write but its own row and the dates of confirmation."""
    return [
        list(models.AIModel.objects.order_by("pk").values()),
        list(models.Claim.objects.order_by("pk").values_list("pk", "value", "superseded_at")),
        list(models.PriceSheet.objects.order_by("pk").values_list("pk", "state", "valid_from", "valid_until")),
        list(models.PriceRow.objects.order_by("pk").values()),
        list(models.ModelClass.objects.order_by("pk").values()),
        list(models.Creator.objects.order_by("pk").values()),
        list(models.HeldChange.objects.order_by("pk").values_list("pk", "status")),
        list(models.Alias.objects.order_by("pk").values_list("external_id", "ai_model", "status")),
    ]


@contextmanager
def serving(body: Any, kind: str = "application/json") -> Iterator[str]:
    """The address of a server on loopback that answers every request with this body, for another process.

    Bytes are answered as they are, all else as JSON.
    """
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def sync(body: Any, observed_at: datetime = FIRST_DAY, source: str = "openrouter", **options: Any) -> SyncRun:
    """A visit to a source that answers with this body. It must succeed."""
    run = visit(body, observed_at, source, **options)
    assert run.outcome == SyncRun.Outcome.SUCCEEDED, run.error
    return run


def failed_sync(body: Any, observed_at: datetime = SECOND_DAY, source: str = "openrouter") -> str:
    """The reason why a visit failed."""
    run = visit(body, observed_at, source)
    run.refresh_from_db()
    assert run.outcome == SyncRun.Outcome.FAILED
    return run.error
