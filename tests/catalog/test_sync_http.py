"""The one way out to a source: what is let in, what is tried again, and what is refused with which reason."""

import asyncio
import gzip
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime

import httpx
import pytest
import stamina

from catalog.sync.http import MOST_ATTEMPTS, SourceDown, Unchanged, fetch_json, seconds_asked_for
from catalog.sync.visits import Validator, Visit, under_way
from tests.servers import BASE_DIR
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


@pytest.mark.parametrize("status", [204, 300, 400, 401, 403, 404, 410, 429, 500, 503])
def test_it_refuses_every_status_but_200(status):
    assert f"upstream.example/list answered HTTP {status}" in reason(answering([], status=status))


class Asked:
    """A transport that answers each request with the next of its answers, and the last one from then on."""

    def __init__(self, *answers: httpx.MockTransport | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return await answer.handle_async_request(request)


@pytest.fixture
def pauses(monkeypatch) -> list[float]:
    """The pauses that are made, none of which takes any time."""
    made: list[float] = []
    sleep = asyncio.sleep

    async def pause(seconds: float) -> None:
        made.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", pause)
    stamina.set_testing(False)
    return made


@pytest.mark.parametrize(
    "trouble",
    [answering([], status=503), answering([], status=429), httpx.ConnectError(""), httpx.ReadTimeout("")],
    ids=["busy", "too often", "no connection", "no word"],
)
def test_it_asks_again_where_the_trouble_may_pass(pauses, trouble):
    asked = Asked(trouble, trouble, answering([1]))

    assert fetch_json(ADDRESS, transport=asked.transport) == [1]
    # Longer each time, and never at the same beat as everybody else.
    assert [len(asked.requests), len(pauses)] == [3, 2]
    assert 1 <= pauses[0] <= 2 <= pauses[1] <= 3


def test_it_gives_up_after_some_attempts_and_tells_the_last_trouble(pauses):
    asked = Asked(httpx.ConnectError(""), answering([], status=502))

    assert reason(asked.transport) == "upstream.example/list answered HTTP 502"
    assert len(asked.requests) == MOST_ATTEMPTS


@pytest.mark.parametrize(
    "answer",
    [answering([], status=403), answering([], status=404), answering([], kind="text/html"), answering(b"oops")],
)
def test_it_does_not_insist_where_the_answer_would_be_the_same(answer):
    asked = Asked(answer)
    reason(asked.transport)
    assert len(asked.requests) == 1


@pytest.mark.parametrize("as_date", [False, True])
def test_it_waits_as_long_as_the_source_asks(pauses, as_date):
    wanted = format_datetime(datetime.now(UTC) + timedelta(seconds=7), usegmt=True) if as_date else "7"
    asked = Asked(answering([], status=429, **{"retry-after": wanted}), answering([1]))

    assert fetch_json(ADDRESS, transport=asked.transport) == [1]
    assert [6 <= pause <= 7 for pause in pauses] == [True]


@pytest.mark.parametrize("wanted", ["600", "Fri, 31 Dec 9999 23:59:59 GMT", "9" * 400])
def test_it_leaves_a_source_alone_that_asks_for_more_time_than_there_is(pauses, wanted):
    asked = Asked(answering([], status=503, **{"retry-after": wanted}))

    assert "answered HTTP 503 and asks us to wait" in reason(asked.transport)
    assert (len(asked.requests), pauses) == (1, [])


@pytest.mark.parametrize("nonsense", ["", "soon", "-1", "1.5", "٣", "Fri, 99 Foo 9999"])
def test_it_reads_no_time_out_of_nonsense(nonsense):
    assert seconds_asked_for(nonsense, datetime.now(UTC)) is None


def test_it_takes_a_date_that_has_passed_as_no_pause():
    assert seconds_asked_for("Fri, 15 May 2026 08:00:00 GMT", datetime(2026, 5, 16, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    "place",
    [
        "https://elsewhere.example/list",
        "//elsewhere.example/list",
        "http://upstream.example/list",
        "https://upstream.example:8443/list",
        "https://upstream.example@elsewhere.example/list",
        "file:///etc/passwd",
    ],
)
def test_it_follows_no_redirect_to_another_place(place):
    asked = Asked(answering(b"", status=302, location=place))

    assert "sends us elsewhere (HTTP 302)" in reason(asked.transport)
    assert len(asked.requests) == 1


def test_it_follows_a_few_redirects_within_the_place():
    moved = answering(b"", status=308, location="/v2/list")
    asked = Asked(moved, moved, moved, answering([1]))

    assert fetch_json(ADDRESS, headers={"x-api-key": "k"}, transport=asked.transport) == [1]
    assert (asked.requests[-1].url.path, asked.requests[-1].headers["x-api-key"]) == ("/v2/list", "k")


def test_it_leaves_a_circle_of_redirects():
    asked = Asked(answering(b"", status=302, location="/list"))

    assert "more than 3 redirects" in reason(asked.transport)
    assert len(asked.requests) == 4


def test_it_remembers_how_to_ask_whether_anything_changed():
    visit = Visit(60)
    tagged = answering([1], etag='W/"abc"', **{"last-modified": "Fri, 15 May 2026 08:00:00 GMT"})
    with under_way(visit):
        fetch_json(ADDRESS, transport=tagged, conditional=True)
        fetch_json("https://upstream.example/part", transport=tagged)

    assert visit.seen == {ADDRESS: Validator('W/"abc"', "Fri, 15 May 2026 08:00:00 GMT")}
    assert (visit.status, visit.size) == (200, 6)


def test_it_says_when_nothing_changed():
    visit = Visit(60, known={ADDRESS: Validator('"abc"', "Fri, 15 May 2026 08:00:00 GMT")})
    asked = Asked(answering(b"", status=304))
    with under_way(visit), pytest.raises(Unchanged):
        fetch_json(ADDRESS, transport=asked.transport, conditional=True)

    sent = asked.requests[0].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"abc"', "Fri, 15 May 2026 08:00:00 GMT")
    assert (visit.status, visit.seen) == (304, visit.known)


@pytest.mark.parametrize("conditional", [False, True])
def test_it_refuses_to_hear_that_nothing_changed_where_it_did_not_ask(conditional):
    with under_way(Visit(60)), pytest.raises(SourceDown, match="HTTP 304"):
        fetch_json(ADDRESS, transport=answering(b"", status=304), conditional=conditional)


@pytest.mark.parametrize("etag", ['"' + "x" * 300 + '"', '"a\tb"'])
def test_it_forgets_a_validator_that_cannot_be_stored_whole(etag):
    visit = Visit(60)
    with under_way(visit):
        fetch_json(ADDRESS, transport=answering([1], etag=etag), conditional=True)

    assert visit.seen == {}


def test_it_ends_with_the_visit_that_it_belongs_to():
    with under_way(Visit(0)), pytest.raises(SourceDown, match="within the time allowed"):
        fetch_json(ADDRESS, transport=answering([1]))


@pytest.mark.parametrize(
    "answer",
    [answering([], status=429), answering(b"", status=302, location="/list?key=secret"), httpx.ReadError("at secret")],
)
def test_it_writes_no_key_into_a_log(pauses, caplog, answer):
    with caplog.at_level("DEBUG"):
        reason(Asked(answer).transport)

    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    assert not [record for record in ours if "secret" in f"{record.getMessage()}{record.__dict__}"]


@pytest.mark.parametrize("key", ["with\nbreak", "clé"])
def test_it_refuses_a_key_that_no_header_can_hold_without_naming_it(key):
    with pytest.raises(SourceDown) as refused:
        fetch_json("http://127.0.0.1:9/", headers={"x-api-key": key})

    assert key not in str(refused.value)


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


BOMB = """
import resource, zlib
import django; django.setup()
import httpx
from catalog.sync.http import SourceDown, fetch_json

async def packed():
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for _ in range(1024):
        yield packer.compress(bytes(2**20))
    yield packer.flush()

async def answer(request):
    kind = {"content-type": "application/json", "content-encoding": "gzip"}
    return httpx.Response(200, headers=kind, content=packed())

base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    fetch_json("https://upstream.example/list", transport=httpx.MockTransport(answer))
except SourceDown as down:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base, down)
"""


def test_it_unpacks_a_bomb_of_a_gigabyte_no_further_than_the_largest_answer():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    process = subprocess.run(
        [sys.executable, "-c", BOMB], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    kilobytes, _, said = process.stdout.partition(" ")
    assert "more than 32 MiB" in said
    assert int(kilobytes) < 64 * 1024


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
