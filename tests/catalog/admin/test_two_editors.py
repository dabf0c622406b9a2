"""Two editors on one draft: each hears of the other, nobody saves over words unread, nothing typed is lost."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from catalog.models import EditionItem, OpenDraft
from tests import factories
from tests.catalog.admin.desk import address, draft_of, form_of, save, writer
from tests.factories import OBSERVED

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanda():
    return writer(public_name="Wanda")


@pytest.fixture
def draft(model):
    edition = draft_of(model, about="First paragraph.\n\nSecond paragraph.")
    for position, title in enumerate(("Draws well", "Is quick"), start=1):
        EditionItem.objects.create(edition=edition, kind="strength", position=position, title=title)
    edition.sources.create(key="notes", title="Their notes", url="https://example.org/", read_on=OBSERVED.date())
    edition.claims.create(sentence="First paragraph.", kind="has", subject="reasoning")
    return edition


def plain(page) -> str:
    """A page's words without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.content.decode()))


def titles(edition) -> list[str]:
    return [item.title for item in edition.items.all()]


def proofs(edition) -> list[str]:
    return [*(source.key for source in edition.sources.all()), *(claim.sentence for claim in edition.claims.all())]


def test_it_tells_who_else_has_the_draft_open(desk, wanda, draft):
    assert "has this draft open" not in plain(wanda.get(address(draft, "change")))
    page = plain(desk.get(address(draft, "change")))
    assert "Wanda has this draft open since" in page
    assert "anna@example.org has this draft open" in plain(wanda.get(address(draft, "change")))


def test_it_forgets_who_has_not_been_seen_for_a_while_or_has_left(desk, wanda, draft):
    wanda.get(address(draft, "change"))
    OpenDraft.objects.update(seen_at=timezone.now() - timedelta(minutes=16))
    assert "has this draft open" not in plain(desk.get(address(draft, "change")))
    save(wanda, draft, _continue="1")
    assert "Wanda has this draft open" in plain(desk.get(address(draft, "change")))
    save(wanda, draft, _save="1")
    assert "Wanda has this draft open" not in plain(desk.get(address(draft, "change")))


def test_it_refuses_to_save_over_newer_words_and_shows_both(desk, wanda, draft):
    mine = form_of(desk.get(address(draft, "change")))
    save(wanda, draft, about="First paragraph.\n\nSecond paragraph, by Wanda.")
    answer = desk.post(address(draft, "change"), {**mine, "about": "First paragraph.\n\nSecond paragraph, by Anna."})
    page = answer.content.decode()
    assert "Wanda saved this draft on" in plain(answer)
    assert "Second paragraph, by <del>Wanda</del>." in page
    assert "Second paragraph, by <ins>Anna</ins>." in page
    assert "Second paragraph, by Anna.</textarea>" in page
    draft.refresh_from_db()
    assert draft.about.endswith("by Wanda.")


def test_it_refuses_the_same_for_entries_and_loses_no_row_that_was_typed(desk, wanda, draft):
    mine = form_of(desk.get(address(draft, "change")))
    gone = draft.items.get(title="Draws well")
    save(wanda, draft, **{"items-0-DELETE": "on"})
    assert not draft.items.filter(pk=gone.pk).exists()
    answer = desk.post(address(draft, "change"), {**mine, "items-0-title": "Draws very well"})
    kept = {value for name, value in form_of(answer).items() if name.endswith("-title")}
    assert {"Draws very well", "Is quick"} <= kept
    assert titles(draft) == ["Is quick"]


def test_it_saves_over_newer_words_when_their_reader_says_so_and_keeps_them(desk, wanda, draft, model):
    mine = form_of(desk.get(address(draft, "change")))
    save(wanda, draft, tagline="Wanda's line.", **{"items-0-DELETE": "on"})
    refused = desk.post(address(draft, "change"), {**mine, "tagline": "Anna's line."})
    assert 'name="take_over" value="2"' in refused.content.decode()
    desk.post(address(draft, "change"), {**form_of(refused), "take_over": "2"})
    draft.refresh_from_db()
    assert (draft.tagline, titles(draft), draft.version) == ("Anna's line.", ["Draws well", "Is quick"], 3)
    kept = model.editions.exclude(pk=draft.pk).get()
    assert (kept.tagline, titles(kept), kept.status) == ("Wanda's line.", ["Is quick"], "draft")
    assert proofs(draft) == proofs(kept) == ["notes", "First paragraph."]


