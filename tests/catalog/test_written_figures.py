"""Editors' words with the figures of the day in them, wherever readers meet an edition."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.facts import resolve
from catalog.models import AIModel, Edition, Metric, PriceRow
from tests.factories import AIModelFactory, ClaimFactory, EditionFactory, MeasurementFactory, PriceSheetFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/models/openai/mini/"


def make(slug: str, output: str) -> AIModel:
    model = AIModelFactory(slug=slug, name=f"{slug.title()} <b>")
    for fact, value in (("name", model.name), ("context_window", 400_000), ("output_modalities", ["text"])):
        ClaimFactory(ai_model=model, fact=fact, value=value)
    PriceSheetFactory(offer__ai_model=model, rates={"input": "0.000001", "output": output, "cache_read": "0.0000001"})
    return model


@pytest.fixture
def mini() -> AIModel:
    """The cheaper of two, measured once."""
    model = make("mini", "0.000002")
    MeasurementFactory(ai_model=model, value=Decimal("51.24"))
    resolve([model.pk, make("max", "0.000009").pk])
    model.refresh_from_db()
    return model


def read(client: Client, address: str = ADDRESS) -> str:
    html = client.get(address).content.decode()
    return re.sub(r"<head>.*?</head>|<sup.*?</sup>", "", html, flags=re.DOTALL)


def words(html: str) -> str:
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))
    return re.sub(r" ([.,;:])", r"\1", text)


def part(html: str, name: str) -> str:
    found = re.search(rf'<section class="part[^"]*" id="{name}".*?</section>', html, re.DOTALL)
    assert found, name
    return words(found.group())


def test_it_prints_the_figures_of_the_day(client, mini):
    about = (
        "{{name}} by {{creator}}, {{class}}: {{price.output}}, cached {{price.cache_read}}; {{context_window}} tokens; "
        "{{rank.output-price}}; {{score.intelligence-index}}, {{rank.intelligence-index}}; out {{release_date}}; "
        "{{price.request}}; {{score.output-speed}}; {{rank.image-price}}."
    )
    EditionFactory(ai_model=mini, about=about)
    assert part(read(client), "about").startswith(
        " About Mini <b> by OpenAI, text: $2.00 / 1M, cached $0.10 / 1M; 400,000 tokens; #1 of 2; "
        "51.2 index points, #1 of 1; out not published; not published; not measured; not published."
    )
    PriceRow.objects.filter(sheet__offer__ai_model=mini, meter="output").update(amount=Decimal("0.00001"))
    resolve([mini.pk])
    assert "text: $10.00 / 1M, cached $0.10 / 1M; 400,000 tokens; #2 of 2;" in part(read(client), "about")


def test_it_escapes_all_that_it_prints(client, mini):
    EditionFactory(ai_model=mini, tagline="<script>{{name}}</script>", about="<i>\n{{name}}")
    html = read(client)
    assert "<script>Mini" not in html
    assert "&lt;script&gt;Mini &lt;b&gt;&lt;/script&gt;" in html
    assert "<p>&lt;i&gt;<br>\nMini &lt;b&gt;</p>" in html


def test_it_sets_texts_as_they_are_marked(client, mini):
    text = "**Holds** {{context_window}}:\n\n- [theirs](https://a.example/?q=1&r=2)\n- [ours](/models/)"
    edition = EditionFactory(ai_model=mini, tagline="*{{name}}*", about=text, verdict="*No* to:\n\n1. one\n2. two")
    edition.items.create(kind="strength", title="*Wide*", text="It *holds* much.", evidence="judgement")
    edition.items.create(kind="question", title="What?", text=f"This.\n\n{text}", evidence="judgement")
    # Where a line breaks between two blocks is nothing that anybody sees.
    html = read(client).replace(">\n<", "><")
    assert '<p class="tag">*Mini &lt;b&gt;*</p>' in html
    holds = '<p><strong>Holds</strong> <span class="told">400,000</span>:</p><ul><li><a href="https://a.example/?q=1&amp;r=2">'
    links = 'theirs</a></li><li><a href="/models/">ours</a></li></ul>'
    assert html.count(holds + links) == 2
    assert "<p><em>No</em> to:</p><ol><li>one</li>" in html
    assert "<strong>*Wide*.</strong> It <em>holds</em> much.<p" in html
    assert f"</summary><p>This.</p>{holds}" in html


def test_it_leads_from_each_figure_to_where_it_comes_from(client, mini):
    EditionFactory(
        ai_model=mini, verdict="{{price.output}}, {{context_window}}, {{rank.output-price}}, {{price.request}}"
    )
    html = client.get(ADDRESS).content.decode()
    verdict = re.search(r'id="verdict".*?</section>', html, re.DOTALL).group()
    links = re.findall(r'<a [^>]*href="([^"]+)"', verdict)
    assert links == [
        f"{ADDRESS}figures/output-price/", f"{ADDRESS}figures/context-window/", "/rankings/text/output-price/",
        f"{ADDRESS}figures/request-price/",
    ]  # fmt: skip
    assert all(client.get(link).status_code == 200 for link in links)


def test_it_says_what_entries_rest_on_and_what_was_read(client, mini):
    edition = EditionFactory(ai_model=mini)
    for kind, evidence, on in (
        ("strength", "fact", "price.output"), ("strength", "fact", "tool_calling"),
        ("strength", "fact", "rank.output-price"),
        ("limitation", "measurement", "score.intelligence-index"), ("limitation", "source", "docs"),
        ("best_for", "judgement", ""), ("question", "", ""),
    ):  # fmt: skip
        edition.items.create(kind=kind, title=f"About {on}", text="At {{price.output}}.", evidence=evidence, on=on)
    edition.sources.create(key="docs", title="Their notes", url="https://example.org/notes", read_on=date(2026, 5, 1))
    html = read(client)
    assert "About price.output. At $2.00 / 1M. From the price list" in part(html, "strengths")
    assert "From the facts: tool calling" in part(html, "strengths")
    assert "From the ranking by output price" in part(html, "strengths")
    assert "Measured by Artificial Analysis: Intelligence index" in part(html, "strengths")
    assert "From Their notes" in part(html, "strengths")
    assert "Our judgement" in part(html, "best-for")
    assert "At $2.00 / 1M. Written by our editors" in part(html, "questions")
    assert "Read by our editors \N{EN DASH} Their notes. Read 1 May 2026." in part(html, "sources")


def test_it_prints_them_where_the_page_is_spoken_of(client, mini):
    EditionFactory(ai_model=mini, tagline="Small at {{price.output}}.")
    html = client.get(ADDRESS).content.decode()
    assert '<meta name="description" content="Small at $2.00 / 1M.' in html
    assert client.get(f"{ADDRESS}card.png").status_code == 200


def test_it_keeps_a_measured_figure_on_our_pages_that_may_not_be_passed_on(client, mini):
    EditionFactory(ai_model=mini, tagline="It scores {{score.intelligence-index}}.")
    html = client.get(ADDRESS).content.decode()
    assert "It scores <span" in html
    assert "51.2" not in re.search(r'<meta name="description" content="([^"]*)"', html)[1]
    Metric.objects.filter(slug="intelligence-index").update(redistributable=True)
    resolve([], touched=[mini.pk])
    assert '<meta name="description" content="It scores 51.2 index points.' in client.get(ADDRESS).content.decode()


def test_it_prints_them_where_models_are_compared(client, mini):
    verdict = "Take *it* at **{{price.output}}**, {{rank.output-price}}, {{rank.image-price}}.\n\nAnd so on."
    EditionFactory(ai_model=mini, verdict=verdict)
    html = words(client.get("/compare/", {"m": ["openai/mini", "openai/max"]}).content.decode())
    assert "Take it at $2.00 / 1M, #1 of 2, not published." in html


def test_it_asks_as_often_however_many_references_there_are(client, mini):
    edition = EditionFactory(ai_model=mini, about="{{rank.image-price}} {{rank.time-to-first-token}}")

    def queries() -> int:
        AIModel.objects.filter(pk=mini.pk).renew()
        with CaptureQueriesContext(connection) as asked:
            read(client)
        return len(asked)

    few = queries()
    every = (
        "{{price.output}} {{rank.intelligence-index}} {{score.output-speed}} {{rank.coding-index}} {{context_window}} "
    )
    Edition.objects.filter(pk=edition.pk).update(about=every * 20 + "{{rank.image-price}} {{rank.time-to-first-token}}")
    assert queries() == few
    Edition.objects.filter(pk=edition.pk).update(about="None.")
    assert few - queries() <= 3


def test_it_takes_a_name_that_nobody_knows_any_more_for_an_unknown_figure(client, mini):
    EditionFactory(ai_model=mini, about="It has {{score.gone}} and {{whatever}}.")
    assert "It has not measured and not published." in part(read(client), "about")


@pytest.mark.parametrize(("column", "value"), [("lifecycle", "retired"), ("price_state", "free")])
def test_it_says_not_ranked_of_what_has_the_figure_and_no_place(client, mini, column, value):
    EditionFactory(ai_model=mini, about="It is {{rank.output-price}} there.")
    AIModel.objects.filter(pk=mini.pk).update(**{column: value})
    assert "It is not ranked there." in part(read(client), "about")
