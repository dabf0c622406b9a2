"""The slip beside a figure's mark: opened, read and closed by mouse, keys and fingers, and what happens without it."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from catalog.models import AIModel
from tests.browser.conftest import DESKTOP, PHONE, NewPage, accessibility_faults, width_that_sticks_out
from tests.factories import OfferFactory, PriceSheetFactory
from tests.public_pages import small_catalog

ADDRESS = "/models/openai/gpt-5-image-mini/"
WINDOW = f"{ADDRESS}figures/context-window/"
FRAGMENTS = "**/figures/**_part=history"


@pytest.fixture(scope="module")
def rows(db):
    small_catalog()


def mark(page: Page, figure: str = "Context window") -> Locator:
    return page.get_by_role("link", name=f"{figure}: source").first


def slip(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Source and history")


def held_back(page: Page, addresses: str) -> list[Route]:
    """Requests for these addresses, which get no answer until somebody lets them go on."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(addresses, keep)
    return held


def open_slip(page: Page, figure: str = "Context window") -> Locator:
    page.goto(ADDRESS)
    mark(page, figure).click()
    expect(slip(page).get_by_role("heading", name=figure)).to_be_visible()
    return slip(page)


def test_it_opens_beside_its_mark_and_moves_nothing(page: Page):
    page.goto(ADDRESS)
    before, height = mark(page).bounding_box(), page.evaluate("document.documentElement.scrollHeight")
    opened = open_slip(page)
    expect(opened).to_contain_text("400,000 tokens")
    expect(opened).to_contain_text("128,000 tokens")
    expect(page).to_have_url(ADDRESS)
    assert mark(page).bounding_box() == before
    assert page.evaluate("document.documentElement.scrollHeight") == height
    box = opened.bounding_box()
    assert before
    assert box
    assert 0 <= box["y"] - (before["y"] + before["height"]) < 20
    assert box["x"] + box["width"] <= DESKTOP["width"]
    assert box["y"] + box["height"] <= DESKTOP["height"]


def test_it_opens_above_a_mark_near_the_foot_of_the_window(page: Page):
    page.goto(ADDRESS)
    at = page.locator("#capabilities").get_by_role("link", name="Context window")
    at.evaluate("mark => scrollTo(0, mark.getBoundingClientRect().bottom + scrollY - innerHeight + 4)")
    at.click()
    expect(slip(page).get_by_role("heading", level=2)).to_be_visible()
    box, below = slip(page).bounding_box(), at.bounding_box()
    assert box
    assert below
    assert below["y"] > DESKTOP["height"] - 100
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= below["y"]


