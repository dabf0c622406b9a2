"""What the makers of models charge themselves, as models.dev states it: US dollars per million tokens, as numbers.

A missing cost is unknown. 0 mostly stands for a subscription, so it is no price and makes no line.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from catalog.models import PriceSheet
from catalog.models.offers import FIRST_PARTY
from catalog.pricing import Meter
from catalog.sync import records
from catalog.sync.host_records import Host, HostList, provider_of
from catalog.sync.records import BadRecord, PriceLine, PriceList, Refused, Shape

METERS = {
    "input": Meter.INPUT,
    "output": Meter.OUTPUT,
    "cache_read": Meter.CACHE_READ,
    "cache_write": Meter.CACHE_WRITE,
    "reasoning": Meter.REASONING,
    "input_audio": Meter.AUDIO_INPUT,
    "output_audio": Meter.AUDIO_OUTPUT,
}
TIERS, OVER_200K = "tiers", "context_over_200k"
KNOWN_KEYS = {*METERS, TIERS, OVER_200K}

MOST_PER_MILLION = 1000
LEAST_PER_MILLION = Decimal("0.0001")
"""A thirtieth of the lowest price that was ever seen; below it stands an amount per token."""
_MILLIONTH = -6
_PLACES = Decimal("1e-18")
"""The most decimal places of an amount: per token, the database keeps 24."""


@dataclass(frozen=True, slots=True)
class FirstParty:
    """The maker of models that stands behind a provider of models.dev: its creator's slug, and its name as a host."""

    creator: str
    host: str


FIRST_PARTIES = {
    "alibaba": FirstParty("qwen", "Alibaba"),
    "anthropic": FirstParty("anthropic", "Anthropic"),
    "cohere": FirstParty("cohere", "Cohere"),
    "deepseek": FirstParty("deepseek", "DeepSeek"),
    "google": FirstParty("google", "Google AI Studio"),
    "inception": FirstParty("inception", "Inception"),
    "minimax": FirstParty("minimax", "Minimax"),
    "mistral": FirstParty("mistralai", "Mistral"),
    "moonshotai": FirstParty("moonshotai", "Moonshot AI"),
    "morph": FirstParty("morph", "Morph"),
    "openai": FirstParty("openai", "OpenAI"),
    "perplexity": FirstParty("perplexity", "Perplexity"),
    "stepfun": FirstParty("stepfun", "StepFun"),
    "upstage": FirstParty("upstage", "Upstage"),
    "xai": FirstParty("x-ai", "xAI"),
    "xiaomi": FirstParty("xiaomi", "Xiaomi"),
    "zai": FirstParty("z-ai", "Z.AI"),
}
"""By the key of models.dev, the host's name as OpenRouter spells it, so that both lead to one provider.

Left out: plans by subscription; the makers' Chinese shops, whose prices are mixed with amounts in yuan; clouds that
sell others' models; and makers of whom models.dev states only zeros.
"""

MEANS_ANOTHER = {
    # The maker's own name for its newest model, where OpenRouter's id is the V3 of 2024.
    "deepseek/deepseek-chat",
}


class _Limit(Shape):
    context: int | None = None
    input: int | None = None
    output: int | None = None


class _Modalities(Shape):
    output: list[str] = []


class _Row(Shape):
    cost: dict[str, Any] | None = None
    limit: _Limit = _Limit()
    modalities: _Modalities = _Modalities()


@dataclass(slots=True)
class Found:
    """The makers' own sales that were read, each under the id by which OpenRouter would list the model."""

    read: int
    lists: list[HostList]
    refused: list[Refused]
    unknown_keys: Counter[str]


def first_party_prices(payload: Mapping[str, Any]) -> Found:
    """All models of the makers' own providers. Whether we know such an id is for others to see."""
    found = Found(0, [], [], Counter())
    for key, maker in FIRST_PARTIES.items():
        provider = payload.get(key)
        rows = provider.get("models") if isinstance(provider, dict) else None
        for model_id, raw in rows.items() if isinstance(rows, dict) else ():
            external_id = f"{maker.creator}/{model_id}"
            if external_id in MEANS_ANOTHER:
                continue
            found.read += 1
            try:
                host, unknown = _host(model_id, external_id, raw, maker)
                found.lists.append(HostList(external_id, (host,), frozenset({FIRST_PARTY}), is_answered=True))
                found.unknown_keys.update(unknown)
            except BadRecord as bad:
                found.refused.append(Refused.record(external_id, f"first-party price: {bad}", raw))
    return found


