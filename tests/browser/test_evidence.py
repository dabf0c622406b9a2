"""A picture as proof of use in a browser: sent without scripts, put right, looked at and granted by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Evidence, Proof
from tests import factories
from tests.browser.conftest import PHONE, NewPage, accessibility_faults, let_in, what_sticks_out
from tests.browser.test_queue import QUEUE, press
from tests.reviews import pictures
from tests.reviews.desk import moderator
from tests.reviews.making import published

pytestmark = pytest.mark.usefixtures("rows_to_change")


def test_it_goes_the_whole_way(new_page: NewPage, page: Page, site: str, tmp_path: Path, complaints: list[str]) -> None:
    review = published(factories.AIModelFactory(name="Swift 2"), author=factories.UserFactory())
    assert review.author is not None
    author = new_page(java_script_enabled=False, viewport=PHONE)
    let_in(author, review.author, site)
    author.goto(f"/reviews/{review.pk}/proof/")
    for raw in (b"%PDF-1.7", pictures.drawn(size=(1_800, 2_400))):
        (tmp_path / "invoice.png").write_bytes(raw)
        author.get_by_label("A screenshot or a photograph").set_input_files(tmp_path / "invoice.png")
        author.get_by_role("button", name="Send it to the moderators").click()
        if raw.startswith(b"%PDF"):
            expect(author.get_by_text("That is a PDF.")).to_be_in_viewport()
            assert what_sticks_out(author) == []
    expect(author.get_by_role("button", name="Take it back")).to_be_visible()
    complaints.clear()  # The answer that says what is wrong has a status that says so too.

    let_in(page, moderator(), site)
    page.goto(QUEUE)
    picture = page.get_by_alt_text("The picture that the author sent")
    assert picture.evaluate("(one) => one.decode().then(() => one.naturalHeight)") == 2_000
    press(page, "a")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert what_sticks_out(page) == []
        assert accessibility_faults(page) == []
    expect(page.get_by_label("Month of the use")).to_be_focused()
    page.keyboard.type("2026-05")
    press(page, "Control+Enter")
    expect(page.locator(".messagelist")).to_contain_text("Granted: “Good at sorting mail”.")
    assert str(Proof.objects.get(kind="moderator")) == "Checked by a moderator, May 2026"
    assert bytes(Evidence.objects.get().picture) == b""