def test_it_is_used_by_keys_and_gives_the_focus_back(page: Page):
    page.goto(ADDRESS)
    mark(page).focus()
    page.keyboard.press("Enter")
    expect(slip(page)).to_be_focused()
    expect(slip(page).get_by_role("heading", name="Context window")).to_be_visible()
    page.keyboard.press("Tab")
    expect(slip(page).get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(slip(page)).to_be_hidden()
    expect(mark(page)).to_be_focused()


def test_its_button_closes_it(page: Page):
    open_slip(page).get_by_role("button", name="Close").click()
    expect(slip(page)).to_be_hidden()
    expect(mark(page)).to_be_focused()


def test_a_click_beside_it_closes_it(page: Page):
    open_slip(page)
    page.get_by_role("heading", level=1).click()
    expect(slip(page)).to_be_hidden()
    expect(mark(page)).to_be_focused()


def test_it_leaves_the_focus_with_what_the_reader_turned_to(page: Page):
    open_slip(page)
    search = page.get_by_role("searchbox", name="Search models")
    search.click()
    expect(slip(page)).to_be_hidden()
    expect(search).to_be_focused()


def test_another_mark_takes_it_over(page: Page):
    open_slip(page)
    mark(page, "Output price").click()
    expect(slip(page).get_by_role("heading", level=2)).to_have_text("Output price")
    expect(slip(page)).to_contain_text("$2.00")
    page.keyboard.press("Escape")
    expect(mark(page, "Output price")).to_be_focused()


def test_it_waits_no_longer_for_what_another_mark_took_over(page: Page):
    held = held_back(page, f"**{WINDOW}*_part=history")
    page.goto(ADDRESS)
    mark(page).click()
    expect(slip(page).get_by_role("status")).to_be_visible()
    mark(page, "Output price").click()
    expect(slip(page).get_by_role("heading", level=2)).to_have_text("Output price")
    with page.expect_response(f"**{WINDOW}*"):
        held[0].continue_()
    expect(slip(page).get_by_role("heading", level=2)).to_have_text("Output price")
    expect(slip(page).get_by_role("alert")).to_have_count(0)


def test_it_says_that_it_waits_and_what_has_come(page: Page):
    held = held_back(page, FRAGMENTS)
    page.goto(ADDRESS)
    mark(page).click()
    expect(slip(page).get_by_role("status")).to_have_text("Looking up its source and history…")
    held[0].continue_()
    expect(slip(page).get_by_role("status")).to_have_text("Context window")
    expect(slip(page)).to_contain_text("400,000 tokens")


@pytest.mark.parametrize("mishap", ["an error", "no answer"])
def test_it_says_that_an_answer_did_not_come(page: Page, complaints: list[str], mishap):
    page.route(FRAGMENTS, lambda route: route.abort() if mishap == "no answer" else route.fulfill(status=500))
    page.goto(ADDRESS)
    mark(page).click()
    alert = slip(page).get_by_role("alert")
    expect(alert).to_contain_text("This could not be loaded just now.")
    expect(slip(page).get_by_text("Looking up")).to_be_hidden()
    assert width_that_sticks_out(page) == 0
    # The browser itself reports what failed.
    assert complaints
    complaints.clear()
    page.unroute(FRAGMENTS)
    page.keyboard.press("Escape")
    mark(page).click()
    expect(slip(page).get_by_role("heading", name="Context window")).to_be_visible()
    expect(alert).to_have_count(0)


def test_its_remark_leads_to_the_page(page: Page, complaints: list[str]):
    page.route(FRAGMENTS, lambda route: route.fulfill(status=500))
    page.goto(ADDRESS)
    mark(page).click()
    slip(page).get_by_role("link", name="Open it as a page of its own").click()
    expect(page).to_have_url(WINDOW)
    complaints.clear()


def test_it_leaves_other_clicks_to_the_browser(page: Page):
    page.goto(ADDRESS)
    with page.context.expect_page() as opened:
        mark(page).click(modifiers=["ControlOrMeta"])
    expect(opened.value).to_have_url(WINDOW)
    with page.context.expect_page() as opened:
        mark(page).click(button="middle")
    expect(opened.value).to_have_url(WINDOW)
    expect(slip(page)).to_be_hidden()


@pytest.mark.usefixtures("rows_to_change")
def test_the_mark_of_a_seller_leads_to_what_others_ask(page: Page):
    model = AIModel.objects.get(slug="gpt-5-image-mini")
    for number in range(12):
        sold = OfferFactory(ai_model=model, provider__slug=f"host-{number}", tag=f"host-{number}")
        PriceSheetFactory(offer=sold, rates={"input": "0.0000025", "output": "0.000002"})
    page.goto(ADDRESS)
    page.get_by_role("row", name="Host-7").first.get_by_role("link", name="Source").click()
    expect(slip(page).get_by_role("heading", name="What others ask for it")).to_be_in_viewport()
    assert slip(page).evaluate("slip => slip.scrollTop") > 0


def test_it_is_a_sheet_at_the_foot_of_a_phone(phone: Page):
    phone.goto(ADDRESS)
    mark(phone).tap()
    expect(slip(phone).get_by_role("heading", name="Context window")).to_be_visible()
    box = slip(phone).bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, PHONE["width"])
    assert round(box["y"] + box["height"]) == PHONE["height"]
    assert box["y"] > 0
    close = slip(phone).get_by_role("button", name="Close").bounding_box()
    assert close
    assert min(close["width"], close["height"]) >= 44
    assert width_that_sticks_out(phone) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_it_is_accessible(new_page: NewPage, viewport, scheme):
    page = new_page(viewport=viewport, color_scheme=scheme)
    open_slip(page, "Output price")
    assert accessibility_faults(page) == []


def test_the_mark_leads_to_the_page_without_scripts(page_without_scripts: Page):
    page_without_scripts.goto(ADDRESS)
    mark(page_without_scripts).click()
    expect(page_without_scripts).to_have_url(WINDOW)
    expect(page_without_scripts.get_by_role("heading", level=1)).to_have_text("Context window")
    page_without_scripts.get_by_role("navigation", name="Breadcrumb").get_by_role(
        "link", name="GPT 5 Image Mini"
    ).click()
    expect(page_without_scripts).to_have_url(ADDRESS)
