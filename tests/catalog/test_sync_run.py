"""What a run's row says, when a source is asked only whether anything changed, and what ends a run."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import (
    Alias,
    Claim,
    HeldChange,
    LifecycleEvent,
    Offer,
    PriceSheet,
    Source,
    StoredValidator,
    SyncRun,
)
from catalog.sync import run as running
from catalog.sync.run import NotNow, run_sync
from catalog.tasks import sync_source
from tests.factories import AIModelFactory
from tests.upstream import FIRST_DAY, SECOND_DAY, THIRD_DAY, answering, everything, model_list, sync, without

SWIFT = "acme/swift"
NOON = FIRST_DAY + timedelta(hours=12)
DEARER = {SWIFT: {"pricing": {"prompt": "0.0000015", "completion": "0.000003"}}}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _recording(settings) -> None:
    settings.OPENROUTER_BASE_URL = "https://upstream.example"


class Tagged:
    """OpenRouter's list, which answers 304 to whoever has it already."""

    def __init__(self) -> None:
        self.body = model_list()
        self.tag = '"first"'
        self.asked: list[str] = []

    def now_says(self, body: dict[str, Any], tag: str) -> None:
        self.body, self.tag = body, tag

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        known = request.headers.get("if-none-match", "")
        self.asked.append(known)
        if known == self.tag:
            return httpx.Response(304, headers={"etag": self.tag})
        return await answering(self.body, etag=self.tag).handle_async_request(request)

    def visit(self, moment: datetime) -> SyncRun:
        run = run_sync("openrouter", observed_at=moment, transport=self.transport)
        assert run.outcome == "succeeded", run.error
        return run


@pytest.fixture
def tagged() -> Tagged:
    return Tagged()


def test_it_notes_what_it_read_and_did():
    first = sync(model_list())
    assert (first.http_status, first.read, first.created, first.changed, first.unchanged) == (200, 11, 7, 7, 0)
    assert first.answer_bytes > 1_000
    assert {line["field"] for line in first.details} == {"New model"}

    second = sync(model_list(**DEARER), SECOND_DAY)
    assert (second.created, second.changed, second.unchanged) == (0, 1, 6)


def test_it_tells_every_change_with_what_was_before():
    sync(model_list())
    name, pricing = "Acme: Swift the Second", {"prompt": "0.0000015", "completion": "0.000002", "web_search": "0.01"}
    run = sync(model_list(**{SWIFT: {"pricing": pricing, "name": name, "created": None}}), SECOND_DAY)

    before = next(row for row in model_list()["data"] if row["id"] == SWIFT)
    told = {line["field"]: (line["before"], line["after"]) for line in run.details if line["model"] == SWIFT}
    assert told["Name"] == ("Swift", "Swift the Second")
    assert told["Listed"][1] is None
    assert told["Input, OpenRouter"] == ("$1.00 / 1M tokens", "$1.50 / 1M tokens"), before["pricing"]
    assert told["Web search, OpenRouter"] == (None, "$0.01 / search")


def test_it_bounds_what_it_tells(monkeypatch):
    monkeypatch.setattr("catalog.sync.details.MOST_LINES", 3)
    run = sync(model_list())

    assert [line.get("more") for line in run.details] == [None, None, None, 4]


def test_it_needs_no_more_queries_to_tell_of_many_changes():
    for hour in range(3):
        sync(model_list(), FIRST_DAY + timedelta(hours=hour))
    with CaptureQueriesContext(connection) as one:
        sync(model_list(**{SWIFT: {"name": "Acme: Swifter"}}), SECOND_DAY)
    renamed = model_list()
    for row in renamed["data"]:
        row["name"] += " again"
    with CaptureQueriesContext(connection) as many:
        assert len(sync(renamed, THIRD_DAY).details) > 5

    assert len(many) <= len(one)


def test_it_reads_nothing_where_nothing_changed_and_counts_it_as_said_again(tagged):
    full = tagged.visit(FIRST_DAY)
    before = everything()
    again = tagged.visit(NOON)

    assert tagged.asked == ["", '"first"']
    assert (again.http_status, again.read, again.changed, again.unchanged) == (304, 0, 0, full.changed)
    assert everything() == before
    for table, column in (
        (Claim, "confirmed_at"),
        (PriceSheet, "confirmed_at"),
        (Alias, "seen_at"),
        (Offer, "last_seen_at"),
    ):
        assert set(table.objects.values_list(column, flat=True)) == {NOON}, table


def test_it_costs_the_same_few_statements_however_many_models_there_are(tagged):
    tagged.visit(FIRST_DAY)
    with CaptureQueriesContext(connection) as queries:
        tagged.visit(NOON)

    tables = [one["sql"].split('"')[1] for one in queries if one["sql"].startswith("UPDATE")]
    assert len(tables) == len(set(tables)) + 1, "one a table, and the row of the run before and after"
    assert len(queries) < 35


def test_it_confirms_nothing_that_the_source_had_dropped(tagged):
    tagged.visit(FIRST_DAY)
    tagged.now_says(without(model_list(), SWIFT), '"second"')
    tagged.visit(FIRST_DAY + timedelta(hours=1))
    tagged.visit(NOON)

    seen = dict(Alias.objects.values_list("external_id", "seen_at"))
    assert (seen.pop(SWIFT), set(seen.values())) == (FIRST_DAY, {NOON})


def test_it_lets_the_calendar_work_where_nothing_changed(tagged):
    tagged.visit(FIRST_DAY)
    model = AIModelFactory(creator__slug="acme", slug="old")
    LifecycleEvent.objects.create(
        ai_model=model, state="retired", happens_on="2026-01-01", source=Source.objects.get(slug="openrouter"),
        stated_at=FIRST_DAY,
    )  # fmt: skip
    assert tagged.visit(NOON).changed == 1
    model.refresh_from_db()
    assert model.lifecycle == "retired"


