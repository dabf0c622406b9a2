"""A source on loopback that answers with our own small payloads, and with a fault planted where a test wants one."""

from __future__ import annotations

import copy
import gzip
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.hosting import endpoints, images
from tests.measuring import IMAGE_MODELS, KEYS, LANGUAGE_MODELS, listed, many, more_benchmarks, uuid
from tests.upstream import model_list, recorded

SPOILED = ("acme/swift", "acme/tiered", "bold-pictures/canvas")
"""The ids in whose records the faults are planted."""
GOOD = "openai/gpt-5-image-mini"
"""The id of which the spoiled answer has news, in a record that is as it should be."""
MORE = 13
"""So many rows more, that a few bad records are no shrunken list."""

OF_THE_LINE = (
    "http500", "http429", "http403", "html", "empty", "truncated", "notjson", "slow", "hang", "reset", "gzipbomb",
    "redirectloop",
)  # fmt: skip
OF_THE_RECORDS = (
    "nan", "shrunk", "price10x", "price0", "negative", "hugeint", "duplicates", "missingid", "badtypes",
)  # fmt: skip
PRICE_FAULTS: dict[str, Callable[[float], Any]] = {
    "nan": lambda price: float("nan"),
    "price10x": lambda price: price * 10,
    "price0": lambda price: 0,
    "negative": lambda price: -0.5,
    "hugeint": lambda price: 10**400,
}
BAD_TYPES = {
    "pricing": "free", "limit": 7, "context_length": "many", "tag": {"a": 1}, "evaluations": "good", "elo": [1],
    "intelligence_index": "high",
}  # fmt: skip
FIGURES = ("elo", "intelligence_index", "coding_index", "agentic_index")
"""What rows state beside their prices, at the top."""
BOMB = gzip.compress(bytes(40 * 2**20), 9)

Answers = dict[str, Any]
"""The JSON by path."""


def answers_of(source: str) -> Answers:
    """What each source answers on an ordinary day."""
    makers: dict[str, Callable[[], Answers]] = {
        "openrouter": lambda: {"/models": listed(MORE)},
        "openrouter, short": lambda: {"/models": model_list()},
        "openrouter-endpoints": lambda: {f"/models/{one}/endpoints": body for one, body in endpoints().items()},
        "openrouter-images": lambda: {f"/images/models/{one}/endpoints": body for one, body in images().items()},
        "models-dev": lambda: {"/api.json": _longer_collection()},
        "openrouter-benchmarks": lambda: more_benchmarks(MORE, 10),
        "artificial-analysis": _longer_analysis,
    }
    # Each row its own: what is changed in one is changed in no other.
    answers: Answers = json.loads(json.dumps(makers[source]()))
    return answers


def _longer_collection() -> Any:
    answer = recorded("models_dev.json")
    models = answer["openrouter"]["models"]
    models["acme/swift"]["cost"] = {"input": 1, "output": 4}
    models |= {f"acme/more-{n}": {**copy.deepcopy(models["acme/swift"]), "id": f"acme/more-{n}"} for n in range(MORE)}
    return answer


def _longer_analysis() -> Answers:
    """With a row whose two indices are those that OpenRouter's benchmarks have of the GOOD id."""
    answers = many(MORE, 10)
    rows = answers[LANGUAGE_MODELS]["data"]
    pair = {"artificial_analysis_intelligence_index": 44.5, "artificial_analysis_coding_index": 30.5}
    creator, _, slug = GOOD.partition("/")
    mini = {"name": "GPT-5 Image Mini", "slug": slug, "model_creator": {"name": "OpenAI", "slug": creator}}
    rows.append({**copy.deepcopy(rows[0]), **mini, "id": uuid(5), "evaluations": pair})
    for row in answers[IMAGE_MODELS]["data"]:
        row["model_creator"]["slug"] = "bold-pictures"
    return answers


def with_news(answers: Answers) -> Answers:
    """The same with something new in the good record."""
    newer = copy.deepcopy(answers)
    for path, body in newer.items():
        for row in _rows(body):
            if _is_of(row, path, (GOOD,)):
                row.update({"name": "OpenAI: GPT-5 Image Mini Next", "family": "next", "context_length": 410_000})
                _reprice(row, lambda price: price * 1.5)
    return newer


def spoiled(answers: Answers, fault: str) -> Answers:
    """The same with a fault in the records of the SPOILED ids."""
    bad = copy.deepcopy(answers)
    for path, body in bad.items():
        rows = [row for row in _rows(body) if _is_of(row, path, SPOILED)]
        if fault == "shrunk" and rows:
            _shrink(body)
        elif fault == "duplicates" and isinstance(_place(body), list):
            twins = copy.deepcopy(rows)
            for twin in twins:
                _reprice(twin, lambda price: price * 2)
            _place(body).extend(twins)
        else:
            for row in rows:
                _spoil(row, fault)
    return bad


