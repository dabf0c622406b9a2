"""From a draft to the page: who may do what, what an edition can take as it stands, and what is on record."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from catalog.models import Edition
from tests import factories
from tests.catalog.admin.desk import address, draft_of, save, somebody_who_may, writer

pytestmark = pytest.mark.django_db

TOMORROW = "2999-01-01T10:00"


@pytest.fixture
def wanda() -> Client:
    return writer(public_name="Wanda")


def on_record(edition: Edition) -> list[str]:
    entries = LogEntry.objects.filter(object_id=str(edition.pk), content_type__model="edition").order_by("pk")
    return [f"{one.user.public_name or one.user.email}: {one.get_change_message()}" for one in entries]


def press(browser: Client, edition: Edition, step: str) -> str:
    return browser.post(address(edition, "step"), {"step": step}, follow=True).content.decode()


# --- who may ------------------------------------------------------------------------------------------------------


def test_it_offers_a_writer_to_save_and_to_send_and_nothing_else(wanda, model):
    page = wanda.get(address(draft_of(model), "change")).content.decode()
    assert 'name="_save"' in page
    assert 'name="_send"' in page
    assert 'name="_preview"' in page
    for button in ("_publish", "_schedule", "publish_on"):
        assert f'name="{button}"' not in page


@pytest.mark.parametrize("button", ["_publish", "_schedule"])
def test_it_refuses_a_writer_who_publishes_by_a_form_of_their_own(wanda, model, button):
    edition = draft_of(model)
    answer = save(wanda, edition, tagline="Mine.", publish_on=TOMORROW, **{button: "1"})
    assert answer.status_code == 403
    edition.refresh_from_db()
    assert (edition.status, edition.tagline) == ("draft", "A model for tests.")


def test_it_refuses_a_writer_the_steps_of_a_publisher(wanda, model):
    published, scheduled = (
        factories.EditionFactory(ai_model=model),
        draft_of(model, status="scheduled", publish_at=factories.OBSERVED),
    )
    assert wanda.post(address(published, "step"), {"step": "take_down"}).status_code == 403
    assert wanda.post(address(scheduled, "step"), {"step": "cancel"}).status_code == 403
    wanda.post(address(Edition), {"action": "publish", "_selected_action": [scheduled.pk]})
    wanda.post(address(Edition), {"action": "take_down", "_selected_action": [published.pk]})
    assert sorted(model.editions.values_list("status", flat=True)) == ["published", "scheduled"]


def test_it_lets_somebody_who_may_only_look_change_nothing(model):
    edition, looker = draft_of(model), somebody_who_may("view_edition")
    assert 'name="_save"' not in looker.get(address(edition, "change")).content.decode()
    for page in ("change", "step", "restore", "preview_link"):
        assert looker.post(address(edition, page), {"step": "publish"}).status_code == 403
    edition.refresh_from_db()
    assert edition.status == "draft"


def test_it_needs_no_rights_of_their_own_for_the_entries_of_an_edition(wanda, model):
    edition = draft_of(model)
    save(wanda, edition, **{"items-0-kind": "strength", "items-0-title": "Draws well"})
    assert edition.items.get().title == "Draws well"


# --- the steps ----------------------------------------------------------------------------------------------------


def test_it_goes_from_a_writer_over_review_to_the_page(wanda, desk, anna, client, model):
    edition = draft_of(model)
    answer = save(wanda, edition, tagline="Draws and writes.", _send="1").content.decode()
    assert "Sent for review" in answer
    edition.refresh_from_db()
    assert (edition.status, edition.saved_by.public_name) == ("in_review", "Wanda")
    assert edition.sent_at is not None
    save(desk, edition, _publish="1")
    assert "Draws and writes." in client.get(model.get_absolute_url()).content.decode()
    assert on_record(edition) == [
        "Wanda: Sent for review.",
        "Wanda: Changed Tagline.",
        "anna@example.org: Published.",
        "anna@example.org: No fields changed.",
    ]


def test_it_sends_an_edition_back_with_what_has_to_change(wanda, desk, model):
    edition = draft_of(model, status="in_review", sent_at=factories.OBSERVED)
    save(desk, edition, note="Say what it costs.", _back="1")
    page = wanda.get(address(edition, "change")).content.decode()
    assert "Sent back: Say what it costs." in page
    edition.refresh_from_db()
    assert (edition.status, edition.sent_at) == ("draft", None)


def test_it_takes_an_edition_off_its_page_and_keeps_it(desk, client, model):
    edition = factories.EditionFactory(ai_model=model, tagline="Draws and writes.")
    assert "Draws and writes." in client.get(model.get_absolute_url()).content.decode()
    assert "Taken off the page." in press(desk, edition, "take_down")
    assert "Draws and writes." not in client.get(model.get_absolute_url()).content.decode()
    edition.refresh_from_db()
    assert edition.status == "withdrawn"


def test_it_says_when_a_step_was_taken_meanwhile(desk, model):
    edition = factories.EditionFactory(ai_model=model, status="withdrawn")
    assert "Nothing was done: it is withdrawn by now." in press(desk, edition, "take_down")
    assert "Nothing was done: choose one of the buttons." in press(desk, edition, "vanish")


def test_it_publishes_what_it_can_of_several_and_names_the_rest(desk, model):
    draft, old = draft_of(model), factories.EditionFactory(status="withdrawn", ai_model__name="Older 1")
    sent = {"action": "publish", "_selected_action": [draft.pk, old.pk]}
    page = desk.post(address(Edition), sent, follow=True).content.decode()
    assert "Older 1: Nothing was done: it is withdrawn by now." in page
    assert "1 published." in page
    assert model.editions.published().get() == draft
