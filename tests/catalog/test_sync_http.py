"""The one way out to a source: what is let in, and what is refused with which reason."""

import asyncio
import gzip
import tracemalloc
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import httpx
import pytest

from catalog.sync.http import SourceDown, fetch_json
from tests.upstream import answering

ADDRESS = "https://upstream.example/list?key=secret"


def reason(transport: httpx.MockTransport, total_seconds: float = 60) -> str:
    with pytest.raises(SourceDown) as refused:
        fetch_json(
            ADDRESS, headers={"Authorization": "Bearer secret"}, transport=transport, total_seconds=total_seconds
        )
    assert "secret" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("packed", [False, True])
def test_it_reads_numbers_exactly(packed):
    answer = fetch_json(ADDRESS, transport=answering(b'{"a": 0.00000250, "b": 7}', packed=packed))

    assert answer == {"a": Decimal("0.0000025"), "b": 7}
    assert isinstance(answer["a"], Decimal)
    assert isinstance(answer["b"], int)


def test_it_names_itself_and_sends_what_it_is_given():
    seen: list[httpx.Request] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, headers={"content-type": "application/json"}, content=_once(b"[]"))

    fetch_json(
        "https://upstream.example/a",
        params={"all": "1"},
        headers={"x-api-key": "k"},
        transport=httpx.MockTransport(answer),
    )

    assert (str(seen[0].url), seen[0].headers["x-api-key"]) == ("https://upstream.example/a?all=1", "k")
    assert seen[0].headers["user-agent"].startswith("ModelAlmanac/")


async def _once(raw: bytes) -> AsyncIterator[bytes]:
    yield raw


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404, 429, 500, 503])
def test_it_refuses_every_status_but_200(status):
    assert f"upstream.example/list answered HTTP {status}" in reason(answering([], status=status))


@pytest.mark.parametrize("place", ["https://elsewhere.example/", "/list"])
def test_it_follows_no_redirect(place):
    assert "sends us elsewhere" in reason(answering(b"", status=302, location=place))


@pytest.mark.parametrize("kind", ["text/html", "", "image/png"])
def test_it_refuses_what_does_not_call_itself_json(kind):
    assert "instead of JSON" in reason(answering([], kind=kind))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{'data': [",
        b'{"data": [1',
        b"NaN",
        b'{"a": Infinity}',
        b'"\xff"',
        b"[" * 100_000,
        b"9" * 5_000,
        b"1e" + b"9" * 30,
    ],
    ids=["empty", "quotes", "cut short", "NaN", "infinity", "bytes", "deep", "long number", "exponent"],
)
def test_it_refuses_what_is_not_json(body):
    assert "not valid JSON" in reason(answering(body))


def test_it_refuses_gzip_that_is_damaged_or_cut_short():
    packed = gzip.compress(b"[]" * 1_000)

    assert "broke off" in reason(answering(packed[:-20], **{"content-encoding": "gzip"}))
    assert "damaged gzip" in reason(answering(b"no gzip", **{"content-encoding": "gzip"}))
    assert "encoding" in reason(answering(packed, **{"content-encoding": "br"}))


@pytest.mark.parametrize("packed", [False, True])
def test_it_stops_at_the_largest_answer(packed):
    assert "more than 32 MiB" in reason(answering(b" " * (40 * 2**20), packed=packed))


def test_it_unpacks_a_gzip_bomb_no_further_than_the_largest_answer():
    bomb = answering(gzip.compress(bytes(200 * 2**20), 9), **{"content-encoding": "gzip"})
    tracemalloc.start()
    try:
        assert "more than 32 MiB" in reason(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 80 * 2**20


def test_it_gives_up_on_an_answer_that_never_ends():
    async def drip() -> AsyncIterator[bytes]:
        yield b"["
        await asyncio.Event().wait()

    async def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-type": "application/json"}, content=drip())

    assert "within the time allowed" in reason(httpx.MockTransport(answer), total_seconds=0.05)


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError, httpx.ConnectTimeout]
)
def test_it_tells_of_a_broken_line_without_the_address_query(error):
    async def answer(request: httpx.Request) -> httpx.Response:
        raise error(f"at {request.url}")

    assert reason(httpx.MockTransport(answer)).startswith("upstream.example/list ")


def test_it_works_where_an_event_loop_already_runs():
    async def caller() -> object:
        return fetch_json(ADDRESS, transport=answering([1]))

    # In a thread of its own: the browser's tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, caller()).result() == [1]