def test_it_shows_and_keeps_sources_and_claims_that_were_typed_over_newer_words(desk, wanda, draft, model):
    mine = form_of(desk.get(address(draft, "change")))
    save(wanda, draft, **{"sources-0-DELETE": "on", "claims-0-DELETE": "on"})
    typed = {"sources-0-title": "Their new notes", "claims-0-sentence": "Second paragraph."}
    refused = desk.post(address(draft, "change"), {**mine, **typed})
    assert "Their new notes" in refused.content.decode()
    desk.post(address(draft, "change"), {**form_of(refused), "_saveasnew": "1", "ai_model": str(model.pk)})
    assert proofs(draft) == []
    new = model.editions.exclude(pk=draft.pk).get()
    assert [source.title for source in new.sources.all()] == ["Their new notes"]
    assert proofs(new) == ["notes", "Second paragraph."]


def test_it_asks_again_where_a_third_version_came_between(desk, wanda, draft):
    mine = form_of(desk.get(address(draft, "change")))
    save(wanda, draft, tagline="Wanda's line.")
    refused = desk.post(address(draft, "change"), {**mine, "tagline": "Anna's line."})
    save(wanda, draft, tagline="Wanda's second line.")
    again = desk.post(address(draft, "change"), {**form_of(refused), "take_over": "2"})
    assert "Not saved" in plain(again)
    draft.refresh_from_db()
    assert draft.tagline == "Wanda's second line."


def test_it_saves_the_second_text_as_a_draft_of_its_own(desk, anna, wanda, draft, model):
    mine = form_of(desk.get(address(draft, "change")))
    save(wanda, draft, tagline="Wanda's line.")
    refused = desk.post(address(draft, "change"), {**mine, "tagline": "Anna's line."})
    hidden = re.search(r'name="ai_model" value="(\d+)"', refused.content.decode()).group(1)
    desk.post(address(draft, "change"), {**form_of(refused), "ai_model": hidden, "_saveasnew": "1"})
    new = model.editions.exclude(pk=draft.pk).get()
    assert (new.tagline, new.author, titles(new)) == ("Anna's line.", anna, ["Draws well", "Is quick"])
    assert proofs(new) == ["notes", "First paragraph."]
    draft.refresh_from_db()
    assert draft.tagline == "Wanda's line."


def test_it_keeps_what_was_typed_into_a_draft_that_was_published_meanwhile(desk, wanda, draft, model):
    theirs = form_of(wanda.get(address(draft, "change")))
    save(desk, draft, _publish="1")
    answer = wanda.post(address(draft, "change"), {**theirs, "tagline": "Typed by Wanda."})
    assert "This edition is published by now: its words stand" in plain(answer)
    assert "Save mine as a draft of its own" in answer.content.decode()
    assert 'value="Typed by Wanda."' in answer.content.decode()
    sent = {**form_of(answer), "ai_model": str(model.pk), "_saveasnew": "1"}
    wanda.post(address(draft, "change"), sent)
    assert model.editions.get(status="draft").tagline == "Typed by Wanda."
    assert model.editions.published().get().tagline == "A model for tests."


def test_it_keeps_what_was_typed_into_a_draft_that_was_deleted_meanwhile(desk, wanda, draft, model):
    page = wanda.get(address(draft, "change"))
    hidden = re.search(r'name="ai_model" value="(\d+)"', page.content.decode()).group(1)
    desk.post(address(draft, "delete"), {"post": "yes"})
    sent = {**form_of(page), "ai_model": hidden, "tagline": "Typed by Wanda.", "_send": "1"}
    answer = wanda.post(address(draft, "change"), sent, follow=True)
    assert "Somebody deleted that draft: what you typed is a new one." in plain(answer)
    new = model.editions.get()
    assert (new.tagline, new.status, titles(new)) == ("Typed by Wanda.", "draft", ["Draws well", "Is quick"])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_saves_one_of_two_texts_that_come_at_the_same_moment():
    edition = draft_of(factories.AIModelFactory())
    browsers = [writer(public_name="Wanda"), writer(public_name="Willy")]
    forms = [form_of(browser.get(address(edition, "change"))) for browser in browsers]
    ready = Barrier(2)

    def send(number: int) -> int:
        try:
            ready.wait(10)
            sent = {**forms[number], "tagline": f"Line {number}."}
            return browsers[number].post(address(edition, "change"), sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(send, range(2)))
    assert sorted(answers) == [200, 302], "one is saved, the other is shown both"
    edition.refresh_from_db()
    assert (edition.tagline, edition.version) == (f"Line {answers.index(302)}.", 2)


def test_it_takes_two_savings_of_one_person_in_turn(desk, draft):
    for line in ("Once.", "Twice."):
        save(desk, draft, tagline=line, _continue="1")
    draft.refresh_from_db()
    assert (draft.tagline, draft.version) == ("Twice.", 3)


def test_it_publishes_no_words_that_were_saved_after_the_publisher_looked(desk, wanda, draft, model):
    mine = form_of(desk.get(address(draft, "change")))
    save(wanda, draft, tagline="Slipped in.")
    answer = desk.post(address(draft, "change"), {**mine, "_publish": "1"})
    assert "Not saved" in plain(answer)
    assert not model.editions.published().exists()
