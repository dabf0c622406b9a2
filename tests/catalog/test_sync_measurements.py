"""What Artificial Analysis and OpenRouter's benchmarks measured, from their answers to rows, columns and pages."""

import logging
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import AIModel, Alias, Measurement, SetAsideRecord, SyncRun
from catalog.sync.run import NotNow, run_sync
from tests.measuring import (
    CANVAS,
    EASEL,
    IMAGE_MODELS,
    KEYS,
    LANGUAGE_MODELS,
    STRANGER,
    SWIFT_HIGH,
    SWIFT_LOW,
    TIERED,
    Answering,
    alias,
    analysis,
    benchmarks,
    listed,
    many,
    measure,
    more_benchmarks,
    uuid,
    values,
    visit,
)
from tests.upstream import FIRST_DAY, SECOND_DAY, THIRD_DAY, everything, model_list, sync

pytestmark = pytest.mark.django_db


@pytest.fixture
def _models():
    sync(model_list())


@pytest.fixture
def _proven(_models):
    """Both sources read: the row of Swift that its indices prove is linked."""
    measure(benchmarks())
    measure(analysis())


def swift() -> AIModel:
    return AIModel.objects.get(slug="swift")


def everything_measured():
    return [
        *everything(),
        list(Measurement.objects.order_by("pk").values_list("pk", "value", "superseded_at", "scale_version")),
        list(Alias.objects.order_by("pk").values_list("pk", "evidence", "configuration", "name")),
    ]


@pytest.mark.usefixtures("_models")
def test_it_reads_the_benchmarks_by_permanent_slug_with_their_own_date():
    run = measure(benchmarks())

    row = Measurement.objects.get(ai_model=swift(), metric__slug="intelligence-index")
    assert (row.value, row.measured_at) == (Decimal("50.5"), datetime(2026, 5, 14, tzinfo=UTC))
    assert swift().intelligence_index == Decimal("50.5")
    assert values("swift", "agentic-index", "openrouter-benchmarks") == {"": "35"}
    assert values("gpt-5-image-mini", "agentic-index", "openrouter-benchmarks") == {}
    assert (run.read, run.changed, run.set_aside) == (3, 2, 0)
    assert not Alias.objects.filter(external_id="acme/long-gone").exists()


@pytest.mark.usefixtures("_proven")
def test_it_links_by_itself_only_what_both_indices_prove():
    assert (alias(SWIFT_HIGH).status, alias(SWIFT_HIGH).ai_model) == ("approved", swift())
    assert "50.5" in alias(SWIFT_HIGH).evidence["reason"]
    assert (alias(SWIFT_LOW).status, alias(SWIFT_LOW).ai_model) == ("suggested", swift())
    assert "Another configuration of “Swift (high)”" in alias(SWIFT_LOW).evidence["reason"]
    assert (alias(TIERED).status, alias(TIERED).ai_model.slug) == ("suggested", "tiered")
    assert (alias(CANVAS).status, alias(CANVAS).ai_model.slug) == ("suggested", "canvas")
    assert (alias(STRANGER).status, alias(STRANGER).ai_model) == ("suggested", None)
    assert values("swift") == {"high": "50.5"}
    assert values("tiered", "gpqa") == {}


@pytest.mark.usefixtures("_models")
def test_it_proves_a_link_whichever_source_is_read_last():
    measure(analysis())
    assert alias(SWIFT_HIGH).status == "suggested"
    assert Measurement.objects.count() == 0

    measure(benchmarks())

    assert alias(SWIFT_HIGH).status == "approved"
    assert values("swift") == {"high": "50.5"}


@pytest.mark.usefixtures("_models")
def test_it_proves_nothing_where_two_rows_have_the_pair():
    twin = {"artificial_analysis_intelligence_index": 50.5, "artificial_analysis_coding_index": 40.25}
    measure(benchmarks())
    measure(analysis(row4={"evaluations": twin}))

    assert alias(SWIFT_HIGH).status == "suggested"


