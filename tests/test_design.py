"""/about/design/: for those who work on the site, and for nobody else."""

import re

import pytest

from tests.servers import BASE_DIR

pytestmark = pytest.mark.django_db


def test_it_is_shown_in_debug_only(client, settings):
    assert client.get("/about/design/").status_code == 404
    settings.DEBUG = True
    response = client.get("/about/design/")
    assert response.status_code == 200
    assert 'content="noindex"' in response.content.decode()


def test_it_shows_every_icon_and_every_colour(client, settings):
    settings.DEBUG = True
    page = client.get("/about/design/").content.decode()
    sprite = (BASE_DIR / "static/img/icons.svg").read_text()
    for name in re.findall(r'<symbol id="([^"]+)"', sprite):
        assert f"<code>{name}</code>" in page
    colours = re.findall(r"^    (--[a-z0-9-]+): light-dark", (BASE_DIR / "static/css/tokens.css").read_text(), re.M)
    for name in colours:
        assert f"<code>{name}</code>" in page
