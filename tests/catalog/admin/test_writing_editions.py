"""What stands beside an editor who writes: the facts with who says so, and the text as its readers will see it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog import facts
from catalog.models import AIModel, Edition
from tests import factories
from tests.catalog.admin.desk import address, correct, form_of, somebody_who_may

pytestmark = pytest.mark.django_db

AS_READ = "/admin/catalog/edition/as-read/"


@pytest.fixture
def draft(model: AIModel) -> Edition:
    models_dev = factories.source("models-dev")
    factories.ClaimFactory(ai_model=model, source=models_dev, fact="context_window", value=400_000)
    factories.ClaimFactory(ai_model=model, source=models_dev, fact="name", value="GPT 5 image mini")
    factories.ClaimFactory(ai_model=model, fact="tool_calling", value=False)
    factories.PriceSheetFactory(offer__ai_model=model, rates={"input": "0.0000025", "output": "0.000002"})
    facts.resolve([model.pk])
    return factories.EditionFactory(ai_model=model, status="draft", published_at=None)


def beside(page: Any) -> dict[str, str]:
    """Each fact beside the form, by its label, as one line of words."""
    aside = page.content.decode().partition('<aside class="facts-beside"')[2].partition("</aside>")[0]
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", aside, re.DOTALL)
    return {in_words(label): in_words(said) for label, said in rows}


def in_words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_it_shows_each_fact_with_who_says_so_and_whether_they_agree(desk, draft):
    shown = beside(desk.get(address(draft, "change")))
    window = shown["Context window 2 sources agree"]
    assert window.startswith("400,000 {{context_window}}")
    assert re.search(r"models\.dev : 400,000, since \d+ \w+ \d{4}, confirmed \d+ \w+ \d{4}", window)
    assert "OpenRouter : 400,000" in window
    assert shown["Tool calling"].startswith("No OpenRouter : no, since")
    assert "GPT 5 image mini" in shown["Name 2 sources disagree"]
    assert shown["Prices"].startswith("$2.50 in, $2.00 out, per 1M tokens {{price.input}} {{price.output}}")
    assert shown["Knowledge until"] == "not published {{knowledge_cutoff}} Nobody"


def test_it_shows_a_lock_with_its_reason(desk, anna, draft, model):
    anna.public_name = "Anna Ink"
    anna.save()
    correct(desk, model, "context_window", "300000", reason="Their notes say so.")
    shown = beside(desk.get(address(draft, "change")))["Context window 2 sources agree"]
    assert shown.startswith("300,000")
    assert re.search(r"Locked by Anna Ink since .* \d{4}: Their notes say so\.", shown)


def test_it_shows_the_facts_to_whoever_begins_an_edition_of_a_model(desk, model, draft):
    assert (
        "400,000"
        in beside(desk.get(f"{address(Edition, 'add')}?ai_model={model.pk}"))["Context window 2 sources agree"]
    )
    for nobody in ("", "?ai_model=0"):
        assert "facts-beside" not in desk.get(address(Edition, "add") + nobody).content.decode()


def as_read(desk: Client, model: AIModel, text: str) -> str:
    page = desk.post(AS_READ, {"ai_model": model.pk, "text": text})
    assert page.status_code == 200
    assert page["Cache-Control"].find("no-store") >= 0
    return page.content.decode()


def test_it_shows_a_text_as_its_readers_will_see_it(desk, draft, model):
    html = as_read(desk, model, "At **{{price.output}}**:\n\n- <i>cheap</i>\n- [ours](/models/)")
    assert re.search(r"<p>At <strong><span class=\"told\">\$2\.00 / 1M<sup", html)
    assert '<ul>\n<li>&lt;i&gt;cheap&lt;/i&gt;</li>\n<li><a href="/models/">ours</a></li>\n</ul>' in html
    assert "errornote" not in html


def test_it_says_what_is_wrong_with_a_text(desk, draft, model):
    html = unescape(as_read(desk, model, "{{price.outptu}} and [docs](openai.com)"))
    assert "There is no figure {{price.outptu}}. The nearest is {{price.output}}." in html
    assert "<mark>{{price.outptu}}: there is no such figure</mark>" in html
    assert "The link to “openai.com” leads nowhere" in html


def test_it_shows_a_text_to_those_alone_who_may_write_one(desk, draft, model):
    sent = {"ai_model": model.pk, "text": "Mine."}
    assert somebody_who_may("view_edition").post(AS_READ, sent).status_code == 403
    assert somebody_who_may("add_edition").post(AS_READ, sent).status_code == 200
    assert Client().post(AS_READ, sent).status_code == 302
    assert desk.get(AS_READ, sent).status_code == 405
    for nobody in ("", "0", "x", "9" * 40, "\u0661"):
        assert desk.post(AS_READ, {**sent, "ai_model": nobody}).status_code == 404


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("about", "[docs](openai.com)", "The link to “openai.com” leads nowhere"),
        ("verdict", "[{{name}}](https://openai.com/)", "{{name}} stands within a link"),
        ("items-0-text", "[x](https://openai.com/{{name}})", "A reference cannot stand within the address of a link."),
    ],
)
def test_it_refuses_a_link_that_leads_nowhere_beside_its_field(desk, draft, field, text, says):
    entry = {"items-TOTAL_FORMS": 1, "items-0-kind": "strength", "items-0-title": "Draws", "items-0-position": "1"}
    page = desk.get(address(draft, "change"))
    page = desk.post(address(draft, "change"), {**form_of(page), **entry, field: text})
    forms = [page.context["adminform"].form, *page.context["inline_admin_formsets"][0].formset.forms]
    errors = [message for form in forms for messages in form.errors.values() for message in messages]
    assert [message for message in errors if message.startswith(says)] == errors != []
    assert unescape(page.content.decode()).count(text) >= 1
    draft.refresh_from_db()
    assert draft.version == 1


def test_it_finds_a_bound_sentence_whatever_of_it_is_emphasised(desk, draft):
    sentence = {"sentence": "Nobody asks less for output.", "kind": "rank", "subject": "output-price", "limit": "1"}
    claim = {"claims-TOTAL_FORMS": 1, **{f"claims-0-{name}": value for name, value in sentence.items()}}
    page = desk.get(address(draft, "change"))
    desk.post(
        address(draft, "change"), {**form_of(page), **claim, "verdict": "So: *Nobody* asks **less**\nfor output."}
    )
    assert draft.claims.get().state == "holds"
    check = desk.get(reverse("admin:catalog_edition_check", args=[draft.pk])).context["found"]
    assert not any("stands neither" in remark for remark in check.remarks)
