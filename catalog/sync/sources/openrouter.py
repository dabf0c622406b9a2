"""OpenRouter's public list of models: prices, limits, modalities, capabilities. No key needed."""

import re
from collections import Counter
from typing import Annotated, Any

import httpx
from django.conf import settings
from pydantic import Field

from catalog.models import Alias, Fact, SyncRun
from catalog.sync import apply as applying
from catalog.sync import records
from catalog.sync.http import SourceDown, fetch_json
from catalog.sync.records import Answer, BadRecord, Listing, Refused, Shape, SourceId
from catalog.sync.sources import openrouter_prices

SLUG = "openrouter"
REAL_HOST = "openrouter.ai"

# Not read: sold elsewhere in the answer, of another source, or somebody else's prose.
IGNORED_KEYS = {
    "alias_target", "benchmarks", "canonical_slug", "default_parameters", "description", "hugging_face_id", "links",
    "per_request_limits", "reasoning", "supported_voices",
}  # fmt: skip
IGNORED_PARTS = {
    "architecture": {"modality", "tokenizer", "instruct_type"},
    "top_provider": {"context_length", "is_moderated"},
}
CAPABILITIES = {
    Fact.TOOL_CALLING: "tools",
    Fact.STRUCTURED_OUTPUT: "structured_outputs",
    Fact.REASONING: "reasoning",
}
NO_END = "2098-12-31"
"""The date by which the list says that a model does not expire."""

Word = Annotated[str, Field(max_length=60)]


class _Architecture(Shape):
    input_modalities: list[Word]
    output_modalities: list[Word]


class _TopProvider(Shape):
    max_completion_tokens: int | None = None


class _Row(Shape):
    id: str
    name: str
    created: int | None = None
    context_length: int | None = None
    architecture: _Architecture
    pricing: dict[str, Any]
    top_provider: _TopProvider = _TopProvider()
    supported_parameters: list[Word] | None = None
    knowledge_cutoff: Annotated[str, Field(max_length=40)] | None = None
    expiration_date: Annotated[str, Field(max_length=40)] | None = None


def address() -> str:
    return f"{settings.OPENROUTER_BASE_URL}/models"


def fetch(transport: httpx.AsyncBaseTransport | None = None) -> Any:
    # Without the parameter, only the models that write text are listed.
    return fetch_json(address(), params={"output_modalities": "all"}, transport=transport, conditional=True)


def parse(payload: Any) -> Answer:
    """The listings of an answer. Raises SourceDown when it is no list."""
    rows = payload.get("data") if isinstance(payload, dict) else None
    if not isinstance(rows, list):
        raise SourceDown("the answer has no list under “data”")
    listings: list[tuple[Listing, Any]] = []
    refused: list[Refused] = []
    unknown: Counter[str] = Counter()
    for raw in rows:
        try:
            row = records.in_shape(_Row, raw)
            listings.append((_listing(row), raw))
            unknown += _unknown_keys(row)
        except BadRecord as bad:
            refused.append(Refused.record(raw.get("id") if isinstance(raw, dict) else "", str(bad), raw))
    good, twins = _without_twins(listings)
    return Answer(len(rows), good, refused + twins, unknown)


def apply(answer: Answer, run: SyncRun) -> applying.Applied:
    return applying.apply_listings(answer.records, run, unread=[one.external_id for one in answer.refused])


def _listing(row: _Row) -> Listing:
    source_id = records.parsed_id(row.id)
    creator_name, name = _names(row.name, source_id)
    outputs = records.in_known_order(row.architecture.output_modalities)
    if not outputs:
        raise BadRecord("it writes nothing that we have a word for")
    return Listing(
        external_id=row.id,
        source_id=source_id,
        kind=_kind(source_id),
        creator_name=creator_name,
        name=name,
        outputs=outputs,
        claims=_claims(row, name, outputs),
        prices=openrouter_prices.price_list(row.pricing, is_free_variant=source_id.suffix == "free", outputs=outputs),
        tells_its_end="expiration_date" in row.model_fields_set,
        ends_on=None if row.expiration_date == NO_END else records.full_date(row.expiration_date, "expiration_date"),
    )


