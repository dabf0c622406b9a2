"""What holds for every public page: it is the same for everybody, so that any cache may keep it."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.factories import EditorFactory
from tests.public_pages import PUBLIC_PAGES, small_catalog

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _catalog(database_of_the_file: None) -> None:
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
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)(?! type=.application/ld\+json)", page)


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_it_takes_no_post(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_it_offers_a_way_without_script_for_all_that_htmx_fetches(client, address):
    page = client.get(address).content.decode()
    for element in re.findall(r"<[a-z]+[^>]*\shx-get=[^>]*>", page):
        assert re.search(r'\s(href|action)="/', element), element


def described(page: str) -> dict[str, str]:
    """What a page says of itself to those who show a link to it."""
    found = re.findall(r'<meta (?:property|name)="([a-z:]+)" content="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_it_tells_others_how_to_show_a_link_to_it(client, settings, address):
    settings.SITE_URL = "https://almanac.example"
    page = client.get(address).content.decode()
    said = described(page)
    assert said["og:title"] == unescape(re.search(r"<title>(.*)</title>", page).group(1))
    assert said["og:description"] == said["description"] != ""
    assert said["og:url"] == unescape(re.search(r'<link rel="canonical" href="([^"]*)">', page).group(1))
    assert said["og:url"].startswith("https://almanac.example/")
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:type"] == "website"
    assert said["og:image:alt"]


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_it_names_a_picture_that_is_there(client, settings, address):
    settings.SITE_URL = "https://almanac.example"
    said = described(client.get(address).content.decode())
    picture = client.get(said["og:image"].removeprefix("https://almanac.example"))
    assert picture.status_code == 200
    width, height = (int.from_bytes(picture.content[at : at + 4], "big") for at in (16, 20))
    assert (said["og:image:width"], said["og:image:height"]) == (str(width), str(height)) == ("1200", "630")


def test_it_shows_a_model_by_its_own_picture_and_all_else_by_the_sites(client):
    pictures = {address: described(client.get(address).content.decode())["og:image"] for address in PUBLIC_PAGES}
    of_models = {
        address: found[1]
        for address in pictures
        if (found := re.fullmatch(r"(/models/[^/]+/[^/]+/)(?:reviews/)?(?:\?.*)?", address))
    }
    for address, model in of_models.items():
        assert pictures.pop(address).endswith(f"{model}card.png")
    of_figures = {address for address in pictures if "/figures/" in address}
    assert len({pictures[address] for address in pictures.keys() - of_figures}) == 1


def test_it_offers_no_picture_of_a_page_that_is_not_there(client):
    assert "og:" not in client.get("/nowhere/").content.decode()


def test_it_leads_to_the_icon_those_who_ask_without_a_page(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response.headers["Location"] == "/static/img/favicon.png"
    assert "public" in response.headers["Cache-Control"]
    assert not response.cookies


def test_it_lets_machines_read_what_is_public_and_nothing_else(client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode().splitlines() == ["User-agent: *", "Disallow: /admin/", "Disallow: /account/"]
