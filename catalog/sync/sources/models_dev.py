"""models.dev, an open collection (MIT): release dates, knowledge cut-offs, open weights, families, capabilities.

Its `openrouter` provider tells the facts: its ids are OpenRouter's own, so that nothing has to be guessed. Of the
providers that are the makers of models themselves, the prices are taken, see models_dev_prices.
"""

from collections import Counter
from typing import Annotated, Any

import httpx
from django.conf import settings
from pydantic import Field

from catalog.models import Fact, SyncRun
from catalog.sync import apply as applying
from catalog.sync import records
from catalog.sync.apply_first_party import apply_first_party
from catalog.sync.host_records import HostList
from catalog.sync.http import SourceDown, fetch_json
from catalog.sync.records import Answer, BadRecord, Refused, Shape, Statement
from catalog.sync.sources.models_dev_prices import first_party_prices

SLUG = "models-dev"
REAL_HOST = "models.dev"
PROVIDER = "openrouter"

IGNORED_KEYS = {
    "attachment", "cost", "id", "interleaved", "last_updated", "modalities", "name", "status", "temperature",
}  # fmt: skip


class _Limit(Shape):
    context: int | None = None
    output: int | None = None


class _Row(Shape):
    family: Annotated[str, Field(max_length=80)] | None = None
    release_date: Annotated[str, Field(max_length=40)] | None = None
    knowledge: Annotated[str, Field(max_length=40)] | None = None
    open_weights: bool | None = None
    reasoning: bool | None = None
    tool_call: bool | None = None
    structured_output: bool | None = None
    limit: _Limit = _Limit()


def address() -> str:
    return settings.MODELS_DEV_URL


def fetch(transport: httpx.AsyncBaseTransport | None = None) -> Any:
    return fetch_json(address(), transport=transport, conditional=True)


def parse(payload: Any) -> Answer:
    """The statements of the openrouter provider, and the makers' prices. Raises SourceDown when it states nothing."""
    provider = payload.get(PROVIDER) if isinstance(payload, dict) else None
    rows = provider.get("models") if isinstance(provider, dict) else None
    if not isinstance(rows, dict) or not rows:
        raise SourceDown(f"the answer has no models of the provider “{PROVIDER}”")
    good: list[Statement] = []
    refused: list[Refused] = []
    unknown: Counter[str] = Counter()
    for key, raw in rows.items():
        try:
            row = _row(key, raw)
            good.append(Statement(f"{PROVIDER}/{key}", key, _claims(row)))
            unknown.update(name for name in row.model_extra or {} if name not in IGNORED_KEYS)
        except BadRecord as bad:
            refused.append(Refused.record(key, str(bad), raw))
    sold = first_party_prices(payload)
    return Answer(len(rows) + sold.read, [*good, *sold.lists], refused + sold.refused, unknown + sold.unknown_keys)


def apply(answer: Answer, run: SyncRun) -> applying.Applied:
    statements = [one for one in answer.records if isinstance(one, Statement)]
    lists = [one for one in answer.records if isinstance(one, HostList)]
    first_party = apply_first_party(lists, run, {one.external_id for one in answer.refused})
    return applying.apply_statements(statements, run, listed_by=PROVIDER, first_party=first_party)


def _row(key: str, raw: Any) -> _Row:
    records.parsed_id(key)
    if not isinstance(raw, dict) or raw.get("id") != key:
        raise BadRecord("the record does not carry the id that it stands under")
    return records.in_shape(_Row, raw)


def _claims(row: _Row) -> dict[Fact, Any]:
    """What the row says; what it lacks makes no claim. A year or a month alone is not made a day by a guess."""
    said = {
        "family": (Fact.FAMILY, records.plain_text(row.family) if row.family else None),
        "release_date": (Fact.RELEASE_DATE, records.iso(records.full_date(row.release_date, "release_date"))),
        "knowledge": (Fact.KNOWLEDGE_CUTOFF, records.iso(records.full_date(row.knowledge, "knowledge"))),
        "open_weights": (Fact.OPEN_WEIGHTS, row.open_weights),
        "reasoning": (Fact.REASONING, row.reasoning),
        "tool_call": (Fact.TOOL_CALLING, row.tool_call),
        "structured_output": (Fact.STRUCTURED_OUTPUT, row.structured_output),
    }
    limits = {
        "context": (Fact.CONTEXT_WINDOW, records.count_of_tokens(row.limit.context, "limit.context")),
        "output": (Fact.MAX_OUTPUT_TOKENS, records.count_of_tokens(row.limit.output, "limit.output")),
    }
    claims: dict[Fact, Any] = dict(said[name] for name in said if name in row.model_fields_set)
    return claims | dict(limits[name] for name in limits if name in row.limit.model_fields_set)
