"""Lists go out as files and come back: first what a file would change, then all of it or nothing."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog import facts
from catalog.admin.sheets import formats
from catalog.admin.sheets.formats import escaped, unescaped
from catalog.models import AIModel, Claim, Creator, Edition, Family
from tests import factories
from tests.catalog.admin.desk import address, somebody_who_may
from tests.catalog.admin.sheets import ENDINGS, agree, bring, complaints, export, rows_of, upload

pytestmark = pytest.mark.django_db

FACTS = {
    "model": "openai/gpt-5-image-mini", "context_window": "272000", "reasoning": "yes", "release_date": "2025-10-16",
}  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_changes_nothing_when_an_export_comes_back_as_it_went(desk, model, ending):
    factories.EditionFactory(ai_model=model, tagline="=1+1", about="'=2\n\n- a list", author=None).items.create(
        kind="strength", title="a | b", text="One.\nTwo."
    )
    Family.objects.create(creator=model.creator, slug="gpt", name="+GPT")
    for noun, said in ((AIModel, Claim), (Creator, Creator), (Family, Family), (Edition, Edition)):
        before = list(said.objects.values())
        shown, done = bring(desk, noun, export(desk, noun, ending), ending)
        assert "1 of 1 rows say what is there already." in shown
        assert "0 rows changed, 1 left as they are." in done
        assert list(said.objects.values()) == before


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_imports_facts_as_corrections_with_the_reason(desk, anna, model, ending):
    page = upload(desk, AIModel, [FACTS], ending)
    assert "<del>400000</del> <ins>272000</ins>" in page.content.decode()
    assert not Claim.objects.filter(source__slug="editor").exists()
    assert "1 row changed, 0 left as they are." in agree(desk, AIModel, page)
    claims = Claim.objects.current().filter(source__slug="editor")
    assert {(one.fact, one.value, one.author, one.reason) for one in claims} == {
        ("context_window", 272_000, anna, "By hand."),
        ("reasoning", True, anna, "By hand."),
        ("release_date", "2025-10-16", anna, "By hand."),
    }
    model.refresh_from_db()
    assert (model.context_window, model.reasoning, model.release_date.isoformat()) == (272_000, "yes", "2025-10-16")
    assert LogEntry.objects.filter(change_message="Imported: By hand.").count() == 1


def test_it_reads_cells_as_spreadsheets_keep_them(desk, model):
    day = datetime(2025, 10, 16)
    row = {"model": model.catalog_id, "context_window": 272_000.0, "reasoning": True, "release_date": day}
    bring(desk, AIModel, [row], "xlsx")
    model.refresh_from_db()
    assert (model.context_window, model.reasoning, model.release_date.isoformat()) == (272_000, "yes", "2025-10-16")


def test_it_leaves_facts_of_empty_cells_and_missing_columns_to_their_sources(desk, model):
    bring(desk, AIModel, [{"model": model.catalog_id, "context_window": "", "tool_calling": "no"}])
    assert [one.fact for one in Claim.objects.filter(source__slug="editor")] == ["tool_calling"]


@pytest.mark.parametrize(
    ("column", "cell", "advice"),
    [
        ("model", "openai/none", "There is no model “openai/none”."),
        ("model", "", "Fill in model."),
        ("context_window", "about a million", "context_window: Write a whole number above 0: 400000."),
        ("context_window", "0", "Write a whole number above 0"),
        ("release_date", "16.10.2025", "Write a date, year first: 2025-10-16."),
        ("tool_calling", "perhaps", "Write yes or no."),
        ("input_modalities", "text, smell", "Write some of these, with commas: text, image"),
        ("model_class", "pictures", "Write one of these: "),
        ("family", "…", "Write a name with a letter or a digit in it."),
        ("name", "x" * 121, "Write at most 120 characters."),
        ("colour", "red", "No column is called “colour”. There are: model, name"),
    ],
)
def test_it_names_a_bad_row_with_its_line_and_changes_nothing(desk, model, column, cell, advice):
    other = factories.AIModelFactory()
    good = {column: "", "context_window": "1", "model": other.catalog_id}
    bad = {**dict.fromkeys(good, ""), "model": model.catalog_id, column: cell}
    said = complaints(upload(desk, AIModel, [good, bad]))
    assert advice in said
    assert column == "colour" or "Line 3" in said
    assert "Nothing was imported." in said
    assert not Claim.objects.filter(source__slug="editor").exists()


def test_it_takes_a_model_once_a_file(desk, model):
    assert "Line 3: “openai/gpt-5-image-mini” stands in an earlier row too." in complaints(
        upload(desk, AIModel, [FACTS, FACTS])
    )


def test_it_does_nothing_where_a_row_went_bad_between_the_two_pages(desk, model):
    page = upload(desk, AIModel, [FACTS])
    AIModel.objects.update(slug="renamed")
    said = agree(desk, AIModel, page)
    assert "Nothing was imported." in said
    assert "There is no model “openai/gpt-5-image-mini”." in said
    assert not Claim.objects.filter(source__slug="editor").exists()


def test_it_takes_back_the_good_rows_too(desk, creator_gone_meanwhile):
    assert "Line 3, creator: There is no creator of this slug." in creator_gone_meanwhile
    assert not Family.objects.exists()


@pytest.fixture
def creator_gone_meanwhile(desk) -> str:
    """What is said of two families, the second one's creator having gone between the two pages."""
    for slug in ("stays", "goes"):
        factories.CreatorFactory(slug=slug)
    rows = [{"creator": slug, "slug": "one", "name": "One"} for slug in ("stays", "goes")]
    page = upload(desk, Family, rows)
    Creator.objects.get(slug="goes").delete()
    return agree(desk, Family, page)


