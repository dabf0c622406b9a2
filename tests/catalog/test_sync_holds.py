"""What looks wrong waits: which changes, for how long, and who may believe them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import AIModel, Claim, HeldChange, PriceSheet, SyncRun
from catalog.sync import holds
from tests import factories
from tests.upstream import FIRST_DAY, SECOND_DAY, THIRD_DAY, model_list, recorded, sync, without

pytestmark = pytest.mark.django_db

SWIFT = "acme/swift"
DEARER = {"prompt": "0.00001", "completion": "0.00004"}


def day(number: int) -> datetime:
    """Days after the first reading; a hold of day(1) may stand for a week from there."""
    return FIRST_DAY + timedelta(days=number)


def swift() -> AIModel:
    return AIModel.objects.at_address("acme", "swift").get()


def priced(pricing: dict[str, str], **more: Any) -> dict[str, Any]:
    return model_list(**{SWIFT: {"pricing": pricing, **more}})


def history(external_id: str = SWIFT) -> list[tuple[datetime, datetime | None, Decimal]]:
    sheets = PriceSheet.objects.filter(offer__external_id=external_id, source__slug="openrouter")
    return [
        (sheet.valid_from, sheet.valid_until, sheet.rows.get(meter="input").amount)
        for sheet in sheets.order_by("valid_from")
    ]


@pytest.mark.parametrize(
    ("pricing", "reason"),
    [
        ({"prompt": "0", "completion": "0"}, "A paid price fell away: it is now “not published”."),
        ({}, "A paid price fell away"),
        ({"prompt": "-1", "completion": "-1"}, "it is now “varies”"),
        ({"prompt": "0", "completion": "0.000004"}, "Input was $1.00 / 1M tokens and is gone or 0."),
        ({"prompt": "0.0000031", "completion": "0.000004"}, "Input moved from $1.00 / 1M tokens to $3.10 / 1M tokens"),
        ({"prompt": "0.00000033", "completion": "0.000004"}, "by more than a factor of 3"),
    ],
)
def test_it_holds_a_price_that_looks_wrong_and_asks_about_it_once(pricing, reason):
    sync(model_list())
    bad = priced(pricing)

    first, second = sync(bad, SECOND_DAY), sync(bad, THIRD_DAY)

    hold = HeldChange.objects.get()
    assert (hold.status, hold.field, hold.run, hold.offer.external_id) == ("open", "prices", first, SWIFT)
    assert reason in hold.reason
    assert hold.old_value["rows"][0] == {"meter": "input", "amount": "0.000001", "unit": "token"}
    assert hold.stated_until == THIRD_DAY
    assert (first.held, second.held, second.changed) == (1, 0, 0)
    assert (swift().input_price, swift().price_state) == (Decimal("0.000001"), "published")
    assert PriceSheet.objects.get(offer__external_id=SWIFT).confirmed_at == FIRST_DAY


@pytest.mark.parametrize("prompt", ["0.000003", "0.00000034"])
def test_it_believes_a_price_that_moves_by_a_factor_of_three_or_less(prompt):
    sync(model_list())
    run = sync(priced({"prompt": prompt, "completion": "0.000004"}), SECOND_DAY)

    assert (run.held, swift().input_price) == (0, Decimal(prompt))


def test_it_holds_a_sheet_whole_and_lets_the_other_offers_of_its_model_go_on():
    sync(model_list())
    batch = {"pricing": {"prompt": "0.0000004", "completion": "0.000002"}}
    mixed = {"pricing": {"prompt": "0.0000009", "completion": "0.00004"}}
    sync(model_list(**{SWIFT: mixed, f"{SWIFT}:batch": batch}), SECOND_DAY)

    assert [amount for _, _, amount in history()] == [Decimal("0.000001")]
    assert [amount for _, _, amount in history(f"{SWIFT}:batch")] == [Decimal("0.0000005"), Decimal("0.0000004")]


def doubled(factor: int = 2, leaving: tuple[str, ...] = ()) -> dict[str, Any]:
    """The list with every price per token moved by one factor."""
    answer = model_list()
    for row in answer["data"]:
        if row["id"] not in leaving:
            row["pricing"] = _times(row["pricing"], factor)
    return answer


def _times(pricing: dict[str, Any], factor: int) -> dict[str, Any]:
    timed = dict(pricing)
    for key in {"prompt", "completion", "input_cache_read", "image_output"} & pricing.keys():
        timed[key] = f"{max(Decimal(pricing[key]) * factor, Decimal(-1)):f}"
    if "overrides" in pricing:
        timed["overrides"] = [_times(one, factor) for one in pricing["overrides"]]
    return timed


def test_it_holds_all_that_moved_by_one_factor_when_most_prices_did():
    sync(model_list())
    published = PriceSheet.objects.filter(state="published").count()

    run = sync(doubled(leaving=(SWIFT,)), SECOND_DAY)

    assert run.held == published - 1
    assert {hold.reason for hold in HeldChange.objects.all()} == {
        "Most prices of this run moved by the factor 2: that is a change of unit, not of price."
    }
    assert not PriceSheet.objects.exclude(valid_until=None).exists()


def test_it_holds_a_context_window_that_shrinks_by_half():
    sync(model_list())
    smaller = model_list(**{SWIFT: {"context_length": 64_000, "knowledge_cutoff": None}})
    run = sync(smaller, SECOND_DAY)

    hold = HeldChange.objects.get()
    assert (hold.field, hold.old_value, hold.new_value, hold.offer) == ("context_window", 128_000, 64_000, None)
    assert "from 128,000 tokens to 64,000 tokens" in hold.reason
    assert (swift().context_window, swift().offers.get(variant="plain").context_window) == (128_000, 128_000)
    assert (run.held, swift().knowledge_cutoff) == (1, None)

    sync(model_list(), THIRD_DAY)
    hold.refresh_from_db()
    assert (hold.status, hold.note) == ("rejected", "The source took it back.")


def test_it_never_believes_by_itself_that_a_window_is_gone():
    sync(model_list())
    without_window = model_list(**{SWIFT: {"context_length": 0}})
    for number in (1, 20):
        sync(without_window, day(number))

    assert HeldChange.objects.get().status == "open"
    assert swift().context_window == 128_000


def test_it_holds_what_would_move_a_model_to_another_class():
    sync(model_list())
    draws = {"input_modalities": ["text"], "output_modalities": ["text", "image"]}
    sync(model_list(**{SWIFT: {"architecture": draws}}), SECOND_DAY)

    hold = HeldChange.objects.get()
    assert (hold.field, hold.reason) == ("output_modalities", "The model would change its class, from text to image.")
    assert (swift().model_class.slug, swift().output_modalities) == ("text", ["text"])


def test_it_closes_the_question_when_the_source_goes_back():
    sync(model_list())
    sync(priced({"prompt": "0"}), SECOND_DAY)
    sync(model_list(), THIRD_DAY)

    hold = HeldChange.objects.get()
    assert (hold.status, hold.decided_at, hold.note) == ("rejected", THIRD_DAY, "The source took it back.")


def test_it_asks_anew_when_the_source_says_something_else_again():
    sync(model_list())
    sync(priced(DEARER), SECOND_DAY)
    sync(priced({"prompt": "0.00002", "completion": "0.00004"}), THIRD_DAY)

    first, second = HeldChange.objects.order_by("pk")
    assert (first.status, first.note, second.status) == ("rejected", "The source says something else by now.", "open")


# --- by itself ----------------------------------------------------------------------------------------------------


def test_it_believes_what_has_stood_in_every_run_for_seven_days():
    sync(model_list())
    for number in (1, 4, 7):
        sync(priced(DEARER), day(number))
        assert swift().input_price == Decimal("0.000001")

    run = sync(priced(DEARER), day(8))

    hold = HeldChange.objects.get()
    assert (hold.status, hold.decided_by, hold.decided_at) == ("accepted", None, day(8))
    assert hold.note == "It stood in every run for 7 days."
    assert (run.changed, run.held, swift().input_price) == (1, 0, Decimal("0.00001"))
    # The price is the source's since it was first seen.
    assert history() == [(FIRST_DAY, day(1), Decimal("0.000001")), (day(1), None, Decimal("0.00001"))]
    assert PriceSheet.objects.get(offer__external_id=SWIFT, valid_until=None).confirmed_at == day(8)


def test_it_goes_by_the_days_of_the_setting_and_of_the_recordings(settings):
    settings.HOLD_DAYS = 2
    sync(model_list())
    sync(priced(DEARER), day(1))
    sync(priced(DEARER), day(3))

    assert swift().input_price == Decimal("0.00001")


def test_it_counts_anew_after_a_run_that_did_not_say_so():
    sync(model_list())
    sync(priced(DEARER), day(1))
    sync(without(priced(DEARER), SWIFT), day(4))
    sync(priced(DEARER), day(9))

    first, second = HeldChange.objects.order_by("pk")
    assert (first.status, first.note) == ("rejected", "The source did not say so in every run.")
    assert (second.status, second.run.observed_at) == ("open", day(9))
    assert swift().input_price == Decimal("0.000001")


def test_it_goes_on_counting_over_a_run_that_could_not_tell_the_price():
    peak = {"prompt": "0.00002", "completion": "0.00008"}
    overrides = [{"utc_start": 100, "utc_end": 1000, **peak}]
    sync(model_list())
    sync(priced({**DEARER, "overrides": overrides}), day(1))
    sync(priced({**peak, "overrides": overrides}), day(1) + timedelta(hours=2))
    sync(priced({**DEARER, "overrides": overrides}), day(8))

    assert swift().input_price == Decimal(DEARER["prompt"])
    assert HeldChange.objects.get().note == "It stood in every run for 7 days."


def test_it_is_not_misled_by_a_run_that_failed():
    sync(model_list())
    sync(priced(DEARER), day(1))
    SyncRun.objects.create(source=factories.source(), observed_at=day(5), outcome="failed", finished_at=timezone.now())
    sync(priced(DEARER), day(8))

    assert HeldChange.objects.get().status == "accepted"


@pytest.mark.parametrize("pricing", [{"prompt": "0", "completion": "0"}, {"prompt": "0", "completion": "0.000004"}, {}])
def test_it_never_believes_by_itself_that_a_paid_price_is_nothing(pricing):
    sync(model_list())
    host_says(Decimal("0"), Decimal("0.000004"))
    for number in (1, 8, 40):
        sync(priced(pricing), day(number))

    hold = HeldChange.objects.get()
    assert (hold.status, hold.stated_until) == ("open", day(40))
    assert (swift().input_price, swift().price_state) == (Decimal("0.000001"), "published")


def host_says(prompt: Decimal, completion: Decimal, moment: datetime = SECOND_DAY, **fields: Any) -> None:
    """A host that sells the model itself."""
    offer = factories.OfferFactory(ai_model=swift(), provider__slug="acme-cloud", **fields)
    rates = {"input": prompt, "output": completion}
    source = factories.source("openrouter-endpoints")
    factories.PriceSheetFactory(offer=offer, source=source, rates=rates, valid_from=moment, confirmed_at=moment)


def test_it_believes_at_once_what_a_host_charges_too():
    sync(model_list())
    host_says(Decimal("0.00001"), Decimal("0.00004"))
    run = sync(priced(DEARER), SECOND_DAY)

    hold = HeldChange.objects.get()
    assert (hold.status, hold.note) == ("accepted", "Acme-Cloud says the same.")
    assert (run.held, swift().input_price) == (0, Decimal("0.00001"))


@pytest.mark.parametrize(
    "host",
    [
        {"completion": Decimal("0.00005")},
        {"moment": FIRST_DAY - timedelta(days=30)},
        {"variant": "batch"},
        {"ended_at": SECOND_DAY},
    ],
)
def test_it_takes_no_confirmation_from_a_host_that_says_otherwise_or_said_so_long_ago(host):
    sync(model_list())
    host_says(**{"prompt": Decimal("0.00001"), "completion": Decimal("0.00004"), **host})
    sync(priced(DEARER), SECOND_DAY)

    assert HeldChange.objects.get().status == "open"


def test_it_believes_at_once_what_another_source_claims_too():
    sync(model_list())
    statement = recorded("models_dev.json")
    statement["openrouter"]["models"][SWIFT]["limit"] = {"context": 64_000}
    sync(statement, source="models-dev")
    sync(model_list(**{SWIFT: {"context_length": 64_000}}), SECOND_DAY)

    hold = HeldChange.objects.get()
    assert (hold.status, hold.note) == ("accepted", "models.dev says the same.")
    claim = Claim.objects.current().get(ai_model=swift(), fact="context_window", source__slug="openrouter")
    assert (claim.value, claim.stated_at) == (64_000, SECOND_DAY)


# --- an editor decides --------------------------------------------------------------------------------------------


def test_it_puts_an_accepted_price_in_force_at_once():
    sync(model_list())
    sync(priced(DEARER), SECOND_DAY)
    sync(priced(DEARER), THIRD_DAY)
    editor, version = factories.EditorFactory(), swift().version

    assert holds.accept(HeldChange.objects.get(), editor, "Seen on their price list.")

    assert history() == [(FIRST_DAY, SECOND_DAY, Decimal("0.000001")), (SECOND_DAY, None, Decimal("0.00001"))]
    assert (swift().input_price, swift().version) == (Decimal("0.00001"), version + 1)
    hold = HeldChange.objects.get()
    assert (hold.status, hold.decided_by, hold.note) == ("accepted", editor, "Seen on their price list.")
    run = sync(priced(DEARER), day(3))
    assert (run.changed, run.held, HeldChange.objects.count()) == (0, 0, 1)


def test_it_puts_an_accepted_fall_to_nothing_in_force():
    sync(model_list())
    sync(priced({"prompt": "0", "completion": "0"}), SECOND_DAY)
    holds.accept(HeldChange.objects.get(), factories.EditorFactory(), "Sold no longer.")

    assert (swift().price_state, swift().input_price) == ("unpublished", None)


def test_it_puts_an_accepted_window_in_force_at_once():
    sync(model_list())
    sync(model_list(**{SWIFT: {"context_length": 64_000}}), SECOND_DAY)
    holds.accept(HeldChange.objects.get(), factories.EditorFactory(), "So they say.")

    assert (swift().context_window, swift().offers.get(variant="plain").context_window) == (64_000, 64_000)
    claims = Claim.objects.filter(ai_model=swift(), fact="context_window").order_by("stated_at")
    assert [(claim.value, claim.superseded_at) for claim in claims] == [(128_000, SECOND_DAY), (64_000, None)]


def test_it_puts_an_accepted_class_in_force_at_once():
    sync(model_list())
    draws = {"input_modalities": ["text"], "output_modalities": ["text", "image"]}
    sync(model_list(**{SWIFT: {"architecture": draws}}), SECOND_DAY)
    holds.accept(HeldChange.objects.get(), factories.EditorFactory(), "It draws by now.")

    assert swift().model_class.slug == "image"


def test_it_never_asks_again_about_a_rejected_value_until_it_changes():
    sync(model_list())
    sync(priced(DEARER), day(1))
    assert holds.reject(HeldChange.objects.get(), factories.EditorFactory(), "A slip.")

    for number in (2, 30):
        assert sync(priced(DEARER), day(number)).held == 0
    assert (HeldChange.objects.count(), swift().input_price) == (1, Decimal("0.000001"))

    assert sync(priced({"prompt": "0.00002", "completion": "0.00004"}), day(31)).held == 1


def test_it_decides_once():
    sync(model_list())
    sync(priced(DEARER), SECOND_DAY)
    hold, editor = HeldChange.objects.get(), factories.EditorFactory()

    assert holds.reject(hold, editor, "A slip.")
    assert not holds.accept(hold, editor, "No, true.")
    assert (HeldChange.objects.get().status, swift().input_price) == ("rejected", Decimal("0.000001"))


def test_it_lets_an_older_recording_neither_answer_nor_ask():
    sync(model_list())
    sync(priced(DEARER), THIRD_DAY)
    sync(model_list(), SECOND_DAY)

    hold = HeldChange.objects.get()
    assert (hold.status, hold.stated_until) == ("open", THIRD_DAY)


def test_it_asks_as_many_queries_for_ten_doubts_as_for_one():
    def queries(moved: range, moment: datetime) -> int:
        answer = model_list()
        template = answer["data"][1]
        names = [f"made-up/model-{number}" for number in range(40)]
        answer["data"] = [{**template, "id": name, "name": name} for name in names]
        for number in moved:
            answer["data"][number]["pricing"] = {"prompt": f"0.0000{number + 10}", "completion": "0.000004"}
        with CaptureQueriesContext(connection) as captured:
            sync(answer, moment)
        return len(captured)

    for number in range(4):
        queries(range(0), day(number))
    one = queries(range(1), day(4))
    queries(range(0), day(5))
    assert queries(range(1, 11), day(6)) == one
    assert HeldChange.objects.filter(status="open").count() == 10
