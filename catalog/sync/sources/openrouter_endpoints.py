"""OpenRouter's endpoints: who hosts each listed model, at what price, within which limits, how fast. No key needed."""

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Annotated, Any

import httpx
from django.conf import settings
from django.db.models import F
from pydantic import Field

from catalog.models import SyncRun
from catalog.sync import apply_endpoints, records
from catalog.sync.apply import Applied
from catalog.sync.host_records import Host, provider_of, tag_of
from catalog.sync.records import Answer, BadRecord, Shape
from catalog.sync.sources import openrouter_prices
from catalog.sync.sources.openrouter_calls import Reply, Told, ask_in_turn, askable, read_replies

SLUG = "openrouter-endpoints"
REAL_HOST = "openrouter.ai"

# Not read: told by the list, of shorter windows, or a code that is documented nowhere.
IGNORED_KEYS = {
    "model_id", "model_name", "name", "perf_last_30m_by_workload", "status", "supported_parameters",
    "supports_implicit_caching", "uptime_last_30m", "uptime_last_5m",
}  # fmt: skip
NOT_TOLD = "unknown"
"""The word for a quantization that the host keeps to itself."""
SLOWEST_MS, FASTEST = 10**7, 10**6
"""Nearly three hours to the first token, a million tokens a second: beyond them it is another unit."""

_CENT = Decimal("0.01")


class _Percentiles(Shape):
    p50: Decimal | int | None = None


class _Row(Shape):
    provider_name: str
    tag: str
    pricing: dict[str, Any]
    context_length: int | None = None
    max_prompt_tokens: int | None = None
    max_completion_tokens: int | None = None
    quantization: Annotated[str, Field(max_length=40)] | None = None
    uptime_last_1d: Decimal | int | None = None
    latency_last_30m: _Percentiles | None = None
    throughput_last_30m: _Percentiles | None = None


def address() -> str:
    return f"{settings.OPENROUTER_BASE_URL}/models/{{}}/endpoints"


def fetch(transport: httpx.AsyncBaseTransport | None = None) -> list[Reply]:
    """One call for each listed id, those first that we have not asked about for longest."""
    oldest_first = askable().order_by(F("hosts_asked_at").asc(nulls_first=True), "external_id")
    return ask_in_turn(list(oldest_first.values_list("external_id", flat=True)), address(), transport)


def parse(replies: Iterable[Reply]) -> Answer:
    """One list of hosts for each id that was asked about; of a dead call, one without hosts."""
    unknown: Counter[str] = Counter()
    return read_replies(replies, partial(_told, unknown=unknown), "tag", unknown)


def apply(answer: Answer, run: SyncRun) -> Applied:
    return apply_endpoints.apply_hosts(answer.records, run)


def _told(reply: Reply, unknown: Counter[str]) -> Told:
    data = reply.answer.get("data") if isinstance(reply.answer, dict) else None
    rows = data.get("endpoints") if isinstance(data, dict) else None
    if data is None or not isinstance(rows, list):
        raise BadRecord("the answer has no list of endpoints")
    # Of an id with a suffix, the hosts of the plain one are told at times: theirs are not its prices.
    if data.get("id") != reply.external_id:
        raise BadRecord("the answer is about another id")
    is_free = records.parsed_id(reply.external_id).suffix == "free"
    return rows, partial(_host, is_free=is_free, outputs=_outputs(data.get("architecture")), unknown=unknown)


def _outputs(architecture: Any) -> tuple[str, ...]:
    words = architecture.get("output_modalities") if isinstance(architecture, dict) else None
    return records.in_known_order(word for word in words if isinstance(word, str)) if isinstance(words, list) else ()


def _host(raw: Any, *, is_free: bool, outputs: tuple[str, ...], unknown: Counter[str]) -> Host:
    row = records.in_shape(_Row, raw)
    slug, name = provider_of(row.provider_name)
    host = Host(
        provider_slug=slug,
        provider_name=name,
        tag=tag_of(row.tag),
        prices=openrouter_prices.price_list(row.pricing, is_free_variant=is_free, outputs=outputs),
        context_window=records.count_of_tokens(row.context_length, "context_length"),
        max_prompt_tokens=records.count_of_tokens(row.max_prompt_tokens, "max_prompt_tokens"),
        max_output_tokens=records.count_of_tokens(row.max_completion_tokens, "max_completion_tokens"),
        quantization=_quantization(row.quantization),
        uptime=_measured(row.uptime_last_1d, "uptime_last_1d", most=100),
        latency_ms=_median(row.latency_last_30m, "latency_last_30m", most=SLOWEST_MS),
        throughput=_median(row.throughput_last_30m, "throughput_last_30m", most=FASTEST),
    )
    unknown.update(key for key in row.model_extra or {} if key not in IGNORED_KEYS)
    unknown.update(openrouter_prices.unknown_keys(row.pricing))
    return host


def _quantization(word: str | None) -> str:
    return "" if word is None or word == NOT_TOLD else records.plain_text(word, 40)


def _median(percentiles: _Percentiles | None, name: str, *, most: int) -> Decimal | None:
    # Of a speed, 0 can only mean that nothing was measured; an uptime of 0 is a host that is down.
    return _measured(percentiles.p50, name, most=most) or None if percentiles else None


def _measured(value: Decimal | int | None, name: str, *, most: int) -> Decimal | None:
    if value is None:
        return None
    if not 0 <= value <= most:
        raise BadRecord(f"{name} is out of range")
    return Decimal(value).quantize(_CENT, ROUND_HALF_UP)
