"""Rankings, price against intelligence and the tabs of a model's page, as a browser has them."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from catalog.models import AIModel, Metric
from tests.browser.conftest import DESKTOP, PHONE, NewPage, accessibility_faults, width_that_sticks_out
from tests.catalog.rankings import measure
from tests.public_pages import priced, small_catalog
from tests.upstream import serving

RANKING = "/rankings/image/output-price/"
SCATTER = "/rankings/text/price-and-intelligence/"
MINI = "/models/openai/gpt-5-image-mini/"
PICTURES = [
    "/rankings/image/output-price.svg",
    "/rankings/text/price-and-intelligence.svg",
    f"{MINI}charts/output-price.svg",
    f"{MINI}charts/price-history.svg",
    f"{MINI}badges/output-price.svg",
]
"""A ranking, a scatter that terms keep to our page, a model among its class, steps, a badge."""

SMALL_TARGETS = """[...document.querySelectorAll('.button, .input, summary, .facets label, .links a')]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"""


@pytest.fixture(scope="module")
def rows(db):
    small_catalog()
    measure(AIModel.objects.get(slug="gpt-5-image"), "image-elo", "1105", low=Decimal(1095), high=Decimal(1117))


def width_of(one: Locator) -> float:
    """In pixels; 0 for what is not drawn."""
    box = one.bounding_box()
    return box["width"] if box else 0


def test_it_filters_in_place_with_the_focus_the_address_and_the_count_kept_right(page: Page):
    page.goto(RANKING)
    expect(page.get_by_role("rowheader")).to_have_count(2)
    price = page.get_by_role("textbox", name="US dollars for 1M tokens of output")
    price.fill("$5")
    price.press("Tab")
    expect(page.get_by_role("rowheader")).to_have_count(1)
    expect(page).to_have_url(f"{RANKING}?price=%245")
    expect(price).to_have_value("$5")
    expect(page.locator("#found")).to_have_text("1 of 2 shown")
    box = page.get_by_role("radio", name="400K")
    box.focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(f"{RANKING}?context=400000&price=%245")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    page.go_back()
    expect(page).to_have_url(f"{RANKING}?price=%245")
    expect(page.get_by_role("radio", name="Any")).to_be_checked()


def test_it_filters_without_scripts(page_without_scripts: Page):
    page = page_without_scripts
    page.goto(RANKING)
    page.get_by_role("textbox", name="US dollars for 1M tokens of output").fill("2,50")
    page.get_by_role("button", name="Apply").click()
    assert page.url.endswith(f"{RANKING}?price=2%2C50&context=")
    expect(page.get_by_role("rowheader")).to_have_count(1)
    page.get_by_role("link", name="Clear").click()
    expect(page.get_by_role("rowheader")).to_have_count(2)
    page.get_by_role("navigation", name="Figure").get_by_role("link", name="Context window").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Image models by context window")
    page.get_by_role("link", name="Rankings").first.click()
    expect(page.get_by_role("heading", name="Image models")).to_be_visible()


def test_it_reads_as_a_table_when_rows_are_folded(phone: Page):
    phone.goto(RANKING)
    row = phone.get_by_role("row").filter(has_text="GPT 5 Image Mini")
    expect(row.get_by_role("rowheader")).to_contain_text("GPT 5 Image Mini")
    # Rank and value; the bar says nothing that the value does not, and the creator stands below the name.
    expect(row.get_by_role("cell")).to_have_count(2)
    assert width_of(row.locator(".bar")) > 5


def test_bars_are_as_long_as_their_values_say(page: Page):
    page.goto(RANKING)
    widths = [width_of(bar) for bar in page.locator(".rank .bar").all()]
    assert widths[1] / widths[0] == pytest.approx(10 / 2, rel=0.02)
    page.goto("/rankings/image/image-elo/")
    assert width_of(page.locator(".rank .range")) > 1


@pytest.mark.usefixtures("rows_to_change")
def test_it_blends_in_place_and_without_scripts(new_page: NewPage):
    measure(priced("gpt-x", "4", input_price=Decimal("0.000001")), "intelligence-index", "61")
    for page in (new_page(), new_page(java_script_enabled=False)):
        page.goto(SCATTER)
        expect(page.locator(".dots circle, circle.dot-own")).not_to_have_count(0)
        page.get_by_role("textbox", name="Blend, input to output").fill("1:3")
        page.get_by_role("button", name="Draw").click()
        expect(page).to_have_url(re.compile(r"\?blend=1(:|%3A)3$"))
        expect(page.locator("#cohort")).to_contain_text("1 part input to 3 parts output")
        expect(page.get_by_role("columnheader", name="Price, 1:3")).to_be_visible()
        page.get_by_role("navigation", name="Usual blends").get_by_role("link", name="10:1").click()
        expect(page.get_by_role("textbox", name="Blend, input to output")).to_have_value("10:1")


def test_tabs_change_the_figure_in_place_with_the_focus_kept(page: Page):
    page.goto(MINI)
    tabs = page.get_by_role("navigation", name="Compare by")
    expect(tabs.get_by_role("link", name="Output price")).to_have_attribute("aria-current", "true")
    elo = tabs.get_by_role("link", name="Image Elo")
    elo.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("has no image Elo measured")).to_be_visible()
    expect(page).to_have_url(f"{MINI}?show=image-elo#compares")
    expect(elo).to_be_focused()
    expect(elo).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(tabs.get_by_role("link", name="Output price")).to_have_attribute("aria-current", "true")


def test_tabs_are_links_without_scripts(page_without_scripts: Page):
    page = page_without_scripts
    page.goto(MINI)
    page.get_by_role("navigation", name="Compare by").get_by_role("link", name="Image Elo").click()
    assert page.url.endswith(f"{MINI}?show=image-elo#compares")
    expect(page.get_by_text("has no image Elo measured")).to_be_visible()
    expect(page.locator("#compares")).to_be_in_viewport()


@pytest.mark.parametrize("address", PICTURES)
def test_a_picture_shows_by_itself_under_our_policy(page: Page, address):
    """Whatever the policy forbids would be reported to the console, which the page's fixture watches."""
    page.goto(address)
    assert page.evaluate("document.documentElement.tagName") == "svg"
    assert width_of(page.locator("text").first) > 20
    fills = page.evaluate(
        "[...new Set([...document.querySelectorAll('rect, text')].map(e => getComputedStyle(e).fill))]"
    )
    assert len(fills) > 1


