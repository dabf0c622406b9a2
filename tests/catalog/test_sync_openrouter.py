"""OpenRouter's list, from its answer to the rows of the catalog."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import (
    AIModel,
    Alias,
    Claim,
    Creator,
    LifecycleEvent,
    ModelClass,
    Offer,
    PriceRow,
    PriceSheet,
    SetAsideRecord,
    SyncRun,
)
from tests.upstream import FIRST_DAY, SECOND_DAY, THIRD_DAY, everything, failed_sync, model_list, sync, without

pytestmark = pytest.mark.django_db

SWIFT = "acme/swift"


def model(catalog_id: str) -> AIModel:
    return AIModel.objects.at_address(*catalog_id.split("/")).get()


def rows(external_id: str) -> dict[str, Decimal]:
    """The unconditioned prices in force of an offer."""
    found = PriceRow.objects.filter(sheet__offer__external_id=external_id, sheet__valid_until=None)
    return {row.meter: row.amount for row in found if row.is_plain}


def test_it_reads_a_model_with_its_prices_limits_and_modalities():
    sync(model_list())

    one = model("openai/gpt-5-image-mini")
    assert (one.name, one.creator.name, one.model_class.slug) == ("GPT-5 Image Mini", "OpenAI", "image")
    assert (one.input_price, one.output_price, one.price_state) == (
        Decimal("0.0000025"),
        Decimal("0.000002"),
        "published",
    )
    assert (one.context_window, one.max_output_tokens) == (400_000, 128_000)
    assert (one.input_modalities, one.output_modalities) == (["text", "image", "file"], ["text", "image"])
    assert one.listed_on == date(2025, 10, 16)
    assert (one.reasoning, one.structured_output, one.tool_calling, one.open_weights) == ("yes", "yes", "no", "unknown")
    assert rows("openai/gpt-5-image-mini") == {
        "input": Decimal("0.0000025"),
        "output": Decimal("0.000002"),
        "cache_read": Decimal("0.00000025"),
        "image_output": Decimal("0.000008"),
        "web_search": Decimal("0.01"),
    }


def test_it_changes_nothing_when_the_same_list_comes_again():
    sync(model_list())
    before = everything()

    run = sync(model_list(), SECOND_DAY)

    assert everything() == before
    assert run.changed == 0
    assert set(PriceSheet.objects.values_list("confirmed_at", flat=True)) == {SECOND_DAY}
    assert set(Claim.objects.values_list("confirmed_at", flat=True)) == {SECOND_DAY}
    assert set(Offer.objects.values_list("last_seen_at", flat=True)) == {SECOND_DAY}


def test_it_writes_a_new_sheet_and_closes_the_old_when_a_price_moves():
    sync(model_list())
    version, class_version = model(SWIFT).version, ModelClass.objects.get(slug="text").version

    run = sync(model_list(**{SWIFT: {"pricing": {"prompt": "0.0000008", "completion": "0.000004"}}}), SECOND_DAY)

    old, new = PriceSheet.objects.filter(offer__external_id=SWIFT).order_by("valid_from")
    assert (old.valid_from, old.valid_until, old.confirmed_at) == (FIRST_DAY, SECOND_DAY, FIRST_DAY)
    assert (new.valid_from, new.valid_until, new.run) == (SECOND_DAY, None, run)
    assert model(SWIFT).input_price == Decimal("0.0000008")
    assert PriceSheet.objects.exclude(valid_until=None).count() == 1
    assert (run.changed, model(SWIFT).version) == (1, version + 1)
    assert ModelClass.objects.get(slug="text").version == class_version + 1


def test_it_marks_a_page_outdated_when_only_a_cache_price_moves():
    sync(model_list())
    version = model(SWIFT).version

    pricing = {"prompt": "0.000001", "completion": "0.000004", "input_cache_read": "0.0000001"}
    run = sync(model_list(**{SWIFT: {"pricing": pricing}}), SECOND_DAY)

    assert (run.changed, model(SWIFT).version) == (1, version + 1)


def test_it_takes_the_same_price_in_another_spelling_and_order_as_the_same():
    sync(model_list())
    sync(model_list(**{SWIFT: {"pricing": {"completion": "4e-06", "prompt": "0.00000100"}}}), SECOND_DAY)

    assert PriceSheet.objects.filter(offer__external_id=SWIFT).count() == 1


def test_it_makes_variants_offers_of_one_model():
    sync(model_list())

    offers = model(SWIFT).offers.order_by("external_id").values_list("external_id", "variant", "context_window")
    assert list(offers) == [
        (SWIFT, "plain", 128_000),
        (f"{SWIFT}:batch", "batch", 128_000),
        (f"{SWIFT}:free", "free", 32_000),
    ]
    assert (model(SWIFT).context_window, model(SWIFT).input_price) == (128_000, Decimal("0.000001"))
    assert rows(f"{SWIFT}:batch")["input"] == Decimal("0.0000005")


def test_it_takes_zero_for_free_in_the_free_variant_alone():
    sync(model_list())

    states = dict(PriceSheet.objects.values_list("offer__external_id", "state"))
    assert states[f"{SWIFT}:free"] == "free"
    assert rows(f"{SWIFT}:free") == {"input": 0, "output": 0}
    assert states["bold-pictures/canvas"] == "unpublished"
    assert rows("bold-pictures/canvas") == {}
    assert (model("bold-pictures/canvas").price_state, model("bold-pictures/canvas").output_price) == (
        "unpublished",
        None,
    )


def test_it_says_so_of_a_model_that_has_no_plain_variant():
    sync(model_list())

    gift = model("bold-pictures/gift")
    assert (gift.name, gift.price_state, gift.input_price) == ("Gift", "no_plain", None)


def test_it_leaves_out_zeros_beside_a_paid_price_and_meters_without_a_unit():
    sync(model_list())

    assert rows(SWIFT) == {"input": Decimal("0.000001"), "output": Decimal("0.000004")}


def test_it_does_not_take_a_price_by_the_minute_for_one_by_the_token():
    run = sync(model_list())

    assert run.set_aside == 0
    assert (model("bold-pictures/scribe").model_class.slug, rows("bold-pictures/scribe")) == ("transcription", {})


def test_it_keeps_routers_and_moving_aliases_out_of_the_models():
    sync(model_list())

    assert not AIModel.objects.filter(creator__slug__in=["openrouter", "~acme"]).exists()
    router = Alias.objects.get(external_id="openrouter/auto")
    assert (router.kind, router.name, router.model_class.slug, router.ai_model) == (
        "router",
        "Auto Router",
        "image",
        None,
    )
    moving = Alias.objects.get(external_id="~acme/swift-latest")
    assert (moving.kind, moving.model_class, moving.ai_model) == ("moving", None, None)


def test_it_says_that_a_price_varies():
    sync(model_list(**{SWIFT: {"pricing": {"prompt": "-1", "completion": "-1"}}}))

    assert (model(SWIFT).price_state, model(SWIFT).input_price, rows(SWIFT)) == ("varies", None, {})


def test_it_reads_a_tier_as_a_condition():
    sync(model_list())

    tier = PriceRow.objects.get(sheet__offer__external_id="acme/tiered", meter="output", min_prompt_tokens=200_000)
    assert (tier.amount, tier.boundary) == (Decimal("0.000012"), "above")
    assert model("acme/tiered").output_price == Decimal("0.000006")


def test_it_writes_no_new_sheet_when_only_the_hour_changed():
    sync(model_list())
    day, night = model_list()["data"][5]["pricing"]["overrides"]
    by_night = {"prompt": night["prompt"], "completion": night["completion"], "overrides": [night, day]}
    sync(model_list(**{"acme/nightly": {"pricing": by_night}}), SECOND_DAY)

    sheet = PriceSheet.objects.get(offer__external_id="acme/nightly")
    assert rows("acme/nightly") == {"input": Decimal("0.000001"), "output": Decimal("0.000003")}
    windows = sheet.rows.exclude(utc_start=None).values_list("meter", "amount", "utc_start", "utc_end")
    assert set(windows) == {
        ("input", Decimal("0.000002"), time(1), time(10)),
        ("output", Decimal("0.000006"), time(1), time(10)),
    }


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": "swift"}, "the id is not of the form"),
        ({"id": "acme/swift:free:batch"}, "the id is not of the form"),
        ({"id": "acme/" + "x" * 300}, "the id is not of the form"),
        ({"id": {"a": 1}}, "id: "),
        ({"name": "Acme Labs: Sw\x00ift"}, "control characters"),
        ({"name": "Acme Labs: Sw\u202eift"}, "control characters"),
        ({"name": "x" * 5_000_000}, "characters"),
        ({"name": "\ud800"}, "broken Unicode"),
        ({"context_length": "many"}, "context_length"),
        ({"context_length": 10**400}, "context_length"),
        ({"context_length": -5}, "context_length"),
        ({"architecture": []}, "architecture"),
        ({"created": 10**30}, "created"),
        ({"knowledge_cutoff": "yesterday"}, "knowledge_cutoff"),
        ({"pricing": None}, "pricing"),
        ({"pricing": {"prompt": 0.001}}, "not a decimal number"),
        ({"pricing": {"prompt": "1_000"}}, "not a decimal number"),
        ({"pricing": {"prompt": "NaN"}}, "not a decimal number"),
        ({"pricing": {"prompt": "\uff10.0001"}}, "not a decimal number"),
        ({"pricing": {"prompt": "1" * 400}}, "not a decimal number"),
        ({"pricing": {"prompt": "-0.5"}}, "negative"),
        ({"pricing": {"prompt": "0.0011"}}, "its unit is not the token"),
        ({"pricing": {"prompt": "0.00001", "overrides": "none"}}, "no list of objects"),
        ({"pricing": {"prompt": "0.00001", "overrides": [{"on_sundays": True}]}}, "a condition that we do not know"),
        ({"pricing": {"prompt": "0.00001", "overrides": [{"prompt": "0.1"}]}}, "without a whole condition"),
        (
            {"pricing": {"prompt": "0.00001", "overrides": [{"utc_start": 1261, "utc_end": 0}]}},
            "a time of day that is none",
        ),
    ],
)
def test_it_sets_a_bad_record_aside_and_reads_the_rest(change, reason):
    run = sync(model_list(**{SWIFT: change}))

    aside = SetAsideRecord.objects.get(run=run)
    assert reason in aside.reason
    assert (run.set_aside, run.read) == (1, 11)
    assert len(aside.excerpt) <= 500
    assert model("openai/gpt-5-image-mini").input_price == Decimal("0.0000025")
    assert not Offer.objects.filter(external_id=SWIFT).exists()


def test_it_believes_neither_of_two_rows_with_one_id_and_different_prices():
    sync(model_list())
    twice = model_list()
    twice["data"].append(model_list(**{SWIFT: {"pricing": {"prompt": "0.000002"}}})["data"][1])

    run = sync(twice, SECOND_DAY)

    assert list(SetAsideRecord.objects.values_list("external_id", flat=True)) == [SWIFT, SWIFT]
    assert (run.set_aside, model(SWIFT).input_price) == (2, Decimal("0.000001"))


def test_it_counts_the_keys_that_it_does_not_know():
    strange = {"novelty": 1, "\x00odd": 1, "pricing": {"prompt": "0.000001", "per_smile": "1"}}
    run = sync(model_list(**{SWIFT: strange}))

    run.refresh_from_db()
    assert run.unknown_keys == {"novelty": 1, "\ufffdodd": 1, "pricing.per_smile": 1}


def test_it_refuses_a_list_that_lost_more_than_a_fifth():
    sync(model_list())
    before = everything()
    short = model_list()
    short["data"] = short["data"][:8]

    assert "8 good records, where the last good run had 11: fewer than 80%" in failed_sync(short)
    assert everything() == before

    short["data"] = model_list()["data"][:9]
    sync(short, THIRD_DAY)


@pytest.mark.parametrize("body", [{"data": []}, {"data": {}}, {}, [], {"data": [1, None, "x"]}])
def test_it_refuses_an_answer_that_is_no_list_of_models(body):
    sync(model_list())
    before = everything()

    assert "the answer" in failed_sync(body)
    assert everything() == before


def test_it_lets_an_older_recording_leave_newer_facts_alone():
    pricing = {"prompt": "0.000002", "completion": "0.000004"}
    newer = {"pricing": pricing, "context_length": 256_000, "knowledge_cutoff": None}
    sync(model_list(**{SWIFT: newer}), SECOND_DAY)
    before = everything()

    run = sync(model_list(), FIRST_DAY)

    assert everything() == before
    assert run.changed == 0
    assert set(PriceSheet.objects.values_list("confirmed_at", flat=True)) == {SECOND_DAY}


def test_it_keeps_the_history_of_a_claim_and_takes_back_what_the_source_takes_back():
    sync(model_list())
    change = {"context_length": 256_000, "knowledge_cutoff": None}
    sync(model_list(**{SWIFT: change}), SECOND_DAY)

    assert (model(SWIFT).context_window, model(SWIFT).knowledge_cutoff) == (256_000, None)
    claims = Claim.objects.filter(ai_model=model(SWIFT), fact="context_window").order_by("stated_at")
    assert [(claim.value, claim.superseded_at) for claim in claims] == [(128_000, SECOND_DAY), (256_000, None)]
    assert Claim.objects.get(ai_model=model(SWIFT), fact="knowledge_cutoff").superseded_at == SECOND_DAY


def test_it_keeps_what_a_key_said_that_is_missing_from_the_answer():
    sync(model_list())
    answer = model_list()
    del answer["data"][1]["knowledge_cutoff"]
    sync(answer, SECOND_DAY)

    assert model(SWIFT).knowledge_cutoff == date(2025, 6, 30)


def test_it_does_not_let_a_variant_speak_for_a_model_whose_plain_listing_is_missing_today():
    sync(model_list())
    sync(without(model_list(), SWIFT, f"{SWIFT}:batch"), SECOND_DAY)

    assert (model(SWIFT).context_window, model(SWIFT).input_price) == (128_000, Decimal("0.000001"))


def test_it_follows_an_end_that_is_announced_moved_and_taken_back():
    sync(model_list(**{SWIFT: {"expiration_date": "2026-06-01"}, "acme/tiered": {"expiration_date": "2098-12-31"}}))
    event = LifecycleEvent.objects.get()
    assert (event.ai_model, event.state, event.happens_on) == (model(SWIFT), "retired", date(2026, 6, 1))
    assert model(SWIFT).lifecycle == "retired"

    sync(model_list(**{SWIFT: {"expiration_date": "2090-06-01"}}), SECOND_DAY)
    assert LifecycleEvent.objects.in_force().get().happens_on == date(2090, 6, 1)
    assert model(SWIFT).lifecycle == "active"

    sync(model_list(), THIRD_DAY)
    assert not LifecycleEvent.objects.in_force().exists()
    past = LifecycleEvent.objects.order_by("stated_at").values_list("happens_on", "stated_at", "withdrawn_at")
    assert list(past) == [
        (date(2026, 6, 1), FIRST_DAY, SECOND_DAY),
        (date(2090, 6, 1), SECOND_DAY, THIRD_DAY),
    ]


def test_it_retires_a_model_on_the_announced_day_without_any_news():
    sync(model_list(**{SWIFT: {"expiration_date": "2090-06-01"}}))
    LifecycleEvent.objects.update(happens_on=date(2026, 5, 16))

    sync(model_list(**{SWIFT: {"expiration_date": "2026-05-16"}}), SECOND_DAY)

    assert model(SWIFT).lifecycle == "retired"


def test_it_follows_an_alias_that_an_editor_led_to_another_model():
    sync(model_list())
    other = model("acme/tiered")
    Alias.objects.filter(external_id="bold-pictures/gift:free").update(ai_model=other)
    Alias.objects.filter(external_id="acme/nightly").update(status="rejected")

    change = {"acme/nightly": {"context_length": 1}, "bold-pictures/gift:free": {"context_length": 9000}}
    sync(model_list(**change), SECOND_DAY)

    assert set(other.offers.values_list("external_id", "variant")) == {
        ("acme/tiered", "plain"),
        ("bold-pictures/gift:free", "free"),
    }
    assert (model("acme/tiered").context_window, model("acme/nightly").context_window) == (1_000_000, 64_000)


def test_it_never_renames_a_creator_that_an_editor_may_have_named():
    sync(model_list())
    assert Creator.objects.get(slug="acme").name == "Acme Labs"
    Creator.objects.filter(slug="acme").update(name="ACME")

    sync(model_list(), SECOND_DAY)

    assert Creator.objects.get(slug="acme").name == "ACME"


def test_it_asks_as_many_queries_for_fifty_models_as_for_one():
    def queries(answer, moment):
        with CaptureQueriesContext(connection) as captured:
            sync(answer, moment)
        return len(captured)

    one, many = model_list(), model_list()
    one["data"] = one["data"][:1]
    template = many["data"][0]
    many["data"] = [{**template, "id": f"made-up/model-{number}", "name": f"Made Up: {number}"} for number in range(50)]

    assert queries(one, FIRST_DAY) == queries(many, SECOND_DAY)
    assert SyncRun.objects.count() == 2
