"""What somebody deleted at the desk: who and when, and the way back to it, or why there is none."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Creator, Edition, Family, LifecycleEvent, Source
from catalog.models.history import lists_of
from tests.catalog.admin.desk import address, draft_of, save, somebody_who_may, writer
from tests.factories import OBSERVED

pytestmark = pytest.mark.django_db


def delete(desk, row) -> None:
    assert desk.post(address(row, "delete"), {"post": "yes"}).status_code == 302


def deleted(browser, noun) -> str:
    return re.sub(r"\s+", " ", browser.get(address(noun, "deleted")).content.decode())


def bring_back(browser, noun, number=0):
    """Presses the button of the row that was deleted so many deletions ago."""
    version = noun.history.filter(history_type="-")[number]
    where = reverse(f"admin:catalog_{noun._meta.model_name}_bring_back", args=[version.pk])
    return browser.post(where, follow=True)


@pytest.fixture
def draft(model):
    edition = draft_of(model, about="It draws.", tagline="Draws.")
    edition.items.create(kind="strength", position=1, title="Draws well", evidence="source", on="notes")
    edition.sources.create(key="notes", title="Their notes", url="https://example.org/", read_on=OBSERVED.date())
    edition.claims.create(sentence="It draws.", kind="has", subject="reasoning")
    return edition


@pytest.fixture
def event(model):
    return LifecycleEvent.objects.create(
        ai_model=model, state="retired", happens_on=date(2026, 1, 1), source=Source.objects.get(slug="editor"),
        stated_at=OBSERVED, note="They said so.",
    )  # fmt: skip


def test_it_brings_a_draft_back_with_its_lists_and_its_versions(desk, anna, draft):
    save(desk, draft, tagline="Draws well.")
    draft.refresh_from_db()
    was, lists = Edition.objects.values("about", "tagline", "created_at", "ai_model", "author").get(), lists_of(draft)
    delete(desk, draft)
    page = deleted(desk, Edition)
    assert "GPT-5 Image Mini, draft" in page
    assert "Draws well." in page
    assert str(anna) in page
    assert "It is back: GPT-5 Image Mini, draft." in bring_back(desk, Edition).content.decode()
    back = Edition.objects.get()
    assert Edition.objects.values(*was).get() == was
    assert (back.pk, back.status, lists_of(back)) == (draft.pk, "draft", lists)
    assert back.version > draft.version, "no form that was opened before saves over it"
    assert [one.history_type for one in back.history.all()] == ["+", "-", "~", "~"]
    assert back.history.first().lists == lists
    assert back.history.first().history_change_reason.startswith("Brought back: it was deleted on")
    assert back.claims.get().checked_at
    assert "Nothing that somebody deleted" in deleted(desk, Edition)


def test_it_links_the_page_from_the_list_to_those_who_may_add(desk, draft, event):
    for noun in (Edition, LifecycleEvent):
        assert address(noun, "deleted") in desk.get(address(noun)).content.decode()
    delete(desk, draft)
    looker = somebody_who_may("view_edition", "change_edition")
    assert address(Edition, "deleted") not in looker.get(address(Edition)).content.decode()
    assert looker.get(address(Edition, "deleted")).status_code == 403
    assert bring_back(looker, Edition).status_code == 403
    assert not Edition.objects.exists()
    assert bring_back(writer(), Edition).status_code == 200
    assert Edition.objects.exists()


def test_it_has_no_such_page_for_what_the_desk_never_deletes(desk):
    for noun in (Creator, Family):
        page = f"{address(noun)}deleted/"
        assert desk.get(page, follow=True).redirect_chain, "Django takes it for the address of a row that is gone"
        assert "Deleted</a>" not in desk.get(address(noun)).content.decode()


def test_it_changes_nothing_by_a_link(desk, draft):
    delete(desk, draft)
    version = Edition.history.first()
    assert desk.get(reverse("admin:catalog_edition_bring_back", args=[version.pk])).status_code == 405
    assert not Edition.objects.exists()


def test_it_brings_an_event_back_and_the_state_of_the_model_with_it(desk, model, event):
    delete(desk, event)
    model.refresh_from_db()
    assert model.lifecycle == "active"
    assert "They said so." in deleted(desk, LifecycleEvent)
    bring_back(desk, LifecycleEvent)
    model.refresh_from_db()
    assert model.lifecycle == "retired"


def test_it_refuses_what_has_no_place_any_more(desk, model, event):
    delete(desk, event)
    LifecycleEvent.objects.create(
        ai_model=model, state="retired", happens_on=date(2027, 1, 1), source=event.source, stated_at=OBSERVED
    )
    said = bring_back(desk, LifecycleEvent).content.decode()
    assert "It stays deleted. There is an event of this state again, of the same source" in said
    assert LifecycleEvent.objects.count() == 1


def test_it_refuses_what_hangs_on_something_that_is_gone(desk, model, draft, event):
    delete(desk, draft)
    delete(desk, event)
    model.delete()
    for noun in (Edition, LifecycleEvent):
        assert "None: its model is gone." in deleted(desk, noun)
        assert "It stays deleted. Its model is gone." in bring_back(desk, noun).content.decode()
        assert not noun.objects.exists()


def test_it_brings_nothing_back_twice(desk, draft):
    delete(desk, draft)
    bring_back(desk, Edition)
    assert "It was brought back already." in bring_back(desk, Edition).content.decode()
    delete(desk, draft)
    assert deleted(desk, Edition).count("Bring back GPT-5 Image Mini, draft") == 1
    bring_back(desk, Edition)
    assert Edition.objects.get().items.count() == 1


def test_it_takes_no_generated_draft_for_a_persons(desk, model):
    desk.post(reverse("admin:catalog_aimodel_write_from_facts", args=[model.pk]))
    delete(desk, Edition.objects.get())
    bring_back(desk, Edition)
    assert Edition.objects.get().is_generated
    delete(desk, Edition.objects.get())
    Edition.history.update(lists=None, is_generated=False)
    assert "Its lists are not: it was deleted before versions held them." in bring_back(desk, Edition).content.decode()
    assert Edition.objects.get().is_generated, "from before versions said so"


@pytest.mark.parametrize("number", [1, 20])
def test_it_lists_twenty_with_the_queries_of_one(desk, model, number):
    for _ in range(number):
        delete(desk, draft_of(model))
    with CaptureQueriesContext(connection) as queries:
        page = deleted(desk, Edition)
    assert page.count("Bring back GPT-5") == number
    assert len(queries) <= 8
