"""Every public page in a browser: accessible, within its window, quiet, and usable without scripts."""

import gzip
import re

import pytest
from django.utils.text import slugify
from playwright.sync_api import Page, Response, ViewportSize, expect

from catalog.models import AIModel
from tests.browser.conftest import DESKTOP, PHONE, NewPage, accessibility_faults, width_that_sticks_out
from tests.factories import EditorFactory, OfferFactory, PriceSheetFactory
from tests.public_pages import PUBLIC_PAGES, priced, small_catalog

MARKS_ON_A_LINE_OF_THEIR_OWN = """
() => [...document.querySelectorAll("#hosts tbody th .src")].filter((mark) => {
  const name = document.createRange();
  const text = mark.closest("th").firstChild;
  name.setStart(text, 0);
  name.setEndBefore(mark);
  const lines = [...name.getClientRects()];
  return mark.getBoundingClientRect().left < lines[lines.length - 1].right - 1;
}).map((mark) => mark.closest("th").innerText)
"""
IMAGE_CLASS = re.compile(r"^Image \d+ models$")
"""The box of the class, not that of models which read images."""
NARROWEST: ViewportSize = {"width": 320, "height": 640}
PAPER_BY_SCHEME = {"light": "rgb(253, 253, 251)", "dark": "rgb(19, 21, 24)"}


@pytest.fixture(scope="module")
def rows(db):
    small_catalog()


def choose_theme(page: Page, name: str) -> None:
    """Opens the menu, as far as it is closed, and chooses."""
    switch = page.get_by_role("radio", name=name)
    if not switch.is_visible():
        page.get_by_text("Theme", exact=True).first.click()
    switch.check()


def paper(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_colours_of_the_system(new_page: NewPage, scheme):
    page = new_page(color_scheme=scheme)
    page.goto("/")
    assert paper(page) == PAPER_BY_SCHEME[scheme]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("address", [address for address in PUBLIC_PAGES if "?" in address])
def test_it_is_accessible_whatever_is_asked_of_it(looking: Page, address, viewport):
    """Pages without a question are walked in test_walk.py, in both schemes."""
    looking.set_viewport_size(viewport)
    looking.goto(address)
    assert accessibility_faults(looking) == []


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_it_never_scrolls_sideways(looking: Page, address):
    looking.set_viewport_size(NARROWEST)
    looking.goto(address)
    for width in (320, 360, 768, 1024, 1100, 1248, 1280):
        looking.set_viewport_size({"width": width, "height": 740})
        assert width_that_sticks_out(looking) == 0, f"at {width} px"


@pytest.mark.usefixtures("rows_to_change")
def test_it_keeps_the_mark_of_a_source_beside_the_sellers_name(new_page: NewPage):
    # Two that fill the column at different widths, so that some width is where one would break.
    model = AIModel.objects.get(slug="gpt-5-image-mini")
    for name in ("Amazon Bedrock", "Together Artificial Intelligence"):
        sold = OfferFactory(ai_model=model, provider__slug=slugify(name), provider__name=name, variant="batch")
        PriceSheetFactory(offer=sold, rates={"input": "0.0000025", "output": "0.000002"})
    page = new_page(viewport=DESKTOP)
    page.goto("/models/openai/gpt-5-image-mini/")
    for width in range(320, 1281, 24):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate(MARKS_ON_A_LINE_OF_THEIR_OWN) == [], f"at {width} px"
        assert width_that_sticks_out(page) == 0, f"at {width} px"


def test_it_searches_filters_and_sorts_without_scripts(new_page: NewPage):
    page = new_page(java_script_enabled=False)
    page.goto("/models/")
    page.get_by_role("checkbox", name=IMAGE_CLASS).check()
    page.get_by_role("button", name="Apply").click()
    # Of the widths, which exclude each other, "any" is one.
    assert page.url.endswith("/models/?class=image&context=")
    page.get_by_role("link", name="Output").first.click()
    names = page.get_by_role("rowheader").all_inner_texts()
    assert [name.splitlines()[0] for name in names] == ["GPT 5 Image Mini", "GPT 5 Image"]
    page.get_by_role("searchbox", name="Search models").fill("oss")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("rowheader")).to_have_count(1)


