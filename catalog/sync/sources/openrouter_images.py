"""OpenRouter's image prices: what each host of an image model charges by image, megapixel or token. No key needed.

The only place that says of what unit such a price is; units are kept as they are stated, never converted.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Annotated, Any

import httpx
from django.conf import settings
from pydantic import Field

from catalog.models import PriceSheet, SyncRun, Variant
from catalog.pricing import Meter, Unit
from catalog.sync import apply_endpoints, records
from catalog.sync.apply import Applied
from catalog.sync.host_records import Host, provider_of, tag_of
from catalog.sync.records import Answer, BadRecord, PriceLine, PriceList, Shape
from catalog.sync.sources.openrouter_calls import Reply, Told, ask_in_turn, askable, read_replies
from catalog.sync.sources.openrouter_prices import MOST_PER_CALL, MOST_PER_TOKEN

SLUG = "openrouter-images"
REAL_HOST = "openrouter.ai"

METERS = {
    "output_image": (Meter.IMAGE_OUTPUT, ""),
    "input_image": (Meter.IMAGE_INPUT, ""),
    "input_reference": (Meter.IMAGE_INPUT, "reference"),
    "input_text": (Meter.INPUT, ""),
}
UNITS = {"image": Unit.IMAGE, "megapixel": Unit.MEGAPIXEL, "token": Unit.TOKEN}
IGNORED_KEYS = {"allowed_passthrough_parameters", "provider_slug", "supported_parameters", "supports_streaming"}

_FINEST = Decimal("1e-24")


class _Price(Shape):
    billable: Annotated[str, Field(max_length=40)]
    unit: Annotated[str, Field(max_length=40)]
    cost_usd: Decimal | int
    variant: Annotated[str, Field(max_length=40)] | None = None


class _Row(Shape):
    provider_name: str
    provider_tag: str
    pricing: list[Any]


def address() -> str:
    return f"{settings.OPENROUTER_BASE_URL}/images/models/{{}}/endpoints"


def fetch(transport: httpx.AsyncBaseTransport | None = None) -> list[Reply]:
    """One call for each plain id of a model that puts out images."""
    of_images = askable().filter(variant=Variant.PLAIN, ai_model__output_modalities__contains=["image"])
    ids = of_images.order_by("external_id").values_list("external_id", flat=True)
    return ask_in_turn(list(ids), address(), transport)


def parse(replies: Iterable[Reply]) -> Answer:
    """One list of hosts for each id that was asked about; of a dead call, one without hosts."""
    unknown: Counter[str] = Counter()
    return read_replies(replies, partial(_told, unknown=unknown), "provider_tag", unknown)


def apply(answer: Answer, run: SyncRun) -> Applied:
    return apply_endpoints.apply_image_prices(answer.records, run)


def _told(reply: Reply, unknown: Counter[str]) -> Told:
    rows = reply.answer.get("endpoints") if isinstance(reply.answer, dict) else None
    if not isinstance(rows, list):
        raise BadRecord("the answer has no list of endpoints")
    if reply.answer.get("id") != reply.external_id:
        raise BadRecord("the answer is about another id")
    return rows, partial(_host, unknown=unknown)


def _host(raw: Any, unknown: Counter[str]) -> Host:
    row = records.in_shape(_Row, raw)
    slug, name = provider_of(row.provider_name)
    host = Host(slug, name, tag_of(row.provider_tag), _price_list(row.pricing, unknown))
    unknown.update(key for key in row.model_extra or {} if key not in IGNORED_KEYS)
    return host


def _price_list(pricing: list[Any], unknown: Counter[str]) -> PriceList:
    """A price of 0 makes no line, as in the list: nothing says that images are given away."""
    lines: dict[tuple[Any, ...], PriceLine] = {}
    for raw in pricing:
        price = records.in_shape(_Price, raw)
        if price.billable not in METERS or price.unit not in UNITS:
            unknown[f"{price.billable} by {price.unit}"] += 1
            continue
        line = _line(price)
        if lines.setdefault((line.meter, line.unit, line.detail), line) != line:
            raise BadRecord(f"two prices of {price.billable} that contradict each other")
    paid = [line for line in lines.values() if line.amount]
    return PriceList.of(PriceSheet.State.PUBLISHED if paid else PriceSheet.State.UNPUBLISHED, paid)


def _line(price: _Price) -> PriceLine:
    meter, part = METERS[price.billable]
    unit = UNITS[price.unit]
    most = MOST_PER_TOKEN if unit == Unit.TOKEN else MOST_PER_CALL
    if not 0 <= price.cost_usd <= most:
        raise BadRecord(f"the price of {price.billable} by {unit} is not between $0 and ${most:f}")
    # A JSON number of 17 digits may have more decimal places than any price: that far down it is noise.
    amount = Decimal(price.cost_usd).quantize(_FINEST, ROUND_HALF_UP)
    detail = ", ".join(filter(None, [part, records.plain_text(price.variant or "", 40)]))
    return PriceLine(meter, amount, unit, detail=detail)
