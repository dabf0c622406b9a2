"""What the desk says of an edition's words: references, evidence, sources, and sentences bound to tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import facts
from catalog.editions import holding
from catalog.models import AIModel, BoundClaim, Edition, PriceRow
from tests import factories
from tests.catalog.admin.desk import address, form_of, new_row

pytestmark = pytest.mark.django_db

SENTENCE = "Nobody asks less for output."
CLAIMS = "bound claims: sentences that are checked against the figures, each night and after each reading"
ITEMS = "best for, strengths, limitations, questions"
SOURCES = "sources: what was read beyond our own facts"


@pytest.fixture
def model(model: AIModel) -> AIModel:
    """The cheaper of two."""
    factories.PriceSheetFactory(offer__ai_model=model, rates={"input": "0.0000025", "output": "0.000002"})
    other = factories.PriceSheetFactory(rates={"input": "0.000001", "output": "0.000009"}).offer.ai_model
    facts.resolve([model.pk, other.pk])
    model.refresh_from_db()
    return model


def draft(model: AIModel, **words: str) -> Edition:
    return factories.EditionFactory(ai_model=model, status="draft", published_at=None, **words)


def save(desk: Client, edition: Edition, *rows: tuple[str, dict[str, Any]], **words: Any) -> Any:
    page = desk.get(address(edition, "change"))
    sent = {**form_of(page), **words}
    for title, values in rows:
        sent |= new_row(page, title, **values)
    return desk.post(address(edition, "change"), {**sent, "_continue": "yes"}, follow=True)


def said(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_it_refuses_a_reference_that_leads_nowhere_at_its_field(desk, model):
    edition = draft(model)
    page = save(
        desk, edition,
        (ITEMS, {"kind": "strength", "title": "{{price}}", "text": "{{nam}}", "evidence": "fact", "on": "price.in"}),
        tagline="At {{price.outptu}}.", about="{{name",
    )  # fmt: skip
    errors = page.context["adminform"].form.errors
    assert errors["tagline"] == ["There is no figure {{price.outptu}}. The nearest is {{price.output}}."]
    assert "Two braces stand alone" in errors["about"][0]
    row = page.context["inline_admin_formsets"][0].formset.forms[0].errors
    assert row["text"] == ["There is no figure {{nam}}. The nearest is {{name}}."]
    assert row["on"] == ["There is no figure {{price.in}}. The nearest is {{price.input}}."]
    assert "At {{price.outptu}}." in page.content.decode()


def test_it_warns_and_saves_all_the_same(desk, model):
    edition = draft(model)
    page = save(desk, edition, tagline="An expensive one, at $2.00.", about="It has {{price.request}}.")
    edition.refresh_from_db()
    assert edition.tagline == "An expensive one, at $2.00."
    for remark in (
        "Verdict: is missing; until somebody writes it, it is written from the figures.",
        "Entries: a strength is missing; until then that part is written from the figures.",
        "Tagline: “$2.00” is typed: write {{price.output}}, which follows the figure.",
        "About: {{price.request}} reads “not published” today.",
    ):
        assert remark in said(page)
        assert remark in desk.get(address(edition, "check")).context["found"].remarks


def test_it_lists_every_reference_with_its_figure_of_today(desk, model):
    edition = draft(model)
    page = desk.get(address(edition, "check")).content.decode()
    assert "<code>&#123;&#123;price.output&#125;&#125;</code></th><td>$2.00 / 1M</td>" in page
    assert "<code>&#123;&#123;rank.output-price&#125;&#125;</code></th><td>#1 of 2</td>" in page
    for form in (address(edition, "change"), address(Edition, "add")):
        page = desk.get(form).content.decode()
        assert "<code>&#123;&#123;price.output&#125;&#125;</code></li>" in page
        assert "{{" not in page.partition('id="references"')[2].partition("</details>")[0]


def test_it_opens_a_form_of_many_rows_in_few_queries(desk, model):
    edition = draft(model, about="First. Second.")
    for number in range(5):
        edition.items.create(kind="strength", title=f"{number}", evidence="source", on="notes")
        edition.claims.create(sentence="First.", kind="has", subject="reasoning")
        edition.sources.create(key=f"{number}", title="Notes", url="https://example.org/", read_on="2026-05-01")
    desk.get(address(edition, "change"))
    with CaptureQueriesContext(connection) as queries:
        desk.get(address(edition, "change"))
    assert len(queries) < 15


def test_it_keeps_what_an_entry_rests_on_and_where_it_was_read(desk, model):
    edition = draft(model)
    save(
        desk, edition,
        (ITEMS, {"kind": "strength", "title": "Draws", "text": "", "evidence": "source", "on": "notes"}),
        (SOURCES, {"key": "notes", "title": "Notes", "url": "https://example.org/", "read_on": "2026-05-01"}),
    )  # fmt: skip
    item, source = edition.items.get(), edition.sources.get()
    assert (item.evidence, item.on, source.key, f"{source.read_on}") == ("source", "notes", "notes", "2026-05-01")


def test_it_binds_a_sentence_to_a_test_and_holds_it_against_the_figures(desk, model):
    edition = draft(model, verdict=f"Take it.\n\n{SENTENCE}")
    claim = {"sentence": SENTENCE, "kind": "rank", "subject": "output-price", "limit": "1"}
    page = save(desk, edition, (CLAIMS, claim))
    assert "#1 of 2 text models by output-price." in page.content.decode()
    assert edition.claims.get().state == "holds"
    assert not any("Bound claim" in remark for remark in said(page))
    # Changed to one that does not hold, it begins anew, and whoever saves is told here and by no mail.
    page = save(desk, edition, **{"claims-0-subject": "input-price"})
    assert any("Bound claim “Nobody asks less for output.” does not hold: #2 of 2" in remark for remark in said(page))
    claim = edition.claims.get()
    assert (claim.state, claim.held_at, claim.note) == (
        "false", None, "One sentence differs from the figures of today; being checked.",
    )  # fmt: skip
    assert not BoundClaim.objects.untold().exists()


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"sentence": "Nobody draws."}, "sentence", "This sentence stands neither in the tagline"),
        ({"subject": "price"}, "subject", "Write a metric, one of these: output-price"),
        ({"kind": "has"}, "subject", "Write a capability, one of these: open_weights"),
        ({"limit": "0"}, "limit", "Write the rank that it has at most"),
        ({"kind": "price_below", "subject": "output"}, "limit", "Write a share between 0 and 1"),
        ({"kind": "has", "subject": "reasoning"}, "limit", "Leave this empty"),
    ],
)
def test_it_refuses_a_claim_that_cannot_be_checked(desk, model, changed, field, words):
    edition = draft(model, verdict=SENTENCE)
    claim = {"sentence": SENTENCE, "kind": "rank", "subject": "output-price", "limit": "1", **changed}
    page = save(desk, edition, (CLAIMS, claim))
    errors = page.context["inline_admin_formsets"][1].formset.forms[0].errors
    assert errors[field][0].startswith(words)
    assert not BoundClaim.objects.exists()


def test_it_asks_for_the_claim_when_its_sentence_leaves_the_text(desk, model):
    edition = draft(model, verdict=SENTENCE)
    edition.claims.create(sentence=SENTENCE, kind="rank", subject="output-price", limit=1)
    page = save(desk, edition, verdict="Something else.")
    assert "Write it here letter by letter as there, or delete the claim." in page.content.decode()
    edition.refresh_from_db()
    assert edition.verdict == SENTENCE


@pytest.fixture
def broken(model: AIModel) -> BoundClaim:
    edition = factories.EditionFactory(ai_model=model, verdict=SENTENCE)
    claim = edition.claims.create(sentence=SENTENCE, kind="rank", subject="output-price", limit=1)
    holding.check_all()
    PriceRow.objects.filter(sheet__offer__ai_model=model, meter="output").update(amount=Decimal("0.00001"))
    facts.resolve([model.pk])
    holding.check_moved()
    claim.refresh_from_db()
    assert claim.is_broken
    return claim


def test_it_counts_what_no_longer_holds_where_editors_begin(desk, broken):
    home = desk.get(reverse("admin:index")).content.decode()
    assert "Claims that no longer hold</a></th><td><strong>1</strong> waiting, the oldest for under a minute" in home
    whole = desk.get(address(BoundClaim), {"state__exact": "false", "settled_at__isempty": "1"})
    assert whole.context["cl"].result_count == 1
    editions = desk.get(address(Edition), {"claims": "broken"})
    assert editions.context["cl"].result_count == 1
    assert "1, for under a minute" in editions.content.decode()


def test_an_editor_lets_it_stand(desk, anna, client, broken, model):
    assert "being checked" in client.get(model.get_absolute_url()).content.decode()
    page = desk.post(address(BoundClaim), {"action": "settle", "_selected_action": [broken.pk]}, follow=True)
    assert "1 settled." in page.content.decode()
    broken.refresh_from_db()
    assert (broken.settled_by, broken.state) == (anna, "false")
    assert LogEntry.objects.get(user=anna).get_change_message().startswith("Let it stand, although: #2 of 2")
    assert "being checked" not in client.get(model.get_absolute_url()).content.decode()
    holding.check_all()
    broken.refresh_from_db()
    assert broken.settled_at


def queries_of_saving(desk: Client, model: AIModel, entries: int) -> int:
    """The second time that somebody changes words and every row: the first keeps what a machine wrote."""
    edition = draft(model, verdict=SENTENCE)
    for place in range(entries):
        edition.items.create(kind="strength", position=place, title=f"Strength {place} at {{{{price.input}}}}")
        edition.sources.create(key=f"notes-{place}", title="Notes", url="https://example.org/", read_on="2026-11-01")
        edition.claims.create(sentence=SENTENCE, kind="rank", subject="output-price", limit=place + 1)
    save(desk, edition, tagline="Once.")
    sent = {**form_of(desk.get(address(edition, "change"))), "tagline": "Twice.", "_continue": "1"}
    sent |= {name: f"{words}." for name, words in sent.items() if name.endswith("-title")}
    with CaptureQueriesContext(connection) as asked:
        desk.post(address(edition, "change"), sent)
    assert set(edition.sources.values_list("title", flat=True)) <= {"Notes."}
    return sum("SAVEPOINT" not in one["sql"] for one in asked.captured_queries)


def test_it_saves_twenty_entries_with_the_queries_of_one(desk, model):
    few = queries_of_saving(desk, model, 1)
    assert few <= 40
    assert queries_of_saving(desk, model, 20) == few


def test_it_leaves_alone_what_nobody_typed_in(desk, model):
    edition = draft(model, verdict=SENTENCE)
    claim = edition.claims.create(sentence=SENTENCE, kind="rank", subject="output-price", limit=1)
    holding.check(BoundClaim.objects.all())
    before = BoundClaim.objects.values().get(pk=claim.pk)
    save(desk, edition)
    assert BoundClaim.objects.values().get(pk=claim.pk) == before
    edition.refresh_from_db()
    assert edition.version == 1


def test_it_writes_new_lines_and_takes_old_ones_away(desk, model):
    edition = draft(model)
    kept, gone = (edition.sources.create(key=key, title=key, url="https://example.org/", read_on="2026-11-01")
                  for key in ("kept", "gone"))  # fmt: skip
    more = {"key": "more", "title": "More", "url": "https://example.org/more", "read_on": "2026-11-02"}
    save(desk, edition, (SOURCES, more), **{"sources-1-DELETE": "on", "sources-0-title": "Kept"})
    assert list(edition.sources.order_by("pk").values_list("key", "title")) == [("kept", "Kept"), ("more", "More")]
    # Another may take its key at once; a line that changes may not take what another has by now.
    swapped = save(desk, edition, **{"sources-0-key": "more", "sources-1-key": "kept"})
    assert "Another line has this already." in swapped.content.decode()
    same = save(desk, edition, (SOURCES, {**more, "url": "https://example.org/else"}))
    assert "Another line has this already." in same.content.decode()
    assert edition.sources.get(key="kept").pk == kept.pk
    assert not edition.sources.filter(pk=gone.pk).exists()


def test_somebody_who_only_looks_settles_nothing(broken):
    looker = factories.UserFactory(is_staff=True)
    looker.user_permissions.set(Permission.objects.filter(codename="view_boundclaim"))
    client = Client()
    client.force_login(looker)
    client.post(address(BoundClaim), {"action": "settle", "_selected_action": [broken.pk]})
    broken.refresh_from_db()
    assert broken.settled_at is None


def test_what_a_person_makes_of_a_bundled_text_is_no_longer_the_bundles(desk, model):
    edition = factories.EditionFactory(ai_model=model, bundled_on="2026-05-15")
    desk.post(reverse("admin:catalog_edition_restore", args=[edition.pk]))
    assert model.editions.get(status="draft").bundled_on is None
