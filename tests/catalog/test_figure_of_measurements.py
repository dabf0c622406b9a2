"""The page of a measured figure: configurations, sources and scales, and who was asked."""

from decimal import Decimal

import pytest

from catalog.facts import resolve
from catalog.models import AIModel, Metric
from tests.catalog.test_figure_page import ARROW, JANUARY, MARCH, MAY, told
from tests.factories import OBSERVED, AIModelFactory, MeasurementFactory, source

pytestmark = pytest.mark.django_db


@pytest.fixture
def model() -> AIModel:
    return AIModelFactory(slug="gpt-5", name="GPT-5")


def measured(model: AIModel, value: str, **fields) -> None:
    MeasurementFactory(ai_model=model, value=Decimal(value), **fields)
    resolve([model.pk], touched=[model.pk])


def test_it_tells_the_scales_of_a_measured_figure_apart(client, model):
    Metric.objects.filter(slug="intelligence-index").update(scale_version="2026-05-01")
    measured(model, "61", configuration="high", measured_at=JANUARY, superseded_at=MARCH)
    measured(model, "63", configuration="high", measured_at=MARCH, superseded_at=MAY)
    measured(model, "54.5", configuration="high", measured_at=MAY, scale_version="2026-05-01")
    measured(model, "50", configuration="low", measured_at=MAY, scale_version="2026-05-01")
    text = told(client, "intelligence-index")
    assert "Today 54.5 index points; high Measured 1 May 2026" in text
    assert "Higher is better." in text
    assert "Artificial Analysis, low 50.0 index points measured 1 May 2026" in text
    assert (
        "Artificial Analysis: Shown with attribution, not passed on. "
        "Source: Artificial Analysis (artificialanalysis.ai)." in text
    )
    assert f"On the scale in force since 1 May 2026 1 May 2026 High another scale {ARROW} 54.5 index points" in text
    assert (
        f"On an earlier scale, from the first reading on 5 Mar 2026 High 61.0 {ARROW} 63.0 index points +3.3% "
        f"Artificial Analysis 1 Jan 2026 High first reading {ARROW} 61.0 index points"
    ) in text


def test_it_gives_intervals_and_what_other_sources_measured(client, model):
    elo = Metric.objects.get(slug="image-elo")
    measured(model, "1105", metric=elo, low=1095, high=1117)
    assert "Artificial Analysis 1,105 Elo points (1,095 to 1,117)" in told(client, "image-elo")
    measured(model, "50.04", configuration="high")
    measured(model, "50.0", source=source("openrouter-benchmarks"))
    assert "Sources 2 agree" in told(client, "intelligence-index")
    measured(model, "48.0", source=source("openrouter-benchmarks"), configuration="high")
    text = told(client, "intelligence-index")
    assert "Sources 2 differ" in text
    assert "OpenRouter benchmarks, high 48.0 index points measured 15 May 2026, read 15 May 2026 differs" in text


def test_it_says_who_was_asked_to_measure(client, model):
    source("artificial-analysis").runs.create(observed_at=OBSERVED, outcome="succeeded")
    measured(AIModelFactory(), "50")
    text = told(client, "intelligence-index")
    assert "Today not measured" in text
    assert "Not measured. Asked was Artificial Analysis, last read 15 May 2026" in text


def test_it_ranks_nothing_that_stands_on_an_earlier_scale(client, model):
    Metric.objects.filter(slug="intelligence-index").update(scale_version="2026-05-01")
    measured(model, "61")
    text = told(client, "intelligence-index")
    assert "Today not measured" in text
    assert "Artificial Analysis, on an earlier scale 61.0 index points" in text
    assert "What is stated today is on an earlier scale, and is not ranked." in text
