"""A review written in a browser: by keys, without scripts, without a connection, and by those who mean harm."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import AIModel
from reviews import moderation
from reviews.models import Review
from tests.browser.conftest import PHONE, NewPage, accessibility_faults, let_in, what_sticks_out
from tests.factories import AIModelFactory, EditorFactory, UserFactory
from tests.reviews.making import TEXT, sent_in
from tests.reviews.writing import MINE, MINI, opened
from tests.vectors import VECTORS

pytestmark = pytest.mark.usefixtures("rows_to_change")

WIDTHS = (360, 768, 1280)
HARMFUL = "script:not([type='application/ld+json']), iframe, img, [onerror], [onload], [style]"


@pytest.fixture
def model(rows_to_change: None) -> AIModel:
    return AIModelFactory(slug="gpt-5-image-mini", name="GPT-5 Image Mini")


@pytest.fixture
def anna(model: AIModel) -> User:
    return UserFactory(public_name="Anna")


@pytest.fixture
def writing(page: Page, anna: User, site: str) -> Page:
    """The form, opened by Anna a minute ago."""
    let_in(page, anna, site)
    return begin(page)


def begin(page: Page) -> Page:
    page.goto(MINI)
    age(page)
    return page


def age(page: Page) -> None:
    """Lets a minute pass."""
    page.locator("[name=begun]").evaluate("(field, value) => { field.value = value }", opened())


def fill_in(page: Page, title: str = "Reliable on invoices", text: str = TEXT) -> None:
    page.locator("label.star", has_text="Good").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Your review *").fill(text)
    page.get_by_label("Used for").select_option("extraction")
    page.get_by_label("Some use").check()
    page.get_by_label("These are my own words").check()


def send(page: Page) -> None:
    page.get_by_role("button", name="Send the").click()


def stored(page: Page) -> str:
    return page.evaluate("JSON.stringify({...localStorage})")


def test_it_is_written_by_keys_with_a_preview_and_sent(writing: Page, anna: User):
    page = writing
    page.get_by_role("radio", name="3: Mixed").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="4: Good")).to_be_checked()
    expect(page.get_by_role("group", name="Speed").get_by_role("radio", name="No mark")).to_be_checked()
    fill_in(page, text=f"It did **well**.\n\n- {TEXT}")
    expect(page.locator("#preview .said-so strong")).to_have_text("well")
    expect(page.locator("#preview li")).to_have_text(TEXT)
    send(page)
    expect(page).to_have_url(re.compile(MINE))
    expect(page.get_by_text("Thank you")).to_be_visible()
    expect(page.get_by_text("Waiting for a moderator").first).to_be_visible()
    assert Review.objects.get().author_id == anna.pk
    page.wait_for_load_state()
    assert "Reliable" not in stored(page)


def test_it_leads_from_each_message_to_its_field(writing: Page):
    page = writing
    send(page)
    summary = page.locator(".faults")
    for link, focused in (("Stars", "id_stars_0"), ("Title", "id_title"), ("How much", "id_extent_0")):
        summary.get_by_role("link", name=link).click()
        expect(page.locator(f"#{focused}")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_accessible_description(re.compile("Give it a title"))
    expect(page.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    assert accessibility_faults(page) == []


def test_it_is_sound_at_every_width_in_both_schemes(writing: Page, model: AIModel, anna: User):
    page = writing
    review = sent_in(model, author=anna, pros=["x" * 80], cons=["y" * 80], title="w" * 120, text="z" * 5_000)
    moderation.refuse(review.newest, EditorFactory(), "abuse", note="n" * 500)
    for address in (MINI, MINE, f"{MINE}delete/"):
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert what_sticks_out(page) == [], (address, width)
        page.emulate_media(color_scheme="dark")
        assert accessibility_faults(page) == [], address
        page.emulate_media(color_scheme="light")
        assert accessibility_faults(page) == [], address


def test_it_works_without_scripts(new_page: NewPage, anna: User, site: str):
    page = new_page(java_script_enabled=False, viewport=PHONE)
    let_in(page, anna, site)
    page.goto(MINI)
    fill_in(page, text=f"It did *well*. {TEXT}")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#seen em")).to_have_text("well")
    expect(page.get_by_label("Title")).to_have_value("Reliable on invoices")
    expect(page.get_by_role("radio", name="4: Good")).to_be_checked()
    page.get_by_label("Title").fill("")
    send(page)
    page.get_by_role("link", name="Title").click()
    page.get_by_label("Title").fill("Reliable")
    age(page)
    send(page)
    expect(page.get_by_text("Thank you")).to_be_visible()
    page.get_by_role("link", name="Change it").first.click()
    expect(page.get_by_label("Title")).to_have_value("Reliable")


@pytest.fixture
def _offline_is_expected(complaints: list[str]) -> Iterator[None]:
    yield
    # htmx tells of the preview that did not come.
    expected = ("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")
    complaints[:] = [line for line in complaints if not any(words in line for words in expected)]


@pytest.mark.usefixtures("_offline_is_expected")
def test_it_keeps_the_text_when_the_connection_is_lost(writing: Page, model: AIModel):
    page = writing
    fill_in(page, title="Written on a train")
    page.context.set_offline(True)
    send(page)
    expect(page.locator("#unsent")).to_be_visible()
    expect(page.locator("#unsent")).to_be_focused()
    expect(page.get_by_label("Title")).to_have_value("Written on a train")
    page.context.set_offline(False)
    assert not Review.objects.exists()
    # The browser was closed on top of it.
    again = page.context.new_page()
    again.goto(MINI)
    expect(again.locator("#restored")).to_contain_text("Restored what you typed here on")
    expect(again.get_by_label("Title")).to_have_value("Written on a train")
    expect(again.get_by_role("radio", name="4: Good")).to_be_checked()
    expect(again.get_by_label("Some use")).to_be_checked()
    expect(again.locator("#preview")).to_contain_text(TEXT)
    expect(again.get_by_label("These are my own words")).not_to_be_checked()
    assert accessibility_faults(again) == []
    age(again)
    again.get_by_label("These are my own words").check()
    send(again)
    expect(again.get_by_text("Thank you")).to_be_visible()
    assert Review.objects.get().newest.text == TEXT
    again.goto(MINI)
    expect(again.get_by_label("Title")).to_have_value("Written on a train")
    expect(again.locator("#restored")).to_be_hidden()


def test_it_discards_what_it_restored_when_asked(writing: Page):
    page = writing
    page.get_by_label("Title").fill("Not so")
    page.reload()
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_label("Title")).to_have_value("")
    expect(page.get_by_label("Title")).to_be_focused()
    page.reload()
    expect(page.locator("#restored")).to_be_hidden()


def test_it_keeps_what_was_typed_while_the_sign_in_ran_out(writing: Page, anna: User, site: str):
    page = writing
    fill_in(page, title="Two hours of work")
    page.context.clear_cookies(name="sessionid")
    send(page)
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("Two hours of work")
    assert accessibility_faults(page) == []
    let_in(page, anna, site)
    age(page)
    send(page)
    expect(page.get_by_text("Thank you")).to_be_visible()


def test_it_offers_nobody_the_text_of_another_account(writing: Page, site: str):
    page = writing
    fill_in(page, title="For my eyes alone")
    page.context.clear_cookies(name="sessionid")
    let_in(page, UserFactory(), site)
    page.goto(MINI)
    expect(page.get_by_label("Title")).to_have_value("")
    expect(page.locator("#restored")).to_be_hidden()


def test_it_stores_no_token_no_trap_and_no_consent(writing: Page):
    page = writing
    fill_in(page)
    page.locator("#id_homepage").evaluate(
        "field => { field.value = 'trapped'; field.dispatchEvent(new Event('input', { bubbles: true })) }"
    )
    kept = stored(page)
    assert "Reliable on invoices" in kept
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    for secret in (token, "csrf", "begun", "homepage", "trapped", "agrees", "@"):
        assert secret not in kept


def test_it_runs_nothing_that_was_typed(writing: Page, anna: User):
    """The harness complains of every error of a script, of the console and of the content security policy."""
    page = writing
    page.on("dialog", lambda dialog: pytest.fail(f"A dialog: {dialog.message}"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    all_of_them = "\n\n".join(VECTORS)[:5_000]
    fill_in(page, title=VECTORS[4], text=all_of_them)
    page.get_by_label("For it").fill("\n".join(VECTORS[:5]))
    page.get_by_label("Against it").fill("\n".join(VECTORS[5:10]))
    expect(page.locator("#preview .said-so")).to_contain_text("alert(1)")
    assert page.locator("#preview :is(script, img, svg, iframe, style, form, input, [onerror], [style])").count() == 0
    send(page)
    expect(page.get_by_text("Thank you")).to_be_visible()
    moderation.approve(Review.objects.get().newest, EditorFactory())
    for address in (MINE, MINI, "/models/openai/gpt-5-image-mini/"):
        page.goto(address)
        expect(page.locator("footer")).to_be_visible()
        assert page.locator(f"main :is({HARMFUL})").count() == 0
    assert [url for url in asked if "evil.example" in url] == []
