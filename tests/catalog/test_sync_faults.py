"""Every way in which a source can fail, on every source: only what is good reaches the catalog."""

import http.client
import logging
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from catalog.models import AIModel, Alias, Claim, Measurement, Offer, PriceRow, SetAsideRecord, SyncRun
from catalog.sync.run import run_sync
from catalog.sync.sources import SOURCES
from catalog.sync.sources import openrouter_calls as calls
from tests.faults import (
    GOOD,
    OF_THE_LINE,
    OF_THE_RECORDS,
    PRICE_FAULTS,
    FaultySource,
    answers_of,
    faulty_source,
    spoiled,
    with_news,
)
from tests.measuring import KEYS
from tests.upstream import FIRST_DAY, SECOND_DAY, everything

IN_PARTS = ("openrouter-endpoints", "openrouter-images")
"""Sources whose answer is many small ones, so that some may be bad and the rest is taken."""
FIRST_OF_ALL = {
    # Those that ask about each model in turn have an answer for the few alone.
    **dict.fromkeys(IN_PARTS, ("openrouter, short",)),
    "models-dev": ("openrouter",),
    "openrouter-benchmarks": ("openrouter",),
    "artificial-analysis": ("openrouter", "openrouter-benchmarks"),
}
"""What is read before a source, so that it finds models, and approved aliases of its own."""
BRIEF = 0.8
"""Seconds for what would never end."""

REASONS = {
    "http500": "HTTP 500",
    "http429": "HTTP 429 and asks us to wait 1 s",
    "http403": "HTTP 403",
    "html": "'text/html' instead of JSON",
    "empty": "0 bytes that are not valid JSON",
    "truncated": "not valid JSON",
    "notjson": "14 bytes that are not valid JSON",
    "slow": "within the time allowed",
    "hang": "within the time allowed",
    "reset": "could not be read",
    "gzipbomb": "more than 32 MiB",
    "redirectloop": "more than 3 redirects",
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def upstream(settings):
    with faulty_source() as source:
        settings.OPENROUTER_BASE_URL = source.address
        settings.MODELS_DEV_URL = f"{source.address}/api.json"
        settings.ARTIFICIAL_ANALYSIS_BASE_URL = source.address
        settings.OPENROUTER_CALLS_A_MINUTE = 10**6
        for name, key in KEYS.items():
            setattr(settings, name, key)
        yield source


def heard(upstream: FaultySource, path: str) -> Any:
    """What a client that believes everything would get: status, headers that matter, the beginning of the body."""
    place = urlsplit(upstream.address)
    line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=0.2)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, answer.headers["content-type"], answer.headers["content-encoding"], answer.read(10**6)
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        line.close()


def shown() -> dict[str, list[Any]]:
    """What is in force of each model, however it came there."""
    found: dict[str, list[Any]] = defaultdict(list)
    catalog_ids: dict[Any, str] = {one.pk: one.catalog_id for one in AIModel.objects.select_related("creator")}
    columns = [field.attname for field in AIModel._meta.concrete_fields if field.name not in ("version", "updated_at")]
    for rows in (
        AIModel.objects.order_by("pk").values_list("pk", *columns),
        Offer.objects.order_by("pk").values_list("ai_model", "external_id", "tag", "context_window", "ended_at"),
        Claim.objects.current().order_by("pk").values_list("ai_model", "fact", "value"),
        Alias.objects.exclude(ai_model=None)
        .order_by("pk")
        .values_list("ai_model", "external_id", "status", "name", "configuration", "evidence__row", "evidence__stated"),
        Measurement.objects.current()
        .order_by("pk")
        .values_list("ai_model", "metric", "configuration", "value", "low", "high", "scale_version"),
        PriceRow.objects.filter(sheet__valid_until=None)
        .order_by("pk")
        .values_list("sheet__offer__ai_model", "sheet__offer", "meter", "amount"),
    ):
        for model_id, *rest in rows:
            found[catalog_ids[model_id]].append(rest)
    return found


