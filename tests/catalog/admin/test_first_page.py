"""The first page of the desk: what waits, how much of it and since when, each with the way to its list."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.models import Alias, HeldChange, PriceSheet, Source, SyncRun
from tests import factories
from tests.catalog.admin.desk import draft_of, somebody_who_may

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def rows(browser) -> dict[str, tuple[str, str]]:
    """Each line of the table: the address it leads to, and what it says."""
    page = browser.get(reverse("admin:index")).content.decode()
    found = re.findall(r'<th scope="row"><a href="([^"]+)">([^<]+)</a>[^<]*</th><td>(.*?)</td>', page, re.DOTALL)
    return {
        name: (address.replace("&amp;", "&"), re.sub(r"<[^>]+>", "", said).strip()) for address, name, said in found
    }


def one_of_each(number: int) -> None:
    now, ago = timezone.now(), timezone.now() - 3 * DAY
    model = factories.AIModelFactory(slug=f"one-{number}")
    waiting = draft_of(model, status="in_review", sent_at=ago, kept_back="It refers to nothing.")
    waiting.claims.create(
        sentence="Cheap.", kind="rank", subject="output-price", limit=1, state="false", false_since=ago - DAY
    )
    draft_of(model, status="scheduled", publish_at=now + 2 * DAY + timedelta(minutes=1))
    draft_of(model, is_generated=True)
    factories.EditionFactory(ai_model=factories.AIModelFactory(slug=f"old-{number}"), published_at=now - 91 * DAY)
    run = SyncRun.objects.create(source=factories.source(), observed_at=now)
    HeldChange.objects.create(run=run, ai_model=model, field="prices", reason="Fell to nothing.")
    checker = factories.UserFactory()
    model.fact_checks.create(
        facts=["name"], checked_by=checker, checked_at=now - 200 * DAY, values={"name": model.name}
    )
    factories.AliasFactory(ai_model=model, external_id=f"x/{number}", status=Alias.Status.SUGGESTED)


def test_it_counts_what_waits_and_leads_to_lists_of_as_many(desk):
    one_of_each(1)
    Source.objects.filter(slug="models-dev").update(late_since=timezone.now() - DAY)
    said = rows(desk)
    assert {name: words for name, (_, words) in said.items()} == {
        "Reviews to decide on": "none is waiting",
        "Changes held because they look wrong": "1 waiting, the oldest for under a minute",
        "Sources that are late": "1 waiting, the oldest for 24 hours",
        "Editions in review": "1 waiting, the oldest for 3 days",
        "Editions not published at their time": "1 waiting, the oldest for 3 days",
        "Editions with a set time": "1 waiting, the next in 2 days",
        "Drafts written from the facts that nobody went over": "1 waiting, the oldest for under a minute",
        "Claims that no longer hold": "1 waiting, the oldest for 4 days",
        "Editions to go over again": "1 waiting, the oldest for 91 days",
        "Checks that need a new look": "1 waiting, the oldest for 200 days",
        "Ids suggested for a model": "1 waiting, the oldest for under a minute",
        "Models without an edition": "1 waiting, the oldest for under a minute",
    }
    for name, (address, _) in said.items():
        page = desk.get(address)
        assert page.status_code == 200
        if name not in ("Reviews to decide on", "Sources that are late"):
            assert page.context["cl"].result_count == 1, name


def test_it_says_when_the_worker_does_not_publish(desk, model):
    draft_of(model, status="scheduled", publish_at=timezone.now() - DAY)
    assert rows(desk)["Editions with a set time"][1] == (
        "1 waiting, the first overdue for 24 hours: is the worker running?"
    )


@pytest.mark.parametrize(("moved", "is_outdated"), [(-2 * DAY, False), (2 * DAY, True)])
def test_it_asks_to_go_over_words_written_before_a_list_price_moved(desk, model, moved, is_outdated):
    published_at = timezone.now() - 10 * DAY
    factories.EditionFactory(ai_model=model, published_at=published_at)
    offer = factories.OfferFactory(ai_model=model)
    PriceSheet.objects.create(
        offer=offer,
        source=factories.source(),
        state="published",
        valid_from=published_at - 20 * DAY,
        confirmed_at=published_at,
        valid_until=published_at + moved,
    )
    assert rows(desk)["Editions to go over again"][1].startswith("1 waiting" if is_outdated else "none")


def test_it_shows_everybody_the_queues_of_what_they_may_look_at():
    assert set(rows(somebody_who_may("view_alias"))) == {"Ids suggested for a model"}
    assert rows(somebody_who_may()) == {}


def test_it_asks_the_same_few_questions_whatever_waits(desk):
    one_of_each(1)
    rows(desk)
    with CaptureQueriesContext(connection) as few:
        rows(desk)
    for number in range(2, 21):
        one_of_each(number)
    with CaptureQueriesContext(connection) as many:
        rows(desk)
    assert len(many) == len(few)
