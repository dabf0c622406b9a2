"""The corner of the masthead: empty for readers, the way to the desk for editors, never kept by anybody."""

import pytest
from django.test import Client

from tests.factories import AIModelFactory, EditorFactory, UserFactory

pytestmark = pytest.mark.django_db


def corner(client: Client, address: str = "http://testserver/") -> str:
    response = client.get("/account/corner/", headers={"HX-Request": "true", "HX-Current-URL": address})
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(EditorFactory(public_name="Anna"))
    return client


def test_it_is_empty_for_readers_and_for_people_who_edit_nothing(client):
    assert corner(client) == ""
    client.force_login(UserFactory())
    assert corner(client) == ""


def test_it_leads_an_editor_to_the_desk(editor):
    assert 'href="/admin/"' in corner(editor)
    assert "Anna" in corner(editor)


@pytest.mark.parametrize("below", ["", "changes/feed/"])
def test_it_leads_an_editor_from_a_models_page_to_its_form(editor, below):
    model = AIModelFactory(creator__slug="openai", slug="gpt-5")
    page = corner(editor, f"https://almanac.example/models/openai/gpt-5/{below}")
    assert f'href="/admin/catalog/aimodel/{model.pk}/change/"' in page


@pytest.mark.parametrize(
    "address", ["", "nonsense", "http://[", "http://testserver/models/", "http://testserver/models/nobody/nothing/"]
)
def test_it_takes_any_address_for_what_it_is(editor, address):
    assert "/change/" not in corner(editor, address)
