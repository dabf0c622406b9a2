"""manage.py replay: recorded days, one after the other, and what the catalog holds afterwards."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalog.models import AIModel, HeldChange, Offer, PriceSheet, SyncRun
from catalog.sync.records import PriceList
from catalog.sync.sources import openrouter
from tests.upstream import everything, model_list, without

pytestmark = pytest.mark.django_db

SWIFT, TIERED, NIGHTLY, GPT = "acme/swift", "acme/tiered", "acme/nightly", "openai/gpt-5-image-mini"
ZERO = {"pricing": {"prompt": "0", "completion": "0"}}
CHEAPER = {"pricing": {"prompt": "0.0000008", "completion": "0.000004"}}
FAR_DEARER = {"pricing": {"prompt": "0.00002", "completion": "0.00006"}}
DEARER = {"pricing": {"prompt": "0.000003", "completion": "0.000006"}}

DAYS: dict[str, dict[str, Any]] = {
    "2025-11-10": model_list(),
    "2025-12-02": model_list(**{SWIFT: CHEAPER}),
    # Three paid models show 0; one recovers two days later.
    "2026-03-05": model_list(**{SWIFT: ZERO, TIERED: ZERO, GPT: ZERO}),
    "2026-03-07": model_list(**{SWIFT: CHEAPER, TIERED: ZERO, GPT: ZERO}),
    "2026-03-09": model_list(**{SWIFT: CHEAPER, TIERED: ZERO, GPT: ZERO}),
    "2026-05-15": model_list(**{SWIFT: FAR_DEARER, TIERED: DEARER}),
    "2026-05-16-again": model_list(**{SWIFT: FAR_DEARER, TIERED: DEARER}),
    "2026-08-18-all-modalities": without(model_list(**{SWIFT: CHEAPER, TIERED: FAR_DEARER}), NIGHTLY),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, answer in DAYS.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(answer))
    (tmp_path / "README.md").write_text("Not a recording.")
    return tmp_path


def moment(name: str) -> datetime:
    return datetime.fromisoformat(name[:10]).replace(tzinfo=UTC)


def recorded_lists(external_id: str) -> list[tuple[datetime, PriceList]]:
    """What each day's recording says that an offer costs."""
    return [
        (moment(name), listing.prices)
        for name, answer in DAYS.items()
        for listing in openrouter.parse(answer).records
        if listing.external_id == external_id
    ]


def plain_comparison(external_id: str) -> list[tuple[datetime, PriceList]]:
    """The days on which two recordings in a row differ, and the first."""
    changes: list[tuple[datetime, PriceList]] = []
    for day, prices in recorded_lists(external_id):
        if not changes or changes[-1][1] != prices:
            changes.append((day, prices))
    return changes


def history(external_id: str) -> list[tuple[datetime, PriceList]]:
    sheets = PriceSheet.objects.filter(offer__external_id=external_id).prefetch_related("rows")
    return [(sheet.valid_from, PriceList.of_sheet(sheet)) for sheet in sheets.order_by("valid_from")]


def offers() -> list[str]:
    return list(Offer.objects.values_list("external_id", flat=True))


def open_holds() -> set[str]:
    return set(HeldChange.objects.filter(status="open").values_list("offer__external_id", flat=True))


def test_it_reads_a_folder_day_by_day_and_says_what_each_did(folder, capsys):
    call_command("replay", folder)

    said = capsys.readouterr().out.splitlines()
    assert len(said) == 8
    assert said[0] == "10 Nov 2025: 11 read, 7 changed, 0 held, 0 set aside"
    assert said[2] == "05 Mar 2026: 11 read, 0 changed, 3 held, 0 set aside"
    assert list(SyncRun.objects.order_by("pk").values_list("observed_at", flat=True)) == [moment(name) for name in DAYS]


def test_it_ends_with_the_prices_of_the_last_recording_but_where_one_is_held(folder):
    call_command("replay", folder)

    last = {one.external_id: one.prices for one in openrouter.parse(DAYS["2026-08-18-all-modalities"]).records}
    assert open_holds() == {TIERED}
    compared = set(offers()) & last.keys() - open_holds()
    assert len(compared) == len(offers()) - 2, "all but the held one and the one that is missing"
    for external_id in compared:
        assert history(external_id)[-1][1] == last[external_id]


def test_it_leaves_the_history_of_a_plain_comparison_less_what_was_held(folder):
    call_command("replay", folder)

    holds = HeldChange.objects.exclude(offer=None)
    held = {(hold.offer.external_id, json.dumps(hold.new_value, sort_keys=True)) for hold in holds}
    for external_id in offers():
        believable = [
            (day, prices)
            for day, prices in plain_comparison(external_id)
            if (external_id, json.dumps(prices.as_json(), sort_keys=True)) not in held
        ]
        # A price to which the source returns after a held one is no new sheet.
        merged = [change for n, change in enumerate(believable) if n == 0 or believable[n - 1][1] != change[1]]
        assert history(external_id) == merged, external_id


def test_it_never_lets_a_passing_zero_reach_a_page(folder):
    call_command("replay", folder)

    for external_id in (SWIFT, TIERED, GPT):
        sheets = PriceSheet.objects.filter(offer__external_id=external_id)
        assert set(sheets.values_list("state", flat=True)) == {"published"}
        assert not sheets.filter(rows__amount=0).exists()
    assert AIModel.objects.get(slug="swift").input_price == Decimal("0.0000008")


def test_it_lists_every_held_change_with_its_reason(folder):
    call_command("replay", folder)

    listed = HeldChange.objects.order_by("pk").values_list("offer__external_id", "run__observed_at", "status", "note")
    took_back = "The source took it back."
    assert sorted(listed) == sorted(
        [
            (SWIFT, moment("2026-03-05"), "rejected", took_back),
            (TIERED, moment("2026-03-05"), "rejected", took_back),
            (GPT, moment("2026-03-05"), "rejected", took_back),
            (SWIFT, moment("2026-05-15"), "rejected", took_back),
            (TIERED, moment("2026-08-18"), "open", ""),
        ]
    )
    assert all(HeldChange.objects.values_list("reason", flat=True))


def test_it_refuses_a_database_that_knows_better(folder):
    call_command("replay", folder)
    before = everything()

    with pytest.raises(CommandError, match="on 18 Aug 2026, and the first recording is of 10 Nov 2025"):
        call_command("replay", folder)

    assert everything() == before
    assert SyncRun.objects.count() == len(DAYS)


def test_it_goes_on_after_a_day_that_cannot_be_believed_and_ends_with_an_error(folder, capsys):
    (folder / "2025-12-02.json").write_text(json.dumps({"data": model_list()["data"][:5]}))
    (folder / "2026-03-05.json").write_text("{")

    with pytest.raises(CommandError, match="2 of the recordings changed nothing"):
        call_command("replay", folder)

    said = capsys.readouterr().out.splitlines()
    assert said[1].startswith("02 Dec 2025: failed: the answer holds 5 good records")
    assert said[2] == "05 Mar 2026: failed: 2026-03-05.json cannot be read: JSONDecodeError"
    assert said[3].startswith("07 Mar 2026: 11 read")


@pytest.mark.parametrize("name", ["list.json", "2026-05-15.txt", "2026-13-40.json"])
def test_it_refuses_a_folder_without_recordings(tmp_path, name):
    (tmp_path / name).write_text("{}")
    with pytest.raises(CommandError, match="day"):
        call_command("replay", tmp_path)