@pytest.mark.usefixtures("_models")
def test_it_proves_nothing_by_lists_that_lie_weeks_apart():
    measure(benchmarks())
    measure(analysis(), datetime(2026, 6, 15, tzinfo=UTC))

    assert alias(SWIFT_HIGH).status == "suggested"


@pytest.mark.usefixtures("_proven")
def test_it_takes_no_zero_for_a_speed_a_price_or_an_elo():
    Alias.objects.filter(external_id__in=[uuid(SWIFT_LOW), uuid(TIERED)]).update(status="approved")
    canvas = AIModel.objects.get(slug="canvas")
    Alias.objects.filter(external_id=uuid(EASEL)).update(ai_model=canvas, status="approved")

    measure(analysis(), SECOND_DAY)

    assert values("swift", "output-speed") == {"high": "84.5"}
    assert values("swift", "time-to-first-token") == {"high": "0.61"}
    assert values("tiered", "output-speed") == {}
    assert values("canvas", "image-elo") == {}
    assert (swift().output_speed, AIModel.objects.get(slug="tiered").output_speed) == (Decimal("84.5"), None)
    theirs = {what: row for what, _, row in alias(TIERED).evidence.get("sides", [])}
    assert theirs.get("Input, $ / 1M", "") == ""
    # Of all tasks none solved is a result, and null is none.
    assert values("swift", "lcr") == {"high": "0"}
    assert values("swift", "gpqa") == {"high": "0.812346", "low": "0.5"}


@pytest.mark.usefixtures("_proven")
def test_it_keeps_an_elo_with_its_interval():
    Alias.objects.filter(external_id=uuid(CANVAS)).update(status="approved")

    measure(analysis(), SECOND_DAY)

    row = Measurement.objects.get(metric__slug="image-elo")
    assert (row.low, row.value, row.high, row.unit) == (1095, 1105, 1117, "Elo points")
    assert AIModel.objects.get(slug="canvas").image_elo == 1105


@pytest.mark.usefixtures("_proven")
def test_it_says_the_same_twice_without_a_trace():
    before = everything_measured()

    run = measure(analysis(), SECOND_DAY)

    assert everything_measured() == before
    assert (run.changed, run.unchanged) == (0, 1)
    confirmed = Measurement.objects.filter(source__slug="artificial-analysis").values_list("confirmed_at", flat=True)
    assert set(confirmed) == {SECOND_DAY}


@pytest.mark.usefixtures("_proven")
def test_it_writes_a_row_a_change_and_keeps_the_old_one():
    run = measure(analysis(row1={"median_output_tokens_per_second": 90}), SECOND_DAY)

    old, new = Measurement.objects.filter(metric__slug="output-speed").order_by("pk")
    assert (old.value, old.superseded_at) == (Decimal("84.5"), SECOND_DAY)
    assert (new.value, new.measured_at, new.superseded_at) == (90, SECOND_DAY, None)
    assert swift().output_speed == 90
    assert run.changed == 1


@pytest.mark.usefixtures("_proven")
def test_it_takes_a_value_back_that_the_source_does_not_state_any_more():
    gone = {"median_output_tokens_per_second": 0, "evaluations": {"gpqa": None}}
    answers = analysis(row1=gone)
    del answers[LANGUAGE_MODELS]["data"][0]["evaluations"]["lcr"]

    measure(answers, SECOND_DAY)

    assert (values("swift", "output-speed"), values("swift", "gpqa")) == ({}, {})
    assert swift().output_speed is None
    # A key that is not spoken of any more takes nothing back.
    assert values("swift", "lcr") == {"high": "0"}


@pytest.mark.usefixtures("_proven")
def test_it_leaves_alone_what_was_stated_later():
    measure(analysis(row1={"median_output_tokens_per_second": 90}), THIRD_DAY)
    before = everything_measured()

    measure(analysis(row1={"median_output_tokens_per_second": 10}), SECOND_DAY)

    assert everything_measured() == before


