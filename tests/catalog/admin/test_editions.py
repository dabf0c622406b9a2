"""The editorial text of a model: written, published, taken down."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from catalog.models import (
    AIModel,
    Edition,
)
from tests import factories
from tests.catalog.admin.desk import address, form_of

pytestmark = pytest.mark.django_db


def write_edition(desk: Client, model: AIModel, **sent: Any) -> Any:
    page = desk.get(address(Edition, "add"))
    items = {
        "items-0-kind": "question",
        "items-0-title": "Does it draw?",
        "items-0-text": "It does.",
        "items-0-position": "1",
    }
    text = {"ai_model": model.pk, "tagline": "Draws and writes.", "about": "It draws.", "verdict": ""}
    return desk.post(address(Edition, "add"), {**form_of(page), **text, **items, **sent})


def test_it_keeps_a_draft_off_the_page(desk, anna, model):
    write_edition(desk, model)
    edition = Edition.objects.get(ai_model=model)
    assert (edition.status, edition.author, edition.published_at) == ("draft", anna, None)
    assert edition.items.get().text == "It does."


def test_it_publishes_an_edition_in_place_of_the_one_before(desk, model):
    before = factories.EditionFactory(ai_model=model)
    write_edition(desk, model, _publish="Save and publish")
    before.refresh_from_db()
    assert before.status == "withdrawn"
    published = model.editions.published().get()
    assert published.tagline == "Draws and writes."
    was = model.version
    model.refresh_from_db()
    assert model.version > was


def test_it_shows_the_published_text_on_the_public_page(desk, client, model):
    write_edition(desk, model, _publish="Save and publish")
    page = client.get(model.get_absolute_url()).content.decode()
    assert "Draws and writes." in page
    assert "Does it draw?" in page


def test_it_publishes_from_the_list(desk, model):
    edition = factories.EditionFactory(ai_model=model, status="draft", published_at=None)
    desk.post(address(Edition), {"action": "publish", "_selected_action": [edition.pk]})
    edition.refresh_from_db()
    assert edition.status == "published"


def test_it_publishes_neither_of_two_editions_of_one_model(desk, model):
    chosen = [factories.EditionFactory(ai_model=model, status="draft", published_at=None).pk for _ in range(2)]
    answer = desk.post(
        address(Edition), {"action": "publish", "_selected_action": chosen}, follow=True
    ).content.decode()
    assert "Choose one edition a model." in answer
    assert not model.editions.published().exists()


def test_it_takes_an_edition_off_the_page(desk, model):
    edition = factories.EditionFactory(ai_model=model)
    desk.post(address(Edition), {"action": "take_down", "_selected_action": [edition.pk]})
    edition.refresh_from_db()
    assert edition.status == "withdrawn"
    assert AIModel.objects.get(pk=model.pk).version > model.version


def test_it_lets_the_words_on_the_page_stand(desk, model):
    edition = factories.EditionFactory(ai_model=model)
    assert 'name="_save"' not in desk.get(address(edition, "change")).content.decode()
    answer = desk.post(address(edition, "change"), {"tagline": "A better sentence."})
    assert "Not saved" in answer.content.decode()
    edition.refresh_from_db()
    assert (edition.tagline, edition.status) == ("A model for tests.", "published")


def test_it_asks_for_the_answer_to_a_question(desk, model):
    page = write_edition(desk, model, **{"items-0-text": ""})
    assert "Write the answer: a question does not stand without one." in page.content.decode()
    assert not Edition.objects.exists()


def test_it_keeps_an_edition_that_was_once_published(desk, model):
    edition = factories.EditionFactory(ai_model=model)
    draft = factories.EditionFactory(ai_model=model, status="draft", published_at=None)
    assert desk.post(address(edition, "delete"), {"post": "yes"}).status_code == 403
    assert desk.post(address(draft, "delete"), {"post": "yes"}).status_code == 302
    assert list(model.editions.all()) == [edition]
