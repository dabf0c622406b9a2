"""OpenRouter's benchmarks: the indices of Artificial Analysis, already joined to OpenRouter's models. Needs a key.

Rows are known by OpenRouter's permanent slug, which only the list of models leads to an id; so that is read too.
"""

from collections import Counter
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings
from django.utils import timezone

from catalog.models import SyncRun
from catalog.sync import apply_measurements as applying
from catalog.sync import records
from catalog.sync.apply import Applied
from catalog.sync.http import SourceDown, fetch_json
from catalog.sync.measured import MeasuredRow, Number, Value, measured, without_twins
from catalog.sync.records import Answer, BadRecord, Refused, Shape

SLUG = "openrouter-benchmarks"
REAL_HOST = "openrouter.ai"
KEY_SETTING = "OPENROUTER_API_KEY"

INDICES = {
    "intelligence_index": "intelligence-index",
    "coding_index": "coding-index",
    "agentic_index": "agentic-index",
}
IGNORED_KEYS = {"display_name", "pricing", "source"}


class _Row(Shape):
    model_permaslug: str
    intelligence_index: Number | None = None
    coding_index: Number | None = None
    agentic_index: Number | None = None


def address() -> str:
    return f"{settings.OPENROUTER_BASE_URL}/benchmarks"


def fetch(transport: httpx.AsyncBaseTransport | None = None) -> dict[str, Any]:
    """The benchmarks, and the list of models that tells whose they are."""
    key = {"Authorization": f"Bearer {settings.OPENROUTER_API_KEY}"}
    which = {"source": "artificial-analysis"}
    models = f"{settings.OPENROUTER_BASE_URL}/models"
    return {
        "benchmarks": fetch_json(address(), params=which, headers=key, transport=transport),
        "models": fetch_json(models, params={"output_modalities": "all"}, transport=transport),
    }


def parse(payload: Any) -> Answer:
    """The rows, each with the id that the list gives it. Raises SourceDown when either part is no list."""
    ids = _ids(_rows(payload, "models"))
    as_of = _as_of(payload["benchmarks"])
    rows = _rows(payload, "benchmarks")
    good: list[tuple[MeasuredRow, Any]] = []
    refused: list[Refused] = []
    unknown: Counter[str] = Counter()
    for raw in rows:
        try:
            row = records.in_shape(_Row, raw)
            good.append((_measured_row(row, ids, as_of), raw))
            unknown.update(key for key in row.model_extra or {} if key not in IGNORED_KEYS)
        except BadRecord as bad:
            refused.append(Refused.record(raw.get("model_permaslug") if isinstance(raw, dict) else "", str(bad), raw))
    single, twins = without_twins(good)
    refused += twins
    # A repetition counts once, today as in the run that the next one is measured by.
    return Answer(len(single) + len(refused), single, refused, unknown)


def apply(answer: Answer, run: SyncRun) -> Applied:
    return applying.apply_measurements(answer.records, run)


def _rows(payload: Any, part: str) -> list[Any]:
    answer = payload.get(part) if isinstance(payload, dict) else None
    rows = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not rows:
        raise SourceDown(f"the answer has no list of {part} under “data”")
    return rows


def _ids(rows: list[Any]) -> dict[str, str]:
    """The id of each permanent slug. Variants share the slug: the plain id stands for them, where there is one."""
    ids: dict[str, str] = {}
    for row in rows:
        if not isinstance(row, dict):
            continue
        external_id, permanent = row.get("id"), row.get("canonical_slug")
        if not isinstance(external_id, str) or not isinstance(permanent, str) or external_id.startswith("~"):
            continue
        known = ids.get(permanent)
        if known is None or (":" in known, known) > (":" in external_id, external_id):
            ids[permanent] = external_id
    return ids


def _as_of(answer: Any) -> datetime | None:
    """The moment whose state the figures show, where the answer tells it."""
    meta = answer.get("meta") if isinstance(answer, dict) else None
    try:
        moment = datetime.fromisoformat(meta["as_of"])  # type: ignore[index]  # whatever it is, it is caught below
    except (KeyError, TypeError, ValueError):
        return None
    return moment if timezone.is_aware(moment) else None


def _measured_row(row: _Row, ids: dict[str, str], as_of: datetime | None) -> MeasuredRow:
    records.parsed_id(row.model_permaslug)
    figures: dict[str, Value | None] = {}
    for name in INDICES.keys() & row.model_fields_set:
        index = measured(getattr(row, name), name, most=100)
        figures[INDICES[name]] = None if index is None else Value(index)
    known_as = ids.get(row.model_permaslug, "")
    return MeasuredRow(row.model_permaslug, known_as, figures, known_as=known_as, measured_at=as_of)