@pytest.mark.usefixtures("rows_to_change")
def test_pictures_show_in_other_peoples_pages(page: Page, site):
    Metric.objects.update(redistributable=True)
    shown = "".join(f'<img src="{site}{address}">' for address in PICTURES)
    with serving(shown.encode(), "text/html") as elsewhere:
        page.goto(elsewhere, wait_until="networkidle")
    sizes = page.evaluate("[...document.images].map((one) => [one.naturalWidth, one.naturalHeight])")
    assert [width for width, _ in sizes[:4]] == [720, 720, 720, 720]
    assert all(height > 100 for _, height in sizes[:4])
    assert sizes[4][1] == 28


@pytest.mark.usefixtures("rows_to_change")
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_it_stays_accessible_when_unfolded(new_page: NewPage, viewport):
    for metric in Metric.objects.exclude(slug="image-elo"):
        measure(AIModel.objects.get(slug="gpt-oss-120b"), metric.slug, "0.5", configuration="low")
    page = new_page(viewport=viewport)
    for address in (RANKING, SCATTER, "/rankings/text/gpqa/", f"{MINI}?show=image-elo"):
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        assert accessibility_faults(page) == [], address
        assert width_that_sticks_out(page) == 0, address


@pytest.mark.parametrize("address", ["/rankings/", RANKING, SCATTER, MINI])
def test_it_gives_fingers_room(phone: Page, address):
    phone.goto(address)
    assert phone.evaluate(SMALL_TARGETS) == []