def every_row() -> list[object]:
    """All that a run may write, what was measured included, but its own row and the dates of confirmation."""
    return [
        *everything(),
        list(Measurement.objects.order_by("pk").values_list("pk", "value", "superseded_at", "scale_version")),
        list(Alias.objects.order_by("pk").values_list("pk", "name", "configuration", "evidence")),
    ]


@pytest.fixture(autouse=True)
def _no_key_gets_out(upstream, caplog) -> Iterator[None]:
    """Whatever a test does: what is noted of it holds no key."""
    caplog.set_level(logging.INFO)
    yield
    logged = [record.getMessage() for when in ("setup", "call") for record in caplog.get_records(when)]
    noted = repr([*SyncRun.objects.values(), *SetAsideRecord.objects.values(), *logged])
    assert "HTTP" in "".join(logged)
    assert [key for key in KEYS.values() if key in noted] == []


@pytest.fixture
def ordinary(request, upstream) -> str:
    """A source that was read on an ordinary day; its next answer has news."""
    slug: str = request.param
    for one in (*FIRST_OF_ALL.get(slug, ()), slug):
        upstream.answers = answers_of(one)
        assert run_sync(one.partition(",")[0], observed_at=FIRST_DAY).outcome == "succeeded"
    assert {KEYS[name] for name in [getattr(SOURCES[slug], "KEY_SETTING", "")] if name} <= upstream.keys
    upstream.answers = with_news(answers_of(slug))
    return slug


@pytest.mark.parametrize("ordinary", SOURCES, indirect=True)
def test_it_takes_nothing_over_a_broken_line(ordinary, upstream, subtests, monkeypatch):
    # One after the other on one catalog, which none of them may change.
    before, path = every_row(), next(iter(upstream.answers))
    good = heard(upstream, path)
    for fault in OF_THE_LINE:
        with subtests.test(fault=fault), monkeypatch.context() as patch:
            upstream.fault = fault
            assert heard(upstream, path) != good

            run = run_sync(ordinary, observed_at=SECOND_DAY, **in_brief(ordinary, fault, patch))

            assert run.outcome == "failed"
            assert REASONS[fault] in run.error
            assert every_row() == before


def in_brief(source: str, fault: str, patch: pytest.MonkeyPatch) -> dict[str, float]:
    """Little time for what would never end."""
    if fault not in ("slow", "hang"):
        return {}
    patch.setattr(calls, "_CALL_SECONDS", BRIEF / 5)
    return {} if source in IN_PARTS else {"seconds": BRIEF}


@pytest.mark.parametrize("fault", OF_THE_RECORDS)
@pytest.mark.parametrize("ordinary", SOURCES, indirect=True)
def test_it_takes_the_good_records_alone(ordinary, upstream, fault):
    before, whole = shown(), every_row()
    good = upstream.answers
    upstream.answers = spoiled(good, fault)
    assert repr(upstream.answers) != repr(good)

    run = run_sync(ordinary, observed_at=SECOND_DAY)

    if run.outcome == "failed":
        assert fault in ("nan", "shrunk")
        assert run.error
        assert every_row() == whole
        return
    after = shown()
    assert after.pop(GOOD) != before.pop(GOOD)
    assert after == before
    reads_prices = ordinary != "models-dev"
    assert run.held or run.set_aside or (fault in PRICE_FAULTS and not reads_prices)


@pytest.mark.parametrize("ordinary", SOURCES, indirect=True)
def test_it_lives_on_when_the_fault_is_over(ordinary, upstream):
    before = shown()[GOOD]
    upstream.fault = "http500"
    assert run_sync(ordinary, observed_at=SECOND_DAY).outcome == "failed"
    upstream.fault = ""

    assert run_sync(ordinary, observed_at=SECOND_DAY).outcome == "succeeded"
    assert shown()[GOOD] != before
