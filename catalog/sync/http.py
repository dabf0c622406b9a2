"""The one way out to a source: JSON over HTTP, limited in time, size, place and kind."""

import asyncio
import json
import zlib
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from http import HTTPStatus
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx
from django.conf import settings

TOTAL_SECONDS = 60.0
LARGEST_ANSWER = 32 * 2**20
"""Decoded bytes; the largest list known is a tenth of it."""

_PART = 2**18
_TIMEOUT = httpx.Timeout(10, connect=5)


class SourceDown(Exception):
    """The source gave no answer that can be used. The message says why, and never holds a key or a query."""


def fetch_json(
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    total_seconds: float = TOTAL_SECONDS,
) -> Any:
    """The JSON at an address, its fractions as Decimal. Raises SourceDown for everything else.

    A redirect is refused, wherever it leads: the address in the settings is the one that an operator chose.
    """
    place = _place(url)
    wanted = {
        **(headers or {}),
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "User-Agent": settings.UPSTREAM_USER_AGENT,
    }
    try:
        body = _run(_within(total_seconds, url, dict(params or {}), wanted, transport))
    except (TimeoutError, httpx.TimeoutException):
        raise SourceDown(f"{place} did not answer in full within the time allowed") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        # The error's own words may quote the address with its query.
        raise SourceDown(f"{place} could not be read: {type(error).__name__}") from None
    return _as_json(body, place)


def _run(work: Coroutine[Any, Any, bytes]) -> bytes:
    """Runs it to its end, in a thread of its own where the caller's is already driving an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}"


async def _within(
    seconds: float,
    url: str,
    params: dict[str, str],
    headers: dict[str, str],
    transport: httpx.AsyncBaseTransport | None,
) -> bytes:
    # httpx's own limits hold for each read: a byte a second would pass them for ever.
    async with (
        asyncio.timeout(seconds),
        httpx.AsyncClient(transport=transport, timeout=_TIMEOUT, follow_redirects=False) as client,
        client.stream("GET", url, params=params, headers=headers) as answer,
    ):
        _check_head(answer, _place(url))
        return await _body(answer, _place(url))


def _check_head(answer: httpx.Response, place: str) -> None:
    if answer.is_redirect:
        raise SourceDown(f"{place} sends us elsewhere (HTTP {answer.status_code}), which we do not follow")
    if answer.status_code != HTTPStatus.OK:
        raise SourceDown(f"{place} answered HTTP {answer.status_code}")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise SourceDown(f"{place} answered with {ascii(kind[:60]) if kind else 'no content type'} instead of JSON")


async def _body(answer: httpx.Response, place: str) -> bytes:
    """The decoded body. We inflate it ourselves, because httpx would unpack a whole chunk of a gzip bomb at once."""
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("gzip", "identity"):
        raise SourceDown(f"{place} answered in an encoding that we did not ask for")
    inflate = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    body = bytearray()
    try:
        async for chunk in answer.aiter_raw():
            for part in _inflated(inflate, chunk) if inflate else [chunk]:
                body += part
                if len(body) > LARGEST_ANSWER:
                    raise SourceDown(f"{place} answered with more than {LARGEST_ANSWER // 2**20} MiB")
    except zlib.error:
        raise SourceDown(f"{place} answered with damaged gzip") from None
    if inflate and not inflate.eof:
        raise SourceDown(f"{place} broke off in the middle of its answer")
    return bytes(body)


def _inflated(inflate: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    """The chunk unpacked, in parts of a bounded size."""
    while chunk:
        yield inflate.decompress(chunk, _PART)
        chunk = inflate.unconsumed_tail


def _as_json(body: bytes, place: str) -> Any:
    try:
        return json.loads(body.decode(), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError):
        raise SourceDown(f"{place} answered with {len(body):,} bytes that are not valid JSON") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
