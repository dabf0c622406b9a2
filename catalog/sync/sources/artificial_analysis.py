"""Artificial Analysis: what it measured of language models and of models that draw. Needs a key.

Each row is a product in one configuration ("GPT-5 (high)"), known by its `id`: slugs move from row to row. Its terms
ask for attribution beside every figure and forbid passing the lists on.
"""

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

import httpx
from django.conf import settings
from pydantic import Field

from catalog.models import SyncRun
from catalog.sync import apply_measurements as applying
from catalog.sync import records
from catalog.sync.apply import Applied
from catalog.sync.http import SourceDown, fetch_json
from catalog.sync.matching import configuration_of
from catalog.sync.measured import MeasuredRow, Number, Value, measured, without_twins
from catalog.sync.records import Answer, BadRecord, Refused, Shape

SLUG = "artificial-analysis"
REAL_HOST = "artificialanalysis.ai"
KEY_SETTING = "ARTIFICIAL_ANALYSIS_API_KEY"

LANGUAGE_MODELS = "/data/llms/models"
IMAGE_MODELS = "/data/media/text-to-image"

INDICES = {
    "artificial_analysis_intelligence_index": "intelligence-index",
    "artificial_analysis_coding_index": "coding-index",
    "artificial_analysis_agentic_index": "agentic-index",
    "artificial_analysis_math_index": "math-index",
}
"""From 0 to 100."""
BENCHMARKS = {
    name: name.replace("_", "-")
    for name in (
        "aime", "aime_25", "gpqa", "hle", "ifbench", "lcr", "livecodebench", "math_500", "mmlu_pro", "scicode", "tau2",
        "tau_banking", "terminalbench_hard", "terminalbench_v2_1",
    )
}  # fmt: skip
"""From 0 to 1, and 0 is a result: it solved none."""
IGNORED_KEYS = {"median_time_to_first_answer_token", "rank", "appearances"}

FASTEST = 100_000
"""Tokens per second."""
SLOWEST = 100_000
"""Seconds to the first token."""
DEAREST = 1_000
"""US dollars per million tokens."""
HIGHEST_ELO = 10_000

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_INTERVAL = re.compile(r"-?(\d{1,4})/\+?(\d{1,4})", re.ASCII)

Text = Annotated[str, Field(max_length=records.LONGEST_NAME)]


class _Creator(Shape):
    name: Text
    slug: Text | None = None


class _Row(Shape):
    id: Text
    name: Text
    slug: Text
    model_creator: _Creator
    release_date: Text | None = None


class _LanguageRow(_Row):
    evaluations: dict[str, Number | None]
    pricing: dict[str, Number | None] = {}
    median_output_tokens_per_second: Number | None = None
    median_time_to_first_token_seconds: Number | None = None


class _ImageRow(_Row):
    elo: Number | None = None
    ci95: Text | None = None


def address() -> str:
    return f"{settings.ARTIFICIAL_ANALYSIS_BASE_URL}{LANGUAGE_MODELS}"


def fetch(transport: httpx.AsyncBaseTransport | None = None) -> dict[str, Any]:
    """Both lists, by their paths."""
    key = {"x-api-key": settings.ARTIFICIAL_ANALYSIS_API_KEY}
    base = settings.ARTIFICIAL_ANALYSIS_BASE_URL
    return {
        path: fetch_json(f"{base}{path}", headers=key, transport=transport) for path in (LANGUAGE_MODELS, IMAGE_MODELS)
    }


def parse(payload: Any) -> Answer:
    """The rows of both lists. Raises SourceDown when either is no list."""
    good: list[tuple[MeasuredRow, Any]] = []
    refused: list[Refused] = []
    unknown: Counter[str] = Counter()
    rows = [(_language_row, raw) for raw in _rows(payload, LANGUAGE_MODELS)]
    rows += [(_image_row, raw) for raw in _rows(payload, IMAGE_MODELS)]
    for read, raw in rows:
        try:
            row, extra = read(raw)
            good.append((row, raw))
            unknown += extra
        except BadRecord as bad:
            refused.append(Refused.record(raw.get("id") if isinstance(raw, dict) else "", str(bad), raw))
    single, twins = without_twins(good)
    refused += twins
    # A repetition counts once, today as in the run that the next one is measured by.
    return Answer(len(single) + len(refused), single, refused, unknown)


