"""The queue of suggested links: the evidence, decisions in bulk, and what they do to pages at once."""

import pytest

from catalog.models import AIModel, Alias, Measurement
from tests.catalog.admin.desk import address, form_of
from tests.measuring import STRANGER, SWIFT_HIGH, SWIFT_LOW, TIERED, alias, analysis, benchmarks, measure, values
from tests.upstream import SECOND_DAY, model_list, sync

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _read():
    sync(model_list())
    measure(benchmarks())
    measure(analysis())


def decide(desk, action, *numbers):
    chosen = [alias(number).pk for number in numbers]
    sent = {"action": action, "_selected_action": chosen}
    return desk.post(f"{address(Alias)}?queue=all", sent, follow=True).content.decode()


def test_it_lists_what_waits_with_both_sides_and_the_reason(desk):
    page = desk.get(address(Alias)).content.decode()
    assert "Another configuration of “Swift (high)”" in page
    assert "Tiered" in page
    assert "Stranger" not in page
    assert "Swift (high)</td>" not in page
    assert "Stranger" in desk.get(f"{address(Alias)}?queue=unmatched").content.decode()
    assert "Swift (high)</td>" in desk.get(f"{address(Alias)}?queue=approved").content.decode()


def test_it_shows_the_whole_evidence_of_one(desk):
    page = desk.get(address(alias(SWIFT_LOW), "change")).content.decode()
    assert "2025-09-03" in page
    assert "30.5" in page
    assert "not measured" in page


def test_it_lets_the_figures_of_what_is_approved_follow_at_once(desk):
    said = decide(desk, "approve", SWIFT_LOW, TIERED)
    assert "2 ids: approved. The figures of 2 models follow it already." in said
    assert values("swift") == {"high": "50.5", "low": "30.5"}
    assert values("tiered", "gpqa") == {"": "0.4"}


def test_it_ends_the_figures_of_what_is_rejected(desk):
    AIModel.objects.filter(slug="swift").update(version=1)
    decide(desk, "reject", SWIFT_HIGH)
    assert values("swift") == {}
    assert values("swift", source="openrouter-benchmarks") == {"": "50.5"}
    assert Measurement.objects.filter(ai_model__slug="swift", value="50.5").exclude(superseded_at=None).exists()
    assert AIModel.objects.get(slug="swift").output_speed is None
    assert AIModel.objects.get(slug="swift").version > 1


def test_it_rejects_a_suggestion_without_touching_what_is_linked(desk):
    Alias.objects.filter(pk=alias(SWIFT_LOW).pk).update(configuration="high")
    decide(desk, "reject", SWIFT_LOW)
    assert values("swift") == {"high": "50.5"}


def test_it_approves_nothing_that_names_no_model(desk):
    assert "choose a model for these ids first" in decide(desk, "approve", STRANGER)
    assert alias(STRANGER).status == "suggested"


def test_it_moves_the_figures_with_a_link_that_an_editor_corrects(desk):
    one = alias(SWIFT_HIGH)
    page = desk.get(address(one, "change"))
    tiered = AIModel.objects.get(slug="tiered")
    assert desk.post(address(one, "change"), {**form_of(page), "ai_model": tiered.pk}).status_code == 302
    assert (values("swift"), values("tiered")) == ({}, {"high": "50.5"})

    measure(analysis(), SECOND_DAY)

    assert (values("swift"), values("tiered")) == ({}, {"high": "50.5"})


def test_it_links_by_hand_what_no_rule_found(desk):
    one = alias(STRANGER)
    page = desk.get(address(one, "change"))
    sent = {**form_of(page), "status": "approved"}
    assert "Choose the model." in desk.post(address(one, "change"), sent).content.decode()
    gift = AIModel.objects.get(slug="gift")
    assert desk.post(address(one, "change"), {**sent, "ai_model": gift.pk}).status_code == 302
    assert values("gift") == {"": "12.5"}
