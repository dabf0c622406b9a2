"""`manage.py load_catalog`: it adds and continues, and never writes over anything newer."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from catalog import models
from catalog.bundle.periods import Period, complaint_about, continued
from catalog.sync import locks
from tests import factories
from tests.catalog.bundles import (
    ACME,
    AUTUMN,
    SUMMER,
    WINTER,
    change,
    empty_the_catalog,
    export,
    fill_the_database,
    load,
    whole_catalog,
    write_acme,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    return write_acme(tmp_path / "acme")


@pytest.fixture
def full_database(db: None) -> None:
    fill_the_database()


def anvil() -> models.AIModel:
    return models.AIModel.objects.get(creator__slug="acme", slug="anvil")


def sheets() -> list[tuple[datetime, datetime, datetime | None, dict[str, Decimal]]]:
    return [
        (
            sheet.valid_from,
            sheet.confirmed_at,
            sheet.valid_until,
            {row.meter: row.amount for row in sheet.rows.all() if row.is_plain},
        )
        for sheet in models.PriceSheet.objects.order_by("valid_from")
    ]


def test_it_fills_a_model_with_its_facts_prices_and_history(acme: Path) -> None:
    load(acme)
    model = anvil()
    assert (model.name, model.context_window, model.lifecycle) == ("Anvil", 128_000, "deprecated")
    assert (model.input_price, model.output_price) == (Decimal("0.000001"), Decimal("0.000004"))
    assert sheets() == [
        (
            WINTER,
            datetime(2026, 3, 5, tzinfo=UTC),
            SUMMER,
            {"input": Decimal("0.000002"), "output": Decimal("0.000008")},
        ),
        (SUMMER, SUMMER, None, {"input": Decimal("0.000001"), "output": Decimal("0.000004")}),
    ]
    assert models.Alias.objects.get(external_id="openrouter/auto").kind == "router"


def test_it_gives_each_source_the_date_of_the_files(acme: Path) -> None:
    load(acme)
    run = models.SyncRun.objects.latest_good().get()
    assert (run.source.slug, run.observed_at, run.address, run.read) == ("openrouter", SUMMER, "bundled catalog", 2)
    assert {claim.run for claim in models.Claim.objects.all()} == {run}


def test_it_changes_nothing_the_second_time(full_database: None, acme: Path, tmp_path: Path) -> None:
    export(tmp_path / "all")
    empty_the_catalog()
    load(tmp_path / "all")
    load(acme)
    before = whole_catalog()
    assert "0 rows written" in load(tmp_path / "all")
    assert "1 model in" in (said := load(acme))
    assert "0 rows written, of 0 models." in said
    assert whole_catalog() == before


def test_it_changes_nothing_in_the_database_that_it_was_written_from(full_database: None, tmp_path: Path) -> None:
    export(tmp_path)
    before = whole_catalog()
    assert "0 rows written" in load(tmp_path)
    after = whole_catalog()
    assert {name for name in before if before[name] != after[name]} == {"SyncRun"}


def test_it_leaves_what_was_confirmed_later(acme: Path) -> None:
    load(acme)
    models.Claim.objects.filter(fact="context_window", superseded_at=None).update(value=256_000, confirmed_at=AUTUMN)
    models.Offer.objects.update(context_window=256_000, last_seen_at=AUTUMN)
    models.PriceSheet.objects.filter(valid_until=None).update(confirmed_at=AUTUMN)
    models.PriceRow.objects.filter(meter="input").update(amount=Decimal("0.000009"))
    models.LifecycleEvent.objects.update(happens_on=date(2027, 1, 1), stated_at=AUTUMN)
    before = whole_catalog()
    load(acme)
    assert whole_catalog() == before


def test_it_leaves_names_and_decisions_of_editors(acme: Path) -> None:
    load(acme)
    models.Creator.objects.filter(slug="acme").update(name="ACME Corporation")
    models.Alias.objects.filter(external_id="acme/anvil").update(status="rejected", seen_at=None)
    load(acme)
    assert models.Creator.objects.get(slug="acme").name == "ACME Corporation"
    assert models.Alias.objects.get(external_id="acme/anvil").status == "rejected"


def test_it_does_not_bring_back_a_model_that_an_editor_led_elsewhere(acme: Path) -> None:
    other = factories.AIModelFactory(creator__slug="acme", slug="anvil-2")
    models.Alias.objects.create(source=factories.source(), external_id="acme/anvil", ai_model=other, status="approved")
    load(acme)
    assert [model.slug for model in models.AIModel.objects.all()] == ["anvil-2"]


def test_it_leaves_what_this_sites_editors_claim(full_database: None, tmp_path: Path) -> None:
    export(tmp_path)
    by_editor = models.Claim.objects.filter(source__slug="editor")
    by_editor.update(value=False, stated_at=WINTER, confirmed_at=WINTER)
    before = list(by_editor.values())
    load(tmp_path)
    assert list(by_editor.values()) == before


def test_it_continues_an_older_history(acme: Path) -> None:
    load(acme)
    change(acme, "creators/acme.jsonl", '"confirmed": "2026-05-15", "facts"', '"confirmed": "2026-09-01", "facts"')
    change(acme, "creators/acme.jsonl", '"last_seen": "2026-05-15"', '"last_seen": "2026-09-01"')
    sheet = '"prices": "openrouter", "since": "{0}", "confirmed": "{0}"'
    change(acme, "creators/acme.jsonl", sheet.format("2026-05-15"), sheet.format("2026-09-01"))
    change(acme, "creators/acme.jsonl", '"0.000001"', '"0.0000005"')
    version = anvil().version
    load(acme)
    assert [(start, end, prices["input"]) for start, _, end, prices in sheets()] == [
        (WINTER, SUMMER, Decimal("0.000002")),
        (SUMMER, AUTUMN, Decimal("0.000001")),
        (AUTUMN, None, Decimal("0.0000005")),
    ]
    assert anvil().input_price == Decimal("0.0000005")
    assert anvil().version > version
    assert models.Claim.objects.filter(fact="context_window").count() == 2
    assert models.Claim.objects.current().get(fact="context_window").confirmed_at == AUTUMN
    assert models.Offer.objects.get().last_seen_at == AUTUMN


def test_it_reads_the_same_prices_in_another_order_as_the_same(acme: Path) -> None:
    load(acme)
    rows = ['["input", "0.000001", "token"]', '["output", "0.000004", "token"]']
    change(acme, "creators/acme.jsonl", ", ".join(rows), ", ".join(reversed(rows)))
    change(acme, "creators/acme.jsonl", '"confirmed": "2026-05-15", "state"', '"confirmed": "2026-09-01", "state"')
    load(acme)
    assert [sheet[:3] for sheet in sheets()][1:] == [(SUMMER, AUTUMN, None)]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"0.000004"', "0.000004", "line 10: is no JSON that we write: 0.000004 is not exact"),
        ('"0.000004"', '"4e-6"', "line 10: rows.1: write a decimal number in quotes"),
        ('"0.000004"', '"-1"', "line 10: rows.1: write a decimal number in quotes"),
        ('"0.000004"', '"٤"', "line 10: rows.1: write a decimal number in quotes"),
        ('"above"', '"over"', "line 10: rows.2: conditions are above or from"),
        ("128000}}", '"128K"}}', "line 6: claims: context_window: Write a whole number"),
        ('"name": "Anvil", "out', '"nmae": "Anvil", "out', "line 5: claims: there is no fact 'nmae'"),
        ('"on": "2026-04-01"', '"on": "2026-04-31"', 'line 7: on: write a day: "2026-05-15"'),
        ('"last_seen"', '"seen_last"', "line 8: last_seen: Field required"),
        ('"Acme"', '"Ac\\u0000me"', "line 1: name: holds a character that cannot be printed"),
        ('"Acme"', '"Ac\\ud800me"', "line 1: name:"),
        ('"Acme"', f'"{"A" * 121}"', "line 1: name: String should have at most 120 characters"),
        ('"Acme"', '"Acme", "website": "javascript:alert(1)"', "line 1: website:"),
        ('"creator": "acme"', '"creator": "anvils"', "acme.jsonl: a file is named after the creator"),
        ('{"offer"', '{"offr"', "line 8: begins with none of these: creator, family, model"),
        ('"until": "2026-05-15", "state"', '"until": "2026-05-16", "state"', "overlaps another period"),
        ('-03-05", "until"', '-06-05", "until"', "context_window ends before it was last confirmed"),
        ('{"claims": "openrouter", "since": "2026', '{"claims": "acme", "since": "2026', "no source 'acme'"),
        ('"class": "text"', '"class": "poem"', "acme/anvil: there is no class 'poem'"),
        ('"acme/anvil", "source"', '"openrouter/auto", "source"', "'openrouter/auto') is there 2 times"),
        ('"stated"', '"replacement": "acme/saw", "stated"', "acme/anvil: its replacement acme/saw is no model"),
    ],
)
def test_it_names_the_line_that_is_wrong_and_loads_nothing(acme: Path, old: str, new: str, complaint: str) -> None:
    change(acme, "creators/acme.jsonl", old, new)
    refuses(acme, complaint)


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("catalog.json", '"models": 1', '"models": 2', "promises 1 creators and 2 models"),
        ("catalog.json", '"format": 1', '"format": 2', "its format is 2; this program reads format 1"),
        ("catalog.json", '"openrouter"', '"elsewhere"', "catalog.json: there is no source 'elsewhere'"),
        ("providers.jsonl", "aggregator", "shop", "providers.jsonl, line 1: as:"),
        ("aliases.jsonl", '"router"', '"thing"', "aliases.jsonl, line 1: what:"),
    ],
)
def test_it_names_the_file_that_is_wrong_and_loads_nothing(
    acme: Path, name: str, old: str, new: str, complaint: str
) -> None:
    change(acme, name, old, new)
    refuses(acme, complaint)


def refuses(folder: Path, complaint: str) -> None:
    before = whole_catalog()
    with pytest.raises(CommandError) as refusal:
        load(folder)
    assert complaint in str(refusal.value)
    assert str(refusal.value).startswith("Nothing was loaded. ")
    assert whole_catalog() == before


@pytest.mark.parametrize("name", list(ACME))
def test_it_misses_a_file(acme: Path, name: str) -> None:
    (acme / name).unlink()
    with pytest.raises(CommandError, match=r"Nothing was loaded"):
        load(acme)


def test_it_takes_as_many_queries_for_many_models_as_for_one(
    acme: Path, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(60):
        load(acme)
    lines = (acme / "creators/acme.jsonl").read_text().splitlines(keepends=True)
    body = "".join(lines[1:])
    more = "".join(body.replace("anvil", f"anvil-{number}") for number in range(30))
    (acme / "creators/acme.jsonl").write_text(lines[0] + body + more)
    change(acme, "catalog.json", '"models": 1', '"models": 31')
    with django_assert_max_num_queries(60):
        load(acme)
    assert models.AIModel.objects.count() == 31


MOMENTS = st.integers(min_value=0, max_value=30).map(lambda days: WINTER + timedelta(days=days))


@st.composite
def histories(draw: st.DrawFn) -> list[Period]:
    """One source's history of one thing: in order, without overlaps, the last period open or closed."""
    moments = sorted(draw(st.sets(MOMENTS, min_size=3, max_size=12)))
    periods = []
    while len(moments) >= 3:
        since, confirmed, until, *moments = moments
        if draw(st.booleans()):
            moments = [until, *moments]
        periods.append(Period(draw(st.integers(0, 2)), since, confirmed, until))
    if draw(st.booleans()):
        last = periods.pop()
        periods.append(Period(last.content, last.since, last.confirmed))
    return periods


@given(stored=histories(), told=histories())
def test_it_continues_any_history_without_overlap_and_only_once(stored: list[Period], told: list[Period]) -> None:
    together = stored[:-1] + continued(stored[-1], told)
    assert complaint_about(together) == ""
    assert together[: len(stored) - 1] == stored[:-1]
    assert together[-1].confirmed >= stored[-1].confirmed
    assert continued(together[-1], told) == together[-1:]


@given(told=histories())
def test_it_takes_over_a_history_of_which_nothing_is_known(told: list[Period]) -> None:
    assert continued(None, told) == told


def test_it_loads_nothing_while_a_source_is_being_read(tmp_path):
    reader = connections.create_connection("default")
    with reader.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [locks.LOCKS, factories.source().pk])
        with pytest.raises(CommandError, match="OpenRouter is being read at this moment"):
            load(write_acme(tmp_path))
        # Given back by name: closing only returns the connection to its pool.
        cursor.execute("SELECT pg_advisory_unlock_all()")
    reader.close()

    assert not models.AIModel.objects.exists()
    load(write_acme(tmp_path))
    assert models.AIModel.objects.exists()
