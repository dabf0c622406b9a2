"""Who gets in, what nobody may rewrite, and the lists of every noun."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import (
    AIModel,
    Alias,
    Edition,
    EditionItem,
    FactCheck,
    HeldChange,
    LifecycleEvent,
    OpenDraft,
    PriceRow,
    SavedFilter,
    SetAsideRecord,
    StoredValidator,
    SyncRun,
)
from tests import factories
from tests.catalog.admin.desk import address, correct, form_of, somebody_who_may
from tests.factories import OBSERVED

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


def test_it_keeps_people_who_are_no_editors_out(client):
    client.force_login(factories.UserFactory())
    page = client.get(reverse("admin:index"))
    assert page.status_code == 302
    assert page.url.startswith(reverse("admin:login"))


def nouns_of(app: str) -> list[type[Model]]:
    """All but the tables of versions, which are seen through the rows that they are of."""
    return [model for model in apps.get_app_config(app).get_models() if not hasattr(model, "history_id")]


def test_it_has_a_page_for_every_noun():
    nouns = {model for app in ("catalog", "accounts") for model in nouns_of(app)}
    assert nouns <= set(admin.site._registry)


@pytest.mark.parametrize(
    "name", ["claim", "offer", "pricesheet", "pricerow", "measurement", "syncrun", "setasiderecord", "factcheck"]
)
def test_it_lets_nobody_rewrite_history(desk, name):
    everything_of("1")
    row = apps.get_model("catalog", name).objects.first()
    assert desk.get(address(row, "change")).status_code == 200
    assert desk.post(address(row, "change"), {}).status_code == 403
    assert desk.post(address(row, "delete"), {"post": "yes"}).status_code == 403
    assert desk.get(address(type(row), "add")).status_code == 403


@pytest.mark.parametrize("name", ["claim", "offer", "alias", "lifecycleevent", "heldchange", "measurement"])
def test_it_calls_a_model_a_model(desk, name):
    everything_of("1")
    row = apps.get_model("catalog", name).objects.first()
    for where in (address(type(row)), address(row, "change")):
        assert "ai model" not in desk.get(where).content.decode().lower()


def test_it_shows_tiny_and_zero_amounts_in_full(desk):
    sheet = factories.PriceSheetFactory(rates={"input": "0.00000012", "cache_read": "0"})
    for where in (address(sheet, "change"), address(PriceRow)):
        page = desk.get(where).content.decode()
        assert "$0.00000012 a token" in page
        assert "$0.12" in page
        assert "$0.00 a token" in page
        assert not re.search(r"\dE-\d", page)


def everything_of(name: str) -> None:
    """One row of every noun, each under a parent of its own."""
    person = factories.EditorFactory()
    model = factories.AIModelFactory(
        creator__slug=f"maker-{name}",
        family=factories.FamilyFactory(creator__slug=f"maker-{name}"),
        input_price=Decimal("0.0000025"),
    )
    offer = factories.OfferFactory(ai_model=model, provider__slug=f"host-{name}")
    run = SyncRun.objects.create(source=factories.source(), observed_at=OBSERVED)
    factories.PriceSheetFactory(offer=offer, run=run, rates={"input": "0.0000025"})
    factories.ClaimFactory(ai_model=model, fact="context_window", value=400_000, run=run, author=person)
    factories.MeasurementFactory(ai_model=model, run=run)
    edition = factories.EditionFactory(ai_model=model, author=person)
    EditionItem.objects.create(edition=edition, kind="strength", title="Cheap")
    edition.sources.create(key="docs", title="Their notes", url="https://example.org", read_on=date(2026, 5, 1))
    edition.claims.create(
        sentence="Cheap.", kind="rank", subject="output-price", limit=1, state="false", false_since=OBSERVED
    )
    OpenDraft.objects.create(edition=edition, person=person, opened_at=OBSERVED, seen_at=OBSERVED)
    StoredValidator.objects.create(source=factories.source(), address=f"https://{name}.example.org", seen_at=OBSERVED)
    SetAsideRecord.objects.create(run=run, external_id=name, reason="No id.")
    HeldChange.objects.create(run=run, ai_model=model, offer=offer, field="prices", reason="Fell to nothing.")
    FactCheck.objects.create(ai_model=model, facts=["name"], checked_by=person, checked_at=OBSERVED)
    Alias.objects.create(source=factories.source(), external_id=name, ai_model=model, seen_at=OBSERVED)
    SavedFilter.objects.create(owner=person, path="/admin/catalog/aimodel/", query="q=a", name=name, is_shared=True)
    LifecycleEvent.objects.create(
        ai_model=model, state="active", happens_on=date(2026, 1, 1), source=factories.source(), stated_at=OBSERVED
    )


@pytest.mark.parametrize(
    ("state", "amount", "words"),
    [
        ("published", "0.0000025", "$2.50"),
        ("published", None, "not published"),
        ("free", "0", "free of charge"),
        ("varies", None, "varies"),
        ("no_plain", None, "not sold in the plain variant"),
    ],
)
def test_it_lists_a_price_or_the_reason_why_there_is_none(desk, state, amount, words):
    factories.AIModelFactory(price_state=state, output_price=amount and Decimal(amount), input_price=Decimal(1))
    row = desk.get(address(AIModel)).content.decode()
    assert re.search(r'<td class="field-output_rate">(.*?)</td>', row).group(1) == words


NOUNS = sorted(model.__name__.lower() for model in nouns_of("catalog"))


@pytest.mark.parametrize("name", NOUNS)
def test_it_lists_twenty_rows_with_the_queries_of_one(desk, name):
    noun = apps.get_model("catalog", name)
    everything_of("first")
    desk.get(address(noun))
    with CaptureQueriesContext(connection) as one:
        assert desk.get(address(noun)).status_code == 200
    for number in range(19):
        everything_of(f"{number}")
    with CaptureQueriesContext(connection) as twenty:
        desk.get(address(noun), {"q": ""})
    assert len(twenty) <= len(one) < MOST_QUERIES


@pytest.mark.parametrize("name", NOUNS)
def test_it_searches_every_list(desk, name):
    everything_of("first")
    assert desk.get(address(apps.get_model("catalog", name)), {"q": "no such thing"}).status_code == 200


def test_it_opens_a_model_of_many_rows_with_the_queries_of_few(desk, model):
    with CaptureQueriesContext(connection) as few:
        desk.get(address(model, "change"))
    for number in range(10):
        factories.OfferFactory(ai_model=model, provider__slug=f"host-{number}")
        factories.EditionFactory(ai_model=model, status="draft", published_at=None)
        Alias.objects.create(source=factories.source(), external_id=str(number), ai_model=model)
        FactCheck.objects.create(
            ai_model=model,
            facts=["name"],
            checked_by=factories.EditorFactory(),
            checked_at=OBSERVED,
        )
    for fact in ("reasoning", "open_weights", "tool_calling"):
        for slug in ("openrouter", "models-dev", "editor"):
            factories.ClaimFactory(
                ai_model=model, fact=fact, value=True, source=factories.source(slug), author=factories.EditorFactory()
            )
    with CaptureQueriesContext(connection) as many:
        desk.get(address(model, "change"))
    assert len(many) <= len(few) < MOST_QUERIES


# --- editors with fewer rights ----------------------------------------------------------------------------------


def test_it_shows_a_model_to_those_who_may_only_look(model):
    looker = somebody_who_may("view_aimodel", "view_claim", "view_edition", "view_heldchange")
    page = looker.get(address(model, "change"))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert correct(looker, model, "context_window", "272000").status_code == 403
    assert looker.get(address(HeldChange)).status_code == 200
    assert looker.post(address(Edition, "add"), {}).status_code == 403


def test_it_takes_no_correction_from_those_who_may_write_editions_only(model):
    writer = somebody_who_may("change_aimodel", "view_claim", "add_edition", "change_edition")
    page = writer.get(address(model, "change"))
    sent = {"claims-TOTAL_FORMS": "1", "claims-INITIAL_FORMS": "0", "claims-0-fact": "context_window"}
    writer.post(address(model, "change"), {**form_of(page), **sent, "claims-0-value": "1", "claims-0-reason": "Mine."})
    assert not model.claims.filter(source__slug="editor").exists()


def test_it_lets_nobody_decide_who_may_only_look(model):
    held = HeldChange.objects.create(
        run=SyncRun.objects.create(source=factories.source(), observed_at=OBSERVED),
        ai_model=model,
        field="prices",
        reason="Fell to nothing.",
    )
    looker = somebody_who_may("view_heldchange", "view_claim", "view_edition", "view_alias")
    looker.post(address(HeldChange), {"action": "accept", "note": "Mine.", "_selected_action": [held.pk]})
    looker.post(address(held, "change"), {"note": "Mine.", "_accept": "1"})
    held.refresh_from_db()
    assert held.status == "open"
