"""The corner of the masthead: nothing new for readers, the way to the desk for editors, never kept by anybody."""

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


def test_it_changes_nothing_for_readers(client):
    assert corner(client) == ""
    assert 'href="/account/"' in client.get("/").content.decode()


def test_it_leads_a_reviewer_to_their_account_and_nowhere_else(client):
    AIModelFactory(creator__slug="openai", slug="gpt-5")
    client.force_login(UserFactory(public_name="<Ben>"))
    page = corner(client, "https://almanac.example/models/openai/gpt-5/")
    assert 'href="/account/"' in page
    assert "&lt;Ben&gt;" in page
    assert "/admin/" not in page


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