def apply(answer: Answer, run: SyncRun) -> Applied:
    return applying.apply_measurements(answer.records, run)


def _rows(payload: Any, path: str) -> list[Any]:
    answer = payload.get(path) if isinstance(payload, dict) else None
    rows = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not rows:
        raise SourceDown(f"the answer to {path} has no list under “data”")
    return rows


def _language_row(raw: Any) -> tuple[MeasuredRow, Counter[str]]:
    row = records.in_shape(_LanguageRow, raw)
    figures = {
        "output-speed": _unless_zero(row.median_output_tokens_per_second, "the speed", FASTEST),
        "time-to-first-token": _unless_zero(row.median_time_to_first_token_seconds, "the time", SLOWEST),
    }
    for names, most in ((INDICES, 100), (BENCHMARKS, 1)):
        for name in names.keys() & row.evaluations.keys():
            score = measured(row.evaluations[name], name, most=most)
            figures[names[name]] = None if score is None else Value(score)
    prices = {name: _price(row.pricing, f"price_1m_{name}_tokens") for name in ("input", "output")}
    unknown = _unknown_keys(row)
    unknown.update(f"evaluations.{key}" for key in row.evaluations.keys() - INDICES.keys() - BENCHMARKS.keys())
    return _measured_row(row, figures, draws=False, prices=prices), unknown


def _image_row(raw: Any) -> tuple[MeasuredRow, Counter[str]]:
    row = records.in_shape(_ImageRow, raw)
    elo = measured(row.elo, "the Elo", most=HIGHEST_ELO)
    if elo == 0:
        raise BadRecord("an Elo of 0")
    figures = {"image-elo": None if elo is None else _with_interval(elo, row.ci95)}
    return _measured_row(row, figures, draws=True, prices={}), _unknown_keys(row)


def _measured_row(
    row: _Row, figures: Mapping[str, Value | None], *, draws: bool, prices: Mapping[str, str | None]
) -> MeasuredRow:
    if not _UUID.fullmatch(row.id):
        raise BadRecord("the id is no UUID")
    name = records.plain_text(row.name)
    traits = {
        "creator": records.plain_text(row.model_creator.slug or row.model_creator.name),
        "slug": records.plain_text(row.slug),
        "draws": draws,
        "released": records.iso(records.full_date(row.release_date, "release_date")),
        **{f"{meter}_price": price for meter, price in prices.items()},
    }
    return MeasuredRow(row.id, name, figures, configuration_of(name)[:80], traits)


def _unless_zero(value: Number | None, name: str, most: int) -> Value | None:
    """Of speeds and times, 0 stands for "not measured"."""
    figure = measured(value, name, most=most)
    return Value(figure) if figure else None


def _price(pricing: Mapping[str, Number | None], name: str) -> str | None:
    """Dollars per million tokens; 0 stands for "not known". Only ever evidence of which model it is."""
    price = measured(pricing.get(name), name, most=DEAREST)
    return f"{price.normalize():f}" if price else None


def _with_interval(elo: Decimal, ci95: str | None) -> Value:
    """ "-10/10" around 1370 is 1360 to 1380."""
    if not ci95:
        return Value(elo)
    match = _INTERVAL.fullmatch(ci95)
    if match is None:
        raise BadRecord("ci95 is no interval")
    return Value(elo, elo - Decimal(match[1]), elo + Decimal(match[2]))


def _unknown_keys(row: _Row) -> Counter[str]:
    return Counter(key for key in row.model_extra or {} if key not in IGNORED_KEYS)
