"""`manage.py export_catalog`: what it writes, and what it must not."""

import json
from pathlib import Path

import pytest

from catalog import models
from tests.catalog.bundles import bytes_of, change, empty_the_catalog, export, fill_the_database, load

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _full_database(db: None) -> None:
    fill_the_database()


def test_it_writes_what_loads_back_into_the_same_files(tmp_path: Path) -> None:
    export(tmp_path / "first")
    empty_the_catalog()
    load(tmp_path / "first")
    export(tmp_path / "second")
    assert bytes_of(tmp_path / "first") == bytes_of(tmp_path / "second")


def test_it_writes_figures_as_the_source_states_them(tmp_path: Path) -> None:
    export(tmp_path)
    lines = (tmp_path / "creators/openai.jsonl").read_text().splitlines()
    in_force = next(line for line in lines if '"prices"' in line and "until" not in line)
    assert json.loads(in_force) == {
        "prices": "openrouter",
        "since": "2026-03-05T12:30:00.250000Z",
        "confirmed": "2026-05-15",
        "state": "published",
        "rows": [
            ["input", "0.0000025", "token"],
            ["output", "0.0000000000000000000025", "token"],
            ["input", "0.00001", "token", {"above": 200000}],
            ["output", "0", "token", {"hours": ["16:30", "00:30"], "weekdays": [5, 6], "batch": True, "detail": "1k"}],
        ],
    }


def test_it_leaves_the_files_alone_when_nothing_but_the_day_is_new(tmp_path: Path) -> None:
    export(tmp_path)
    today = json.loads((tmp_path / "catalog.json").read_text())["written"]
    change(tmp_path, "catalog.json", today, "2026-01-01")
    before = bytes_of(tmp_path)
    assert "0 of them changed" in export(tmp_path)
    assert bytes_of(tmp_path) == before


def test_it_names_what_it_may_not_pass_on(tmp_path: Path) -> None:
    said = export(tmp_path)
    assert "Left out: Intelligence index, 1 figure; Artificial Analysis's terms forbid passing it on." in said
    left_out = json.loads((tmp_path / "catalog.json").read_text())["left_out"]
    assert "intelligence-index" in [entry["metric"] for entry in left_out]
    together = "".join(text.decode() for text in bytes_of(tmp_path).values())
    assert "61.8" not in together
    assert "12.5" in together


def test_it_takes_away_the_file_of_a_creator_that_is_gone(tmp_path: Path) -> None:
    export(tmp_path)
    gone = models.Creator.objects.get(slug="google")
    gone.ai_models.all().delete()
    gone.delete()
    export(tmp_path)
    assert [path.name for path in (tmp_path / "creators").iterdir()] == ["openai.jsonl"]


def test_it_names_no_person(tmp_path: Path) -> None:
    export(tmp_path)
    together = "".join(text.decode() for text in bytes_of(tmp_path).values())
    assert "Tried it." in together
    assert "example.org" not in together


def test_it_leaves_out_links_that_nobody_has_approved(tmp_path: Path) -> None:
    measurer = models.Source.objects.get(slug="artificial-analysis")
    one = models.AIModel.objects.first()
    for number, (status, model) in enumerate([("suggested", one), ("suggested", None), ("approved", one)]):
        models.Alias.objects.create(source=measurer, external_id=f"row-{number}", ai_model=model, status=status)
    export(tmp_path)
    together = "".join(text.decode() for text in bytes_of(tmp_path).values())
    assert [f"row-{number}" in together for number in range(3)] == [False, False, True]
