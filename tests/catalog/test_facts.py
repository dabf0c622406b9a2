"""The shown values, made of what sources claim, price and measure."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog import facts
from catalog.models import AIModel, Claim, Family, LifecycleEvent, Measurement, ModelClass
from tests import factories
from tests.factories import OBSERVED, source

pytestmark = pytest.mark.django_db


@pytest.fixture
def model():
    return factories.AIModelFactory(creator__slug="acme", context_window=None, listed_on=None)


def claim(model: AIModel, fact: str, value: object, by: str = "openrouter") -> Claim:
    return factories.ClaimFactory(ai_model=model, fact=fact, value=value, source=source(by))


def resolved(model: AIModel) -> AIModel:
    facts.resolve([model.pk])
    model.refresh_from_db()
    return model


def test_the_source_that_counts_most_is_shown(model):
    claim(model, "context_window", 100_000)
    claim(model, "context_window", 128_000, "models-dev")
    assert resolved(model).context_window == 128_000

    claim(model, "context_window", 200_000, "creator")
    assert resolved(model).context_window == 200_000

    claim(model, "context_window", 256_000, "editor")
    assert resolved(model).context_window == 256_000


def test_a_claim_that_was_replaced_counts_no_more(model):
    old = claim(model, "release_date", "2025-10-16")
    assert resolved(model).release_date == date(2025, 10, 16)

    Claim.objects.filter(pk=old.pk).update(superseded_at=OBSERVED)
    assert resolved(model).release_date is None


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, "unknown"),
        ({"openrouter": True}, "yes"),
        ({"openrouter": False, "models-dev": False}, "no"),
        ({"openrouter": True, "models-dev": False}, "disagree"),
        ({"openrouter": True, "models-dev": True, "creator": False}, "disagree"),
        ({"openrouter": True, "models-dev": False, "editor": False}, "no"),
        ({"openrouter": False, "editor": True}, "yes"),
    ],
)
def test_a_capability_has_four_states_and_an_editor_decides(model, said, state):
    for by, value in said.items():
        claim(model, "tool_calling", value, by)

    assert resolved(model).tool_calling == state


def test_the_class_follows_the_output_unless_an_editor_says_otherwise(model):
    claim(model, "output_modalities", ["text", "image"])
    assert resolved(model).model_class.slug == "image"

    claim(model, "model_class", "text", "editor")
    assert resolved(model).model_class.slug == "text"


@pytest.mark.parametrize(
    ("value", "slug", "name"),
    [
        ("gpt", "gpt", "GPT"),
        ("claude-opus", "claude-opus", "Claude Opus"),
        ("gpt-mini", "gpt-mini", "GPT Mini"),
        ("qwen3.5", "qwen3-5", "Qwen3.5"),
        ("o-mini", "o-mini", "o-mini"),
        ("Hy", "hy", "Hy"),
    ],
)
def test_a_family_is_made_for_its_creator_with_a_name_to_read(model, value, slug, name):
    claim(model, "family", value, "models-dev")

    family = resolved(model).family
    assert (family.slug, family.name, family.creator) == (slug, name, model.creator)


def test_a_family_that_stands_keeps_the_name_that_an_editor_gave_it(model):
    family = factories.FamilyFactory(creator=model.creator, slug="gpt", name="GPT family")
    claim(model, "family", "gpt", "models-dev")

    assert resolved(model).family == family
    assert Family.objects.get().name == "GPT family"


def test_the_headline_price_is_that_of_the_plain_list_offer(model):
    offer = factories.OfferFactory(ai_model=model)
    sheet = factories.PriceSheetFactory(offer=offer, rates={"input": "0.0000025", "output": "0.000002"})
    sheet.rows.create(
        position=2, meter="output", amount="0.000009", unit="token", min_prompt_tokens=1, boundary="above"
    )
    elsewhere = factories.OfferFactory(ai_model=model, provider__slug="cheaphost")
    factories.PriceSheetFactory(offer=elsewhere, rates={"input": "0.000001", "output": "0.000001"})
    batch = factories.OfferFactory(ai_model=model, variant="batch")
    factories.PriceSheetFactory(offer=batch, rates={"input": "0.000001", "output": "0.000001"})

    shown = resolved(model)
    assert (shown.price_state, shown.input_price, shown.output_price) == (
        "published",
        Decimal("0.0000025"),
        Decimal("0.000002"),
    )


def test_a_meter_without_a_price_is_unknown_and_not_zero(model):
    factories.PriceSheetFactory(offer__ai_model=model, rates={"input": "0.0000025"})

    assert (resolved(model).input_price, model.output_price) == (Decimal("0.0000025"), None)


@pytest.mark.parametrize("state", ["varies", "unpublished"])
def test_the_state_of_the_price_is_that_of_the_sheet(model, state):
    factories.PriceSheetFactory(offer__ai_model=model, state=state)

    assert (resolved(model).price_state, model.input_price) == (state, None)


def test_a_model_without_a_plain_offer_says_so_and_one_without_any_has_no_price(model):
    assert resolved(model).price_state == "unpublished"

    factories.PriceSheetFactory(offer__ai_model=model, offer__variant="free", state="free", rates={"input": "0"})
    assert (resolved(model).price_state, model.input_price) == ("no_plain", None)


def test_the_lifecycle_is_that_of_the_newest_event_that_has_come(model):
    today = timezone.now().date()
    for state, days in (("deprecated", -10), ("announced", -20), ("retired", 10)):
        LifecycleEvent.objects.create(
            ai_model=model, state=state, happens_on=today + timedelta(days), source=source(), stated_at=OBSERVED
        )
    assert resolved(model).lifecycle == "deprecated"
    assert facts.overdue() == {model.pk}

    LifecycleEvent.objects.filter(state="retired").update(happens_on=today)
    assert resolved(model).lifecycle == "retired"


def test_the_highest_configuration_is_the_score(model):
    for value, configuration in (("41.5", "low"), ("57.256", "high"), ("50", "medium")):
        factories.MeasurementFactory(ai_model=model, value=Decimal(value), configuration=configuration)
    factories.MeasurementFactory(ai_model=model, value=Decimal(90), configuration="old", superseded_at=OBSERVED)

    assert (resolved(model).intelligence_index, model.output_speed) == (Decimal("57.256"), None)

    Measurement.objects.all().delete()
    assert resolved(model).intelligence_index is None


def test_nothing_is_written_when_nothing_changed(model):
    claim(model, "context_window", 100_000)
    version, classes = resolved(model).version, list(ModelClass.objects.values_list("pk", "version"))

    assert facts.resolve([model.pk]) == set()
    model.refresh_from_db()
    assert (model.version, list(ModelClass.objects.values_list("pk", "version"))) == (version, classes)


def test_it_marks_the_pages_of_the_model_and_of_both_its_classes_outdated(model):
    before = dict(ModelClass.objects.values_list("slug", "version"))
    claim(model, "output_modalities", ["image"])

    assert facts.resolve([model.pk]) == {model.pk}

    model.refresh_from_db()
    after = dict(ModelClass.objects.values_list("slug", "version"))
    assert model.version == 2
    assert {slug for slug in after if after[slug] != before[slug]} == {"text", "image"}


def test_it_marks_touched_models_outdated_though_no_column_moved(model):
    resolved(model)
    model.refresh_from_db()
    version = model.version

    assert facts.resolve([], touched=[model.pk]) == {model.pk}
    model.refresh_from_db()
    assert model.version == version + 1


def test_it_asks_as_many_queries_for_twenty_models_as_for_one():
    def queries(count: int) -> int:
        models = factories.AIModelFactory.create_batch(count, creator__slug="acme")
        for model in models:
            claim(model, "context_window", 5)
            claim(model, "family", f"family-{model.pk}")
            factories.PriceSheetFactory(offer__ai_model=model, rates={"input": "0.0000025"})
            factories.MeasurementFactory(ai_model=model)
        with CaptureQueriesContext(connection) as captured:
            facts.resolve(model.pk for model in models)
        return len(captured)

    assert queries(1) == queries(20)
