"""/status/ and the marks that it leaves on other pages: how fresh each source is."""

import re
from datetime import timedelta
from html import unescape
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import AIModel, HeldChange, Source, SyncRun
from tests.factories import AIModelFactory, ClaimFactory, OfferFactory, source
from tests.public_pages import price_list

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _schedules():
    Source.objects.update(every_minutes=None)
    Source.objects.filter(slug="openrouter").update(every_minutes=60)


def text(response) -> str:
    assert response.status_code == 200
    page = re.sub(r'<span class="(hide|sub)">.*?</span>', " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def row(response, name: str) -> str:
    """What the table says of one source."""
    page = text(response).partition("Newest run Read Changed State")[2].partition("All times are UTC")[0]
    found = re.search(rf"{name} (?!\w* ?endpoints|image prices|benchmarks)(.*?old|.*?Never read)", page)
    assert found, page
    return found.group(1)


def run(hours_ago: float, slug: str = "openrouter", outcome: str = "succeeded", **columns) -> SyncRun:
    moment = timezone.now() - timedelta(hours=hours_ago)
    columns = {"finished_at": moment, **columns}
    return source(slug).runs.create(observed_at=moment, outcome=outcome, **columns)


def hold(of: SyncRun, model: AIModel | None = None, **columns) -> HeldChange:
    model = model or AIModelFactory(slug="swift")
    given = {
        "field": "prices", "old_value": price_list("0.00001"), "new_value": price_list("0.0001"),
        "reason": "Output moved by a factor of 3 or more.", "offer": OfferFactory(ai_model=model), **columns,
    }  # fmt: skip
    return of.held_changes.create(ai_model=model, **given)


def test_it_is_honest_when_nothing_was_read(client):
    response = client.get("/status/")
    assert "nothing read yet" in text(response)
    assert "never every hour none yet none none Never read" in row(response, "OpenRouter")
    assert "No change is held" in text(response)
    assert "Late" not in text(response).partition("All times are UTC")[0]


def test_it_shows_a_source_that_is_on_time(client):
    run(2, read=356, changed=8)
    response = client.get("/status/")
    assert "1 of 1 sources with a schedule" in text(response)
    assert re.search(r"every hour Succeeded .* 356 8 On time 2 hours old", row(response, "OpenRouter"))


@pytest.mark.parametrize(("hours", "is_late"), [(2.9, False), (3.1, True)])
def test_it_calls_a_source_late_after_three_intervals_without_a_good_run(client, hours, is_late):
    run(hours)
    run(0.1, outcome="failed", error="answered with status 500")
    response = client.get("/status/")
    assert ("† Late" in row(response, "OpenRouter")) is is_late
    assert "Failed" in row(response, "OpenRouter")
    assert "OpenRouter, newest run: answered with status 500" in text(response)
    assert ("0 of 1" in text(response)) is is_late


def test_it_never_calls_a_source_without_a_schedule_late(client):
    run(5000, slug="models-dev")
    assert "no schedule Succeeded" in text(client.get("/status/"))
    assert "† Late" not in text(client.get("/status/")).partition("All times")[0]


def test_it_shows_what_the_last_full_answer_held_where_the_newest_was_not_modified(client):
    run(2, read=356, changed=8)
    run(1, http_status=304)
    assert re.search(r"Succeeded *: not modified .* 356 8 On time", row(client.get("/status/"), "OpenRouter"))


def test_it_lists_what_is_held_with_both_values_and_the_reason(client):
    good = run(1)
    hold(good)
    hold(good, AIModelFactory(slug="wide"), field="context_window", offer=None, old_value=200_000, new_value=8000,
         reason="The window shrank by half or more.")  # fmt: skip
    hold(good, AIModelFactory(slug="done"), status="rejected", decided_at=timezone.now())
    page = text(client.get("/status/"))
    assert "Waiting for an editor 2" in page
    assert "Swift Prices, OpenRouter Output $10.00 → $100.00 +900% Output moved by a factor of 3 or more. since" in page
    assert "Wide Context window, OpenRouter Context window 200,000 tokens → 8,000 tokens The window shrank" in page
    assert "Done" not in page


def test_it_lists_a_price_that_fell_away_and_a_fact_that_was_taken_back(client):
    good = run(1)
    hold(good, new_value={"state": "unpublished", "rows": []})
    hold(good, AIModelFactory(slug="mute"), field="release_date", offer=None, old_value="2026-01-02", new_value=None)
    page = text(client.get("/status/"))
    assert "Price published → not published Output $10.00 → not published" in page
    assert "Released 2 Jan 2026 → not published" in page


def test_it_lists_what_was_set_aside_in_the_newest_run_and_escapes_it(client):
    old = run(5, read=10, set_aside=1)
    old.set_aside_records.create(external_id="acme/old", reason="long ago")
    new = run(1, read=10, set_aside=2)
    new.set_aside_records.create(external_id="acme/<b>wrong</b>", reason="input: a price above $0.001 a token")
    page = text(client.get("/status/"))
    assert "2 of 10 records" in page
    assert "acme/<b>wrong</b> input: a price above $0.001 a token" in page
    assert "And 1 more." in page
    assert "long ago" not in page
    assert b"<b>wrong" not in client.get("/status/").content


def test_it_is_kept_until_a_run_ends_or_a_hold_changes(client):
    def tag() -> str:
        return client.get("/status/")["ETag"]

    going_on = run(1, outcome="unfinished", finished_at=None)
    seen = [tag()]
    with CaptureQueriesContext(connection) as queries:
        client.get("/status/")
    assert len(queries) == 1
    going_on.outcome, going_on.finished_at = "succeeded", timezone.now()
    going_on.save()
    seen.append(tag())
    held = hold(going_on)
    seen.append(tag())
    held.status, held.decided_at = "accepted", timezone.now()
    held.save()
    seen.append(tag())
    # Once decided, the page looks as before the hold.
    assert all(earlier != later for earlier, later in pairwise(seen))


def test_it_costs_the_same_number_of_queries_at_one_row_and_at_twenty(client):
    def fill(rows: int) -> int:
        for number in range(rows):
            good = run(1, read=3, set_aside=1)
            good.set_aside_records.create(external_id=f"acme/{number}", reason="wrong")
            hold(good, AIModelFactory(creator__slug=f"creator-{number}-{rows}"))
        with CaptureQueriesContext(connection) as queries:
            client.get("/status/?fresh")
        return len(queries)

    assert fill(1) == fill(20) < 15


def test_it_marks_the_figures_of_a_late_source_wherever_they_are_shown(client):
    model = AIModelFactory(slug="swift")
    ClaimFactory(ai_model=model, fact="context_window", value=128_000)
    late = run(4)
    page = client.get("/models/openai/swift/?late").content.decode()
    day = f"{late.observed_at.day} {late.observed_at:%b %Y}"
    assert f"late: OpenRouter, last read {day}" in text(client.get("/models/"))
    assert f"† Late: last read {day}" in unescape(re.sub(r"<[^>]*>", "", page))
    assert 'aria-label="Context window: source a, OpenRouter, late">a†</a>' in page
    run(1)
    page = client.get("/models/openai/swift/?fresh").content.decode()
    assert 'aria-label="Context window: source a, OpenRouter">a</a>' in page
    assert "late: OpenRouter" not in text(client.get("/models/?fresh"))
