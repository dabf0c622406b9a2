"""A model's page at the desk: an editor corrects its facts, checks them, dates its life."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry

from catalog.models import (
    AIModel,
    Claim,
    LifecycleEvent,
    ModelClass,
)
from tests import factories
from tests.catalog.admin.desk import address, correct, form_of, new_row, table_of
from tests.factories import OBSERVED

pytestmark = pytest.mark.django_db


def test_it_shows_each_fact_beside_what_its_sources_say(desk, model):
    page = desk.get(address(model, "change")).content.decode()
    row = re.search(r'<th scope="row">Context window</th>(.*?)</tr>', page, re.S).group(1)
    assert "400,000" in row
    assert "OpenRouter" in row
    assert "since 15 May 2026" in row
    row = re.search(r'<th scope="row">Released</th>(.*?)</tr>', page, re.S).group(1)
    assert "not published" in row
    assert "nobody" in row


def test_it_corrects_a_fact_at_once(desk, anna, model):
    saved = correct(desk, model, "context_window", "272000")
    assert saved.status_code == 302
    was = model.version
    model.refresh_from_db()
    assert model.context_window == 272_000
    assert model.version > was
    claim = model.claims.current().get(source__slug="editor")
    assert (claim.value, claim.author, claim.reason) == (272_000, anna, "Read in their notes.")
    assert claim.stated_at == claim.confirmed_at


def test_it_renews_the_pages_of_the_class_that_a_correction_touches(desk, model):
    was = model.model_class.version
    correct(desk, model, "context_window", "272000")
    assert ModelClass.objects.get(pk=model.model_class_id).version > was


@pytest.mark.parametrize(
    ("fact", "typed", "advice"),
    [
        (
            "context_window",
            "about a million",
            "Write numbers, true and false as they are; text and dates",
        ),
        ("context_window", '"272000"', "Write a whole number above 0, without quotes: 400000."),
        ("context_window", "0", "Write a whole number above 0"),
        ("release_date", '"2025-13-40"', "Write a date in quotes, year first"),
        ("tool_calling", '"yes"', "Write true or false."),
        ("output_modalities", '["smell"]', "Write a list of these: text, image"),
        ("name", '"A\\u0000B"', "Null characters are not allowed."),
        ("name", '"A\\u0007B"', "Write it without control characters."),
        ("name", '"A\\ud800B"', "Write it without control characters."),
        ("model_class", '"pictures"', "Write one of these, in quotes: video, image"),
        ("family", '"…"', 'Write the name of the family in quotes: "Claude Opus".'),
    ],
)
def test_it_keeps_what_was_typed_and_says_what_to_write(desk, model, fact, typed, advice):
    page = correct(desk, model, fact, typed)
    assert page.status_code == 200
    form = table_of(page, "corrections").extra_forms[0]
    assert any(advice in error for error in form.errors["value"])
    assert form["value"].value() == typed
    assert not model.claims.filter(source__slug="editor").exists()


def test_it_asks_for_the_reason(desk, model):
    page = correct(desk, model, "context_window", "272000", reason="")
    assert "This field is required" in page.content.decode()
    assert not model.claims.filter(source__slug="editor").exists()


def test_it_refuses_two_corrections_of_one_fact_in_one_go(desk, model):
    page = desk.get(address(model, "change"))
    prefix = table_of(page, "corrections").prefix
    rows = {f"{prefix}-TOTAL_FORMS": 2}
    for number, typed in enumerate(["272000", "300000"]):
        rows |= {
            f"{prefix}-{number}-fact": "context_window",
            f"{prefix}-{number}-value": typed,
            f"{prefix}-{number}-reason": "So it says.",
        }
    page = desk.post(address(model, "change"), {**form_of(page), **rows})
    assert "Write one correction a fact." in page.content.decode()
    assert not model.claims.filter(source__slug="editor").exists()


def test_it_keeps_the_earlier_correction_when_a_new_one_takes_its_place(desk, model):
    correct(desk, model, "context_window", "272000")
    correct(desk, model, "context_window", "300000")
    earlier, later = model.claims.filter(source__slug="editor").order_by("stated_at")
    assert (earlier.value, later.value) == (272_000, 300_000)
    assert earlier.superseded_at == later.stated_at
    assert later.superseded_at is None
    model.refresh_from_db()
    assert model.context_window == 300_000


def test_it_withdraws_a_correction_on_the_page_of_its_model(desk, model):
    correct(desk, model, "context_window", "272000")
    page = desk.get(address(model, "change"))
    prefix = table_of(page, "corrections").prefix
    desk.post(address(model, "change"), {**form_of(page), f"{prefix}-0-withdraw": "They say so now."})
    assert LogEntry.objects.filter(change_message="Withdrew the correction: They say so now.").exists()
    assert model.claims.get(source__slug="editor").superseded_at is not None
    model.refresh_from_db()
    assert model.context_window == 400_000


def test_it_unlocks_from_the_list_with_a_reason_and_leaves_claims_of_sources_alone(desk, model):
    correct(desk, model, "context_window", "272000")
    chosen = {"action": "unlock", "_selected_action": list(Claim.objects.values_list("pk", flat=True))}
    asked = desk.post(address(Claim), chosen).content.decode()
    assert "Unlock 1 fact" in asked
    assert "Read in their notes." in asked
    assert "This field is required." in desk.post(address(Claim), {**chosen, "reason": " "}).content.decode()
    answer = desk.post(address(Claim), {**chosen, "reason": "They corrected it."}, follow=True).content.decode()
    assert "1 lock withdrawn." in answer
    assert [claim.source.slug for claim in Claim.objects.exclude(superseded_at=None)] == ["editor"]
    model.refresh_from_db()
    assert model.context_window == 400_000
    assert LogEntry.objects.get(change_message="Withdrew the correction: They corrected it.").user_id


def test_it_lists_which_facts_are_locked_by_whom_and_why(desk, anna, model):
    correct(desk, model, "context_window", "272000")
    correct(desk, model, "context_window", "300000")
    now = desk.get(address(Claim), {"locks": "now"}).content.decode()
    assert ("300000" in now, "272000" in now) == (True, False)
    assert str(anna) in now
    assert "Read in their notes." in now
    former = desk.get(address(Claim), {"locks": "former"}).content.decode()
    assert ("300000" in former, "272000" in former) == (False, True)
    free = factories.AIModelFactory()
    for value, found in (("some", model), ("none", free)):
        assert list(desk.get(address(AIModel), {"locks": value}).context["cl"].result_list) == [found]


def test_it_never_writes_the_facts_of_a_model_but_through_claims(desk, model):
    page = desk.get(address(model, "change"))
    desk.post(address(model, "change"), {**form_of(page), "name": "Mine", "context_window": "1", "slug": "mine"})
    model.refresh_from_db()
    assert (model.name, model.context_window, model.slug) == ("GPT-5 Image Mini", 400_000, "gpt-5-image-mini")


def test_it_shows_the_correction_on_the_public_page(desk, client, model):
    correct(desk, model, "name", '"GPT-5 Image Mini (corrected)"')
    assert "GPT-5 Image Mini (corrected)" in client.get(model.get_absolute_url()).content.decode()


def test_it_leads_to_the_public_page(desk, model):
    page = desk.get(address(model, "change"))
    assert desk.get(page.context["absolute_url"]).url.endswith("/models/openai/gpt-5-image-mini/")


def test_it_retires_a_model_on_an_editors_word(desk, model):
    page = desk.get(address(model, "change"))
    row = new_row(page, "lifecycle events", state="retired", happens_on="2026-05-01", note="Announced by the creator.")
    desk.post(address(model, "change"), {**form_of(page), **row})
    event = model.lifecycle_events.get()
    assert event.source.slug == "editor"
    model.refresh_from_db()
    assert model.lifecycle == "retired"


def test_it_lets_no_model_take_its_own_place(desk, model):
    page = desk.get(address(model, "change"))
    row = new_row(page, "lifecycle events", state="retired", happens_on="2026-05-01", replacement=model.pk)
    answer = desk.post(address(model, "change"), {**form_of(page), **row})
    assert "A model cannot take its own place: choose another." in answer.content.decode()
    assert not model.lifecycle_events.exists()


def test_it_leaves_the_dates_that_a_source_states_alone(desk, model):
    event = LifecycleEvent.objects.create(
        ai_model=model, state="deprecated", happens_on=date(2026, 5, 1), source=factories.source(), stated_at=OBSERVED
    )
    page = desk.get(address(model, "change"))
    prefix = table_of(page, "lifecycle events").prefix
    changed = {f"{prefix}-0-id": event.pk, f"{prefix}-0-happens_on": "2030-01-01", f"{prefix}-0-state": "retired"}
    desk.post(address(model, "change"), {**form_of(page), **changed})
    event.refresh_from_db()
    assert (event.happens_on, event.state) == (date(2026, 5, 1), "deprecated")
    assert desk.post(address(event, "delete"), {"post": "yes"}).status_code == 403
