"""The one way out to a source: JSON over HTTP, limited in time, size, place and kind, and patient within its time."""

import asyncio
import json
import ssl
import zlib
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from time import monotonic
from typing import Any, NoReturn

import httpx
import stamina
from django.conf import settings
from django.utils import timezone

from catalog.sync import visits
from catalog.sync.visits import Visit

TOTAL_SECONDS = 60.0
"""For one address, all attempts and the waiting between them included."""
LARGEST_ANSWER = 32 * 2**20
"""Decoded bytes; the largest list known is a tenth of it."""
MOST_ATTEMPTS = 4
MOST_REDIRECTS = 3

_PART = 2**18
_TIMEOUT = httpx.Timeout(10, connect=5)
_FIRST_PAUSE, _LONGEST_PAUSE, _JITTER = 1.0, 15.0, 1.0
_TOO_LATE = 2.0
"""Seconds below which another attempt is not worth beginning."""


class SourceDown(Exception):
    """The source gave no answer that can be used. The message says why, and never holds a key or a query."""


class NotThere(SourceDown):
    """The source lives, and has nothing at this address."""


class NotAllowed(SourceDown):
    """The source lives, and does not answer whoever holds this key (HTTP 401 or 403)."""


class Unchanged(Exception):
    """The source says that its answer would be the one that it gave last time (HTTP 304)."""


class _Passing(SourceDown):
    """A fault that may be over in a moment. `patience` is how many seconds the source itself asks for, if it does."""

    def __init__(self, message: str, patience: float | None = None) -> None:
        super().__init__(message)
        self.patience = patience


@dataclass(frozen=True, slots=True)
class _Question:
    """One address to be read, by when, and how."""

    url: httpx.URL
    headers: Mapping[str, str] = field(repr=False)
    form: Mapping[str, str] | None = field(repr=False)
    transport: httpx.AsyncBaseTransport | None
    conditional: bool
    visit: Visit
    deadline: float

    @property
    def place(self) -> str:
        """The address in words that may be logged: without query and user."""
        return f"{self.url.host}{self.url.path}"

    @property
    def seconds_left(self) -> float:
        return self.deadline - monotonic()


def fetch_json(
    url: str,
    *,
    params: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    total_seconds: float = TOTAL_SECONDS,
    conditional: bool = False,
) -> Any:
    """The JSON at an address, its fractions as Decimal. Raises SourceDown for everything else.

    A busy or broken source (429, 5xx, no connection) is asked again after a pause, its Retry-After honoured, as long
    as the time lasts: `total_seconds`, or what the visit under way has left if that is less. Keys belong into
    `headers`, which no message holds. Redirects are followed within the same scheme, host and port only. With `form`,
    its fields are sent as a JSON object by POST.

    With `conditional`, the address's validators are sent along, and Unchanged is raised where the answer is the one
    that we had. For sources whose whole answer is this one: what they said counts as said again.
    """
    visit = visits.current() or Visit(total_seconds)
    question = _Question(
        url=_parsed(url, params),
        headers={
            **(headers or {}),
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": settings.UPSTREAM_USER_AGENT,
        },
        form=form,
        transport=transport,
        conditional=conditional,
        visit=visit,
        deadline=monotonic() + min(total_seconds, visit.seconds_left),
    )
    try:
        body = _run(_within_the_time(question))
    except TimeoutError:
        raise SourceDown(f"{question.place} did not answer in full within the time allowed") from None
    visit.count(len(body))
    return _as_json(body, question.place)


def _parsed(url: str, params: Mapping[str, str] | None) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
        return parsed.copy_merge_params(dict(params)) if params else parsed
    except httpx.InvalidURL:
        raise SourceDown("the address in the settings is none") from None