def test_it_says_that_a_file_is_no_longer_kept(desk, model):
    page = upload(desk, AIModel, [FACTS])
    cache.clear()
    assert "The file is no longer kept. Nothing was imported: upload it again." in agree(desk, AIModel, page)


@pytest.mark.parametrize(
    ("content", "ending", "advice"),
    [
        (b"model\n\xff\xfe", "csv", "It cannot be read"),
        (b"no zip", "xlsx", "This is no XLSX file"),
        (b"{", "json", "It cannot be read"),
        (b'{"model": 1}', "json", "A JSON file has to be a list of objects"),
        (b"model\nx", "txt", "Choose a file whose name ends in .csv, .xlsx or .json."),
        (b"model,name\nopenai/gpt-5-image-mini,a\x00b", "csv", "There is a character that cannot be stored"),
    ],
)
def test_it_says_why_a_file_cannot_be_read(desk, model, content, ending, advice):
    page = upload(desk, AIModel, content, ending)
    assert advice in page.context["form"].errors["import_file"][0]


def test_it_takes_no_file_that_is_too_large_packed_unpacked_or_in_rows(desk, model, monkeypatch):
    monkeypatch.setattr("catalog.admin.sheets.desk.MOST_BYTES", 10)
    assert "At most" in complaints(upload(desk, AIModel, [FACTS]))
    monkeypatch.undo()
    monkeypatch.setattr(formats, "MOST_ROWS", 1)
    assert "At most 1 rows at once; this file has 2." in complaints(upload(desk, AIModel, [FACTS, FACTS]))
    monkeypatch.setattr(formats, "MOST_UNPACKED", 1_000_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 1_000_001)
    assert "Unpacked, this file is too large." in complaints(upload(desk, AIModel, bomb.getvalue(), "xlsx"))


def test_it_asks_for_the_reason(desk, model):
    assert "This field is required." in complaints(upload(desk, AIModel, [FACTS], reason=""))


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "'=1", "''=1", "plain", "'plain", "", "a=b"])
def test_it_escapes_what_a_spreadsheet_would_run_and_takes_it_back(text):
    assert unescaped(escaped(text)) == text
    assert escaped(text)[:1] not in tuple("=+-@\t")


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_exports_no_formula(desk, ending):
    factories.CreatorFactory(slug="evil", name='=HYPERLINK("https://evil.example")')
    (row,) = rows_of(export(desk, Creator, ending), ending)
    assert row["name"] == ("" if ending == "json" else "'") + '=HYPERLINK("https://evil.example")'


def test_it_exports_what_the_filters_of_the_list_leave(desk, model):
    factories.AIModelFactory(creator__slug="google")
    rows = rows_of(export(desk, AIModel, query="?q=gpt-5"))
    assert [row["model"] for row in rows] == ["openai/gpt-5-image-mini"]
    assert f"{address(AIModel, 'export')}?q=gpt-5" in desk.get(f"{address(AIModel)}?q=gpt-5").content.decode()


