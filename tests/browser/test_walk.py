"""Every public page of the URLconf, on the bundled catalog and two extreme models, at three widths, light and dark."""

from __future__ import annotations

from typing import Literal

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from tests import extremes
from tests.browser.conftest import OF_COLOURS, NewPage, accessibility_faults, what_sticks_out
from tests.urlconf import public_addresses

NARROW, MIDDLE, WIDE = 360, 768, 1440
TURNS: tuple[tuple[Literal["light", "dark"], int], ...] = (
    ("light", NARROW), ("dark", WIDE), ("light", WIDE), ("dark", NARROW),
)  # fmt: skip

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


def at(page: Page, width: int) -> Page:
    page.set_viewport_size({"width": width, "height": 800})
    return page


def test_every_public_page_is_sound_at_every_width_in_both_schemes(
    new_page: NewPage, subtests: pytest.Subtests, complaints: list[str]
) -> None:
    page = new_page()
    for place, address in enumerate(public_addresses()):
        if "text/html" not in page.request.get(address).headers["content-type"]:
            continue
        page.goto(address)
        with subtests.test(address):
            assert page.evaluate(IDS_GIVEN_TWICE) == []
            assert page.evaluate(LEADS_NOWHERE) == []
        page.emulate_media(color_scheme="light")
        for width in (NARROW, MIDDLE, WIDE):
            with subtests.test(f"{address} at {width} px"):
                assert what_sticks_out(at(page, width)) == []
                assert width == MIDDLE or accessibility_faults(page, but=(OF_COLOURS,)) == []
        # The pages are set in the same colours: light or dark, narrow or wide, they take turns.
        scheme, width = TURNS[place % len(TURNS)]
        page.emulate_media(color_scheme=scheme)
        with subtests.test(f"{address} at {width} px, {scheme}"):
            assert accessibility_faults(at(page, width), OF_COLOURS) == []
        with subtests.test(f"{address}, what the browser complained of"):
            assert complaints == []
            complaints.clear()
