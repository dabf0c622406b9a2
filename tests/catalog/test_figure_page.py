"""The page of one figure: where it comes from, who says otherwise, and every change of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.facts import resolve
from catalog.models import AIModel, Fact, Metric, Source
from catalog.pricing import Meter
from tests.catalog.test_model_page import read, words
from tests.factories import (
    OBSERVED,
    AIModelFactory,
    ClaimFactory,
    MeasurementFactory,
    OfferFactory,
    PriceSheetFactory,
    ProviderFactory,
    source,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/models/openai/gpt-5/figures/"
DAY = timedelta(days=1)
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
MARCH = datetime(2026, 3, 5, tzinfo=UTC)
MAY = datetime(2026, 5, 1, tzinfo=UTC)
ARROW = "\N{RIGHTWARDS ARROW}"


@pytest.fixture
def model() -> AIModel:
    return AIModelFactory(slug="gpt-5", name="GPT-5")


def page(client, figure: str) -> str:
    return read(client, f"{ADDRESS}{figure}/")


def told(client, figure: str) -> str:
    """The words between masthead and foot, as the eye reads them."""
    html = page(client, figure).partition("<main")[2].partition("</main")[0]
    return words("<main" + re.sub(r'<span class="hide">[^<]*</span>', "", html))


def claim(model: AIModel, fact: str, value: object, **fields) -> None:
    ClaimFactory(ai_model=model, fact=fact, value=value, **fields)


def test_it_says_what_a_fact_is_where_it_comes_from_and_since_when(client, model):
    claim(model, "context_window", 400_000, stated_at=MARCH)
    resolve([model.pk])
    html, text = page(client, "context-window"), told(client, "context-window")
    assert "The most tokens that prompt and answer may have together." in text
    assert (
        "Today 400K 400,000 tokens Since 5 Mar 2026 when it was first read Last read 15 May 2026 from OpenRouter"
        in text
    )
    assert '<a href="https://openrouter.ai/models" rel="noopener">OpenRouter</a>' in html
    assert "<title>Context window of GPT-5: source and history</title>" in html


def test_it_says_which_sources_agree_and_under_what_licence(client, model):
    claim(model, "release_date", "2025-08-07", source=source("models-dev"))
    claim(model, "release_date", "2025-08-07")
    resolve([model.pk])
    text = told(client, "release-date")
    assert "Sources 2 agree" in text
    assert "models.dev 7 Aug 2025 since 15 May 2026, read 15 May 2026 shown here" in text
    assert "OpenRouter 7 Aug 2025 since 15 May 2026, read 15 May 2026 agrees" in text
    assert "models.dev: MIT." in text


def test_it_marks_what_sources_say_otherwise(client, model):
    claim(model, "context_window", 400_000, source=source("models-dev"))
    claim(model, "context_window", 128_000)
    resolve([model.pk])
    html = page(client, "context-window")
    assert '<dd class="fig"><span class="differ">400K</span></dd>' in html
    assert '<b><span class="differ">128,000 tokens</span></b>' in html
    text = told(client, "context-window")
    assert "Sources 2 differ" in text
    assert "OpenRouter 128,000 tokens since 15 May 2026, read 15 May 2026 differs" in text


def test_it_takes_no_side_where_sources_disagree_on_a_capability(client, model):
    claim(model, "tool_calling", True, source=source("models-dev"))
    claim(model, "tool_calling", False)
    resolve([model.pk])
    text = told(client, "tool-calling")
    assert "Today Sources disagree" in text
    assert "models.dev Yes" in text
    assert "OpenRouter No" in text
    assert "shown here" not in text


def test_it_tells_every_change_newest_first_with_its_source(client, model):
    claim(model, "context_window", 128_000, stated_at=JANUARY, superseded_at=MARCH)
    claim(model, "context_window", 400_000, stated_at=MARCH)
    claim(model, "context_window", 400_000, stated_at=MAY, source=source("models-dev"))
    resolve([model.pk])
    assert (
        f"Every change 1 May 2026 first reading {ARROW} 400,000 tokens models.dev "
        f"5 Mar 2026 128,000 tokens {ARROW} 400,000 tokens OpenRouter "
        f"1 Jan 2026 first reading {ARROW} 128,000 tokens OpenRouter"
    ) in told(client, "context-window")


def test_it_names_the_time_in_which_a_source_said_nothing(client, model):
    claim(model, "knowledge_cutoff", "2025-01-31", stated_at=JANUARY, superseded_at=MARCH)
    claim(model, "knowledge_cutoff", "2025-06-30", stated_at=MAY)
    resolve([model.pk])
    text = told(client, "knowledge-cutoff")
    assert f"no longer stated {ARROW} 30 Jun 2025 OpenRouter. Not stated from 5 Mar 2026 to 1 May 2026." in text
    assert f"5 Mar 2026 31 Jan 2025 {ARROW} no longer stated OpenRouter" in text


def test_it_gives_an_editors_reason(client, model):
    claim(model, "context_window", 128_000, stated_at=JANUARY)
    claim(
        model, "context_window", 400_000, stated_at=MAY, source=source("editor"), reason="The maker's own page says so."
    )
    resolve([model.pk])
    text = told(client, "context-window")
    assert "Our editors 400,000 tokens since 1 May 2026 shown here Why: The maker's own page says so." in text
    assert f"1 May 2026 not corrected {ARROW} 400,000 tokens Our editors. The maker's own page says so." in text
    assert "OpenRouter 128,000 tokens" in text


def test_it_says_who_was_asked_for_what_nobody_publishes(client, model):
    source("models-dev").runs.create(observed_at=OBSERVED, outcome="succeeded")
    claim(AIModelFactory(), "release_date", "2025-08-07", source=source("models-dev"))
    text = told(client, "release-date")
    assert "Today not published" in text
    assert (
        "Not published. Asked was models.dev, last read 15 May 2026: it states it of other models, not of this one."
    ) in text


def test_it_says_so_where_nobody_states_such_a_figure_at_all(client, model):
    assert "Not published. No source that we read states it of any model." in told(client, "release-date")


def test_it_keeps_the_history_of_what_nobody_states_any_more(client, model):
    claim(model, "release_date", "2025-08-07", stated_at=JANUARY, superseded_at=MARCH)
    resolve([model.pk])
    text = told(client, "release-date")
    assert "Today not published" in text
    assert f"7 Aug 2025 {ARROW} no longer stated" in text


def test_it_knows_name_and_class_without_any_claim(client, model):
    assert "Today GPT-5" in told(client, "name")
    text = told(client, "model-class")
    assert "Today Text" in text
    assert "No source states it: it follows from what the model writes." in text


def test_it_shows_families_and_classes_as_pages_do(client, model):
    claim(model, "family", "gpt-mini", source=source("models-dev"))
    claim(model, "model_class", "image", source=source("editor"))
    resolve([model.pk])
    assert "Today GPT Mini" in told(client, "family")
    assert "Our editors Image" in told(client, "model-class")


def test_it_says_that_a_source_is_late(client, model):
    claim(model, "context_window", 400_000)
    resolve([model.pk])
    assert "Late" not in told(client, "context-window")
    source().runs.create(observed_at=OBSERVED, outcome="succeeded")
    Source.objects.filter(slug="openrouter").update(every_minutes=60)
    cache.clear()
    assert timezone.now() > OBSERVED + DAY
    assert "\N{DAGGER} Late, from OpenRouter" in told(client, "context-window")


def test_it_escapes_what_sources_say(client, model):
    claim(model, "name", "<script>alert(1)</script>")
    resolve([model.pk])
    html = page(client, "name")
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_every_figure_has_a_page_and_a_sentence_of_its_own(client, model):
    slugs = [fact.replace("_", "-") for fact in Fact.values] + [f"{meter.replace('_', '-')}-price" for meter in Meter]
    sentences = {slug: re.findall(r'<p class="tag">(.*?)</p>', page(client, slug))[0] for slug in slugs}
    assert len(set(sentences.values())) == len(slugs)
    assert not [slug for slug, sentence in sentences.items() if "measured" in sentence]
    for metric in Metric.objects.all():
        assert "easured" in told(client, metric.slug)


@pytest.mark.parametrize(
    "address",
    [
        f"{ADDRESS}beauty/",
        f"{ADDRESS}context_window/",
        f"{ADDRESS}input/",
        f"{ADDRESS}%00/",
        "/models/openai/none/figures/name/",
    ],
)
def test_it_knows_no_other_figure(client, model, address):
    assert client.get(address).status_code == 404


def test_it_leads_back_to_the_model_and_names_itself(client, model):
    html = page(client, "context-window")
    assert '<a href="/models/openai/gpt-5/">GPT-5</a></li><li aria-current="page">Context window</li>' in html
    assert re.search(r'<link rel="canonical" href="[^"]*/models/openai/gpt-5/figures/context-window/">', html)
    claim(model, "context_window", 400_000)
    cache.clear()
    assert re.findall(r"<h(\d)", page(client, "context-window")) == ["1", "2", "3", "3"]


def test_it_answers_with_the_history_alone(client, model):
    claim(model, "context_window", 400_000)
    html = read(client, f"{ADDRESS}context-window/?_part=history")
    assert html.lstrip().startswith("<h2")
    assert "<html" not in html
    assert "400,000 tokens" in html
    assert f'<a href="{ADDRESS}context-window/">Context window as a page of its own</a>' in html


def test_it_is_kept_and_renewed_when_a_claim_changes(client, model):
    claim(model, "context_window", 128_000)
    resolve([model.pk])
    first = client.get(f"{ADDRESS}context-window/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{ADDRESS}context-window/").content == first.content
    assert len(queries) == 1
    model.claims.update(value=400_000)
    resolve([model.pk])
    assert "Today 400K" in told(client, "context-window")


def queries_of(client, figure: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        page(client, figure)
    return len(queries)


def test_it_costs_the_same_number_of_queries_however_much_there_is_to_tell(client, model):
    def tell(number: int) -> None:
        begin, end = JANUARY + number * DAY, JANUARY + (number + 1) * DAY
        claim(model, "context_window", 1000 + number, stated_at=begin, superseded_at=end)
        MeasurementFactory(ai_model=model, value=number, measured_at=begin, superseded_at=end)
        PriceSheetFactory(offer=listed, valid_from=begin, valid_until=end, rates={"input": f"0.0000{number + 10}"})
        sold = OfferFactory(ai_model=model, provider=ProviderFactory(slug=f"host-{number}"), tag=f"host-{number}")
        PriceSheetFactory(offer=sold, source=source("openrouter-endpoints"), rates={"input": "0.00001"})

    listed = OfferFactory(ai_model=model, first_seen_at=JANUARY)
    PriceSheetFactory(offer=listed, rates={"input": "0.00001"})
    claim(model, "context_window", 400_000)
    MeasurementFactory(ai_model=model)
    resolve([model.pk])
    figures = ("context-window", "input-price", "intelligence-index", "release-date", "audio-input-price", "image-elo")
    tell(0)
    few = {figure: queries_of(client, figure) for figure in figures}
    for number in range(1, 20):
        tell(number)
    assert {figure: queries_of(client, figure) for figure in figures} == few
