"""Where OpenRouter's listings land, and what their own offers then say."""

from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.models import AIModel, Alias, Creator, ModelClass, Offer, PriceSheet, SetAsideRecord
from tests.upstream import FIRST_DAY, SECOND_DAY, THIRD_DAY, model_list, sync, without

pytestmark = pytest.mark.django_db

SWIFT = "acme/swift"


def model(catalog_id: str) -> AIModel:
    return AIModel.objects.at_address(*catalog_id.split("/")).get()


def test_it_waits_for_an_hour_that_tells_the_plain_price_where_windows_leave_hours_out():
    peak = {"prompt": "0.000002", "completion": "0.000006"}
    overrides = [{"utc_start": 100, "utc_end": 1000, **peak}]
    by_day = model_list(**{"acme/nightly": {"pricing": {**peak, "overrides": overrides}}})
    plain = {"prompt": "0.000001", "completion": "0.000003", "overrides": overrides}
    by_night = model_list(**{"acme/nightly": {"pricing": plain}})
    at_two, at_noon = FIRST_DAY + timedelta(hours=2), FIRST_DAY + timedelta(hours=12)
    sheets = PriceSheet.objects.filter(offer__external_id="acme/nightly")

    run = sync(by_day, at_two)
    assert (sheets.count(), run.set_aside, model("acme/nightly").input_price) == (0, 0, None)

    sync(by_night, at_noon)
    run = sync(by_day, SECOND_DAY + timedelta(hours=2))

    assert (run.changed, run.held, run.set_aside) == (0, 0, 0)
    assert (sheets.get().valid_from, sheets.get().confirmed_at) == (at_noon, at_noon)
    plain_rows = {row.meter: row.amount for row in sheets.get().rows.all() if row.is_plain}
    assert plain_rows == {"input": Decimal("0.000001"), "output": Decimal("0.000003")}
    assert model("acme/nightly").input_price == Decimal("0.000001")


def test_it_follows_the_limits_of_each_listing_as_it_does_its_claims():
    def limits(external_id):
        return Offer.objects.values_list("context_window", "max_output_tokens").get(external_id=external_id)

    answer = model_list(**{f"{SWIFT}:batch": {"top_provider": {"max_completion_tokens": 4096}}})
    sync(answer)
    assert limits(f"{SWIFT}:batch") == (128_000, 4096)

    for row in answer["data"]:
        if row["id"].startswith(SWIFT):
            del row["context_length"], row["top_provider"]
    sync(answer, SECOND_DAY)
    assert (limits(SWIFT), limits(f"{SWIFT}:batch")) == ((128_000, 8192), (128_000, 4096))

    emptied = {"context_length": 0, "top_provider": {"max_completion_tokens": None}}
    sync(model_list(**{SWIFT: emptied, f"{SWIFT}:batch": emptied}), THIRD_DAY)
    # That a model's window is gone waits for an editor; a variant's own was never the model's.
    assert (limits(SWIFT), limits(f"{SWIFT}:batch")) == ((128_000, None), (None, None))
    assert (model(SWIFT).context_window, model(SWIFT).max_output_tokens) == (128_000, None)


def test_it_follows_an_alias_of_the_plain_id_where_only_a_variant_is_listed():
    sync(without(model_list(), f"{SWIFT}:free"))
    Alias.objects.filter(external_id=SWIFT).update(ai_model=model("acme/tiered"))

    sync(without(model_list(), SWIFT), SECOND_DAY)

    assert Alias.objects.get(external_id=f"{SWIFT}:free").ai_model == model("acme/tiered")
    assert Alias.objects.get(external_id=SWIFT).seen_at == FIRST_DAY


def test_it_makes_no_creator_for_listings_that_it_refuses():
    ModelClass.objects.filter(slug="transcription").delete()
    run = sync(model_list(**{"bold-pictures/scribe": {"id": "lonely/scribe", "name": "Lonely: Scribe"}}))

    assert "no class of models covers" in SetAsideRecord.objects.get(run=run).reason
    assert not Creator.objects.filter(slug="lonely").exists()
