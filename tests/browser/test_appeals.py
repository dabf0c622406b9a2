"""Appeals and bans in a real browser: from the author's page to the moderator's answer, for everybody's eyes."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from reviews import appealing, banning, enforcing, moderation
from tests.browser.conftest import NewPage, accessibility_faults, let_in, what_sticks_out
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.desk import QUEUE, moderator
from tests.reviews.making import published, sent_in

pytestmark = pytest.mark.usefixtures("rows_to_change")

WORDS = "The second sentence names a product of ours, and nobody is insulted by it."


def sound(page: Page, address: str) -> None:
    widths: tuple[tuple[int, Literal["light", "dark"]], ...] = ((360, "dark"), (1280, "light"))
    for width, scheme in widths:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        assert what_sticks_out(page) == [], (address, width)
        assert accessibility_faults(page) == [], (address, width)


def test_an_author_appeals_and_a_moderator_answers_without_scripts(new_page: NewPage, site: str) -> None:
    anna, mona, paul = UserFactory(public_name="Anna"), moderator(public_name="Mona"), moderator()
    review = sent_in(AIModelFactory(name="Swift 2"), author=anna)
    moderation.refuse(review.newest, mona, "abuse", "The second sentence.")
    page = new_page(java_script_enabled=False)
    let_in(page, anna, site)
    page.goto(f"{review.ai_model.get_absolute_url()}reviews/mine/")
    page.get_by_role("link", name="Appeal against this decision").click()
    page.get_by_label("Why the decision is wrong").fill(WORDS)
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.locator(".notice").first).to_contain_text("is with another moderator now")

    page.context.clear_cookies()
    let_in(page, paul, site)
    page.goto(QUEUE)
    expect(page.locator("#content")).to_contain_text(WORDS)
    page.get_by_role("button", name="Reverse: publish").click()
    expect(page.locator(".messagelist")).to_contain_text("Reversed")
    page.goto(review.get_absolute_url())
    expect(page.locator("h1")).to_be_visible()


def test_every_page_of_them_is_sound(new_page: NewPage, site: str) -> None:
    anna, eve, mona, paul = UserFactory(public_name="Anna"), UserFactory(), moderator(), moderator()
    refused, appealed = sent_in(AIModelFactory(), author=anna), sent_in(AIModelFactory(), author=anna)
    for review in (refused, appealed):
        moderation.refuse(review.newest, mona, "abuse", f"The second sentence: {'w' * 80}.")
    appeal = appealing.appeal(appealed.pk, anna, f"{WORDS} {'w' * 80}")
    other = published(AIModelFactory(), author=eve)
    ban = banning.confirm(banning.propose(eve, mona, "manipulation", "w" * 80).pk, paul)
    enforcing.carry_out(ban.pk)
    page = new_page()
    for person, addresses in (
        (anna, [f"/reviews/{refused.pk}/appeal/", f"/reviews/{appealed.pk}/appeal/", "/account/"]),
        (eve, ["/account/ban/"]),
        (moderator(), [f"{QUEUE}appeal/{appeal.pk}/", f"{QUEUE}ban/{ban.pk}/", f"{QUEUE}person/{anna.pk}/ban/"]),
        (mona, [f"{QUEUE}review/{other.pk}/"]),
    ):
        page.context.clear_cookies()
        let_in(page, person, site)
        for address in addresses:
            sound(page, address)
