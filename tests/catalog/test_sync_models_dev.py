"""models.dev: what it says of models that OpenRouter lists."""

from datetime import date

import pytest

from catalog.models import AIModel, Alias, Claim, SetAsideRecord
from tests.upstream import FIRST_DAY, SECOND_DAY, THIRD_DAY, failed_sync, model_list, recorded, sync

pytestmark = pytest.mark.django_db


def model(catalog_id: str) -> AIModel:
    return AIModel.objects.at_address(*catalog_id.split("/")).get()


@pytest.fixture
def listed():
    sync(model_list())


def statements(**changes):
    answer = recorded("models_dev.json")
    for catalog_id, change in changes.items():
        answer["openrouter"]["models"][catalog_id].update(change)
    return answer


def test_it_adds_what_the_list_lacks(listed):
    run = sync(statements(), SECOND_DAY, "models-dev")

    one = model("openai/gpt-5-image-mini")
    assert (one.release_date, one.open_weights, one.family.name) == (date(2025, 10, 16), "no", "GPT Mini")
    assert one.family.creator == one.creator
    assert (model("acme/swift").family.slug, model("acme/swift").family.name) == ("swift1-5", "Swift1.5")
    assert (run.read, run.changed) == (3, 2)


def test_it_keeps_no_date_that_is_only_a_month(listed):
    sync(statements(), SECOND_DAY, "models-dev")

    assert model("openai/gpt-5-image-mini").knowledge_cutoff is None


def test_its_word_counts_before_the_lists_and_a_contradiction_is_shown(listed):
    sync(statements(), SECOND_DAY, "models-dev")

    assert model("openai/gpt-5-image-mini").max_output_tokens == 100_000
    assert model("acme/swift").knowledge_cutoff == date(2025, 5, 31)
    assert (model("acme/swift").tool_calling, model("acme/swift").reasoning) == ("disagree", "no")
    # A window of 0 is no statement, so the list's stands.
    assert model("acme/swift").context_window == 128_000


def test_it_passes_over_models_that_nobody_lists(listed):
    sync(statements(), SECOND_DAY, "models-dev")

    assert not AIModel.objects.filter(slug="unheard-of").exists()
    aliases = Alias.objects.filter(source__slug="models-dev").values_list("external_id", flat=True)
    assert set(aliases) == {"openrouter/openai/gpt-5-image-mini", "openrouter/acme/swift"}


def test_it_says_the_same_twice_without_a_trace(listed):
    sync(statements(), SECOND_DAY, "models-dev")
    before = (
        list(Claim.objects.order_by("pk").values_list("pk", "value")),
        list(AIModel.objects.order_by("pk").values()),
    )

    run = sync(statements(), THIRD_DAY, "models-dev")

    after = list(Claim.objects.order_by("pk").values_list("pk", "value")), list(AIModel.objects.order_by("pk").values())
    assert (after, run.changed) == (before, 0)


def test_it_carries_nothing_over_a_link_that_an_editor_rejected(listed):
    sync(statements(), SECOND_DAY, "models-dev")
    Alias.objects.filter(external_id="openrouter/acme/swift").update(status="rejected")

    sync(statements(**{"acme/swift": {"release_date": "2020-01-01"}}), THIRD_DAY, "models-dev")

    assert model("acme/swift").release_date == date(2025, 9, 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"limit": 7}, "limit"),
        ({"limit": {"context": 10**400}}, "limit.context"),
        ({"open_weights": "yes"}, "open_weights"),
        ({"family": "x\u0000"}, "control characters"),
        ({"release_date": "16/10/2025"}, "release_date"),
        ({"id": "acme/other"}, "does not carry the id"),
    ],
)
def test_it_sets_a_bad_record_aside_and_reads_the_rest(listed, change, reason):
    run = sync(statements(**{"acme/swift": change}), SECOND_DAY, "models-dev")

    assert reason in SetAsideRecord.objects.get(run=run).reason
    assert model("acme/swift").release_date is None
    assert model("openai/gpt-5-image-mini").release_date == date(2025, 10, 16)


@pytest.mark.parametrize("body", [{}, [], {"openrouter": {"models": []}}, {"openrouter": {"models": {}}}])
def test_it_refuses_an_answer_without_the_provider(listed, body):
    assert "the answer" in failed_sync(body, source="models-dev")
    assert Claim.objects.filter(source__slug="models-dev").count() == 0
    assert set(Claim.objects.values_list("stated_at", flat=True)) == {FIRST_DAY}
