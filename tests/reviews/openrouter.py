"""OpenRouter's sign-in and its word on single calls, on loopback, in the documented shape."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import override_settings

KEY_PREFIX = "sk-or-v1-"


@dataclass
class OpenRouter:
    """Accounts, calls and the keys that were handed out. `fault` is the status that every answer has instead."""

    address: str = ""
    user_id: str = "user_2one"
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    fault: int = 0

    def call(self, id: str, model: str, *, days: float = 3, **other: Any) -> str:
        """A call of a model that was made so many days ago."""
        made = datetime.now(UTC) - timedelta(days=days)
        usual = {"native_tokens_prompt": 1_210, "native_tokens_completion": 338, "total_cost": 0.0123}
        self.calls[id] = {
            "id": id, "model": model, "created_at": made.isoformat(), "provider_name": "OpenAI", "cancelled": False,
            "finish_reason": "stop", **usual, **other,
        }  # fmt: skip
        return id

    def code_for(self, address: str) -> str:
        """What somebody who signs in at this address of ours is sent back with."""
        query = parse_qs(urlsplit(address).query)
        assert query["code_challenge_method"] == ["S256"]
        code = secrets.token_urlsafe(16)
        self.codes[code] = query["code_challenge"][0]
        return code

    def key_of(self, body: dict[str, str]) -> tuple[int, Any]:
        challenge = self.codes.pop(body.get("code", ""), None)
        hashed = hashlib.sha256(body.get("code_verifier", "").encode()).digest()
        if challenge != base64.urlsafe_b64encode(hashed).rstrip(b"=").decode():
            return 403, {"error": {"code": 403, "message": "Invalid code or code_verifier"}}
        self.keys.append(KEY_PREFIX + secrets.token_hex(32))
        return 200, {"key": self.keys[-1], "user_id": self.user_id}

    def generation(self, id: str, key: str) -> tuple[int, Any]:
        if key not in self.keys:
            return 401, {"error": {"code": 401, "message": "No auth"}}
        if id in self.unreadable:
            return 403, {"error": {"code": 403, "message": "Forbidden"}}
        found = self.calls.get(id)
        return (200, {"data": found}) if found else (404, {"error": {"code": 404, "message": "Not found"}})


@contextmanager
def standing_in() -> Iterator[OpenRouter]:
    """A server on loopback that the settings point to."""
    here = OpenRouter()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            if url.path == "/auth":
                back = parse_qs(url.query)["callback_url"][0]
                self.send_response(302)
                self.send_header("Location", f"{back}{'&' if '?' in back else '?'}code={here.code_for(self.path)}")
                self.end_headers()
                return
            key = self.headers.get("Authorization", "").removeprefix("Bearer ")
            here.asked.append(url.path)
            self._answer(*here.generation(parse_qs(url.query)["id"][0], key))

        def do_POST(self) -> None:
            here.asked.append(self.path)
            self._answer(*here.key_of(json.loads(self.rfile.read(int(self.headers["Content-Length"])))))

        def _answer(self, status: int, body: Any) -> None:
            raw = json.dumps(body).encode()
            self.send_response(here.fault or status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here.address = f"http://127.0.0.1:{server.server_port}"
    try:
        with override_settings(OPENROUTER_BASE_URL=here.address, OPENROUTER_SIGN_IN_URL=f"{here.address}/auth"):
            yield here
    finally:
        server.shutdown()
        server.server_close()
