"""Charts as a browser sets them, with its own faces: what the server reckoned to be apart is apart."""

from itertools import combinations

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page

from catalog import wording
from catalog.charts import Caption, badge, bar_chart, bar_sheet, scatter_sheet
from catalog.ranking import neighbours
from catalog.views.design import specimens
from tests.bench.charts import contenders
from tests.browser.conftest import NewPage, accessibility_faults

BOXES = """
(names) => [...document.querySelectorAll(names)].map((text) => text.getBoundingClientRect()).filter((box) => box.width)
  .map((box) => [box.left, box.right, box.top, box.bottom])
"""
PLOT = """
() => {
  const box = document.querySelector(".scatter .plot-field svg").getBoundingClientRect();
  return [box.left, box.right];
}
"""
STICKING_OUT = """
() => [...document.querySelectorAll(".plot *, .ranked *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth)
  .map((one) => one.outerHTML.slice(0, 90))
"""
Box = list[float]


@pytest.fixture(autouse=True)
def _debug(settings):
    settings.DEBUG = True


def meeting(boxes: list[Box]) -> list[tuple[Box, Box]]:
    return [
        (one, other)
        for one, other in combinations(boxes, 2)
        if min(one[1], other[1]) - max(one[0], other[0]) > 0.5 and min(one[3], other[3]) - max(one[2], other[2]) > 0.5
    ]


def names_in(page: Page, selector: str) -> list[Box]:
    return page.evaluate(BOXES, selector)


@pytest.mark.parametrize("width", [320, 360, 480, 760, 1000, 1024, 1280, 1600])
def test_it_keeps_the_names_of_dots_apart_at_every_width(new_page: NewPage, width):
    page = new_page(viewport={"width": width, "height": 900})
    page.goto("/about/design/")
    names = names_in(page, ".dot-names text")
    left, right = page.evaluate(PLOT)
    assert len(names) >= (40 if width >= 760 else 6)
    assert meeting(names) == []
    assert [box for box in names if box[0] < left - 0.5 or box[1] > right + 0.5] == []
    assert page.evaluate(STICKING_OUT) == []


@pytest.mark.parametrize("width", [800, 1280])
def test_it_keeps_the_names_of_lines_apart(new_page: NewPage, width):
    page = new_page(viewport={"width": width, "height": 900})
    page.goto("/about/design/")
    names = names_in(page, ".line-name")
    assert len(names) == 8
    assert meeting(names) == []
    assert max(box[1] for box in names) <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_draws_accessible_charts(new_page: NewPage, width, scheme):
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto("/about/design/")
    assert page.get_by_role("img", name="Scores as they changed Two models, across a new scale.").count() == 1
    assert accessibility_faults(page) == []


def test_it_says_below_a_phone_s_plot_which_line_is_which(phone: Page):
    phone.goto("/about/design/")
    assert phone.get_by_text("Model 4 with a name of its own ended").is_visible()


def drawn(page: Page, template: str, **context) -> list[Box]:
    """The boxes of all texts of a document, in an image as large as it says."""
    page.set_content(render_to_string(f"charts/{template}.svg", context))
    page.add_style_tag(content="body { margin: 0 }")
    return names_in(page, "svg text")


CAPTION = Caption("Output price", "Lower is better.", "Source: a list, read 15 May 2026", "almanac.example/rankings/")


def test_it_keeps_every_text_of_a_document_within_it(page: Page):
    titles = {"price_title": "Dollars", "score_title": "Points"}
    scatter = scatter_sheet(contenders(60)[0], "7", CAPTION, price_shown=wording.price, score_shown=str, **titles)
    bars = bar_sheet(bar_chart(neighbours(specimens(), "This one"), "This one", shown=str), CAPTION)
    for template, drawing in (("scatter", scatter), ("bars", bars)):
        boxes = drawn(page, template, drawing=drawing)
        assert meeting(boxes) == []
        assert [box for box in boxes if box[0] < 0 or box[1] > 720 or box[3] > drawing.sheet.height] == []


def test_it_keeps_both_texts_of_a_badge_in_their_parts(page: Page):
    made = badge("Model Almanac", "#12=", "of 461 on price", "")
    left, right = drawn(page, "badge", badge=made)
    assert 4 < left[0] < left[1] < made.split - 4
    assert made.split + 4 < right[0] < right[1] < made.width - 4