@pytest.mark.usefixtures("_proven")
def test_it_keeps_the_first_of_two_answers_of_one_moment():
    measure(analysis(row1={"median_output_tokens_per_second": 90}))

    assert values("swift", "output-speed") == {"high": "84.5"}


@pytest.mark.usefixtures("_proven")
def test_it_keeps_the_model_of_an_id_whose_slug_and_name_moved():
    measure(analysis(row1={"slug": "tiered", "name": "Tiered (high)"}), SECOND_DAY)

    assert (alias(SWIFT_HIGH).ai_model, alias(SWIFT_HIGH).configuration) == (swift(), "high")
    assert values("swift") == {"high": "50.5"}


@pytest.mark.usefixtures("_proven")
def test_it_asks_no_second_time_about_what_an_editor_rejected():
    Alias.objects.filter(external_id=uuid(SWIFT_LOW)).update(status="rejected")

    measure(analysis(), SECOND_DAY)

    assert alias(SWIFT_LOW).status == "rejected"
    assert values("swift") == {"high": "50.5"}


@pytest.mark.usefixtures("_proven")
def test_it_gives_one_place_to_one_id():
    Alias.objects.filter(external_id=uuid(SWIFT_LOW)).update(status="approved", configuration="high")

    run = measure(analysis(), SECOND_DAY)

    assert values("swift") == {"high": "50.5"}
    assert "same configuration" in SetAsideRecord.objects.get(run=run, external_id=uuid(SWIFT_LOW)).reason


@pytest.mark.usefixtures("_proven")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": "swift"}, "no UUID"),
        ({"id": 7}, "id"),
        ({"name": None}, "name"),
        ({"name": "x" * 5000}, "name"),
        ({"name": "Sw\x00ift"}, "control characters"),
        ({"evaluations": {"artificial_analysis_intelligence_index": 505}}, "not between 0 and 100"),
        ({"evaluations": {"gpqa": 81}}, "not between 0 and 1"),
        ({"evaluations": {"gpqa": "0.8"}}, "evaluations"),
        ({"evaluations": {"gpqa": True}}, "evaluations"),
        ({"median_output_tokens_per_second": -0.5}, "the speed"),
        ({"median_output_tokens_per_second": 10**400}, "the speed"),
        ({"pricing": "free"}, "pricing"),
        ({"pricing": {"price_1m_input_tokens": 10**6}}, "price_1m_input_tokens"),
        ({"release_date": "soon"}, "release_date"),
        ({"model_creator": None}, "model_creator"),
    ],
)
def test_it_sets_a_bad_record_aside_and_reads_the_rest(change, reason):
    run = measure(analysis(row1=change, row4={"median_output_tokens_per_second": 5}), SECOND_DAY)

    assert reason in SetAsideRecord.objects.get(run=run).reason
    assert values("swift") == {"high": "50.5"}
    assert alias(STRANGER).evidence["stated"]["output-speed"] == ["5"]


@pytest.mark.usefixtures("_proven")
@pytest.mark.parametrize("change", [{"elo": 0}, {"elo": 20_000}, {"ci95": "about ten"}, {"ci95": 10}])
def test_it_keeps_an_elo_that_is_followed_by_none(change):
    Alias.objects.filter(external_id=uuid(CANVAS)).update(status="approved")
    measure(analysis(), SECOND_DAY)

    run = measure(analysis(row11=change), THIRD_DAY)

    assert run.set_aside == 1
    assert values("canvas", "image-elo") == {"": "1105"}


@pytest.mark.usefixtures("_proven")
def test_it_believes_neither_of_two_rows_with_one_id():
    answers = analysis()
    row = answers[LANGUAGE_MODELS]["data"][0]
    answers[LANGUAGE_MODELS]["data"].append({**row, "median_output_tokens_per_second": 999})

    run = measure(answers, SECOND_DAY)

    assert run.set_aside == 2
    assert values("swift", "output-speed") == {"high": "84.5"}


