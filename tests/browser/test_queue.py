"""The moderators' queue in a browser: by keys alone, within the policy, for everybody's eyes, and without scripts."""

from __future__ import annotations

from itertools import product
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import AIModel
from reviews import reporting, writing
from reviews.models import ModerationAction, Review
from tests import factories
from tests.browser.conftest import NewPage, faults_in_turns, let_in, what_sticks_out
from tests.reviews.desk import moderator
from tests.reviews.making import TEXT, published, sent_in, words

pytestmark = pytest.mark.usefixtures("rows_to_change")

QUEUE = "/admin/reviews/queue/"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def model() -> AIModel:
    return factories.AIModelFactory(name="Swift 2")


@pytest.fixture
def mona() -> User:
    return moderator(public_name="Mona")


@pytest.fixture
def desk(page: Page, mona: User, site: str) -> Page:
    let_in(page, mona, site)
    return page


def press(page: Page, key: str) -> None:
    """Strikes a key once the page listens."""
    expect(page.locator("html")).to_have_attribute("data-keys", "on")
    page.keyboard.press(key)


def title(page: Page, text: str) -> None:
    expect(page.locator(".case-title").first).to_have_text(text)


def test_it_approves_three_and_refuses_one_by_keys_alone(desk: Page, model: AIModel) -> None:
    for n in range(1, 6):
        sent_in(model, n, title=f"Number {n}", text=f"{TEXT} {'Again. ' * n}")
    desk.goto(QUEUE)
    for n in range(1, 4):
        title(desk, f"Number {n}")
        press(desk, "a")
        expect(desk.locator(".messagelist")).to_contain_text(f"Approved: “Number {n}”.")
    title(desk, "Number 4")
    press(desk, "r")
    press(desk, "6")
    expect(desk.get_by_label("Insults, threats or hatred")).to_be_checked()
    desk.keyboard.type("a rude line, js and all")
    press(desk, "Control+Enter")
    expect(desk.locator(".messagelist")).to_contain_text("Refused: “Number 4”.")
    title(desk, "Number 5")
    assert set(Review.objects.values_list("state", flat=True)) == {"published", "refused", "waiting"}
    assert Review.objects.published().count() == 3
    refusal = ModerationAction.objects.get(kind="refused")
    assert (refusal.reason, refusal.note) == ("abuse", "a rude line, js and all")


def test_it_moves_skips_and_helps_by_keys(desk: Page, model: AIModel) -> None:
    for n in range(1, 4):
        sent_in(model, title=f"Number {n}")
    desk.goto(QUEUE)
    press(desk, "j")
    title(desk, "Number 2")
    press(desk, "k")
    title(desk, "Number 1")
    press(desk, "?")
    expect(desk.get_by_text("letters are letters")).to_be_visible()
    press(desk, "c")
    expect(desk.get_by_label("Note to the author").locator("visible=true")).to_be_focused()
    press(desk, "Escape")
    press(desk, "s")
    title(desk, "Number 2")
    press(desk, "s")
    title(desk, "Number 3")
    press(desk, "s")
    expect(desk.get_by_text("You have been through the whole queue.")).to_be_visible()
    assert not Review.objects.exclude(state="waiting").exists()


def test_it_decides_once_where_a_key_is_struck_twice(desk: Page, model: AIModel) -> None:
    for n in range(1, 4):
        sent_in(model, title=f"Number {n}")
    desk.goto(QUEUE)
    press(desk, "a")
    desk.keyboard.press("a")
    title(desk, "Number 2")
    expect(desk.locator("html")).to_have_attribute("data-keys", "on")
    assert Review.objects.published().count() == 1


def everything(model: AIModel) -> tuple[Review, Review]:
    """A review with new words, and one that was reported: together every part of the page."""
    author = factories.UserFactory(public_name="Anna")
    published(factories.AIModelFactory(name="Slow"), author=author, text=f"{TEXT} And so on.")
    review = published(model, author=author, pros=["Quick"], cons=["Dear"], text=f"{TEXT} https://example.org/")
    writing.submit(author, model, words(2, text=f"{TEXT} It got slower.", cons=["Dear", "w" * 80], is_paid=True))
    reported = published(model)
    reporting.report(reported.pk, factories.UserFactory(), "abuse", "Look at\nthe second line.")
    return review, reported


def test_it_is_sound_at_every_width_in_both_schemes(
    new_page: NewPage, mona: User, model: AIModel, site: str, subtests: pytest.Subtests
) -> None:
    page = new_page()
    let_in(page, mona, site)
    review, reported = everything(model)
    addresses = (f"{QUEUE}words/{review.newest.pk}/", f"{QUEUE}review/{reported.pk}/", "/admin/")
    for address, scheme in product(addresses, SCHEMES):
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        if "queue" in address:
            press(page, "h")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            with subtests.test(f"{address} at {width} px, {scheme}"):
                assert what_sticks_out(page) == []
                # The first page of the desk is Django's own.
                if address != "/admin/":
                    assert faults_in_turns(page, is_narrow=width == 360, is_dark=scheme == "dark") == []


def test_it_works_without_scripts(page_without_scripts: Page, mona: User, site: str, model: AIModel) -> None:
    page = page_without_scripts
    let_in(page, mona, site)
    sent_in(model, title="Number 1")
    sent_in(model, title="Number 2")
    page.goto(QUEUE)
    page.locator("summary", has_text="Refuse").click()
    page.get_by_label("Unlawful content").locator("visible=true").check()
    page.locator("details[open] form button").click()
    expect(page.locator(".messagelist")).to_contain_text("Refused: “Number 1”.")
    title(page, "Number 2")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("every review is decided on")).to_be_visible()
    assert Review.objects.published().count() == 1
