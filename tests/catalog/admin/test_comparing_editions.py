"""Editions of a model side by side, and the words of an earlier one restored into a draft."""

from __future__ import annotations

import pytest

from catalog.diffs import side_by_side
from catalog.models import Edition, EditionItem
from tests import factories
from tests.catalog.admin.desk import address, draft_of, save, writer
from tests.factories import OBSERVED

pytestmark = pytest.mark.django_db

FORMER = "It draws well.\n\nIt is cheap and quick to answer.\n\nIt speaks no Welsh."
PRESENT = "A new beginning of everything.\n\nIt draws well.\n\nIt is cheap and slow to answer."


@pytest.fixture
def old(model):
    edition = factories.EditionFactory(ai_model=model, status="withdrawn", about=FORMER, tagline="The former line.")
    EditionItem.objects.create(edition=edition, kind="question", title="Does it draw?", text="It does.")
    edition.sources.create(key="notes", title="Their notes", url="https://example.org/", read_on=OBSERVED.date())
    edition.claims.create(sentence="It draws well.", kind="rank", subject="output-price", limit=1)
    return edition


@pytest.fixture
def present(old, model):
    return factories.EditionFactory(ai_model=model, about=PRESENT, tagline="The present line.")


def kinds(former: str, present: str) -> list[str]:
    return [row.kind for row in side_by_side(former.split("\n\n"), present.split("\n\n"))]


def test_it_puts_paragraphs_beside_those_that_they_became():
    assert kinds(FORMER, PRESENT) == ["new", "same", "changed", "gone"]
    assert kinds("One two three four.\n\nFive.", "Five.\n\nOne two three four.") == ["new", "same", "gone"]
    assert side_by_side([], ["One."]) == [("new", None, [("new", "One.")])]
    changed = side_by_side(["a b", "c d"], ["a b", "c e d"])[1]
    assert changed.former == [("same", "c "), ("same", "d")]
    assert changed.present == [("same", "c "), ("new", "e "), ("same", "d")]


def test_it_puts_long_texts_beside_each_other_without_comparing_each_with_each():
    former, present = [f"Old {n} {n}" for n in range(200)], [f"Else {n}" for n in range(200)]
    assert len(side_by_side(former, present)) == 400


def test_it_compares_two_editions_by_paragraph(desk, old, present):
    page = desk.get(address(present, "compare")).content.decode()
    assert "It is cheap and <del>quick</del> to answer." in page
    assert "It is cheap and <ins>slow</ins> to answer." in page
    assert "The <del>former</del> line." in page
    assert page.count("only here") == 5, "a paragraph on each side, the question, the claim and the source"
    assert "It draws well.\nRanks so high at least: output-price 1" in page
    assert "Does it draw?\nIt does." in page


def test_it_says_that_two_editions_are_the_same(desk, old, model):
    desk.post(address(old, "restore"))
    same = model.editions.get(status="draft")
    page = desk.get(address(old, "compare"), {"with": same.pk}).content.decode()
    assert "Both say the same, word for word." in page


def test_it_compares_with_no_edition_of_another_model(desk, old):
    other = factories.EditionFactory(ai_model__slug="other")
    assert desk.get(address(old, "compare"), {"with": other.pk}).status_code == 404
    assert desk.get(address(old, "compare"), {"with": "x"}).status_code == 404
    assert "no other edition" in desk.get(address(other, "compare")).content.decode()


# --- restoring ----------------------------------------------------------------------------------------------------


def words(edition: Edition) -> tuple[str, str, list[str]]:
    rows = (edition.items.all(), edition.sources.all(), edition.claims.all())
    return edition.tagline, edition.about, [str(row) for part in rows for row in part]


def test_it_restores_an_edition_into_a_new_draft(desk, old, present, model):
    desk.post(address(old, "restore"))
    draft = model.editions.get(status="draft")
    assert words(draft) == words(old)
    assert model.editions.published().get() == present, "the page stays until the draft is published"
    save(desk, draft, _publish="1")
    assert words(model.editions.published().get()) == words(old)
    assert model.editions.count() == 3


def test_it_asks_before_it_restores_beside_or_over_a_draft_with_work_in_it(desk, old, model):
    draft = draft_of(model, tagline="Half written.")
    page = desk.post(address(old, "restore")).content.decode()
    assert "Half written." in page
    assert model.editions.count() == 2, "nothing was done yet"
    desk.post(address(old, "restore"), {"into": ""})
    draft.refresh_from_db()
    assert draft.tagline == "Half written."
    assert sorted(model.editions.filter(status="draft").values_list("tagline", flat=True)) == [
        "Half written.",
        "The former line.",
    ]


def test_it_restores_into_a_draft_that_was_chosen_and_keeps_what_it_said(desk, old, model):
    draft = draft_of(model, tagline="Half written.")
    desk.post(address(old, "restore"), {"into": f"{draft.pk}.1"})
    draft.refresh_from_db()
    assert (words(draft), draft.version) == (words(old), 2)
    assert model.editions.filter(status="draft", tagline="Half written.").exists()


@pytest.mark.parametrize("into", ["{pk}.7", "999999.1", "x", "{pk}", "{other}.1"])
def test_it_restores_into_nothing_but_the_draft_that_was_seen(desk, old, model, into):
    draft, other = draft_of(model, tagline="Half written."), draft_of(factories.AIModelFactory(), tagline="Theirs.")
    desk.post(address(old, "restore"), {"into": into.format(pk=draft.pk, other=other.pk)})
    assert Edition.objects.count() == 3
    assert not Edition.objects.filter(status="draft", tagline="The former line.").exists()


def test_it_lets_a_writer_go_on_from_the_page_and_not_back_behind_it(old, present, model):
    wanda = writer()
    assert wanda.post(address(old, "restore")).status_code == 403
    wanda.post(address(present, "restore"))
    assert words(model.editions.get(status="draft")) == words(present)
