"""What holds for every public page: it is the same for everybody, so that any cache may keep it."""

import re

import pytest
from django.test import Client

from tests.factories import EditorFactory
from tests.public_pages import PUBLIC_PAGES, small_catalog

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalog():
    small_catalog()


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_it_sets_no_cookie_and_holds_no_form_but_get(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "public" in response["Cache-Control"]
    page = response.content.decode()
    assert "csrf" not in page
    assert not re.search(r"method=.post", page, re.IGNORECASE)


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_it_is_the_same_for_an_editor_as_for_anybody(client, address):
    editor = Client()
    editor.force_login(EditorFactory())
    assert editor.get(address).content == client.get(address).content


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_it_has_no_inline_script_and_no_inline_style(client, address):
    page = client.get(address).content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_it_takes_no_post(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_it_offers_a_way_without_script_for_all_that_htmx_fetches(client, address):
    page = client.get(address).content.decode()
    for element in re.findall(r"<[a-z]+[^>]*\shx-get=[^>]*>", page):
        assert re.search(r'\s(href|action)="/', element), element
