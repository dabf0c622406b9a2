"""Who changed what and when, of what editors own: its versions, their differences, and the way back to one."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Claim, Creator, Edition, FactCheck, Family, LifecycleEvent, Source
from tests import factories
from tests.catalog.admin.desk import address, correct, form_of, somebody_who_may

pytestmark = pytest.mark.django_db

NOUNS = (Claim, Creator, Edition, FactCheck, Family, LifecycleEvent)


def version(row, number=0) -> str:
    """The address of one of a row's versions, the newest first."""
    name = f"admin:catalog_{row._meta.model_name}_simple_history"
    return reverse(name, args=[row.pk, row.history.all()[number].pk])


def save(desk, row, **changes):
    page = desk.get(address(row, "change"))
    answer = desk.post(address(row, "change"), {**form_of(page), **changes})
    assert answer.status_code == 302, answer.content.decode()


@pytest.fixture
def creator(desk):
    """OpenAI, renamed twice."""
    row = factories.CreatorFactory(slug="openai", name="OpenAI")
    save(desk, row, name="Open AI")
    save(desk, row, name="<b>Open</b>")
    row.refresh_from_db()
    return row


def test_it_shows_who_changed_what(desk, anna, creator):
    page = desk.get(address(creator, "history")).content.decode()
    assert "<del>Open AI</del> <ins>&lt;b&gt;Open&lt;/b&gt;</ins>" in page
    assert str(anna) in page
    assert "Changed Name." in page


def test_it_shows_the_difference_of_any_two_versions(desk, creator):
    today = desk.get(version(creator, 1)).content.decode()
    assert "<del>Open AI</del>" in today
    assert "<ins>&lt;b&gt;Open&lt;/b&gt;</ins>" in today
    save(desk, creator, name="Another")
    both = desk.get(version(creator, 2), {"against": creator.history.all()[1].pk}).content.decode()
    assert "<ins>&lt;b&gt;Open&lt;/b&gt;</ins>" in both
    assert "<ins>Another</ins>" not in both
    assert desk.get(version(creator), {"against": "x"}).status_code == 404


def test_it_brings_a_version_back_and_keeps_what_was_there(desk, model, creator):
    was = model.model_class.version
    answer = desk.post(version(creator, 1), follow=True).content.decode()
    assert "Back to the version of" in answer
    creator.refresh_from_db()
    assert creator.name == "Open AI"
    assert [one.name for one in creator.history.all()] == ["Open AI", "<b>Open</b>", "Open AI", "OpenAI"]
    assert creator.history.first().history_change_reason.startswith("Back to the version of")
    model.model_class.refresh_from_db()
    assert model.model_class.version > was
    assert "Bring this version back" not in desk.get(version(creator, 0)).content.decode()


def test_it_knows_what_was_there_before_anybody_changed_it(desk, creator):
    page = desk.get(address(creator, "history")).content.decode()
    assert "As it was before anybody at the desk changed it" in page
    assert "nobody at the desk" in page
    desk.post(version(creator, 2))
    creator.refresh_from_db()
    assert creator.name == "OpenAI"


def test_it_brings_nothing_back_for_those_who_may_only_look(creator):
    looker = somebody_who_may("view_creator")
    page = looker.get(version(creator, 1))
    assert page.status_code == 200
    assert "Bring this version back" not in page.content.decode()
    assert looker.post(version(creator, 1)).status_code == 403
    assert somebody_who_may("view_family").get(version(creator, 1)).status_code == 403
    assert somebody_who_may("view_family").get(address(creator, "history")).status_code == 403


def test_it_finds_no_version_of_another_row(desk, creator):
    other = factories.CreatorFactory(slug="other")
    name = "admin:catalog_creator_simple_history"
    assert desk.get(reverse(name, args=[other.pk, creator.history.first().pk])).status_code == 404
    assert desk.get(reverse(name, args=[creator.pk, "x"])).status_code == 404


def test_it_keeps_versions_of_a_draft_and_brings_back_none_of_words_that_stand(desk, model):
    edition = factories.EditionFactory(ai_model=model, tagline="First.", status="draft", published_at=None)
    save(desk, edition, tagline="Second.")
    save(desk, edition, tagline="Third.")
    assert [one.tagline for one in edition.history.all()] == ["Third.", "Second.", "First."]
    desk.post(version(edition, 1))
    edition.refresh_from_db()
    assert (edition.tagline, edition.version) == ("Second.", 4), "whoever has it open hears of it"
    desk.post(address(Edition), {"action": "publish", "_selected_action": [edition.pk]})
    later = factories.EditionFactory(ai_model=model, status="draft", published_at=None)
    desk.post(address(Edition), {"action": "publish", "_selected_action": [later.pk]})
    assert [(one.tagline, one.status) for one in edition.history.all()][:3] == [
        ("Second.", "withdrawn"), ("Second.", "published"), ("Second.", "draft"),
    ]  # fmt: skip
    assert desk.post(version(edition, 3)).status_code == 403
    edition.refresh_from_db()
    assert edition.tagline == "Second."


def test_it_brings_a_correction_back_by_writing_it_anew(desk, anna, model):
    correct(desk, model, "context_window", "272000")
    correct(desk, model, "context_window", "300000")
    first = Claim.objects.get(value=272_000)
    assert [one.history_change_reason for one in first.history.all()] == ["Replaced by a later correction", None]
    assert "Bring this version back" in desk.get(version(first, 1)).content.decode()
    desk.post(version(first, 1))
    model.refresh_from_db()
    assert model.context_window == 272_000
    again = Claim.objects.current().get(source__slug="editor")
    assert again.pk != first.pk
    assert again.reason.startswith("Back to the version of")
    stated = Claim.objects.get(source__slug="openrouter", fact="context_window")
    assert "nobody at the desk has changed this" in desk.get(address(stated, "history")).content.decode()


def test_it_brings_an_editors_date_back_and_the_state_of_the_model_with_it(desk, model):
    event = LifecycleEvent.objects.create(
        ai_model=model, state="retired", happens_on=date(2026, 1, 1), source=Source.objects.get(slug="editor"),
        stated_at=factories.OBSERVED,
    )  # fmt: skip
    save(desk, event, note="Their notes say so.")
    save(desk, event, happens_on="2099-01-01")
    model.refresh_from_db()
    assert model.lifecycle == "active"
    desk.post(version(event, 1))
    model.refresh_from_db()
    assert model.lifecycle == "retired"


def test_it_keeps_no_versions_of_what_machines_write(model):
    call_command("load_catalog", verbosity=0)
    assert Creator.objects.count() > 20
    assert [noun.__name__ for noun in NOUNS if noun.history.exists()] == []


def test_it_neither_asks_nor_tells_public_pages_who_reads_them(desk, model):
    with CaptureQueriesContext(connection) as queries:
        page = desk.get(model.get_absolute_url())
    assert not page.cookies
    assert "Cookie" not in page.headers.get("Vary", "")
    assert not [one for one in queries if "django_session" in one["sql"] or "accounts_user" in one["sql"][:40]]


@pytest.mark.parametrize("number", [1, 20])
def test_it_shows_twenty_versions_with_the_queries_of_one(desk, number):
    creator = factories.CreatorFactory(slug="openai", name="OpenAI")
    for place in range(number):
        save(desk, creator, name=f"Name {place}")
    for where in (address(creator, "history"), version(creator)):
        with CaptureQueriesContext(connection) as queries:
            desk.get(where)
        assert len(queries) <= 10
