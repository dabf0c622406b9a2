"""The calculator in a browser: the answer follows the typing and takes nothing out of the reader's hands."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage, accessibility_faults, width_that_sticks_out
from tests.calculating import gemini, image_mini, in_batches, priced

PLAIN = "/calculator/?m=openai/plain&calls=1000&input=1000&output=500"


@pytest.fixture(scope="module")
def rows(db):
    in_batches(priced("openai/plain", "1", "2", name="Plain", context_window=None), "0.5", "1")
    priced("google/gemma-9", "0.5", "0.5", name="Gemma 9")
    image_mini()


def total(page: Page) -> str:
    return page.locator(".receipt .sum").first.inner_text().split()[-1]


def test_it_follows_the_typing_with_focus_caret_address_and_announcement_kept_right(page: Page):
    page.goto(PLAIN)
    field = page.get_by_label("Input tokens a call")
    field.click()
    expect(field).to_have_value("1,000")
    field.press("Home")
    field.press("ArrowRight")
    page.keyboard.type("5")
    expect(field).to_have_value("15000")
    expect(page.locator(".receipt .sum")).to_contain_text("16.00")
    expect(page).to_have_url("/calculator/?m=openai/plain&calls=1000&input=15000&output=500")
    expect(page.locator("#worked-out")).to_have_text("A month: Plain $16.00")
    expect(field).to_be_focused()
    assert field.evaluate("field => [field.selectionStart, field.value]") == [2, "15000"]
    field.press("Tab")
    expect(field).to_have_value("15,000")
    field.press("End")
    for _ in range(4):
        field.press("Backspace")
    expect(field).to_have_value("1")


def test_it_takes_one_step_back_for_all_that_was_typed(page: Page):
    page.goto("/models/")
    page.goto(PLAIN)
    page.get_by_label("Calls a month").fill("1")
    expect(page).to_have_url(re.compile(r"m=openai/plain&input=1000&output=500$"))
    page.get_by_label("Calls a month").fill("2")
    expect(page).to_have_url(re.compile("calls=2&"))
    page.go_back()
    expect(page).to_have_url("/models/")


def test_it_marks_a_field_that_is_wrong_and_lets_go_once_it_is_right(page: Page):
    page.goto(PLAIN)
    field = page.get_by_label("Output tokens a call")
    field.fill("many")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_output_note .error")).to_have_text("Give a whole number, such as 10,000, 1.5k or 1M.")
    expect(field).to_have_accessible_description(re.compile("Give a whole number"))
    expect(page.locator("#worked-out")).to_contain_text("1 thing to put right")
    expect(page.locator("#receipt")).to_contain_text("once the marked fields are put right")
    expect(field).to_be_focused()
    page.get_by_role("link", name="Output tokens a call").click()
    expect(field).to_be_focused()
    assert accessibility_faults(page) == []
    field.fill("1k")
    expect(page.locator(".receipt .sum")).to_contain_text("3.00")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#faults")).to_be_empty()


def test_it_loses_no_letter_that_is_typed_while_an_answer_is_under_way(page: Page):
    page.goto(PLAIN)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/calculator/?*_part=*", hold)
    field = page.get_by_label("Input tokens a call")
    field.fill("7")
    page.wait_for_timeout(600)
    assert len(held) == 1
    field.press("End")
    page.keyboard.type("000")
    held[0].continue_()
    page.unroute("**/calculator/?*_part=*")
    expect(page.locator(".receipt .sum")).to_contain_text("8.00")
    expect(field).to_have_value("7000")


def test_it_finds_and_adds_a_model_and_goes_back_without_it(page: Page):
    page.goto(PLAIN)
    page.get_by_label("Add a model").fill("gemma")
    found = page.get_by_role("checkbox", name="Gemma 9")
    found.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
    expect(page).to_have_url(re.compile("m=openai/plain&m=google/gemma-9&"))
    expect(page.get_by_role("checkbox", name="Gemma 9")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Gemma 9")).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", name="Side by side")).to_have_count(0)
    expect(page.get_by_role("checkbox", name="Plain")).to_be_checked()


def test_it_opens_other_fields_when_another_class_is_chosen(page: Page):
    page.goto("/calculator/?m=openai/plain")
    expect(page.get_by_label("Images out")).to_be_hidden()
    page.get_by_label("Or all of a class").focus()
    page.get_by_label("Or all of a class").select_option("image")
    expect(page.get_by_role("heading", name="Image models, cheapest first")).to_be_visible()
    expect(page.get_by_label("Images out")).to_be_visible()
    expect(page.get_by_label("Or all of a class")).to_be_focused()


@pytest.mark.usefixtures("rows_to_change")
def test_it_follows_the_typing_on_a_models_own_page(page: Page):
    gemini()
    page.goto("/models/google/gemini-2.5-pro/?input=1000#calculator")
    part = page.locator("#calculator")
    field = part.get_by_label("Input tokens a call")
    field.fill("200,001")
    expect(part.get_by_text("Just past the edge of a tier")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/models/google/gemini-2.5-pro/\?input=200001$"))
    expect(field).to_be_focused()
    part.get_by_role("checkbox", name=re.compile("In batches")).check()
    expect(part.get_by_text("no batch price is published", exact=False)).to_be_visible()
    part.get_by_role("link", name="The full calculator with these numbers").click()
    expect(page.get_by_role("heading", name="Calculator", level=1)).to_be_visible()
    expect(page.get_by_label("Input tokens a call")).to_have_value("200,001")


def test_it_works_without_scripts(new_page: NewPage):
    page = new_page(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Calculator").click()
    page.get_by_label("Add a model").fill("plain")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("checkbox", name="Plain").check()
    page.get_by_label("Input tokens a call").fill("1.5k")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_role("heading", name="Plain")).to_be_visible()
    assert total(page) == "21.00"
    page.get_by_label("Input tokens a call").fill("some")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_label("Input tokens a call")).to_have_value("some")
    expect(page.get_by_label("Input tokens a call")).to_have_attribute("aria-invalid", "true")
    page.get_by_role("link", name="Input tokens a call").click()
    page.get_by_label("Input tokens a call").fill("1,000")
    page.get_by_text("Another day, or an hour").click()
    page.get_by_label("Prices as of").fill("2026-05-15")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_text("At the prices of 15 May 2026.")).to_be_visible()
    page.get_by_role("link", name="Work it out for today").click()
    expect(page.get_by_text("What changed since 15 May 2026")).to_be_visible()
    page.get_by_role("link", name="A receipt that stays").click()
    page.get_by_role("link", name="All text models for this load").click()
    expect(page.get_by_role("rowheader")).to_have_count(2)


def test_it_fills_itself_from_a_response_without_scripts(new_page: NewPage):
    page = new_page(java_script_enabled=False)
    page.goto(PLAIN)
    page.get_by_role("link", name="From a response, or from a text").click()
    page.get_by_role("textbox", name="The usage object").fill("nothing of the kind")
    page.get_by_role("button", name="Fill the calculator").click()
    expect(page.get_by_role("alert")).to_contain_text("Give JSON")
    page.get_by_role("textbox", name="The usage object").fill('{"prompt_tokens": 3000, "completion_tokens": 500}')
    page.get_by_role("button", name="Fill the calculator").click()
    expect(page).to_have_url("/calculator/?m=openai/plain&calls=1000&input=3000&output=500")
    assert total(page) == "4.00"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_the_page_to_paste_into_is_accessible_and_within_its_window(new_page: NewPage, viewport):
    page = new_page(viewport=viewport)
    page.goto("/calculator/paste/")
    page.get_by_label("The text").fill("word " * 100)
    page.get_by_role("button", name="Estimate").click()
    expect(page.get_by_role("heading", name="About 100 tokens")).to_be_visible()
    assert accessibility_faults(page) == []
    assert width_that_sticks_out(page) == 0


def test_it_gives_fingers_room_and_keeps_the_total_in_sight(phone: Page):
    phone.goto(PLAIN)
    small = phone.evaluate(
        """[...document.querySelectorAll('.button, .input, summary, .pick, .presets a, .send a')]
        .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""
    )
    assert small == []
    field = phone.get_by_label("Input tokens a call")
    field.fill("2,000")
    expect(phone.locator("#total")).to_have_text("$3.00 a month")
    expect(phone.locator("#total")).to_be_in_viewport()
