"""When an index is re-based: most of its values move together, and history begins a new line."""

from decimal import Decimal

import pytest

from catalog.models import AIModel, Alias, Measurement, Metric
from catalog.sync.apply_measurements import follow
from tests.measuring import (
    LANGUAGE_MODELS,
    SWIFT_LOW,
    listed,
    many,
    measure,
    more_benchmarks,
    values,
)
from tests.upstream import SECOND_DAY, THIRD_DAY, sync

pytestmark = pytest.mark.django_db


def swift() -> AIModel:
    return AIModel.objects.get(slug="swift")


@pytest.fixture
def _twenty():
    """Twenty models, all linked by their indices."""
    sync(listed(20))
    measure(more_benchmarks(20, 30))
    measure(many(20, 30))


def scale(metric: str = "intelligence-index") -> str:
    return Metric.objects.get(slug=metric).scale_version


@pytest.mark.usefixtures("_twenty")
def test_it_begins_a_new_scale_where_most_values_move_together():
    run = measure(many(20, 30, shift=-6.3), SECOND_DAY)

    assert (scale(), scale("coding-index")) == ("2026-05-16", "")
    first = Measurement.objects.filter(ai_model__slug="more-0", metric__slug="intelligence-index")
    ours = first.filter(source__slug="artificial-analysis").order_by("pk").values_list("value", "scale_version")
    assert list(ours) == [(Decimal(30), ""), (Decimal("23.7"), "2026-05-16")]
    assert AIModel.objects.get(slug="more-0").intelligence_index == Decimal("23.7")
    # What stood still is on the new scale as well, since the same source states it beside the others.
    assert swift().intelligence_index == Decimal("50.5")
    # Of a model that only the other source knows, nothing comparable is left.
    assert run.changed == 22
    assert AIModel.objects.get(slug="gpt-5-image-mini").intelligence_index is None


@pytest.mark.usefixtures("_twenty")
def test_it_takes_single_moves_for_news():
    answers = many(20, 30)
    for row in answers[LANGUAGE_MODELS]["data"][4:12]:
        row["evaluations"]["artificial_analysis_intelligence_index"] -= 5

    measure(answers, SECOND_DAY)

    assert scale() == ""


@pytest.mark.usefixtures("_twenty")
def test_it_puts_both_sources_on_one_scale():
    measure(many(20, 30, shift=-6.3), SECOND_DAY)
    measure(more_benchmarks(20, 30, shift=-6.3), THIRD_DAY)

    assert scale() == "2026-05-16"
    current = Measurement.objects.current().filter(metric__slug="intelligence-index", ai_model__slug="more-3")
    assert set(current.values_list("value", "scale_version")) == {(Decimal("26.7"), "2026-05-16")}
    assert AIModel.objects.get(slug="gpt-5-image-mini").intelligence_index == Decimal("44.5")


def test_it_sees_that_a_source_was_on_the_new_scale_before_the_other_showed_it():
    sync(listed(20))
    measure(many(20, 30))
    measure(more_benchmarks(20, 30, shift=-6.3), SECOND_DAY)

    measure(many(20, 30, shift=-6.3), SECOND_DAY)

    assert scale() == "2026-05-16"
    stated = Measurement.objects.current().filter(metric__slug="intelligence-index")
    assert set(stated.values_list("scale_version", flat=True)) == {"2026-05-16"}
    assert AIModel.objects.get(slug="more-0").intelligence_index == Decimal("23.7")


def test_it_lets_a_source_follow_that_states_too_few_values_to_tell_by_itself():
    sync(listed(20))
    measure(more_benchmarks(8, 30))
    measure(many(20, 30))
    Alias.objects.filter(source__slug="artificial-analysis", ai_model__isnull=False).update(status="approved")
    measure(many(20, 30, shift=-6.3), SECOND_DAY)
    mini = AIModel.objects.get(slug="gpt-5-image-mini")
    assert (scale(), mini.intelligence_index) == ("2026-05-16", None)

    measure(more_benchmarks(8, 30, shift=-6.3), THIRD_DAY)

    mini.refresh_from_db()
    assert (scale(), mini.intelligence_index) == ("2026-05-16", Decimal("44.5"))


@pytest.mark.usefixtures("_twenty")
def test_it_ranks_nothing_that_was_last_stated_before_the_scale_began():
    answers = many(20, 30, shift=-6.3)
    gone = answers[LANGUAGE_MODELS]["data"].pop(SWIFT_LOW - 1)
    measure(answers, SECOND_DAY)

    Alias.objects.filter(external_id=gone["id"]).update(status="approved")
    follow(Alias.objects.filter(external_id=gone["id"]))

    assert values("swift") == {"high": "50.5", "low": "30.5"}
    comparable = Measurement.objects.comparable().filter(ai_model=swift(), source__slug="artificial-analysis")
    assert "low" not in comparable.filter(metric__slug="intelligence-index").values_list("configuration", flat=True)
