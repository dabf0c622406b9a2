"""One saving of an edition is one version, of its words and its lists; what is brought back is all of it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from catalog.models import BoundClaim, Edition
from tests.catalog.admin.desk import address, draft_of, form_of, new_row, save
from tests.factories import OBSERVED

pytestmark = pytest.mark.django_db

ENTRIES = "best for, strengths, limitations, questions"


def version(edition, number=0) -> str:
    """The address of one of an edition's versions, the newest first."""
    return reverse("admin:catalog_edition_simple_history", args=[edition.pk, edition.history.all()[number].pk])


def plain(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def titles(lists) -> list[str]:
    return [item["title"] for item in lists["items"]]


@pytest.fixture
def draft(model):
    edition = draft_of(model, about="It draws.")
    edition.items.create(kind="strength", position=1, title="Draws well", evidence="source", on="notes")
    edition.sources.create(key="notes", title="Their notes", url="https://example.org/", read_on=OBSERVED.date())
    edition.claims.create(sentence="It draws.", kind="has", subject="reasoning")
    return edition


def test_it_makes_one_version_of_a_saving_that_changes_entries_alone(desk, draft):
    save(desk, draft, **{"items-0-title": "Draws very well"})
    assert [titles(one.lists) for one in draft.history.all()] == [["Draws very well"], ["Draws well"]]
    save(desk, draft, tagline="Another.", **{"items-0-title": "Draws"})
    assert [titles(one.lists) for one in draft.history.all()][:2] == [["Draws"], ["Draws very well"]]
    draft.claims.update(kind="rank", subject="output-price", limit="3")
    save(desk, draft)
    assert draft.history.count() == 3, "nothing was changed, and so nothing is kept"
    assert "Changed Limit" not in plain(desk.get(address(draft, "history")))
    assert "Strengths: others than before" in plain(desk.get(address(draft, "history")))


def test_it_makes_one_version_of_a_new_draft_with_its_entries(desk, model):
    page = desk.get(address(Edition, "add"))
    row = new_row(page, ENTRIES, kind="strength", position=1, title="Quick")
    desk.post(address(Edition, "add"), {**form_of(page), "ai_model": model.pk, "tagline": "Draws.", **row})
    (kept,) = model.editions.get().history.all()
    assert (kept.history_type, kept.tagline, titles(kept.lists)) == ("+", "Draws.", ["Quick"])


def test_it_shows_the_lists_of_a_version_beside_those_of_today_and_of_another_version(desk, draft):
    save(desk, draft, **{"items-0-title": "Draws badly", "sources-0-title": "Other notes"})
    page = desk.get(version(draft, 1)).content.decode()
    assert "Draws <del>well</del>" in page
    assert "Draws <ins>badly</ins>" in page
    assert "<ins>Other</ins> notes" in page
    both = desk.get(version(draft, 0), {"against": draft.history.all()[1].pk}).content.decode()
    assert "Draws <del>badly</del>" in both


def test_it_brings_the_lists_sources_and_claims_back_in_one_version(desk, draft):
    gone = {"items-0-DELETE": "on", "sources-0-DELETE": "on", "claims-0-DELETE": "on"}
    save(desk, draft, about="It writes.", **gone)
    assert not draft.items.exists()
    assert "Back to the version of" in desk.post(version(draft, 1), follow=True).content.decode()
    draft.refresh_from_db()
    item, source, claim = draft.items.get(), draft.sources.get(), draft.claims.get()
    assert (draft.about, draft.version) == ("It draws.", 3)
    assert (item.title, item.position, item.evidence, item.on) == ("Draws well", 1, "source", "notes")
    assert (source.key, source.url, source.read_on) == ("notes", "https://example.org/", OBSERVED.date())
    assert (claim.sentence, claim.kind, claim.subject, claim.limit) == ("It draws.", "has", "reasoning", None)
    assert claim.checked_at, "it was held against the figures"
    assert claim.settled_at is None
    assert [titles(one.lists) for one in draft.history.all()] == [["Draws well"], [], ["Draws well"]]
    assert "Bring this version back" not in desk.get(version(draft, 2)).content.decode()


def test_it_takes_other_line_breaks_for_no_difference(desk, draft):
    draft.items.update(text="One.\nTwo.")
    save(desk, draft, **{"items-0-text": "One.\r\nTwo.", "items-0-title": "Draws"})
    assert "Two.</del>" not in desk.get(version(draft, 1)).content.decode()
    assert draft.history.first().lists["items"][0]["text"] == "One.\nTwo."


def test_it_offers_a_version_that_differs_in_its_lists_alone_and_begins_its_claims_anew(desk, draft):
    save(desk, draft, **{"claims-0-subject": "tool_calling"})
    BoundClaim.objects.update(state="false", false_since=OBSERVED, settled_at=OBSERVED)
    assert "Bring this version back" in desk.get(version(draft, 1)).content.decode()
    desk.post(version(draft, 1))
    claim = draft.claims.get()
    assert (claim.subject, claim.state, claim.settled_at) == ("reasoning", "unknown", None)


def test_it_shows_and_brings_back_what_versions_from_before_hold_and_says_so(desk, draft):
    save(desk, draft, tagline="Second.")
    draft.history.update(lists=None)
    save(desk, draft, **{"items-0-title": "Draws badly"})
    kept = list(draft.history.all())
    assert [one.lists and titles(one.lists) for one in kept] == [["Draws badly"], ["Draws well"], None, None]
    assert kept[1].history_change_reason.startswith("As it was before this change")
    page = plain(desk.get(version(draft, 3)))
    assert "This version is from before versions held the lists" in page
    assert "Draws badly" not in page
    desk.post(version(draft, 3))
    draft.refresh_from_db()
    assert (draft.tagline, draft.items.get().title) == ("A model for tests.", "Draws badly")
    assert "lists" in plain(desk.get(version(draft, 0), {"against": kept[3].pk}))


def test_it_keeps_the_lists_in_the_one_version_of_each_draft_that_is_copied_restored_or_generated(desk, model, draft):
    desk.post(address(Edition), {"action": "publish", "_selected_action": [draft.pk]})
    assert titles(draft.history.first().lists) == ["Draws well"]
    desk.post(reverse("admin:catalog_edition_restore", args=[draft.pk]))
    copy = model.editions.get(status="draft")
    assert [titles(one.lists) for one in copy.history.all()] == [["Draws well"]]
    save(desk, copy, **{"items-0-title": "Draws"})
    copy.refresh_from_db()
    desk.post(reverse("admin:catalog_edition_restore", args=[draft.pk]), {"into": f"{copy.pk}.{copy.version}"})
    assert [titles(one.lists) for one in copy.history.all()] == [["Draws well"], ["Draws"], ["Draws well"]]
    kept = model.editions.filter(status="draft").exclude(pk=copy.pk).get()
    assert [titles(one.lists) for one in kept.history.all()] == [["Draws"]]
    model.editions.all().delete()
    desk.post(reverse("admin:catalog_aimodel_write_from_facts", args=[model.pk]))
    generated = model.editions.get()
    (made,) = generated.history.all()
    assert titles(made.lists) == [item.title for item in generated.items.all()] != []


def test_it_keeps_what_somebody_elses_words_took_the_place_of(desk, draft):
    mine = form_of(desk.get(address(draft, "change")))
    save(desk, draft, **{"items-0-title": "Draws badly"})
    refused = desk.post(address(draft, "change"), {**mine, "tagline": "Mine."})
    desk.post(address(draft, "change"), {**form_of(refused), "take_over": "2"})
    assert [titles(one.lists) for one in draft.history.all()] == [["Draws well"], ["Draws badly"], ["Draws well"]]
    assert draft.history.first().tagline == "Mine."