def _kind(source_id: SourceId) -> Alias.Kind:
    if source_id.is_moving:
        return Alias.Kind.MOVING
    return Alias.Kind.ROUTER if source_id.creator == "openrouter" else Alias.Kind.MODEL


def _names(full_name: str, source_id: SourceId) -> tuple[str, str]:
    """The creator's name, "" when the name lacks it, and the model's: "OpenAI: GPT-5 (free)" is OpenAI's GPT-5."""
    creator, colon, name = records.plain_text(full_name).partition(": ")
    if not colon or not name:
        creator, name = "", creator
    if source_id.suffix:
        name = re.sub(rf" \({re.escape(source_id.suffix)}\)$", "", name, flags=re.IGNORECASE)
    if not name:
        raise BadRecord("the name is empty")
    return creator, name


def _claims(row: _Row, name: str, outputs: tuple[str, ...]) -> dict[Fact, Any]:
    """What the row says of its model, as claims hold it; a key that the row lacks makes no claim at all."""
    claims: dict[Fact, Any] = {
        Fact.NAME: name,
        Fact.OUTPUT_MODALITIES: list(outputs),
        Fact.INPUT_MODALITIES: list(records.in_known_order(row.architecture.input_modalities)) or None,
    }
    if "context_length" in row.model_fields_set:
        claims[Fact.CONTEXT_WINDOW] = records.count_of_tokens(row.context_length, "context_length")
    if "max_completion_tokens" in row.top_provider.model_fields_set:
        longest = row.top_provider.max_completion_tokens
        claims[Fact.MAX_OUTPUT_TOKENS] = records.count_of_tokens(longest, "max_completion_tokens")
    if "created" in row.model_fields_set:  # When OpenRouter listed it, which is not when it came out.
        claims[Fact.LISTED_ON] = records.iso(records.day_of_timestamp(row.created, "created"))
    if "knowledge_cutoff" in row.model_fields_set:
        claims[Fact.KNOWLEDGE_CUTOFF] = records.iso(records.full_date(row.knowledge_cutoff, "knowledge_cutoff"))
    # An empty list is of a model that takes no parameters in this form, such as a video model: it denies nothing.
    if row.supported_parameters:
        claims |= {fact: word in row.supported_parameters for fact, word in CAPABILITIES.items()}
    return claims


def _unknown_keys(row: _Row) -> Counter[str]:
    unknown = Counter(key for key in row.model_extra or {} if key not in IGNORED_KEYS)
    for name, part in (("architecture", row.architecture), ("top_provider", row.top_provider)):
        unknown.update(f"{name}.{key}" for key in part.model_extra or {} if key not in IGNORED_PARTS[name])
    modalities = {*row.architecture.input_modalities, *row.architecture.output_modalities}
    unknown.update(f"modality {word}" for word in modalities - set(records.in_known_order(modalities)))
    return unknown + openrouter_prices.unknown_keys(row.pricing)


def _without_twins(listings: list[tuple[Listing, Any]]) -> tuple[list[Listing], list[Refused]]:
    """Of two rows with one id that differ, neither is believed; a mere repetition is taken once."""
    by_id: dict[str, list[tuple[Listing, Any]]] = {}
    for listing, raw in listings:
        by_id.setdefault(listing.external_id, []).append((listing, raw))
    good: list[Listing] = []
    refused: list[Refused] = []
    for external_id, group in by_id.items():
        if all(listing == group[0][0] for listing, _ in group):
            good.append(group[0][0])
        else:
            refused += [Refused.record(external_id, "the id comes twice, and differs", raw) for _, raw in group]
    return good, refused
