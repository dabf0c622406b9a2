"""Reviews in a real browser: filters with and without scripts, votes, and words that would like to be more."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from catalog.models import AIModel
from reviews.models import Review
from tests.browser.conftest import accessibility_faults, let_in, what_sticks_out
from tests.extremes import LONG_WORD
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.bulk import many_reviews
from tests.reviews.making import published

pytestmark = pytest.mark.usefixtures("rows_to_change")

MODEL = "/models/openai/gpt-5/"
LIST = f"{MODEL}reviews/"
EVIL = "\"'><img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"


@pytest.fixture
def model(rows_to_change: None) -> AIModel:
    return AIModelFactory(slug="gpt-5", name="GPT-5")


def test_a_filter_replaces_the_list_and_stands_in_the_address(page: Page, model: AIModel) -> None:
    many_reviews(model, 33)
    page.goto(LIST)
    page.evaluate("window.stayed = true")
    page.locator("#stars-5").click()
    expect(page.locator("#h-list")).to_contain_text("7 reviews")
    assert page.url.endswith(f"{LIST}?stars=5")
    page.locator("#proof-verified").click()
    expect(page.locator("#proof-verified")).to_have_attribute("aria-current", "true")
    page.locator("#sort-lowest").click()
    expect(page.locator("#h-list")).to_contain_text("the lowest first")
    assert page.url.endswith(f"{LIST}?sort=lowest&stars=5&proof=verified")
    page.go_back()
    expect(page.locator("#h-list")).to_contain_text("the most helpful first")
    page.locator("#show-all").click()
    expect(page.locator("#h-list")).to_contain_text("33 reviews")
    page.locator("#page-next").click()
    expect(page.locator("#page-previous")).to_be_visible()
    expect(page.locator("article.review")).to_have_count(10)
    assert accessibility_faults(page) == []


def test_all_of_it_works_without_scripts(page_without_scripts: Page, model: AIModel) -> None:
    many_reviews(model, 33)
    page = page_without_scripts
    page.goto(MODEL)
    page.locator("#reviews #stars-5").click()
    expect(page.locator("#h-list")).to_contain_text("7 reviews")
    page.locator("#sort-newest").click()
    expect(page.locator("#h-list")).to_contain_text("the newest first")
    page.locator("article.review h3 a").first.click()
    expect(page.locator("h1")).to_contain_text("Number")
    expect(page.get_by_role("link", name="Was this helpful?")).to_be_visible()


@pytest.mark.parametrize("address", [MODEL, LIST, "permalink"])
def test_a_signed_in_reader_votes_within_the_page(page: Page, model: AIModel, site: str, address: str) -> None:
    review = published(model, title="Helpful or not")
    let_in(page, UserFactory(), site)
    page.goto(review.get_absolute_url() if address == "permalink" else address)
    if address == MODEL:
        page.locator("#reviews").evaluate("part => part.scrollIntoView()")
    page.get_by_role("button", name="Yes, it was helpful").click()
    expect(page.locator(f"#helped-{review.pk}")).to_contain_text("1 of 1 found this helpful")
    expect(page.get_by_role("button", name="Yes, it was helpful")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#said")).to_have_text("Your vote is counted.")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(f"#helped-{review.pk}")).not_to_contain_text("found this helpful")
    assert Review.objects.get(pk=review.pk).helpful_yes == 0


def test_a_signed_in_reader_votes_without_scripts(page_without_scripts: Page, model: AIModel, site: str) -> None:
    review = published(model, title="Helpful or not")
    page = page_without_scripts
    let_in(page, UserFactory(), site)
    page.goto(MODEL)
    page.get_by_role("link", name="Was this helpful?").click()
    page.get_by_role("button", name="No, it was not helpful").click()
    expect(page.get_by_role("main")).to_contain_text("You said no.")
    assert Review.objects.get(pk=review.pk).helpful_no == 1


def test_nothing_that_a_reviewer_writes_runs_or_sticks_out(phone: Page, model: AIModel, site: str) -> None:
    for words in (EVIL, LONG_WORD * 2):
        review = published(
            model, author=UserFactory(public_name=words[:80]), title=words[:120],
            text=f"{words} [link](javascript:alert(1)) " * 3, pros=[words[:80]], cons=[words[:80]],
        )  # fmt: skip
        published(model, title=words[:120], pros=[words[:80]])
        let_in(phone, UserFactory(), site)
        for address in (MODEL, LIST, review.get_absolute_url(), f"/reviews/{review.pk}/vote/"):
            phone.goto(address)
            assert "broken" not in phone.title()[:10]
            assert phone.locator("main img").count() == 0
            assert what_sticks_out(phone) == []
            assert accessibility_faults(phone) == []


def test_readers_who_are_not_signed_in_keep_the_links(page: Page, model: AIModel) -> None:
    review = published(model)
    with page.expect_response("**/reviews/votes/**") as asked:
        page.goto(LIST)
    assert asked.value.status == 204
    expect(page.get_by_role("link", name="Was this helpful?")).to_be_visible()
    assert page.locator(f"#helped-{review.pk} button").count() == 0