def price_list(cost: Mapping[str, Any], outputs: Sequence[str]) -> PriceList:
    """What a maker charges, US dollars per token. Raises BadRecord for amounts and conditions that cannot be true."""
    plain = _amounts(cost, outputs)
    if "input" not in plain and "output" not in plain:
        return PriceList(PriceSheet.State.UNPUBLISHED)
    if plain.get("cache_read", 0) > plain.get("input", MOST_PER_MILLION):
        raise BadRecord("reading from the cache costs more than fresh input")
    lines = [_line(key, amount) for key, amount in plain.items()]
    begins = set()
    for least, tier in _tiers(cost):
        if least in begins:
            raise BadRecord("two tiers begin at the same number of tokens")
        begins.add(least)
        lines += [_line(key, amount, least) for key, amount in _amounts(tier, outputs).items()]
    return PriceList.of(PriceSheet.State.PUBLISHED, lines)


def _host(model_id: str, external_id: str, raw: Any, maker: FirstParty) -> tuple[Host, list[str]]:
    """The maker as a host of its model, and the keys of the cost that we do not know."""
    records.parsed_id(external_id)
    if not isinstance(raw, dict) or raw.get("id") != model_id:
        raise BadRecord("the record does not carry the id that it stands under")
    row = records.in_shape(_Row, raw)
    cost = row.cost or {}
    slug, name = provider_of(maker.host)
    host = Host(
        provider_slug=slug,
        provider_name=name,
        tag=FIRST_PARTY,
        prices=price_list(cost, row.modalities.output),
        context_window=records.count_of_tokens(row.limit.context, "limit.context"),
        max_prompt_tokens=records.count_of_tokens(row.limit.input, "limit.input"),
        max_output_tokens=records.count_of_tokens(row.limit.output, "limit.output"),
    )
    return host, [f"cost.{key}" for key in cost if key not in KNOWN_KEYS]


def _amounts(prices: Mapping[str, Any], outputs: Sequence[str]) -> dict[str, Decimal]:
    """Dollars per million tokens by key, those that are prices."""
    read = {key: _amount(key, prices[key]) for key in METERS if prices.get(key) is not None}
    if not _writes_text(prices, outputs):
        # Of models that draw or speak, it is at times the price of the text, at times that of the pictures.
        read.pop("output", None)
    return {key: amount for key, amount in read.items() if amount}


def _writes_text(prices: Mapping[str, Any], outputs: Sequence[str]) -> bool:
    return set(outputs) == {"text"} or (set(outputs) == {"text", "audio"} and "output_audio" in prices)


def _amount(key: str, value: Any) -> Decimal:
    if type(value) is not int and not (isinstance(value, Decimal) and value.is_finite()):
        raise BadRecord(f"the price of {key} is no number")
    if not 0 <= value <= MOST_PER_MILLION:
        raise BadRecord(f"the price of {key} is not between 0 and ${MOST_PER_MILLION:,} per million tokens")
    amount = Decimal(value)
    if 0 < amount < LEAST_PER_MILLION:
        raise BadRecord(f"the price of {key} is so low that its unit is not a million tokens")
    if amount != amount.quantize(_PLACES):
        raise BadRecord(f"the price of {key} has more decimal places than any price")
    return amount


def _tiers(cost: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The prompt tokens above which other prices hold, with those prices.

    The older key `context_over_200k` repeats the first tier whatever its true beginning, so it counts alone only.
    """
    tiers = cost.get(TIERS)
    if tiers is None:
        over = cost.get(OVER_200K)
        tiers = [] if over is None else [over | _LIKE_OVER_200K] if isinstance(over, dict) else over
    if not isinstance(tiers, list):
        raise BadRecord("the tiers of the price are no list")
    for tier in tiers:
        yield _beginning(tier), tier


_LIKE_OVER_200K = {"tier": {"type": "context", "size": 200_000}}


def _beginning(tier: Any) -> int:
    """Raises BadRecord for a condition that we cannot read: its price would hold always."""
    condition = tier.get("tier") if isinstance(tier, dict) else None
    if not isinstance(condition, dict) or condition.keys() != {"type", "size"} or condition["type"] != "context":
        raise BadRecord("a tier of the price under a condition that we do not know")
    size = condition["size"]
    if type(size) is not int or not 0 < size < records.LARGEST_COUNT:
        raise BadRecord("a tier of the price begins at no number of tokens")
    return size


def _line(key: str, amount: Decimal, least: int | None = None) -> PriceLine:
    return PriceLine(METERS[key], amount.scaleb(_MILLIONTH), min_prompt_tokens=least)