def test_it_opens_the_filters_of_a_phone_without_scripts(new_page: NewPage):
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto("/models/")
    expect(page.get_by_role("checkbox", name=IMAGE_CLASS)).to_be_hidden()
    page.get_by_text("Filter", exact=True).click()
    page.get_by_role("checkbox", name=IMAGE_CLASS).check()


def test_it_filters_changes_without_scripts(new_page: NewPage):
    page = new_page(java_script_enabled=False, viewport=PHONE)
    page.goto("/changes/")
    expect(page.get_by_role("heading", level=2)).to_have_count(6)
    page.get_by_role("navigation", name="Kind of change").get_by_role("link", name="Price").click()
    expect(page).to_have_url("/changes/?kind=price")
    row = page.locator(".news").get_by_role("row").filter(has_text="GPT 5 Image Mini")
    expect(row.get_by_role("cell")).to_have_count(3)
    expect(row).to_contain_text("$2.50")


def test_it_filters_in_place_with_the_focus_the_address_and_the_count_kept_right(page: Page):
    page.goto("/models/")
    box = page.get_by_role("checkbox", name=IMAGE_CLASS)
    box.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("rowheader")).to_have_count(2)
    expect(page).to_have_url("/models/?class=image")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    expect(page.get_by_role("status").first).to_have_text("2 image models, from A to Z")
    page.get_by_role("navigation", name="Sort").get_by_role("link", name="Newest").click()
    expect(page).to_have_url("/models/?class=image&sort=newest")
    expect(page.get_by_role("link", name="Newest")).to_be_focused()
    page.go_back()
    expect(page).to_have_url("/models/?class=image")
    expect(page.get_by_role("rowheader")).to_have_count(2)
    page.go_back()
    expect(page.get_by_role("rowheader")).to_have_count(9)
    expect(page.get_by_role("checkbox", name=IMAGE_CLASS)).not_to_be_checked()


@pytest.mark.usefixtures("rows_to_change")
def test_it_turns_the_page_in_place_and_shows_its_beginning(page: Page):
    for number in range(60):
        priced(f"more-{number:02}", "1")
    page.goto("/models/")
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url("/models/?page=2")
    expect(page.get_by_text("51\N{EN DASH}69 of 69")).to_be_in_viewport()


def test_it_reads_as_a_table_when_rows_are_folded(phone: Page):
    phone.goto("/models/")
    row = phone.get_by_role("row").filter(has_text="GPT 5 Image Mini")
    expect(row.get_by_role("rowheader")).to_contain_text("GPT 5 Image Mini")
    expect(row.get_by_role("cell")).to_have_count(3)


def test_it_keeps_the_theme_from_page_to_page(new_page: NewPage):
    page = new_page(color_scheme="light")
    page.goto("/")
    choose_theme(page, "Dark")
    assert paper(page) == PAPER_BY_SCHEME["dark"]
    page.goto("/models/")
    assert paper(page) == PAPER_BY_SCHEME["dark"]
    page.get_by_text("Theme", exact=True).first.click()
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    choose_theme(page, "System")
    page.reload()
    assert paper(page) == PAPER_BY_SCHEME["light"]
    assert page.context.cookies() == []


def test_it_changes_the_theme_of_its_own_page_without_scripts(new_page: NewPage):
    page = new_page(color_scheme="light", java_script_enabled=False)
    page.goto("/")
    choose_theme(page, "Dark")
    box = page.locator("body")
    assert box.evaluate("body => getComputedStyle(body).backgroundColor") == PAPER_BY_SCHEME["dark"]


