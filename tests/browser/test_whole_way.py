"""The whole way of a review in a browser: sign up, confirm, write, prove, moderate, read; and again without scripts."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.test import override_settings
from playwright.sync_api import Page, expect

from catalog.models import AIModel
from reviews import tasks
from tests.accounts.visiting import PASSWORD
from tests.browser.conftest import NewPage, accessibility_faults, let_in
from tests.browser.test_writing import age, fill_in, send
from tests.factories import AIModelFactory, AliasFactory
from tests.reviews.desk import moderator
from tests.reviews.making import published
from tests.reviews.openrouter import standing_in

pytestmark = pytest.mark.usefixtures("rows_to_change")

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
MINI = "openai/gpt-5-image-mini"
PAGE = f"/models/{MINI}/"


@pytest.fixture
def model(rows_to_change: None) -> AIModel:
    model = AIModelFactory(slug="gpt-5-image-mini", name="GPT-5 Image Mini")
    AliasFactory(ai_model=model)
    AliasFactory(ai_model=model, external_id=f"{MINI}:free", variant="free")
    return model


def link_in_the_last_mail() -> str:
    found = re.search(r"https?://\S+", str(mail.outbox[-1].body))
    assert found
    return urlsplit(found[0]).path


def sign_up(page: Page) -> None:
    """By the way that leads there from the review that somebody wants to write."""
    page.goto(PAGE)
    page.get_by_role("link", name="Write a review").first.click()
    page.get_by_role("link", name=re.compile("Sign up|make an account", re.IGNORECASE)).first.click()
    page.get_by_label("E-mail").fill("anna@example.org")
    page.get_by_label("Public name").fill("Anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Read your mail")).to_be_visible()
    page.goto(link_in_the_last_mail())
    page.get_by_role("button", name="Yes, confirm it").click()


def write(page: Page) -> None:
    page.goto(f"{PAGE}reviews/new/")
    age(page)
    fill_in(page, title="Forty mock-ups a day")
    send(page)
    expect(page.get_by_text("Waiting for a moderator").first).to_be_visible()


def approve(desk: Page) -> None:
    desk.goto("/admin/reviews/queue/")
    expect(desk.locator(".case-title").first).to_have_text("Forty mock-ups a day")
    desk.get_by_role("button", name="Approve").click()
    expect(desk.locator(".messagelist")).to_contain_text("Approved: “Forty mock-ups a day”.")


@SCRIPTS
def test_a_review_goes_the_whole_way(new_page: NewPage, model: AIModel, site: str, scripts: bool) -> None:
    page, desk = new_page(java_script_enabled=scripts), new_page(java_script_enabled=scripts)
    page.goto(PAGE)
    expect(page.locator("#reviews")).to_contain_text("No reviews yet")
    sign_up(page)
    write(page)
    let_in(desk, moderator(), site)
    approve(desk)
    tasks.tell_authors()
    assert "is published" in mail.outbox[-1].subject
    reader = new_page(java_script_enabled=scripts)
    reader.goto(PAGE)
    reviews = reader.locator("#reviews")
    expect(reviews.get_by_role("heading", name="Forty mock-ups a day")).to_be_visible()
    expect(reviews).to_contain_text("Anna")
    expect(reviews).to_contain_text("E-mail confirmed")
    expect(reviews.locator(".big")).to_have_count(0)
    for stars in (5, 5, 4, 4):
        published(model, stars)
    reader.goto(f"{PAGE}?show=output-price")
    expect(reviews.locator(".big")).to_have_text("3.88")  # (24.5 + 4 + 18) / 12
    assert not scripts or accessibility_faults(reader) == []


@SCRIPTS
def test_its_author_proves_the_use(new_page: NewPage, model: AIModel, site: str, scripts: bool) -> None:
    page, desk = new_page(java_script_enabled=scripts), new_page(java_script_enabled=scripts)
    sign_up(page)
    write(page)
    with standing_in() as openrouter, override_settings(SITE_URL=site):
        openrouter.call("gen-fine", MINI)
        openrouter.call("gen-other", "openai/gpt-5")
        page.get_by_role("link", name="Prove that you used it").click()
        for id, told in (
            ("gen-unknown", "OpenRouter does not know that generation."),
            ("gen-other", "That generation is of another model."),
            ("gen-fine", "Verified: you ran this model."),
        ):
            page.get_by_label("Id of a generation").fill(id)
            page.get_by_role("button", name="Go on").click()
            page.get_by_role("link", name="Sign in at OpenRouter").click()
            expect(page.get_by_role("heading", name=told)).to_be_visible()
            assert not parse_qs(urlsplit(page.url).query)
    assert not scripts or accessibility_faults(page) == []
    let_in(desk, moderator(), site)
    approve(desk)
    reader = new_page(java_script_enabled=scripts)
    reader.goto(PAGE)
    expect(reader.locator("#reviews .proof").first).to_have_text(re.compile(r"^Use verified, \w+ 20\d\d$"))
