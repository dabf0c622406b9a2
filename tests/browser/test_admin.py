"""The editors' desk in a browser, under the policy of the public pages: any breach of it fails the test."""

from __future__ import annotations

import pytest
from django.db import transaction
from playwright.sync_api import FilePayload, Page, expect

from accounts.models import User
from catalog import facts
from catalog.models import AIModel
from tests import factories

pytestmark = pytest.mark.usefixtures("rows_to_change")

PASSWORD = "correct horse battery staple"


@pytest.fixture
def model() -> AIModel:
    ai_model = factories.AIModelFactory(creator__slug="openai", slug="gpt-5-image-mini", name="GPT-5 Image Mini")
    for fact, value in (("name", "GPT-5 Image Mini"), ("context_window", 400_000), ("tool_calling", True)):
        factories.ClaimFactory(ai_model=ai_model, fact=fact, value=value)
    with transaction.atomic():
        facts.resolve([ai_model.pk])
    return ai_model


@pytest.fixture
def desk(page: Page) -> Page:
    """A browser in which an editor has signed in."""
    User.objects.create_superuser("anna@example.org", PASSWORD)
    page.goto("/admin/")
    page.get_by_label("E-mail").fill("Anna@Example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="The editors' desk")).to_be_visible()
    return page


def test_it_leads_an_editor_from_the_list_to_a_correction(desk: Page, model: AIModel) -> None:
    desk.goto("/admin/catalog/aimodel/")
    desk.get_by_role("link", name="GPT-5 Image Mini").click()
    row = desk.locator("#claims-0")
    row.get_by_role("combobox").select_option("Context window")
    row.locator("[name$=value]").fill("272000")
    row.locator("[name$=reason]").fill("Read in their notes.")
    desk.get_by_role("button", name="Save and continue editing").click()
    shown = desk.locator(".facts-with-sources tr", has_text="Context window")
    expect(shown).to_contain_text("272,000")
    expect(shown).to_contain_text("anna@example.org")


def test_it_adds_rows_by_its_buttons(desk: Page, model: AIModel) -> None:
    desk.goto(f"/admin/catalog/aimodel/{model.pk}/change/")
    desk.get_by_text("Add another Lifecycle event").click()
    expect(desk.locator("#lifecycle_events-0")).to_be_visible()


def test_it_writes_and_publishes_an_edition(desk: Page, model: AIModel) -> None:
    desk.goto(f"/admin/catalog/aimodel/{model.pk}/change/")
    desk.get_by_role("link", name="Write an edition").click()
    desk.get_by_label("Tagline").fill("Draws and writes.")
    desk.get_by_role("button", name="Save and publish").click()
    expect(desk.locator("#changelist")).to_contain_text("Published")
    desk.goto(model.get_absolute_url())
    expect(desk.get_by_text("Draws and writes.")).to_be_visible()


def test_it_inserts_a_reference_by_keyboard(desk: Page, model: AIModel) -> None:
    edition = factories.EditionFactory(ai_model=model, status="draft", published_at=None, tagline="It holds  tokens.")
    desk.goto(f"/admin/catalog/edition/{edition.pk}/change/")
    tagline = desk.get_by_label("Tagline")
    tagline.evaluate("field => { field.focus(); field.setSelectionRange(9, 9); }")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    desk.get_by_role("searchbox", name="Insert a reference").fill("window 400")
    found = desk.get_by_role("button", name="context_window 400,000")
    expect(found).to_be_visible()
    desk.keyboard.press("ArrowDown")
    expect(found).to_be_focused()
    desk.keyboard.press("Enter")
    expect(tagline).to_have_value("It holds {{context_window}} tokens.")
    expect(tagline).to_be_focused()


def test_it_finds_a_model_while_its_name_is_typed(desk: Page, model: AIModel) -> None:
    desk.goto("/admin/catalog/edition/add/")
    desk.locator(".field-ai_model .select2-selection").click()
    desk.locator(".select2-search__field").fill("gpt-5")
    desk.get_by_role("option", name="GPT-5 Image Mini").click()
    expect(desk.locator(".field-ai_model .select2-selection")).to_contain_text("GPT-5 Image Mini")


@pytest.mark.parametrize("noun", ["aimodel", "alias", "claim", "heldchange", "edition", "syncrun"])
def test_it_stays_within_the_policy_on_every_list(desk: Page, model: AIModel, noun: str) -> None:
    desk.goto(f"/admin/catalog/{noun}/")
    expect(desk.locator("#changelist")).to_be_visible()


def test_it_stays_within_the_policy_where_many_rows_change_come_and_go(desk: Page, model: AIModel) -> None:
    desk.goto("/admin/catalog/aimodel/?q=gpt")
    desk.get_by_text("Save this filter").click()
    desk.get_by_label("Its name").fill("GPT")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".saved-filter.open")).to_contain_text("GPT")
    desk.locator(".action-select").first.check()
    desk.get_by_label("Action:").select_option("choose_many")
    desk.get_by_role("button", name="Go").click()
    desk.get_by_role("textbox", name="Family").fill("GPT Image")
    desk.get_by_role("textbox", name="Reason").fill("As their page says.")
    desk.get_by_role("button", name="Show what would change").click()
    expect(desk.locator("ins", has_text="GPT Image (locked)")).to_be_visible()
    desk.get_by_role("button", name="Change them").click()
    expect(desk.get_by_text("1 model changed.")).to_be_visible()
    desk.goto("/admin/catalog/aimodel/import/")
    row = FilePayload(name="r.csv", mimeType="text/csv", buffer=b"model,context_window\nopenai/gpt-5-image-mini,1")
    desk.get_by_label("File to import").set_input_files(row)
    desk.get_by_role("textbox", name="Reason").fill("As their page says.")
    desk.get_by_role("button", name="Show what would change").click()
    expect(desk.locator(".import-rows ins")).to_have_text("1")
    desk.get_by_role("button", name="Import these rows").click()
    expect(desk.get_by_text("1 row changed")).to_be_visible()
    claim = model.claims.get(source__slug="editor", fact="context_window")
    desk.goto(f"/admin/catalog/claim/{claim.pk}/history/")
    desk.locator("#change-history a").first.click()
    expect(desk.locator(".versions")).to_be_visible()
    desk.goto("/admin/catalog/creator/export/")
    expect(desk.get_by_role("button", name="Export")).to_be_visible()
    desk.goto(f"/admin/catalog/factcheck/of/{model.pk}/")
    desk.get_by_label("Context window").check()
    desk.get_by_label("Source").select_option("OpenRouter")
    desk.get_by_role("button", name="I checked these").click()
    expect(desk.get_by_text("checked, and its page says so now")).to_be_visible()


def test_it_stays_within_the_policy_where_schedules_are_edited(desk: Page) -> None:
    desk.goto("/admin/django_celery_beat/periodictask/add/")
    expect(desk.get_by_label("Name:")).to_be_visible()
