"""Catalogs in files and in the database, for the tests of what goes from one to the other."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command

from catalog import models
from tests import factories

WINTER = datetime(2025, 11, 10, tzinfo=UTC)
SPRING = datetime(2026, 3, 5, 12, 30, 0, 250_000, tzinfo=UTC)
SUMMER = datetime(2026, 5, 15, tzinfo=UTC)
AUTUMN = datetime(2026, 9, 1, tzinfo=UTC)

ACME = {
    "catalog.json": """
        {"format": 1, "written": "2026-05-16", "creators": 1, "models": 1,
         "sources": [{"source": "openrouter", "observed": "2026-05-15", "read": 2}], "left_out": []}""",
    "providers.jsonl": '{"provider": "openrouter", "name": "OpenRouter", "as": "aggregator"}\n',
    "aliases.jsonl": '{"alias": "openrouter/auto", "source": "openrouter", "what": "router", "class": "text"}\n',
    "creators/acme.jsonl": """\
{"creator": "acme", "name": "Acme"}
{"model": "anvil", "class": "text", "name": "Anvil"}
  {"alias": "acme/anvil", "source": "openrouter", "seen": "2026-05-15"}
  {"claims": "openrouter", "since": "2025-11-10", "confirmed": "2026-03-05", "until": "2026-05-15", "facts": {"context_window": 64000}}
  {"claims": "openrouter", "since": "2025-11-10", "confirmed": "2026-05-15", "facts": {"name": "Anvil", "output_modalities": ["text"]}}
  {"claims": "openrouter", "since": "2026-05-15", "confirmed": "2026-05-15", "facts": {"context_window": 128000}}
  {"event": "deprecated", "on": "2026-04-01", "source": "openrouter", "stated": "2026-03-05"}
  {"offer": "acme/anvil", "provider": "openrouter", "context_window": 128000, "first_seen": "2025-11-10", "last_seen": "2026-05-15"}
    {"prices": "openrouter", "since": "2025-11-10", "confirmed": "2026-03-05", "until": "2026-05-15", "state": "published", "rows": [["input", "0.000002", "token"], ["output", "0.000008", "token"]]}
    {"prices": "openrouter", "since": "2026-05-15", "confirmed": "2026-05-15", "state": "published", "rows": [["input", "0.000001", "token"], ["output", "0.000004", "token"], ["input", "0.000003", "token", {"above": 64000}]]}
""",  # noqa: E501  a line of the format is a record, however long
}


def write_acme(folder: Path) -> Path:
    """A catalog of one model, written by hand."""
    for name, text in ACME.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def export(folder: Path) -> str:
    return _output_of("export_catalog", to=folder)


def load(folder: Path) -> str:
    return _output_of("load_catalog", folder=folder)


def _output_of(command: str, **options: Any) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def bytes_of(folder: Path) -> dict[str, bytes]:
    """The files of the facts; what editors write is in no export."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".toml"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def whole_catalog() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of the catalog, but for the moments that a database gives a row by itself."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("catalog").get_models()
    }


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new))


def fill_the_database() -> None:
    """One row at least of each kind that the files hold."""
    mini = factories.AIModelFactory(slug="gpt-5-image-mini", name="GPT-5 Image Mini", image_model=True)
    old = factories.AIModelFactory(slug="gpt-4.1", name="GPT-4.1")
    factories.AIModelFactory(creator__slug="google", slug="gemini", name="Gemini “Ünïcode”")
    factories.FamilyFactory(slug="gpt", name="GPT")
    offer = factories.OfferFactory(
        ai_model=mini, context_window=400_000, max_output_tokens=128_000, first_seen_at=WINTER
    )
    factories.OfferFactory(ai_model=mini, variant="other", tag="nitro", external_id="openai/gpt-5-image-mini:nitro")
    factories.PriceSheetFactory(
        offer=offer, rates={"input": "0.000003"}, valid_from=WINTER, confirmed_at=WINTER, valid_until=SPRING
    )
    sheet = factories.PriceSheetFactory(
        offer=offer, rates={"input": "0.0000025", "output": "0.0000000000000000000025"}, valid_from=SPRING
    )
    sheet.rows.create(
        position=2, meter="input", amount=Decimal("0.00001"), unit="token", min_prompt_tokens=200_000, boundary="above"
    )
    sheet.rows.create(
        position=3,
        meter="output",
        amount=Decimal(0),
        unit="token",
        utc_start=time(16, 30),
        utc_end=time(0, 30),
        weekdays=[5, 6],
        batch=True,
        detail="1k",
    )
    _claim(mini, "name", "GPT-5 Image Mini")
    _claim(mini, "output_modalities", ["text", "image"])
    _claim(mini, "context_window", 300_000, stated_at=WINTER, confirmed_at=WINTER, superseded_at=SPRING)
    _claim(mini, "context_window", 400_000, stated_at=SPRING)
    _claim(mini, "release_date", "2025-10-14", source=factories.source("models-dev"))
    _claim(
        mini,
        "tool_calling",
        True,
        source=factories.source("editor"),
        reason="Tried it.",
        author=factories.EditorFactory(),
    )
    for model in models.AIModel.objects.exclude(pk=mini.pk):
        _claim(model, "name", model.name)
        _claim(model, "output_modalities", ["text"])
    openrouter = factories.source()
    models.Alias.objects.create(
        source=openrouter, external_id="openai/gpt-5-image-mini", ai_model=mini, status="approved", seen_at=SUMMER
    )
    models.Alias.objects.create(
        source=openrouter, external_id="openai/gpt-image-mini", ai_model=mini, status="rejected"
    )
    models.Alias.objects.create(
        source=openrouter, external_id="openrouter/auto", kind="router", status="approved", name="Auto Router",
        model_class=models.ModelClass.objects.get(slug="text"),
    )  # fmt: skip
    models.LifecycleEvent.objects.create(
        ai_model=old,
        state="deprecated",
        happens_on=date(2026, 4, 1),
        replacement=mini,
        source=openrouter,
        stated_at=SPRING,
        note="Named.",
    )
    models.SyncRun.objects.create(source=openrouter, observed_at=SUMMER, outcome="succeeded", read=7)
    free = models.Metric.objects.create(
        slug="tests", name="Tests", unit="percent", source=openrouter, redistributable=True
    )
    factories.MeasurementFactory(
        ai_model=mini, metric=free, source=openrouter, value=Decimal("12.5"), low=Decimal(11), configuration="high"
    )
    factories.MeasurementFactory(ai_model=mini, value=Decimal("61.8"))


def _claim(model: models.AIModel, fact: str, value: Any, **values: Any) -> None:
    factories.ClaimFactory(ai_model=model, fact=fact, value=value, **values)


def empty_the_catalog() -> None:
    """Everything but the rows that migrations make."""
    for model in (models.Offer, models.Alias, models.AIModel, models.Family, models.Creator, models.SyncRun):
        model._default_manager.all().delete()
