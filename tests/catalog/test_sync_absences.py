"""What the list leaves out: when that means that a model is gone, and how it comes back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from catalog.models import AIModel, Alias, HeldChange, LifecycleEvent, Offer, SyncRun
from catalog.models.sources import BUNDLED
from tests import factories
from tests.upstream import FIRST_DAY, everything, model_list, sync, without

pytestmark = pytest.mark.django_db

SWIFT = "acme/swift"
VARIANTS = (SWIFT, f"{SWIFT}:free", f"{SWIFT}:batch")
TIERED = "acme/tiered"


def day(number: int) -> datetime:
    return FIRST_DAY + timedelta(days=number)


def model(catalog_id: str = TIERED) -> AIModel:
    return AIModel.objects.at_address(*catalog_id.split("/")).get()


def runs(*numbers: int, lacking: tuple[str, ...] = (TIERED,), **changes: Any) -> SyncRun:
    """Visits on these days, all without these ids."""
    for number in numbers:
        run = sync(without(model_list(**changes), *lacking), day(number))
    return run


def test_it_retires_a_model_that_three_runs_miss_with_the_day_of_the_first():
    sync(model_list())
    runs(1, 2)
    assert (model().lifecycle, LifecycleEvent.objects.count()) == ("active", 0)

    run = runs(5)

    event = LifecycleEvent.objects.get()
    assert (event.ai_model, event.state, event.happens_on) == (model(), "retired", date(2026, 5, 16))
    assert (event.source.slug, event.note) == ("openrouter", "Missing from the source's list since that day.")
    assert (model().lifecycle, run.changed) == ("retired", 1)
    assert model() not in AIModel.objects.cohort(model().model_class)
    offer = model().offers.get()
    assert (offer.ended_at, offer.sheets.get().valid_until) == (day(1), None)
    assert (model().price_state, model().input_price) == ("unpublished", None)


def test_it_keeps_the_page_of_a_retired_model_and_shows_no_current_price(client):
    sync(model_list())
    runs(1, 2, 3)

    page = client.get("/models/acme/tiered/").content.decode()
    assert "Retired since 16 May 2026" in page
    assert "Total: not published." in page


def test_it_makes_nothing_of_a_short_gap():
    sync(model_list())
    before = everything()
    runs(1, 2)
    sync(model_list(), day(3))
    runs(4, 5)
    sync(model_list(), day(6))

    assert everything() == before
    assert not LifecycleEvent.objects.exists()
    assert not Offer.objects.exclude(ended_at=None).exists()


def test_it_brings_a_model_back_when_the_source_does():
    sync(model_list())
    runs(1, 2, 3)
    run = sync(model_list(), day(4))

    assert (model().lifecycle, run.changed) == ("active", 1)
    event = LifecycleEvent.objects.get()
    assert (event.happens_on, event.withdrawn_at) == (date(2026, 5, 16), day(4))
    offer = model().offers.get()
    assert (offer.ended_at, offer.last_seen_at) == (None, day(4))
    assert (model().price_state, model().output_price) == ("published", Decimal("0.000006"))


def test_it_ends_a_variant_and_leaves_the_model_that_is_still_sold():
    sync(model_list())
    runs(1, 2, 3, lacking=(f"{SWIFT}:free",))
    assert model(SWIFT).lifecycle == "active"
    assert dict(model(SWIFT).offers.values_list("variant", "ended_at")) == {
        "plain": None,
        "batch": None,
        "free": day(1),
    }

    runs(4, 5, 6, lacking=(SWIFT, f"{SWIFT}:free"))
    assert (model(SWIFT).lifecycle, model(SWIFT).price_state) == ("active", "no_plain")

    runs(7, 8, 9, lacking=VARIANTS)
    assert LifecycleEvent.objects.get().happens_on == date(2026, 5, 22)
    assert model(SWIFT).lifecycle == "retired"


def test_it_leaves_an_announced_end_as_it_is_and_moves_one_that_came_sooner():
    ends = {TIERED: {"expiration_date": "2026-05-16"}, "acme/nightly": {"expiration_date": "2090-01-01"}}
    sync(model_list(**ends))
    runs(2, 3, 4, lacking=(TIERED, "acme/nightly"))

    told = dict(LifecycleEvent.objects.in_force().values_list("ai_model__slug", "happens_on"))
    assert told == {"tiered": date(2026, 5, 16), "nightly": date(2026, 5, 17)}

    sync(model_list(**{"acme/nightly": ends["acme/nightly"]}), day(5))
    event = LifecycleEvent.objects.in_force().get()
    assert (event.ai_model.slug, event.happens_on, event.note) == ("nightly", date(2090, 1, 1), "")
    assert LifecycleEvent.objects.filter(withdrawn_at=day(5)).count() == 2
    assert (model().lifecycle, model("acme/nightly").lifecycle) == ("active", "active")


@pytest.mark.parametrize("broken", [{"context_length": "many"}, {"pricing": None}])
def test_it_does_not_take_a_record_that_cannot_be_read_for_a_missing_one(broken):
    sync(model_list())
    for number in (1, 2, 3, 4):
        sync(model_list(**{TIERED: broken}), day(number))

    assert (model().lifecycle, model().offers.get().last_seen_at) == ("active", day(4))


def test_it_does_not_take_an_id_that_an_editor_rejected_for_a_missing_one():
    sync(model_list())
    Alias.objects.filter(external_id=TIERED).update(status="rejected")
    for number in (1, 2, 3, 4):
        sync(model_list(), day(number))

    assert model().lifecycle == "active"


def test_it_counts_runs_that_were_accepted_and_no_others():
    sync(model_list())
    for number in (1, 2, 3):
        SyncRun.objects.create(source=factories.source(), observed_at=day(number), outcome="failed")
        SyncRun.objects.create(
            source=factories.source(), observed_at=day(number), outcome="succeeded", address=BUNDLED, read=11
        )
        SyncRun.objects.create(
            source=factories.source("models-dev"), observed_at=day(number), outcome="succeeded", read=11
        )
    runs(4, 5)
    assert not LifecycleEvent.objects.exists()

    runs(6)
    assert LifecycleEvent.objects.get().happens_on == date(2026, 5, 19)


def test_it_goes_by_the_moments_of_observation_whatever_order_recordings_come_in():
    sync(model_list())
    runs(5, 6, 3)
    assert LifecycleEvent.objects.get().happens_on == date(2026, 5, 18)

    sync(model_list(), day(4))
    assert not LifecycleEvent.objects.in_force().exists()
    assert model().offers.get().ended_at is None


def test_it_closes_what_it_asked_about_what_is_gone():
    sync(model_list())
    dearer = {"pricing": {"prompt": "0.00009", "completion": "0.00009"}, "context_length": 1000}
    sync(model_list(**{TIERED: dearer}), day(1))
    runs(2, 3, 4)

    assert set(HeldChange.objects.values_list("field", "status", "note", "decided_by")) == {
        ("prices", "rejected", "It is listed no more.", None),
        ("context_window", "rejected", "It is listed no more.", None),
    }
