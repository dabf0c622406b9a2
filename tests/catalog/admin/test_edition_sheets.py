"""Editions travel whole: what entries rest on, sources and bound claims go out in a file and come back as they were."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from catalog.admin.sheets.cells import CLAIM_PARTS, SOURCE_PARTS, cell_of_items, cell_of_parts, items_in, parts_in
from catalog.models import Edition
from catalog.models.history import lists_of
from tests import factories
from tests.catalog.admin.desk import draft_of
from tests.catalog.admin.sheets import ENDINGS, bring, complaints, export, rows_of, upload

PIECES = [
    "a", "|", " | ", "\\", "\n", "  ", "-", "- ", "=", "{{", "}}", "'", "rests on:", "Rests on: a", "| rests on: ", "é",
]  # fmt: skip
AWKWARD = some.lists(some.sampled_from(PIECES), max_size=8).map("".join)
WORDS = AWKWARD.map(str.strip)
LINE = AWKWARD.map(lambda text: " ".join(text.split()))
ITEM = some.fixed_dictionaries(
    {
        "title": WORDS.filter(bool),
        "text": WORDS,
        "evidence": some.sampled_from(["", "fact", "measurement", "source", "judgement"]),
        "on": LINE,
    }
)


@given(some.lists(ITEM, max_size=3))
def test_it_reads_entries_as_it_writes_them(items):
    assert items_in(cell_of_items(items)) == items


@given(some.lists(some.tuples(WORDS.filter(bool), WORDS, WORDS, some.just("2025-10-16")), max_size=3))
def test_it_reads_sources_as_it_writes_them(rows):
    rows = [dict(zip(SOURCE_PARTS, row, strict=True)) for row in rows]
    assert parts_in(cell_of_parts(rows, SOURCE_PARTS), SOURCE_PARTS, 4) == rows


@given(some.lists(some.tuples(WORDS.filter(bool), WORDS, WORDS.filter(bool), some.sampled_from(["", "0.25"]))))
def test_it_reads_claims_as_it_writes_them(rows):
    rows = [dict(zip(CLAIM_PARTS, row, strict=True)) for row in rows]
    assert parts_in(cell_of_parts(rows, CLAIM_PARTS), CLAIM_PARTS, 3) == rows


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("Quick", ("Quick", "", "", "")),
        ("Cheap | Half | a third.", ("Cheap", "Half | a third.", "", "")),
        ("a \\| b | c", ("a | b", "c", "", "")),
        ("Cheap | It is. | rests on: fact price.output", ("Cheap", "It is.", "fact", "price.output")),
        ("Cheap|rests on:Judgement", ("Cheap", "", "judgement", "")),
        ("Cheap | | Rests On:  source  notes", ("Cheap", "", "source", "notes")),
        ("Cheap | It rests on: nothing.", ("Cheap", "It rests on: nothing.", "", "")),
    ],
)
def test_it_reads_what_a_person_types_and_what_older_files_say(line, read):
    (item,) = items_in(line)
    assert tuple(item.values()) == read


def whole(model, **fields) -> Edition:
    """A draft with everything that an edition can have, in texts that are hard to write into a cell."""
    texts = {"tagline": "-It's | {{name}}.", "about": "- It draws\r\n\r\n| 'and' writes."}
    edition = draft_of(model, **{"author": None, **texts, **fields})
    for place, (kind, title, text, evidence, on) in enumerate([
        ("strength", "a | b", "-One.\r\n\r\n| rests on: two", "source", "their-notes"),
        ("strength", "Rests on: it", "rests on: that", "fact", "price.output"),
        ("limitation", "'Slow'\nor not", "", "judgement", ""),
        ("best_for", "=SUM(A1)", "{{price.output}} |", "", ""),
        ("question", "Is it | open?", "No | yet.\n  Indented.", "measurement", "rank.output-price"),
    ]):  # fmt: skip
        edition.items.create(kind=kind, position=place, title=title, text=text, evidence=evidence, on=on)
    url = "https://example.org/?a=1|2&b='3'"
    edition.sources.create(key="their-notes", title="Theirs | ours", url=url, read_on=date(2025, 10, 16))
    edition.claims.create(sentence="| 'and' writes.", kind="rank", subject="output-price", limit=Decimal("3"))
    edition.claims.create(sentence="It draws", kind="has", subject="tool_calling")
    return edition


def said(edition) -> dict:
    """Its lists with line breaks as forms send them or not, and whatever the numbers of places are."""
    return {
        name: [{key: str(cell).replace("\r\n", "\n") for key, cell in row.items() if key != "position"} for row in rows]
        for name, rows in lists_of(edition).items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ENDINGS)
def test_it_brings_back_the_whole_of_what_went_out(desk, model, ending):
    before = said(whole(model))
    content = export(desk, Edition, ending)
    _, again = bring(desk, Edition, content, ending)
    assert "0 rows changed, 1 left as they are." in again
    Edition.objects.all().delete()
    bring(desk, Edition, content, ending)
    draft = model.editions.get()
    assert said(draft) == before
    assert (draft.tagline, draft.about) == ("-It's | {{name}}.", "- It draws\n\n| 'and' writes.")
    assert all(claim.checked_at for claim in draft.claims.all()), "they were held against the figures"
    (version,) = draft.history.all()
    assert (version.lists, version.history_change_reason) == (lists_of(draft), "By hand.")


EDITION = {
    "model": "openai/gpt-5-image-mini", "about": "It draws.",
    "strengths": "Cheap | It is. | rests on: source notes",
    "sources": "notes | Their notes | https://example.org/ | 2025-10-16",
    "claims": "It draws. | has | reasoning",
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "cell", "advice"),
    [
        ("strengths", "A | b | rests on: facts x", "“A”, evidence: Write what it rests on as one of these: fact,"),
        ("strengths", "A | b | rests on: fact price.outptu", "The nearest is {{price.output}}."),
        ("strengths", "A | b | rests on: source x", "no source has the key “x”: add it, or write one of these: notes."),
        ("sources", "", "strengths: “Cheap”: no source has the key “notes”: add it, or the row has none."),
        ("sources", "notes | Theirs | 2025-10-16", "has 3 parts. Write each source as: key | title | address | 2025"),
        ("sources", "notes | T | https://example.org/ | 16.10.2025", "“notes”, read: Write the day, year first: 2025-"),
        ("sources", "notes | T | javascript:alert(1) | 2025-10-16", "“notes”, address: Enter a valid URL."),
        ("sources", "\n".join([EDITION["sources"]] * 2), "The key “notes” stands twice."),
        ("claims", "It draws.", "has 1 part. Write each claim as: sentence | test | of what | limit."),
        ("claims", "It sings. | has | reasoning", "This sentence stands neither in the tagline nor in about"),
        ("claims", "It draws. | had | reasoning", "“It draws.”, test: Select a valid choice. had is not one"),
        ("claims", "It draws. | has | colours", "“It draws.”, of what: Write a capability, one of these: open_weights"),
        ("claims", "It draws. | rank | output-price", "limit: Write the rank that it has at most: 1, 3."),
        ("claims", "It draws. | rank | output-price | first", "limit: Enter a number."),
    ],
)
def test_it_names_what_cannot_be_with_its_line_and_what_to_write(desk, model, column, cell, advice):
    page = complaints(upload(desk, Edition, [{**EDITION, column: cell}]))
    assert advice in page.replace("&#x27;", "'")
    assert f"Line 2, {column if cell else 'strengths'}: " in page
    assert not Edition.objects.exists()


@pytest.mark.django_db
def test_it_shows_each_cell_before_and_after(desk, model):
    whole(model, tagline="Before.")
    (row,) = rows_of(export(desk, Edition))
    page = upload(desk, Edition, [{**row, "tagline": "After.", "sources": row["sources"].replace("ours", "mine")}])
    shown = page.content.decode()
    assert "<del>Before.</del> <ins>After.</ins>" in shown
    assert "Theirs \\| mine" in shown
    assert "<td>about</td>" not in shown, "what stays is not among the changes"


@pytest.mark.django_db
def test_it_shows_of_a_list_the_entries_that_change(desk, model):
    draft_of(model)
    bring(desk, Edition, [{"model": model.catalog_id, "strengths": "One\nTwo\nThree"}])
    shown = upload(desk, Edition, [{"model": model.catalog_id, "strengths": "One\n2 <b>\nThree"}]).content.decode()
    assert "<div>…</div><div><del>Two</del></div><div><ins>2 &lt;b&gt;</ins></div><div>…</div>" in shown


@pytest.mark.django_db
def test_it_goes_on_from_the_models_edition_where_a_file_has_no_column(desk, model):
    edition = whole(model, about="It draws.\n\nAnd '| writes.")
    edition.claims.exclude(sentence="It draws").delete()
    edition.claims.create(sentence="And '| writes.", kind="has", subject="reasoning")
    bring(desk, Edition, [{"model": model.catalog_id, "about": "It draws."}])
    new = model.editions.exclude(pk=edition.pk).get()
    assert (new.tagline, new.about) == (edition.tagline, "It draws.")
    assert {**said(new), "claims": []} == {**said(edition), "claims": []}
    assert [claim.sentence for claim in new.claims.all()] == ["It draws"], "the other one stands nowhere any more"


@pytest.mark.django_db
def test_it_keeps_what_entries_rest_on_where_a_file_of_before_says_nothing_of_it(desk, model):
    edition = whole(model)
    old = {"model": model.catalog_id, "tagline": "New.", "strengths": "a \\| b | Other words.\nNew | One."}
    bring(desk, Edition, [old])
    new = model.editions.exclude(pk=edition.pk).get()
    assert [(one.title, one.evidence, one.on) for one in new.items.filter(kind="strength")] == [
        ("a | b", "source", "their-notes"), ("New", "", ""),
    ]  # fmt: skip
    bring(desk, Edition, [{**old, "tagline": "Newer.", "sources": ""}])
    newest = model.editions.get(tagline="Newer.")
    assert [one.evidence for one in newest.items.filter(kind="strength")] == ["", ""], "a new file says all of it"
    assert not newest.sources.exists()


@pytest.mark.django_db
def test_it_goes_on_from_the_edition_of_the_rows_status_and_from_none_that_nobody_went_over(desk, model):
    factories.EditionFactory(ai_model=model, tagline="On the page.")
    draft_of(model, tagline="In work.")
    bring(desk, Edition, [{"model": model.catalog_id, "status": "published", "about": "New."}])
    assert model.editions.get(about="New.").tagline == "On the page."
    bring(desk, Edition, [{"model": model.catalog_id, "verdict": "Good."}])
    assert model.editions.get(verdict="Good.").about == "New.", "the newest, without a status"
    model.editions.all().delete()
    desk.post(reverse("admin:catalog_aimodel_write_from_facts", args=[model.pk]))
    bring(desk, Edition, [{"model": model.catalog_id, "verdict": "Mine."}])
    assert model.editions.get(is_generated=False).about == ""