def test_it_reads_in_full_again_after_a_day(tagged):
    tagged.visit(FIRST_DAY)
    tagged.visit(NOON)
    tagged.visit(SECOND_DAY)

    assert tagged.asked == ["", '"first"', ""]


def test_it_reads_in_full_while_a_change_waits_that_an_answer_could_settle(tagged):
    tagged.visit(FIRST_DAY)
    wild = {SWIFT: {"pricing": {"prompt": "0.001", "completion": "0.001"}}}
    tagged.now_says(model_list(**wild), '"second"')
    tagged.visit(FIRST_DAY + timedelta(hours=1))
    assert HeldChange.objects.filter(status="open").exists()
    tagged.visit(NOON)

    assert tagged.asked == ["", '"first"', ""]


def test_it_reads_in_full_where_the_catalog_has_moved_on_without_it(tagged):
    tagged.visit(FIRST_DAY)
    # Something else was read in between, so that the answer that the tag stands for is not what is shown.
    sync(model_list(**DEARER), FIRST_DAY + timedelta(hours=1))
    tagged.visit(NOON)

    assert tagged.asked == ["", ""]
    assert PriceSheet.objects.current().get(offer__external_id=SWIFT).valid_from == NOON


def test_it_remembers_no_answer_that_was_not_believed(tagged):
    tagged.now_says({"data": []}, '"empty"')
    assert run_sync("openrouter", observed_at=FIRST_DAY, transport=tagged.transport).outcome == "failed"
    assert not StoredValidator.objects.exists()


def test_it_keeps_no_validators_of_a_dry_run_and_asks_for_all_in_one(tagged):
    tagged.visit(FIRST_DAY)
    run_sync("openrouter", observed_at=NOON, transport=tagged.transport, dry_run=True)

    assert tagged.asked == ["", ""]
    assert StoredValidator.objects.get().seen_at == FIRST_DAY


def test_it_compares_the_length_with_the_last_answer_that_there_was(tagged):
    tagged.visit(FIRST_DAY)
    tagged.visit(NOON)
    half = without(model_list(), *[row["id"] for row in model_list()["data"][:9]])
    run = run_sync("openrouter", observed_at=SECOND_DAY, transport=answering(half))

    assert run.outcome == "failed"
    assert "where the last good run had 11" in run.error


def test_a_failed_run_counts_nothing_and_keeps_what_came_over_the_line():
    run = run_sync("openrouter", transport=answering([], status=503))
    stored = SyncRun.objects.get()

    assert (stored.http_status, stored.answer_bytes, stored.read, stored.details) == (503, 0, 0, [])
    assert "HTTP 503" in stored.error
    assert run.error == stored.error


def test_it_ends_a_run_whose_time_is_up(monkeypatch):
    sync(model_list())
    before = everything()

    def stands_still(*args: object) -> None:
        end = timezone.now() + timedelta(seconds=0.4)
        while timezone.now() < end:
            pass

    monkeypatch.setattr(running, "check_completeness", stands_still)
    run = run_sync("openrouter", transport=answering(model_list(**DEARER)), seconds=0.3)

    assert (run.outcome, run.error) == ("failed", "the run took longer than 0 s")
    assert everything() == before
    assert SyncRun.objects.filter(outcome="unfinished").count() == 0


def test_it_says_of_a_run_that_was_killed_that_it_was():
    dead = SyncRun.objects.create(source=Source.objects.get(slug="openrouter"), observed_at=FIRST_DAY)
    other = SyncRun.objects.create(source=Source.objects.get(slug="models-dev"), observed_at=FIRST_DAY)
    sync(model_list(), SECOND_DAY)

    for run in (dead, other):
        run.refresh_from_db()
    assert (dead.outcome, dead.error) == ("failed", running.CUT_OFF)
    assert other.outcome == "unfinished"


@pytest.fixture
def keyed(settings, monkeypatch) -> str:
    """A source that needs a key."""
    monkeypatch.setattr("catalog.sync.sources.openrouter.KEY_SETTING", "SOME_API_KEY", raising=False)
    settings.SOME_API_KEY = ""
    return "openrouter"


def test_it_asks_for_the_key_that_a_source_needs(keyed, settings):
    with pytest.raises(CommandError, match=r"no key is set \(SOME_API_KEY\)"):
        call_command("sync", keyed)
    sync_source(keyed)
    assert not SyncRun.objects.exists()

    settings.SOME_API_KEY = "secret"
    assert sync(model_list()).outcome == "succeeded"


def test_a_second_order_finds_the_work_done(tagged, monkeypatch):
    run_sync("openrouter", transport=tagged.transport, unless_read_within=timedelta(minutes=5))
    with pytest.raises(NotNow, match="just before"):
        run_sync("openrouter", transport=tagged.transport, unless_read_within=timedelta(minutes=5))

    assert (len(tagged.asked), SyncRun.objects.count()) == (1, 1)
    SyncRun.objects.update(started_at=timezone.now() - timedelta(minutes=6))
    run_sync("openrouter", transport=tagged.transport, unless_read_within=timedelta(minutes=5))
    assert SyncRun.objects.count() == 2


def test_a_failed_visit_is_no_reason_to_leave_the_next_one_out(tagged):
    run_sync("openrouter", transport=answering([], status=500))
    run = run_sync("openrouter", transport=tagged.transport, unless_read_within=timedelta(minutes=5))
    assert run.outcome == "succeeded"
