"""Every public page of the URLconf, on the bundled catalog and two extreme models, at three widths, light and dark."""

from __future__ import annotations

from typing import Literal

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from tests import extremes
from tests.browser.conftest import NewPage, accessibility_faults, what_sticks_out
from tests.urlconf import public_addresses

WIDTHS = (360, 768, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

IDS_GIVEN_TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  return ids.filter((id, place) => ids.indexOf(id) !== place);
}"""
LEADS_NOWHERE = """() => [...document.querySelectorAll('a[href^="#"]')]
    .filter(a => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map(a => a.outerHTML)"""


@pytest.fixture(scope="module")
def rows(db: None) -> None:
    call_command("load_catalog", verbosity=0)
    extremes.reviewed(extremes.brimful())
    extremes.bare()


def faults(page: Page) -> list[str]:
    """What is wrong with a page at its present size and scheme."""
    found = accessibility_faults(page)
    return [*found, *(f"sticks out of its window: {one}" for one in what_sticks_out(page))]


def test_every_public_page_is_sound_at_every_width_in_both_schemes(
    new_page: NewPage, subtests: pytest.Subtests, complaints: list[str]
) -> None:
    page = new_page()
    for address in public_addresses():
        if "text/html" not in page.request.get(address).headers["content-type"]:
            continue
        page.goto(address)
        with subtests.test(address):
            assert page.evaluate(IDS_GIVEN_TWICE) == []
            assert page.evaluate(LEADS_NOWHERE) == []
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                with subtests.test(f"{address} at {width} px, {scheme}"):
                    assert faults(page) == []
        with subtests.test(f"{address}, what the browser complained of"):
            assert complaints == []
            complaints.clear()
