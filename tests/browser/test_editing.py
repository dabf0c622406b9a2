"""An editor's way with a draft in a browser, under the policy of the public pages: any breach of it fails the test."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from catalog.models import AIModel, Edition, EditionItem
from tests import factories
from tests.browser.conftest import NewPage, accessibility_faults, let_in, width_that_sticks_out

pytestmark = pytest.mark.usefixtures("rows_to_change")

STRENGTHS = ["Draws well", "Is quick", "Costs little"]


@pytest.fixture
def draft() -> Edition:
    model = factories.AIModelFactory(creator__slug="openai", slug="gpt-5-image-mini", name="GPT-5 Image Mini")
    edition = factories.EditionFactory(ai_model=model, status="draft", published_at=None, tagline="The draft's line.")
    for position, title in enumerate(STRENGTHS, start=1):
        EditionItem.objects.create(edition=edition, kind="strength", position=position, title=title)
    EditionItem.objects.create(edition=edition, kind="best_for", position=1, title="Pictures")
    factories.EditionFactory(ai_model=model, tagline="The line on the page.")
    return edition


@pytest.fixture
def desk(page: Page, site: str) -> Page:
    """A browser in which an editor has signed in."""
    let_in(page, factories.EditorFactory(), site)
    return page


def strengths(edition: Edition) -> list[str]:
    return list(edition.items.filter(kind="strength").values_list("title", flat=True))


def test_it_orders_entries_by_keyboard_and_by_dragging(desk: Page, draft: Edition) -> None:
    desk.goto(f"/admin/catalog/edition/{draft.pk}/change/")
    expect(desk.locator("#items-group")).to_have_attribute("data-order", "on")
    up = desk.get_by_role("button", name="Move up: Costs little")
    up.focus()
    for place in (2, 1):
        desk.keyboard.press("Enter")
        expect(desk.locator("#items-group [role=status]")).to_have_text(f"“Costs little” is {place} of 3 now.")
    expect(up).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("#items-group [role=status]")).to_have_text("“Costs little” is the first of its kind.")
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator(".messagelist")).to_contain_text("was changed successfully")
    assert strengths(draft) == ["Costs little", "Draws well", "Is quick"]
    desk.set_viewport_size({"width": 1280, "height": 2000})
    row = desk.locator(".inline-related", has_text="Is quick")
    row.locator(".drag").drag_to(
        desk.locator(".inline-related", has_text="Costs little"), target_position={"x": 40, "y": 4}
    )
    expect(row.locator("[name$=position]")).to_have_value("1")
    # A row added and taken away again: what Django numbers anew are the rows as they were made.
    desk.get_by_text("Add another Entry").click()
    desk.locator("#items-8 .inline-deletelink").click()
    desk.get_by_role("button", name="Save and continue editing").click()
    expect(desk.locator(".messagelist")).to_contain_text("was changed successfully")
    assert strengths(draft) == ["Is quick", "Costs little", "Draws well"]
    assert draft.items.count() == 4


def test_it_previews_a_draft_wide_and_narrow_and_by_a_link(desk: Page, new_page: NewPage, draft: Edition) -> None:
    desk.goto(f"/admin/catalog/edition/{draft.pk}/change/")
    desk.get_by_label("Tagline").fill("Just typed.")
    desk.get_by_role("button", name="Save and preview").click()
    for title in ("The page, wide", "The page as on a phone"):
        frame = desk.frame_locator(f"iframe[title='{title}']")
        expect(frame.get_by_text("Preview of a draft; not public.")).to_be_visible()
        expect(frame.locator(".tag").first).to_have_text("Just typed.")
    assert accessibility_faults(desk) == []
    desk.get_by_role("button", name="Make a link").click()
    link = desk.get_by_label(re.compile("This link shows the draft")).input_value()
    stranger = new_page(viewport={"width": 360, "height": 740})
    stranger.goto(re.sub(r"^https?://[^/]+", "", link))
    expect(stranger.locator(".tag").first).to_have_text("Just typed.")
    assert width_that_sticks_out(stranger) == 0
    assert accessibility_faults(stranger) == []


def test_it_reads_well_at_every_page_beside_the_form(desk: Page, draft: Edition) -> None:
    other = AIModel.objects.get().editions.published().get()
    for page in ("change", "check", "compare"):
        for edition in (draft, other):
            desk.goto(f"/admin/catalog/edition/{edition.pk}/{page}/")
            expect(desk.locator("#content")).to_be_visible()
            faults = [fault for fault in accessibility_faults(desk) if not fault.startswith(DJANGOS_OWN)]
            assert faults == [], page
    desk.set_viewport_size({"width": 360, "height": 740})
    assert width_that_sticks_out(desk) == 0


DJANGOS_OWN = ("empty-table-header",)
"""A column of the table of entries has no title."""


def test_it_shows_what_is_typed_as_readers_see_it_and_puts_references_in(desk: Page, draft: Edition) -> None:
    desk.goto(f"/admin/catalog/edition/{draft.pk}/change/")
    about = desk.get_by_label("About")
    seen = desk.locator(".field-about .as-read-text")
    about.fill("By **")
    desk.get_by_role("button", name="Insert {{name}}").click()
    expect(about).to_be_focused()
    desk.keyboard.type("**:\n\n- one")
    expect(about).to_have_value("By **{{name}}**:\n\n- one")
    expect(seen.locator("strong")).to_have_text("GPT-5 Image Mini")
    expect(seen.get_by_role("listitem")).to_have_text("one")
    about.fill("[docs](openai.com)")
    expect(seen.locator(".errornote")).to_contain_text("The link to “openai.com” leads nowhere")
    # An entry's text is asked for when somebody comes to it; one that is added is followed as well.
    entry = desk.locator("#items-0")
    expect(entry.locator(".as-read")).to_be_hidden()
    entry.get_by_label("Text").fill("At *once*.")
    expect(entry.locator(".as-read-text em")).to_have_text("once")
    desk.get_by_text("Add another Entry").click()
    added = desk.locator("#items-8")
    added.get_by_label("Text").fill("*Added.*")
    expect(added.locator(".as-read-text em")).to_have_text("Added.")
    assert width_that_sticks_out(desk) == 0