@pytest.mark.usefixtures("_models")
def test_it_counts_a_mere_repetition_once_and_so_never_misses_it():
    answers = benchmarks()
    rows = answers["/benchmarks"]["data"]
    rows += [{**rows[0], "display_name": "Acme Labs: Swift (batch)"} for _ in range(5)]

    runs = [measure(answers), measure(answers, SECOND_DAY)]

    assert [(run.read, run.set_aside) for run in runs] == [(3, 0), (3, 0)]


@pytest.mark.usefixtures("_proven")
def test_it_believes_no_result_that_falls_to_nothing():
    nothing = {"artificial_analysis_intelligence_index": 0, "gpqa": 0}

    run = measure(analysis(row1={"evaluations": nothing, "median_output_tokens_per_second": 0}), SECOND_DAY)

    assert (values("swift"), values("swift", "output-speed")) == ({"high": "50.5"}, {"high": "84.5"})
    assert SetAsideRecord.objects.get(run=run).reason == "a result fell to 0"


@pytest.mark.usefixtures("_proven")
def test_it_counts_keys_that_it_does_not_read():
    run = measure(analysis(row1={"evaluations": {"brand_new": 0.5}, "shape": "round"}), SECOND_DAY)

    assert run.unknown_keys == {"evaluations.brand_new": 1, "shape": 1}


@pytest.mark.usefixtures("_proven")
@pytest.mark.parametrize(
    "answers",
    [
        {LANGUAGE_MODELS: {"data": []}, IMAGE_MODELS: {"data": []}},
        {**analysis(), IMAGE_MODELS: {"data": "none"}},
        {**analysis(), IMAGE_MODELS: ["none"]},
        {**benchmarks(), "/models": {"data": []}},
        {**benchmarks(), "/benchmarks": {"error": "busy"}},
        {**benchmarks(), "/benchmarks": None},
    ],
)
def test_it_changes_nothing_where_an_answer_is_no_list(answers):
    before = everything_measured()

    assert visit(answers, SECOND_DAY).outcome == SyncRun.Outcome.FAILED

    assert everything_measured() == before


@pytest.mark.parametrize(
    ("source", "setting"),
    [
        ("artificial-analysis", "ARTIFICIAL_ANALYSIS_API_KEY"),
        ("openrouter-benchmarks", "OPENROUTER_API_KEY"),
    ],
)
def test_it_reads_nothing_without_a_key_and_says_which(source, setting):
    with pytest.raises(NotNow, match=rf"no key is set \({setting}\)"):
        run_sync(source)
    assert SyncRun.objects.count() == 0


@pytest.mark.usefixtures("_models")
@pytest.mark.parametrize("answers", [analysis(), benchmarks()])
def test_it_shows_its_key_to_the_source_alone(answers, caplog):
    caplog.set_level(logging.DEBUG)
    good = Answering(answers)
    visit(good)
    visit(Answering(answers, status=403), SECOND_DAY)

    shown = [value for headers in good.headers for value in headers.values()]
    assert any(value.removeprefix("Bearer ") in KEYS.values() for value in shown)
    kept = [caplog.text, str(list(SyncRun.objects.values())), str(list(Alias.objects.values()))]
    assert SyncRun.objects.filter(outcome="failed").count() == 1
    assert not any(key in text for key in KEYS.values() for text in kept)


def test_it_asks_as_few_questions_for_many_rows_as_for_few():
    counts = []
    for number, day in ((3, FIRST_DAY), (20, SECOND_DAY)):
        sync(listed(number), day)
        measure(more_benchmarks(number, 30), day)
        with CaptureQueriesContext(connection) as queries:
            measure(many(number, 30), day)
        counts.append(len(queries))
    assert Alias.objects.filter(source__slug="artificial-analysis", status="approved").count() == 21
    assert counts[1] <= counts[0] + 2