def _run(work: Coroutine[Any, Any, bytearray]) -> bytearray:
    """Runs it to its end, in a thread of its own where the caller's is already driving an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _within_the_time(question: _Question) -> bytearray:
    attempts = stamina.retry_context(
        on=lambda error: _pause_after(error, question),
        attempts=MOST_ATTEMPTS,
        timeout=None,  # The one below also ends an attempt that hangs.
        wait_initial=_FIRST_PAUSE,
        wait_max=_LONGEST_PAUSE,
        wait_jitter=_JITTER,
    )
    if question.seconds_left <= 0:
        raise TimeoutError
    # httpx's own limits hold for each read: a byte a second would pass them for ever.
    async with (
        asyncio.timeout(question.seconds_left),
        httpx.AsyncClient(
            transport=question.transport, timeout=_TIMEOUT, follow_redirects=False, verify=_certificates()
        ) as client,
    ):
        async for attempt in attempts:
            with attempt:
                return await _attempt(client, question)
    raise AssertionError("an attempt either returns or raises")


@cache
def _certificates() -> ssl.SSLContext:
    """Whom we believe, read once: it takes longer than many an answer, and a run may ask hundreds of times."""
    return httpx.create_ssl_context()


def _pause_after(error: Exception, question: _Question) -> bool | float:
    """Whether to try again, or after how many seconds. A source that asks for more than is left is left alone."""
    if not isinstance(error, _Passing):
        return False
    least = _TOO_LATE if error.patience is None else error.patience
    if least >= question.seconds_left:
        return False
    return True if error.patience is None else error.patience


async def _attempt(client: httpx.AsyncClient, question: _Question) -> bytearray:
    try:
        return await _follow(client, question)
    except httpx.TimeoutException:
        raise _Passing(f"{question.place} did not answer within the time allowed") from None
    except (httpx.UnsupportedProtocol, httpx.LocalProtocolError, UnicodeError) as error:
        # Our own side: an address that is none, or a key with characters that no header may hold.
        raise SourceDown(f"{question.place} could not be asked: {type(error).__name__}") from None
    except httpx.TransportError as error:
        # The error's own words may quote the address with its query.
        raise _Passing(f"{question.place} could not be read: {type(error).__name__}") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SourceDown(f"{question.place} could not be read: {type(error).__name__}") from None


async def _follow(client: httpx.AsyncClient, question: _Question) -> bytearray:
    """The body, after at most MOST_REDIRECTS redirects within the same place."""
    known = question.visit.known.get(str(question.url)) if question.conditional else None
    headers = {**question.headers, **(known.as_headers if known else {})}
    url = question.url
    for _ in range(MOST_REDIRECTS + 1):
        method = "GET" if question.form is None else "POST"
        async with client.stream(method, url, headers=headers, json=question.form) as answer:
            question.visit.status = answer.status_code
            if not answer.has_redirect_location:
                return await _taken(answer, question, was_asked_whether_changed=known is not None)
            url = url.join(answer.headers["location"])
        if (url.scheme, url.host, url.port) != (question.url.scheme, question.url.host, question.url.port):
            raise SourceDown(f"{question.place} sends us elsewhere (HTTP {answer.status_code}), where we do not go")
    raise SourceDown(f"{question.place} sends us on and on: more than {MOST_REDIRECTS} redirects")


async def _taken(answer: httpx.Response, question: _Question, *, was_asked_whether_changed: bool) -> bytearray:
    if answer.status_code == HTTPStatus.NOT_MODIFIED and was_asked_whether_changed:
        question.visit.seen[str(question.url)] = question.visit.known[str(question.url)]
        raise Unchanged(question.place)
    _check_head(answer, question.place)
    body = await _body(answer, question.place)
    if question.conditional:
        question.visit.remember(str(question.url), answer.headers)
    return body


def _check_head(answer: httpx.Response, place: str) -> None:
    status = answer.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        patience = seconds_asked_for(answer.headers.get("retry-after", ""), timezone.now())
        asking = f" and asks us to wait {patience:.0f} s" if patience else ""
        raise _Passing(f"{place} answered HTTP {status}{asking}", patience)
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        raise NotThere(f"{place} answered HTTP {status}")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise NotAllowed(f"{place} answered HTTP {status}")
    if status != HTTPStatus.OK:
        raise SourceDown(f"{place} answered HTTP {status}")
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise SourceDown(f"{place} answered with {ascii(kind[:60]) if kind else 'no content type'} instead of JSON")


def seconds_asked_for(retry_after: str, now: datetime) -> float | None:
    """The patience that a Retry-After asks for, as a number of seconds or as a date; None where it is neither."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except (TypeError, ValueError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


async def _body(answer: httpx.Response, place: str) -> bytearray:
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
    return body


def _inflated(inflate: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    """The chunk unpacked, in parts of a bounded size."""
    while chunk:
        yield inflate.decompress(chunk, _PART)
        chunk = inflate.unconsumed_tail


def _as_json(body: bytearray, place: str) -> Any:
    try:
        return json.loads(body.decode(), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError):
        raise SourceDown(f"{place} answered with {len(body):,} bytes that are not valid JSON") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
