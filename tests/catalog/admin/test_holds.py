"""The queue of changes that look wrong: what an editor sees, decides, and shows by it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from catalog.models import AIModel, HeldChange
from catalog.sync import locks
from tests.catalog.admin.desk import address
from tests.upstream import SECOND_DAY, model_list, sync

SWIFT = "acme/swift"
DEARER = {"pricing": {"prompt": "0.00001", "completion": "0.000004"}}
SMALLER = {"context_length": 64_000}

pytestmark = pytest.mark.django_db


def swift() -> AIModel:
    return AIModel.objects.at_address("acme", "swift").get()


def held(**changes: Any) -> list[HeldChange]:
    """The changes that wait once the list came again with these rows changed."""
    sync(model_list())
    sync(model_list(**changes), SECOND_DAY)
    return list(HeldChange.objects.filter(status="open").order_by("field"))


def decide(desk: Client, action: str, changes: list[HeldChange], note: str = "Seen on their list.") -> str:
    chosen = {"action": action, "note": note, "_selected_action": [one.pk for one in changes]}
    return desk.post(f"{address(HeldChange)}?status=all", chosen, follow=True).content.decode()


def test_it_shows_old_and_new_side_by_side_in_words(desk):
    held(**{SWIFT: {**DEARER, **SMALLER}})
    page = desk.get(address(HeldChange)).content.decode()

    assert "Input: $1.00 / 1M tokens" in page
    assert "Input: $10.00 / 1M tokens" in page
    assert "128,000 tokens" in page
    assert "64,000 tokens" in page
    assert "16 May 2026, OpenRouter" in page


def test_it_accepts_in_bulk_and_shows_it_at_once(desk, anna, client):
    changes = held(**{SWIFT: {**DEARER, **SMALLER}})
    answer = decide(desk, "accept", changes)

    assert "2 changes: accepted, and in force now." in answer
    assert (swift().input_price, swift().context_window) == (Decimal("0.00001"), 64_000)
    assert "$10.00" in client.get(swift().get_absolute_url()).content.decode()
    assert set(HeldChange.objects.values_list("status", "decided_by", "note")) == {
        ("accepted", anna.pk, "Seen on their list.")
    }


def test_it_rejects_in_bulk_and_changes_nothing(desk):
    changes = held(**{SWIFT: {**DEARER, **SMALLER}})
    answer = decide(desk, "reject", changes)

    assert "2 changes: rejected. The old value stays in force" in answer
    assert (swift().input_price, swift().context_window) == (Decimal("0.000001"), 128_000)
    assert set(HeldChange.objects.values_list("status", flat=True)) == {"rejected"}


@pytest.mark.parametrize(("button", "price"), [("_accept", "0.00001"), ("_reject", "0.000001")])
def test_it_decides_on_the_page_of_one_change(desk, anna, button, price):
    (change,) = held(**{SWIFT: DEARER})
    desk.post(address(change, "change"), {"note": "Seen on their price list.", button: "1"})

    change.refresh_from_db()
    assert (change.decided_by, change.note) == (anna, "Seen on their price list.")
    assert swift().input_price == Decimal(price)


def test_it_decides_nothing_without_a_note(desk):
    (change,) = held(**{SWIFT: DEARER})
    desk.post(address(change, "change"), {"note": "", "_accept": "1"})
    decide(desk, "accept", [change], note=" ")

    change.refresh_from_db()
    assert change.status == "open"


def test_it_settles_each_change_once(desk):
    changes = held(**{SWIFT: {**DEARER, **SMALLER}})
    decide(desk, "accept", changes[:1], "Right.")
    decide(desk, "reject", changes, "Wrong.")
    assert "somebody else had done so" in decide(desk, "accept", changes, "Again.")

    assert [(one.status, one.note) for one in HeldChange.objects.order_by("field")] == [
        ("accepted", "Right."),
        ("rejected", "Wrong."),
    ]


def test_it_lists_what_waits_before_what_was_decided(desk):
    changes = held(**{SWIFT: {**DEARER, **SMALLER}})
    decide(desk, "reject", changes[:1])
    waiting = desk.get(address(HeldChange)).content.decode()

    assert "shrank by half" not in waiting
    assert "by more than a factor of 3" in waiting
    assert "shrank by half" in desk.get(f"{address(HeldChange)}?status=all").content.decode()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_asks_for_patience_while_the_source_is_being_read(desk):
    (change,) = held(**{SWIFT: DEARER})
    place = connection.settings_dict
    with psycopg.connect(
        dbname=place["NAME"], host=place["HOST"], port=place["PORT"] or None, user=place["USER"],
        password=place["PASSWORD"],
    ) as run:  # fmt: skip
        run.execute("SELECT pg_advisory_xact_lock(%s, %s)", [locks.LOCKS, change.run.source_id])
        answer = decide(desk, "accept", [change])
        run.rollback()

    assert "The source is being read at this moment." in answer
    change.refresh_from_db()
    assert (change.status, swift().input_price) == ("open", Decimal("0.000001"))
