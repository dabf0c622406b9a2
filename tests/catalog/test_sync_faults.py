"""Every way in which a source can fail, on every source that needs no key: only what is good reaches the catalog."""

import http.client
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

import pytest

from catalog.models import AIModel, Claim, Offer, PriceRow
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
from tests.upstream import FIRST_DAY, SECOND_DAY, everything

KEYLESS = [slug for slug, module in SOURCES.items() if not getattr(module, "KEY_SETTING", "")]
IN_PARTS = ("openrouter-endpoints", "openrouter-images")
"""Sources whose answer is many small ones, so that some may be bad and the rest is taken."""
BRIEF = 1.0
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
        settings.OPENROUTER_CALLS_A_MINUTE = 10**6
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
        PriceRow.objects.filter(sheet__valid_until=None)
        .order_by("pk")
        .values_list("sheet__offer__ai_model", "sheet__offer", "meter", "amount"),
    ):
        for model_id, *rest in rows:
            found[catalog_ids[model_id]].append(rest)
    return found


@pytest.fixture
def ordinary(request, upstream) -> str:
    """A source that was read on an ordinary day; its next answer has news."""
    slug: str = request.param
    # Those that ask about each model in turn have an answer for the few alone.
    listed = "openrouter, short" if slug in IN_PARTS else "openrouter"
    for one in dict.fromkeys((listed, slug)):
        upstream.answers = answers_of(one)
        assert run_sync(one.partition(",")[0], observed_at=FIRST_DAY).outcome == "succeeded"
    upstream.answers = with_news(answers_of(slug))
    return slug


@pytest.mark.parametrize("fault", OF_THE_LINE)
@pytest.mark.parametrize("ordinary", KEYLESS, indirect=True)
def test_it_takes_nothing_over_a_broken_line(ordinary, upstream, fault, monkeypatch):
    before, path = everything(), next(iter(upstream.answers))
    good = heard(upstream, path)
    upstream.fault = fault
    assert heard(upstream, path) != good

    never_ends = fault in ("slow", "hang")
    if never_ends:
        monkeypatch.setattr(calls, "_CALL_SECONDS", BRIEF / 5)
    run = run_sync(
        ordinary, observed_at=SECOND_DAY, **({"seconds": BRIEF} if never_ends and ordinary not in IN_PARTS else {})
    )

    assert run.outcome == "failed"
    assert REASONS[fault] in run.error
    assert everything() == before


@pytest.mark.parametrize("fault", OF_THE_RECORDS)
@pytest.mark.parametrize("ordinary", KEYLESS, indirect=True)
def test_it_takes_the_good_records_alone(ordinary, upstream, fault):
    before, whole = shown(), everything()
    good = upstream.answers
    upstream.answers = spoiled(good, fault)
    assert repr(upstream.answers) != repr(good)

    run = run_sync(ordinary, observed_at=SECOND_DAY)

    if run.outcome == "failed":
        assert fault in ("nan", "shrunk")
        assert run.error
        assert everything() == whole
        return
    after = shown()
    assert after.pop(GOOD) != before.pop(GOOD)
    assert after == before
    reads_prices = ordinary != "models-dev"
    assert run.held or run.set_aside or (fault in PRICE_FAULTS and not reads_prices)


@pytest.mark.parametrize("ordinary", KEYLESS, indirect=True)
def test_it_lives_on_when_the_fault_is_over(ordinary, upstream):
    before = shown()[GOOD]
    upstream.fault = "http500"
    assert run_sync(ordinary, observed_at=SECOND_DAY).outcome == "failed"
    upstream.fault = ""

    assert run_sync(ordinary, observed_at=SECOND_DAY).outcome == "succeeded"
    assert shown()[GOOD] != before
