"""/compare/ and the pages of pairs: models side by side, as a reader gets them, and what odd addresses do."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.facts import resolve
from catalog.models import AIModel, Metric, PriceRow
from tests.factories import (
    AIModelFactory,
    ClaimFactory,
    EditionFactory,
    MeasurementFactory,
    PriceSheetFactory,
    source,
)

pytestmark = pytest.mark.django_db

PAIR = "/compare/google/gemini/vs/openai/gpt/"


def make(key: str, output: str | None = "0.00001", context: int | None = 400_000, **claims) -> AIModel:
    """A text model at this price per token, with the claims behind its facts."""
    creator, _, slug = key.partition("/")
    model = AIModelFactory(creator__slug=creator, slug=slug)
    said = {"name": slug.title(), "output_modalities": ["text"], "input_modalities": ["text"], **claims}
    if context:
        said["context_window"] = context
    for fact, value in said.items():
        ClaimFactory(ai_model=model, fact=fact, value=value)
    rates = {"input": "0.000001", "output": output} if output else {}
    PriceSheetFactory(offer__ai_model=model, state="published" if output else "unpublished", rates=rates)
    resolve([model.pk])
    model.refresh_from_db()
    return model


@pytest.fixture
def gpt() -> AIModel:
    model = make("openai/gpt", tool_calling=True, reasoning=True)
    MeasurementFactory(ai_model=model, value=Decimal("51.24"), configuration="high")
    resolve([model.pk])
    return model


@pytest.fixture
def gemini() -> AIModel:
    model = make("google/gemini", "0.000006", 800_000, tool_calling=False)
    MeasurementFactory(ai_model=model, value=Decimal("44.9"))
    resolve([model.pk])
    return model


def read(client, address: str, *ids: str) -> str:
    response = client.get(address, {"m": ids} if ids else None)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    """What a reader sees, in one line."""
    return re.sub(r" ([.,;:])", r"\1", " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()))


def rows(html: str) -> dict[str, list[str]]:
    """The cells of each row by its heading, as a screen reader gets them: without what narrow screens repeat."""
    html = re.sub(r'<span class="of" aria-hidden="true">.*?</span>|<sup.*?</sup>', "", html)
    found = {}
    for row in re.findall(r'<tr role="row"[^>]*>(.*?)</tr>', html, re.DOTALL):
        head = re.search(r'<th role="rowheader" scope="row">(.*?)</th>', row, re.DOTALL)
        if head:
            found[words(head[1])] = [words(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
    return found


def test_it_sets_facts_side_by_side(client, gpt, gemini):
    table = rows(read(client, "/compare/", "openai/gpt", "google/gemini"))
    assert table["Context window"] == ["400,000", "800,000 widest of 2"]
    assert table["Output"] == ["$10.00", "$6.00 lowest of 2"]
    assert table["Input =, all alike"] == ["$1.00", "$1.00"]
    assert table["Intelligence index index points"] == ["51.2 highest of 2 high", "44.9"]
    assert table["Tool calling"] == ["Yes", "No"]
    assert table["Reasoning"] == ["Yes", "not published"]
    assert table["Output speed tokens per second =, all alike"] == ["not measured", "not measured"]
    assert table["Rating =, all alike"] == ["no reviews yet", "no reviews yet"]


def test_it_says_the_answer_on_top_and_in_the_title(client, gpt, gemini):
    page = read(client, "/compare/", "openai/gpt", "google/gemini")
    assert "Gpt scores 6.3 higher on the intelligence index; Gemini costs 40% less for output and holds twice" in words(
        page
    )
    assert (
        "<title>Gpt vs Gemini: output $10.00 against $6.00, context 400K against 800K | Model Almanac</title>" in page
    )
    description = re.search(r'name="description" content="([^"]*)"', page)[1]
    assert "40% less" in description
    assert "intelligence" not in description


def test_it_shows_a_capability_in_four_states_each_with_its_icon(client):
    for place, states in enumerate([(True,), (False,), (True, False), ()]):
        model = make(f"openai/model-{place}")
        for said, by in zip(states, ("openrouter", "models-dev"), strict=False):
            ClaimFactory(ai_model=model, fact="tool_calling", value=said, source=source(by))
        resolve([model.pk])
    page = read(client, "/compare/", *(f"openai/model-{place}" for place in range(4)))
    assert rows(page)["Tool calling"] == ["Yes", "No", "Sources disagree", "not published"]
    for icon in ("yes", "no", "disagree", "unknown"):
        assert f"icons.svg#{icon}" in page


@pytest.mark.parametrize(
    ("state", "said"), [("varies", "varies"), ("no_plain", "no plain variant"), ("unpublished", "not published")]
)
def test_it_says_why_there_is_no_price_and_never_calls_that_the_lowest(client, gpt, state, said):
    odd = AIModelFactory(slug="odd", name="Odd", price_state=state)
    output = rows(read(client, "/compare/", "openai/gpt", odd.catalog_id))["Output"]
    assert output == ["$10.00", said]


def test_it_calls_free_the_lowest_and_no_amount(client, gpt):
    free = AIModelFactory(slug="odd", name="Odd", price_state="free")
    page = read(client, "/compare/", "openai/gpt", free.catalog_id)
    assert rows(page)["Output"] == ["$10.00", "free lowest of 2"]
    assert "Odd is free of charge at the list offer." in words(page)
    assert "$0.00" not in page


def test_it_shows_conditions_and_units_beside_the_plain_price(client, gpt, gemini):
    sheet = gpt.offers.get().sheets.get()
    tier = {"min_prompt_tokens": 200_000, "boundary": "above"}
    PriceRow.objects.create(sheet=sheet, position=8, meter="output", amount=Decimal("0.00002"), unit="token", **tier)
    PriceRow.objects.create(sheet=sheet, position=9, meter="web_search", amount=Decimal("0.01"), unit="search")
    table = rows(read(client, "/compare/", "openai/gpt", "google/gemini"))
    assert table["Output"][0] == "$10.00 $20.00 above 200,000 prompt tokens"
    assert table["Web search per 1,000 searches"] == ["$10.00", "not published"]


def test_it_shares_the_mark_among_those_that_tie_and_leaves_the_unknown_out(client):
    for slug, context in (("a", 800_000), ("b", 800_000), ("c", 400_000), ("d", None)):
        make(f"openai/{slug}", context=context)
    table = rows(read(client, "/compare/", "openai/a", "openai/b", "openai/c", "openai/d"))
    assert table["Context window"] == [
        "800,000 widest of 3, shared", "800,000 widest of 3, shared", "400,000", "not published"
    ]  # fmt: skip


def test_it_marks_nothing_where_the_others_are_unknown_or_better_means_nothing(client, gpt):
    make("openai/other", None, None, release_date="2026-01-01")
    table = rows(read(client, "/compare/", "openai/gpt", "openai/other"))
    for name in ("Output", "Context window", "Released", "Intelligence index index points"):
        assert " of " not in " ".join(table[name]), name


def test_it_shows_the_interval_and_does_not_tell_apart_those_that_meet(client, gpt, gemini):
    elo = Metric.objects.get(slug="image-elo")
    for model, value in ((gpt, 1200), (gemini, 1205)):
        MeasurementFactory(ai_model=model, metric=elo, value=value, low=value - 10, high=value + 10)
    table = rows(read(client, "/compare/", "openai/gpt", "google/gemini"))
    assert table["Image Elo Elo points"] == ["1,200 1,190 to 1,210", "1,205 1,195 to 1,215"]


def test_it_leads_each_figure_to_its_source_and_history(client, gpt, gemini):
    page = read(client, "/compare/", "openai/gpt", "google/gemini")
    for figure in ("context-window", "output-price", "intelligence-index", "knowledge-cutoff"):
        address = f"/models/openai/gpt/figures/{figure}/"
        assert f'href="{address}"' in page
        read(client, address)
    assert 'aria-label="Knowledge until: who was asked"' in page
    sources = words(page.partition('id="sources"')[2])
    assert "OpenRouter" in sources
    assert "Read 15 May 2026" in sources
    assert "Source: Artificial Analysis (artificialanalysis.ai)" in sources


def test_it_says_the_verdict_of_each_page_and_who_wrote_it(client, gpt, gemini):
    EditionFactory(ai_model=gpt, verdict="Ours <b>first</b>.\n\nAnd more.")
    verdicts = rows(read(client, "/compare/", "openai/gpt", "google/gemini"))["Verdict"]
    assert verdicts[0] == "Ours <b>first</b>. By our editors, 15 May 2026; in full for Gpt"
    own = read(client, "/models/google/gemini/").partition('id="verdict"')[2]
    first = re.search(r'<div class="say texts"><p>(.*?)</p>', own)[1]
    assert verdicts[1] == f"{unescape(first)} Written from the figures; in full for Gemini"


def test_it_shows_differences_only_by_a_link(client, gpt, gemini):
    page = read(client, "/compare/", "openai/gpt", "google/gemini")
    assert "/compare/?m=openai/gpt&amp;m=google/gemini&amp;only=differences" in page
    table = rows(read(client, "/compare/?m=openai/gpt&m=google/gemini&only=differences"))
    assert "Context window" in table
    assert not any("alike" in name for name in table)


def test_it_says_when_nothing_tells_two_apart(client):
    for slug in ("a", "b"):
        make(f"openai/{slug}", None, name="Twin")
    EditionFactory(ai_model=AIModel.objects.get(slug="a"), verdict="Same.")
    EditionFactory(ai_model=AIModel.objects.get(slug="b"), verdict="Same.")
    page = words(read(client, "/compare/?m=openai/a&m=openai/b&only=differences"))
    assert "Nothing tells these apart" in page
    assert "Twin (openai/a) vs Twin (openai/b)" in page


def test_it_removes_swaps_and_adds_by_links(client, gpt, gemini):
    make("x-ai/grok")
    page = read(client, "/compare/?m=openai/gpt&m=google/gemini&only=differences")
    assert 'href="/compare/?m=google/gemini&amp;only=differences"' in page
    assert 'href="/compare/?m=openai/gpt&amp;m=google/gemini&amp;only=differences&amp;swap=openai/gpt#another"' in page
    assert 'href="/compare/?m=openai/gpt&amp;m=google/gemini&amp;m=x-ai/grok&amp;only=differences"' in page
    swapping = read(client, "/compare/?m=openai/gpt&m=google/gemini&swap=openai/gpt&q=grok")
    assert "Put another in place of Gpt" in words(swapping)
    assert 'href="/compare/?m=x-ai/grok&amp;m=google/gemini"' in swapping


def test_it_finds_a_model_to_add_with_and_without_scripts(client, gpt, gemini):
    make("x-ai/grok-4")
    make("x-ai/grok-3")
    AIModel.objects.filter(slug="grok-3").update(lifecycle="retired")
    for address in ("/compare/?m=openai/gpt&m=google/gemini&q=grok", "/compare/?_part=found&m=openai/gpt&q=grok"):
        page = read(client, address)
        assert "2 found for “grok”" in words(page)
        assert page.index("m=x-ai/grok-4") < page.index("m=x-ai/grok-3")
    part = read(client, "/compare/?_part=found&m=openai/gpt&q=gpt")
    assert "<html" not in part
    assert "No model is called “gpt”" in words(part)


def test_it_offers_no_seventh(client):
    for place in range(8):
        make(f"openai/model-{place}")
    ids = [f"openai/model-{place}" for place in range(8)]
    page = read(client, "/compare/", *ids)
    assert "6 models side by side" in words(page)
    notice = re.search(r'<p class="notice"[^>]*>(Six.*?)</p>', page, re.DOTALL)[1]
    assert words(notice) == (
        "Six models fit side by side. Left out: Model-6, Model-7. Remove one of the six, or swap it, to make room."
    )
    assert 'id="words"' not in page
    assert 'id="words"' in read(client, "/compare/?swap=openai/model-1&" + "&".join(f"m={id}" for id in ids))


def test_it_names_what_does_not_exist_and_compares_the_rest(client, gpt, gemini):
    page = read(client, "/compare/", "openai/gpt", "openai/none", "<script>alert(1)</script>", "google/gemini", "\x00")
    assert "Gpt vs Gemini" in words(page)
    assert "No model here has the id “openai/none”, “<script>alert(1)</script>”" in words(page)
    assert "<script>alert(1)" not in page


def test_it_shows_the_same_once_and_says_so(client, gpt, gemini):
    page = read(client, "/compare/", "openai/gpt", "google/gemini", "openai/gpt")
    assert "Gpt: named more than once, shown once." in words(page)
    assert len(rows(page)["Output"]) == 2


@pytest.mark.parametrize("ids", [(), ("openai/gpt",), ("openai/gpt", "openai/gpt"), ("nobody/nothing",), ("", " ")])
def test_it_says_what_to_do_where_there_are_not_two(client, gpt, gemini, ids):
    page = words(read(client, "/compare/", *ids))
    assert "Two to six models side by side" in page
    assert ("A comparison needs one more" in page) == ("openai/gpt" in ids)
    assert "Gpt vs Gemini" in page


@pytest.mark.parametrize(
    "query",
    ["m=" + "a" * 9000, "m=a/b&" * 500, "m=%00/%00", "m=%ED%A0%80/x", "m=openai%2Fgpt&m=..%2F..", "swap=nobody/x",
     "m=openai/gpt&m=google/gemini&swap=%00", "m=openai/gpt&m=google/gemini&only=x&q=%00%FF", "_part=found",
     "_part=found&q=" + "a+" * 3000, "q=%27%22%3E%3Cscript%3E", "m=openai/gpt&m=google/gemini&m=%22%3E%3Cimg%20src=x"],
)  # fmt: skip
def test_it_has_an_answer_to_every_address(client, gpt, gemini, query):
    response = client.get(f"/compare/?{query}")
    assert response.status_code == 200
    assert len(response.content) < 90_000
    page = response.content.decode()
    assert "<script>" not in page
    assert "<img" not in page


def test_it_escapes_what_sources_say(client, gpt):
    make("openai/bad", name="<script>alert(1)</script>")
    assert "<script>alert(1)" not in read(client, "/compare/", "openai/gpt", "openai/bad")


def test_it_has_one_address_for_a_pair_in_either_order(client, gpt, gemini):
    page = read(client, PAIR)
    assert "Gemini vs Gpt" in words(page)
    turned = client.get("/compare/openai/gpt/vs/google/gemini/")
    assert (turned.status_code, turned["Location"]) == (301, PAIR)
    for ids in (("openai/gpt", "google/gemini"), ("google/gemini", "openai/gpt")):
        assert re.search(rf'rel="canonical" href="http://[^/]+{PAIR}"', read(client, "/compare/", *ids))
    assert client.get("/compare/openai/gpt/vs/openai/gpt/")["Location"] == "/compare/?m=openai/gpt"
    assert client.get("/compare/google/gemini/vs/openai/none/").status_code == 404


def test_it_keeps_the_page_of_a_pair_until_one_of_the_two_changes(client, gpt, gemini):
    cache.clear()
    read(client, PAIR)
    with CaptureQueriesContext(connection) as warm:
        read(client, PAIR)
    assert len(warm) == 1
    PriceRow.objects.filter(sheet__offer__ai_model=gpt, meter="output").update(amount=Decimal("0.00002"))
    resolve([gpt.pk])
    assert "$20.00" in read(client, PAIR)


def test_it_is_led_to_from_the_page_of_a_model(client, gpt, gemini):
    compares = read(client, "/models/openai/gpt/").partition('id="compares"')[2]
    assert f'<a href="{PAIR}"><span>Gemini</span></a> <span class="small">closest in price</span>' in compares
    assert 'href="/compare/?m=openai/gpt" data-compare="openai/gpt"' in read(client, "/models/openai/gpt/")


def test_it_begins_with_pairs_that_are_often_compared(client, gpt, gemini):
    page = read(client, "/compare/")
    assert '<a href="/compare/google/gemini/vs/openai/gpt/"><span>Gpt' in page


def test_it_takes_no_retired_model_for_a_rival(client, gpt, gemini):
    gemini.lifecycle_events.create(
        state="retired", happens_on=date(2026, 4, 1), source=source(), stated_at=gemini.created_at
    )
    resolve([gemini.pk])
    assert PAIR not in read(client, "/models/openai/gpt/")
    side_by_side = read(client, "/compare/", "openai/gpt", "google/gemini")
    assert "Gemini is retired since 1 Apr 2026." in words(side_by_side)
    assert rows(side_by_side)["Lifecycle"][1] == "Retired since 1 Apr 2026, says OpenRouter"


def test_it_asks_the_database_as_often_for_six_models_as_for_two(client, gpt, gemini):
    def queries(*ids: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            read(client, "/compare/", *ids)
        return len(asked)

    two = queries("openai/gpt", "google/gemini")
    for place in range(4):
        model = make(f"maker-{place}/model", tool_calling=True)
        MeasurementFactory(ai_model=model)
        EditionFactory(ai_model=model, verdict="Ours.")
    assert queries("openai/gpt", "google/gemini", *(f"maker-{place}/model" for place in range(4))) <= two
    assert two <= 20
