"""Tables of offers in a browser: sorted in place, without scripts, and folded on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, NewPage
from tests.public_pages import small_catalog

MODEL = "/models/openai/gpt-5-image-mini/"


@pytest.fixture(scope="module")
def rows(db):
    small_catalog()


def expect_sellers(page: Page, *names: str) -> None:
    """The hosts of the table in their order, the list's own line left out."""
    rows = page.locator("#hosts tbody").first.locator("tr:not(.group, .listed)")
    expect(rows.locator("th > a")).to_have_text(list(names))


def test_it_sorts_offers_in_place_with_focus_and_address_kept(page: Page):
    page.goto(MODEL)
    expect_sellers(page, "North", "South")
    head = page.get_by_role("columnheader", name="Tokens/s").get_by_role("link")
    head.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Tokens/s")).to_have_attribute("aria-sort", "descending")
    expect_sellers(page, "South", "North")
    expect(page).to_have_url(f"{MODEL}?hosts=speed")
    expect(head).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Tokens/s")).to_have_attribute("aria-sort", "ascending")
    expect(page).to_have_url(f"{MODEL}?hosts=-speed")
    page.go_back()
    expect(page).to_have_url(f"{MODEL}?hosts=speed")
    expect_sellers(page, "South", "North")


def test_it_still_marks_the_part_in_the_contents_after_sorting(page: Page):
    page.goto(MODEL)
    page.get_by_role("columnheader", name="Seller").get_by_role("link").click()
    expect(page).to_have_url(f"{MODEL}?hosts=seller")
    page.evaluate("document.querySelector('#providers').scrollIntoView()")
    contents = page.get_by_role("navigation", name="On this page")
    expect(contents.get_by_role("link", name="Providers")).to_have_attribute("aria-current", "location")


def test_it_sorts_offers_without_scripts_on_a_phone(new_page: NewPage):
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto(MODEL)
    page.get_by_role("columnheader", name="Tokens/s").get_by_role("link").click()
    expect(page).to_have_url(f"{MODEL}?hosts=speed#providers")
    expect_sellers(page, "South", "North")


@pytest.mark.parametrize("colours", ["none", "active"])
def test_it_says_who_leads_in_words_that_are_seen(new_page: NewPage, colours):
    page = new_page(viewport=PHONE, forced_colors=colours)
    page.goto(MODEL)
    row = page.locator("#hosts").get_by_role("row").filter(has=page.get_by_role("link", name="North")).first
    expect(row.get_by_text("cheapest", exact=True)).to_be_visible()
    expect(page.locator("#hosts").get_by_text("fastest", exact=True)).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, {"width": 800, "height": 900}], ids=["phone", "tablet"])
@pytest.mark.parametrize("address", [MODEL, "/providers/north/", "/families/openai/gpt/"])
def test_it_folds_without_loss(new_page: NewPage, address, viewport):
    """All figures that a row shows on a wide screen are seen on a narrow one, whichever cell they stand in."""
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    rows = page.locator("table.hosts").first.locator("tbody tr:not(.group)")
    wide = [figures(text) for text in rows.all_inner_texts()]
    page.set_viewport_size(viewport)
    for narrow, needed in zip(rows.all_inner_texts(), wide, strict=True):
        assert needed <= figures(narrow)


def figures(text: str) -> set[str]:
    """Prices, counts, shares, ratios, days."""
    return set(re.findall(r"\d+ [A-Z][a-z]{2} \d{4}|\$?\d[\d.,]*(?:[KM%]|\N{MULTIPLICATION SIGN})?", text))


def test_it_turns_from_a_model_to_a_seller_and_back(page: Page):
    page.goto(MODEL)
    page.locator("#hosts").get_by_role("link", name="North").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("North")
    page.get_by_role("columnheader", name="To the cheapest").get_by_role("link").click()
    expect(page).to_have_url("/providers/north/?sort=ratio")
    expect(page.get_by_role("columnheader", name="To the cheapest").get_by_role("link")).to_be_focused()
    page.get_by_role("link", name="GPT 5 Image Mini").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("GPT 5 Image Mini")