def test_it_leads_past_the_masthead_with_the_first_key(page: Page):
    page.goto("/models/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.parametrize(
    "address",
    [
        "/models/",
        "/",
        "/creators/openai/",
        "/changes/",
        "/status/",
        "/providers/",
        "/providers/north/",
        "/families/openai/gpt/",
    ],
)
def test_it_gives_fingers_room(phone: Page, address):
    """Buttons, boxes, the filter and the links that stand alone are 44 px high; links within a sentence need not be."""
    phone.goto(address)
    small = phone.evaluate(
        """[...document.querySelectorAll('.button, .input, summary, .facets label, .links a, .brand, .theme label')]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""
    )
    assert small == []


def test_it_weighs_little_on_a_first_visit(page: Page):
    """Compressed as in production, where one file holds all styles and one all modules, it stays within 60 KB."""
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto("/models/openai/gpt-5-image-mini/", wait_until="networkidle")
    served: dict[str, bytes] = {}
    for answer in answers:
        kind = answer.headers.get("content-type", "")
        served[kind] = served.get(kind, b"") + answer.body()
    assert 10_000 < sum(len(gzip.compress(body, 6)) for body in served.values()) < 60_000


def test_it_shows_a_page_of_its_own_where_there_is_none(page: Page, complaints: list[str]):
    page.goto("/nowhere/")
    expect(page.get_by_role("heading", level=1)).to_have_text("No such page")
    assert accessibility_faults(page) == []
    # The browser itself reports the 404.
    assert all("404" in complaint for complaint in complaints)
    complaints.clear()


def test_it_closes_a_menu_by_escape_and_by_turning_elsewhere(page: Page):
    page.goto("/models/")
    menu = page.get_by_text("Classes", exact=True)
    menu.click()
    expect(page.get_by_role("link", name="Image models")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Image models")).to_be_hidden()
    menu.click()
    page.get_by_text("Theme", exact=True).first.click()
    expect(page.get_by_role("link", name="Image models")).to_be_hidden()
    expect(page.get_by_role("radio", name="Dark")).to_be_visible()


def test_it_leads_to_a_class_without_scripts(page_without_scripts: Page):
    page_without_scripts.goto("/")
    page_without_scripts.get_by_text("Classes", exact=True).click()
    page_without_scripts.get_by_role("link", name="Image models").click()
    assert page_without_scripts.url.endswith("/models/?class=image")


def test_it_says_so_beside_the_place_when_an_answer_does_not_come(page: Page, complaints: list[str]):
    page.goto("/models/")
    page.route("**/models/?*_part=*", lambda route: route.abort())
    page.get_by_role("navigation", name="Sort").get_by_role("link", name="Newest").click()
    remark = page.get_by_role("alert")
    expect(remark).to_contain_text("could not be loaded")
    expect(page.get_by_role("rowheader")).to_have_count(9)
    page.unroute("**/models/?*_part=*")
    remark.get_by_role("link").click()
    expect(page).to_have_url("/models/?sort=newest")
    # The browser itself reports the failed request, and so does htmx.
    assert all("Failed to load" in complaint or "htmx:" in complaint for complaint in complaints)
    complaints.clear()


def test_it_marks_in_the_contents_the_part_that_is_read(page: Page):
    page.goto("/models/openai/gpt-5-image-mini/")
    contents = page.get_by_role("navigation", name="On this page")
    page.evaluate("document.querySelector('#providers').scrollIntoView()")
    expect(contents.get_by_role("link", name="Providers")).to_have_attribute("aria-current", "location")
    expect(contents.locator("[aria-current]")).to_have_count(1)


@pytest.mark.usefixtures("rows_to_change")
def test_it_shows_an_editor_the_way_to_the_models_form(page: Page):
    editor = EditorFactory(email="berta@example.org", public_name="Berta")
    editor.set_password("correct horse battery staple")
    editor.save()
    editor.confirm_address()
    page.goto("/models/openai/gpt-5-image-mini/")
    expect(page.get_by_role("link", name="Edit this model")).to_have_count(0)
    page.goto("/admin/")
    page.get_by_label("E-mail").fill("berta@example.org")
    page.get_by_label("Password").fill("correct horse battery staple")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/models/openai/gpt-5-image-mini/")
    page.get_by_role("link", name="Edit this model").click()
    expect(page.get_by_role("heading", name="Change model")).to_be_visible()
