"""Comparing in a browser: the table at every width, and the tray that collects models from page to page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, accessibility_faults, width_that_sticks_out
from tests.public_pages import priced, small_catalog

MINI = "openai/gpt-5-image-mini"
IMAGE = "openai/gpt-5-image"
SIX = "/compare/?" + "&".join(
    f"m={id}"
    for id in (MINI, IMAGE, "openai/gpt-oss-120b", "google/gemma", "google/lyria", "sentence-transformers/long")
)
PAIR = f"/compare/{IMAGE}/vs/{MINI}/"


@pytest.fixture(scope="module")
def rows(db):
    small_catalog()


def tray(page: Page):
    return page.locator("#tray")


def choose(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("checkbox", name=f"Compare {name}", exact=True).check()


@pytest.mark.parametrize("address", [PAIR, SIX], ids=["two", "six"])
def test_it_reads_as_a_table_at_every_width(new_page: NewPage, address):
    page = new_page()
    page.goto(address)
    columns = page.get_by_role("columnheader").count()
    for width in (320, 360, 700, 800, 1024, 1100, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert width_that_sticks_out(page) == 0, f"at {width} px"
        row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Context window"))
        expect(row.get_by_role("cell")).to_have_count(columns)
        expect(row.get_by_role("cell", name="widest of").first).to_be_visible()


def test_it_keeps_the_heads_of_two_in_view_on_a_phone(phone: Page):
    phone.goto(PAIR)
    phone.get_by_role("rowheader", name="Verdict").scroll_into_view_if_needed()
    for name in ("GPT 5 Image", "GPT 5 Image Mini"):
        expect(phone.get_by_role("columnheader").get_by_role("link", name=name, exact=True)).to_be_in_viewport()


def test_it_names_the_model_of_each_figure_where_more_than_two_stand_below_each_other(phone: Page):
    phone.goto(SIX)
    expect(phone.locator("tr", has_text="Context window").locator(".of", has_text="Gemma")).to_be_visible()
    phone.goto(PAIR)
    expect(phone.locator("tr", has_text="Context window").locator(".of").first).to_be_hidden()


def test_it_shows_differences_removes_and_adds_without_scripts(page_without_scripts: Page):
    page = page_without_scripts
    page.goto(PAIR)
    page.get_by_role("link", name="Differences only").click()
    expect(page).to_have_url(f"/compare/?m={IMAGE}&m={MINI}&only=differences")
    expect(page.get_by_role("rowheader", name="Lifecycle")).to_have_count(0)
    page.get_by_label("Name of a model or a creator").fill("gemma")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Gemma").click()
    expect(page).to_have_url(f"/compare/?m={IMAGE}&m={MINI}&m=google/gemma&only=differences")
    page.get_by_role("link", name="Swap GPT 5 Image Mini for another").click()
    page.get_by_label("Name of a model or a creator").fill("oss")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="GPT Oss 120B").click()
    page.get_by_role("link", name="Remove Gemma").click()
    expect(page).to_have_url(f"/compare/?m={IMAGE}&m=openai/gpt-oss-120b&only=differences")


def test_it_finds_as_one_types(page: Page):
    page.goto(PAIR)
    page.get_by_label("Name of a model or a creator").press_sequentially("gemm")
    found = page.locator("#found")
    expect(found.get_by_role("status")).to_have_text("1 found for “gemm”")
    expect(page).to_have_url(PAIR)
    found.get_by_role("link", name="Gemma").click()
    expect(page).to_have_url(f"/compare/?m={IMAGE}&m={MINI}&m=google/gemma")


def test_it_compares_what_is_ticked_without_scripts(page_without_scripts: Page):
    page = page_without_scripts
    page.goto("/models/")
    expect(tray(page)).to_be_hidden()
    choose(page, "GPT 5 Image Mini", "Gemma")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(f"/compare/?m=google%2Fgemma&m={MINI.replace('/', '%2F')}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gemma vs GPT 5 Image Mini")


def test_it_collects_from_lists_and_pages_without_a_cookie(page: Page):
    page.goto("/models/?class=image")
    choose(page, "GPT 5 Image Mini")
    expect(tray(page)).to_have_text("Compare 1")
    page.goto(f"/models/{IMAGE}/")
    button = page.get_by_role("button", name="Add to compare")
    button.click()
    expect(page.get_by_role("button", name="Remove from compare")).to_be_focused()
    expect(tray(page)).to_have_text("Compare 2")
    assert accessibility_faults(page) == []
    tray(page).click()
    expect(page).to_have_url(f"/compare/?m={MINI}&m={IMAGE}")
    assert page.context.cookies() == []


def test_it_compares_those_of_other_pages_too(page: Page):
    page.goto("/models/?class=image")
    choose(page, "GPT 5 Image Mini")
    page.goto("/models/?creator=google")
    choose(page, "Gemma")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(f"/compare/?m={MINI}&m=google/gemma")


def test_it_keeps_what_was_ticked_when_the_list_is_filtered_and_forgets_what_is_unticked(page: Page):
    page.goto("/models/")
    choose(page, "GPT 5 Image Mini", "Gemma")
    page.get_by_role("group", name="Class").get_by_role("checkbox", name="Image").check()
    expect(page.get_by_role("rowheader")).to_have_count(2)
    box = page.get_by_role("checkbox", name="Compare GPT 5 Image Mini", exact=True)
    expect(box).to_be_checked()
    expect(page.locator(".tray")).to_contain_text("2 of at most 6 chosen")
    box.uncheck()
    expect(tray(page)).to_have_text("Compare 1")
    page.reload()
    expect(box).not_to_be_checked()
    expect(tray(page)).to_have_text("Compare 1")


@pytest.mark.usefixtures("rows_to_change")
def test_it_takes_six_and_says_politely_that_there_is_no_room_for_a_seventh(page: Page):
    for number in range(7):
        priced(f"more-{number}", "1")
    page.goto("/models/?q=more")
    choose(page, *(f"More {number}" for number in range(6)))
    seventh = page.get_by_role("checkbox", name="Compare More 6", exact=True)
    seventh.click()
    expect(seventh).not_to_be_checked()
    expect(page.locator("#said")).to_have_text("6 models fit side by side. Remove one to make room.")
    expect(tray(page)).to_have_text("Compare 6")


def test_it_is_cleared_in_every_tab(page: Page):
    page.goto("/models/")
    other = page.context.new_page()
    other.goto(f"/models/{MINI}/")
    choose(page, "GPT 5 Image Mini")
    expect(tray(other)).to_have_text("Compare 1")
    expect(other.get_by_role("button", name="Remove from compare")).to_be_visible()
    other.get_by_role("button", name="Choose nothing for comparing").click()
    expect(tray(page)).to_be_hidden()
    expect(page.get_by_role("checkbox", name="Compare GPT 5 Image Mini", exact=True)).not_to_be_checked()


def test_it_follows_what_is_removed_and_added_on_the_comparison_itself(page: Page):
    page.goto("/models/")
    choose(page, "GPT 5 Image Mini", "GPT 5 Image", "Gemma")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("link", name="Remove Gemma").click()
    expect(page).to_have_url(f"/compare/?m={MINI}&m={IMAGE}")
    expect(tray(page)).to_have_text("Compare 2")


@pytest.mark.parametrize("kept", ["not json", '{"m": 1}', '["openai/gpt", 7, "<img>", "a/b/c", null]'])
def test_it_makes_the_best_of_what_others_wrote_into_the_storage(page: Page, kept):
    page.goto("/")
    page.evaluate("text => localStorage.setItem('compare', text)", kept)
    page.goto("/models/")
    choose(page, "Gemma")
    expect(tray(page)).to_have_text("Compare 2" if "openai/gpt" in kept else "Compare 1")


def test_it_stays_a_form_and_a_link_where_storage_is_switched_off(page: Page):
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('off'); }})")
    page.goto(f"/models/{MINI}/")
    page.get_by_role("link", name="Add to compare").click()
    expect(page).to_have_url(f"/compare/?m={MINI}")
    page.goto("/models/")
    choose(page, "Gemma", "GPT 5 Image")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("columnheader")).to_have_count(2)


def test_it_works_the_bill_of_a_move_out_in_place(page: Page):
    page.goto(f"/models/openai/gpt-oss-120b/upgrade/?to={MINI}")
    page.get_by_label("Calls a month").fill("1")
    page.get_by_label("Calls a month").blur()
    expect(page.get_by_label("Calls a month")).to_have_value("1")
    expect(page.locator("#bill .receipt, #bill .example").first).to_be_visible()


def test_it_gives_fingers_room(phone: Page):
    for address in (PAIR, "/compare/", "/models/"):
        phone.goto(address)
        small = phone.evaluate(
            """[...document.querySelectorAll('.button, .input, .moves a, .others a, .pick label, .links a')]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""
        )
        assert small == [], address