def test_it_passes_on_no_measurement(desk, model):
    factories.MeasurementFactory(ai_model=model, value="61.7")
    facts.resolve([model.pk])
    assert b"61.7" not in export(desk, AIModel)
    assert "Measurements are not among them" in desk.get(address(AIModel, "export")).content.decode()


def test_it_makes_and_changes_creators_and_families(desk, model):
    version = model.model_class.version
    new = {"slug": "new", "name": "New", "website": "https://new.example"}
    bring(desk, Creator, [{"slug": "openai", "name": "Open AI", "website": ""}, new])
    assert set(Creator.objects.values_list("slug", "name")) == {("openai", "Open AI"), ("new", "New")}
    bring(desk, Family, [{"creator": "new", "slug": "one", "name": "One"}])
    assert Family.objects.get().creator.slug == "new"
    model.model_class.refresh_from_db()
    assert model.model_class.version > version
    assert "Line 2, creator: There is no creator of this slug." in complaints(
        upload(desk, Family, [{"creator": "none", "slug": "one", "name": "One"}])
    )
    assert "Line 2, website: Enter a valid URL." in complaints(
        upload(desk, Creator, [{"slug": "openai", "name": "Open AI", "website": "javascript:alert(1)"}])
    )


EDITION = {
    "model": "openai/gpt-5-image-mini", "tagline": "Draws.", "about": "It draws.\n\nAnd writes.", "verdict": "",
    "strengths": "Cheap | Half the price.\nQuick", "questions": "Is it open? | No.",
}  # fmt: skip


def test_it_imports_editions_as_drafts_of_the_editor(desk, anna, model):
    published = factories.EditionFactory(ai_model=model)
    _, done = bring(desk, Edition, [EDITION])
    assert "1 row changed" in done
    draft = Edition.objects.exclude(pk=published.pk).get()
    assert (draft.status, draft.author, draft.tagline) == ("draft", anna, "Draws.")
    assert [(item.kind, item.title, item.text) for item in draft.items.all()] == [
        ("question", "Is it open?", "No."), ("strength", "Cheap", "Half the price."), ("strength", "Quick", ""),
    ]  # fmt: skip
    published.refresh_from_db()
    assert published.status == "published"
    _, again = bring(desk, Edition, [EDITION])
    assert "0 rows changed, 1 left as they are." in again


@pytest.mark.parametrize(
    ("column", "cell", "advice"),
    [
        ("questions", "Is it open?", "questions: Write the answer after “ | ”"),
        ("strengths", "x" * 161, "Shorten this title to 160 characters"),
        ("tagline", "x" * 161, "tagline: Ensure this value has at most 160 characters"),
        ("about", "At {{price.outptu}}.", "There is no figure {{price.outptu}}. The nearest is {{price.output}}."),
        ("strengths", "Cheap | {{nam}}", "There is no figure {{nam}}. The nearest is {{name}}."),
        ("model", "none/none", "There is no model “none/none”."),
    ],
)
def test_it_says_what_is_wrong_with_an_edition(desk, model, column, cell, advice):
    assert advice in complaints(upload(desk, Edition, [{**EDITION, column: cell}]))
    assert not Edition.objects.exists()


@pytest.mark.parametrize("noun", [AIModel, Creator, Family, Edition])
def test_it_lets_nobody_import_who_may_only_look(model, noun):
    looker = somebody_who_may(f"view_{noun._meta.model_name}", "add_claim")
    listed = looker.get(address(noun)).content.decode()
    assert address(noun, "import") not in listed
    assert address(noun, "export") in listed
    assert looker.get(address(noun, "import")).status_code == 403
    assert looker.post(address(noun, "process_import"), {"import_file_name": "x"}).status_code == 403
    assert somebody_who_may("add_claim").get(address(noun, "export")).status_code == 403


def test_it_exports_twenty_rows_with_the_queries_of_one(desk, model):
    nouns = (AIModel, Creator, Family, Edition)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            for noun in nouns:
                export(desk, noun)
        return len(asked)

    factories.EditionFactory(ai_model=model)
    one = queries()
    for number in range(19):
        family = factories.FamilyFactory(creator__slug="openai", slug=f"f-{number}")
        other = factories.AIModelFactory(creator__slug=f"maker-{number}", family=family)
        factories.EditionFactory(ai_model=other)
    assert queries() == one