def _spoil(row: dict[str, Any], fault: str) -> None:
    if fault in PRICE_FAULTS:
        _reprice(row, PRICE_FAULTS[fault])
    elif fault == "badtypes":
        row.update({name: value for name, value in BAD_TYPES.items() if name in row})
    else:  # missingid; and duplicates, where ids are keys and none comes twice.
        for name in ("id", "model_id", "model_permaslug", "tag", "provider_tag"):
            row.pop(name, None)


def _place(body: Any) -> Any:
    """The list or the mapping that holds an answer's rows, in whichever of the shapes it is."""
    if "openrouter" in body:
        return body["openrouter"]["models"]
    data = body.get("data", body)
    return data if isinstance(data, list) else data["endpoints"]


def _rows(body: Any) -> list[dict[str, Any]]:
    place = _place(body)
    return place if isinstance(place, list) else list(place.values())


def _is_of(row: dict[str, Any], path: str, ids: tuple[str, ...]) -> bool:
    asked = path.partition("/models/")[2].removesuffix("/endpoints")
    return (asked or _id_of(row)) in ids


def _id_of(row: dict[str, Any]) -> Any:
    """OpenRouter's id, also of a row that has an id of its own kind."""
    if creator := row.get("model_creator"):
        return f"{creator.get('slug')}/{row['slug']}"
    return row.get("model_permaslug", row.get("id"))


def _shrink(body: Any) -> None:
    place = _place(body)
    for key in list(place)[len(place) // 10 :] if isinstance(place, dict) else []:
        del place[key]
    if isinstance(place, list):
        del place[len(place) // 10 :]


def _reprice(row: dict[str, Any], change: Callable[[float], Any]) -> None:
    """Changes every number above 0 in the prices and the figures of a row."""
    for name in ("pricing", "cost", "evaluations"):
        part = row.get(name)
        for target in part if isinstance(part, list) else [part] if part else []:
            _change(target, list(target), change)
    _change(row, [name for name in FIGURES if name in row], change)


def _change(target: dict[str, Any], names: Iterable[str], change: Callable[[float], Any]) -> None:
    for name in names:
        value = target[name]
        if not isinstance(value, bool | list | dict) and _number(value) > 0:
            target[name] = str(change(float(value))) if isinstance(value, str) else change(value)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0


class FaultySource:
    """Answers by path, all of them with the same fault of the line, if any. Knows which of our keys it was sent."""

    def __init__(self) -> None:
        self.answers: Answers = {}
        self.fault = ""
        self.over = threading.Event()
        self.address = ""
        self.keys: set[str] = set()


@contextmanager
def faulty_source() -> Iterator[FaultySource]:
    source = FaultySource()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                _answer(self, source)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    source.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield source
    finally:
        source.over.set()
        server.shutdown()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, source: FaultySource) -> None:
    body = source.answers.get(handler.path.partition("?")[0])
    raw = json.dumps(body).encode()
    fault = source.fault
    sent = str(handler.headers)
    source.keys |= {key for key in KEYS.values() if key in sent}
    if fault.startswith("http") or (body is None and not fault):
        status = int(fault[4:]) if fault else 404
        # As careless as some are: it repeats what it was sent.
        return _send(handler, json.dumps({"error": sent}).encode(), status, retry_after="1" if status == 429 else "0")
    if fault == "reset":
        handler.close_connection = True
        return handler.connection.close()
    if fault == "hang":
        source.over.wait(60)
        handler.close_connection = True
        return None
    if fault == "slow":
        return _drip(handler, raw, source.over)
    if fault == "redirectloop":
        return _send(handler, b"", 302, location=handler.path)
    if fault == "html":
        return _send(handler, b"<!doctype html><title>Just a moment</title>", content_type="text/html")
    if fault == "gzipbomb":
        return _send(handler, BOMB, content_encoding="gzip")
    others = {"empty": b"", "truncated": raw[: len(raw) // 2], "notjson": b"{'data': [oops"}
    return _send(handler, others.get(fault, raw))


def _send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    _begin(handler, body, status, {"content_type": "application/json", **headers})
    handler.wfile.write(body)


def _begin(handler: BaseHTTPRequestHandler, body: bytes, status: int, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in {**headers, "content_length": str(len(body))}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def _drip(handler: BaseHTTPRequestHandler, raw: bytes, over: threading.Event) -> None:
    """A byte now and then: every single read is quick enough, the whole never ends."""
    _begin(handler, raw, 200, {"content_type": "application/json"})
    for place in range(len(raw)):
        handler.wfile.write(raw[place : place + 1])
        handler.wfile.flush()
        if over.wait(0.25):
            return
