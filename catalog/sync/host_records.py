"""Who hosts a model and on what terms, as frozen records: what OpenRouter says of each of its endpoints."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from catalog.sync import records
from catalog.sync.records import BadRecord, PriceList, Refused

LONGEST_TAG = 60
AGGREGATOR = "openrouter"
"""The seller of the list itself; a host of that name would pass for it."""


@dataclass(frozen=True, slots=True)
class Host:
    """One host's sale of one id. Prices of None are no statement, as in a Listing.

    Uptime is percent, latency milliseconds, throughput tokens a second. What nobody published or measured is None, ""
    for the quantization.
    """

    provider_slug: str
    provider_name: str
    tag: str
    prices: PriceList | None
    context_window: int | None = None
    max_prompt_tokens: int | None = None
    max_output_tokens: int | None = None
    quantization: str = ""
    uptime: Decimal | None = None
    latency_ms: Decimal | None = None
    throughput: Decimal | None = None


@dataclass(frozen=True, slots=True)
class HostList:
    """The hosts of one id that we asked about.

    `tags` are those of all its hosts, the ones set aside included; None where they are not known in full, because the
    call failed or a record names none: then a host that is missing cannot be told from one that we could not read.
    """

    external_id: str
    hosts: tuple[Host, ...] = ()
    tags: frozenset[str] | None = None
    is_answered: bool = False


def host_list(
    external_id: str, rows: Sequence[Any], tag_key: str, read: Callable[[Any], Host]
) -> tuple[HostList, list[Refused]]:
    """The rows as hosts, and those set aside. Of two rows with one tag that differ, neither is believed."""
    tags = [row.get(tag_key) if isinstance(row, dict) else None for row in rows]
    by_tag: dict[str, list[tuple[Host, Any]]] = {}
    refused: list[Refused] = []
    for raw in rows:
        try:
            host = read(raw)
            by_tag.setdefault(host.tag, []).append((host, raw))
        except BadRecord as bad:
            refused.append(Refused.record(external_id, str(bad), raw))
    hosts = []
    for tag, group in by_tag.items():
        if all(host == group[0][0] for host, _ in group):
            hosts.append(group[0][0])
        else:
            reason = f"the host “{tag}” comes twice, and differs"
            refused += [Refused.record(external_id, reason, raw) for _, raw in group]
    return HostList(external_id, tuple(hosts), _all_named(tags), is_answered=True), refused


def _all_named(tags: Iterable[Any]) -> frozenset[str] | None:
    named = list(tags)
    return frozenset(named) if all(isinstance(tag, str) and tag for tag in named) else None


def provider_of(name: str) -> tuple[str, str]:
    """A host's slug and name: "Z.AI" is z-ai. Raises BadRecord for what is no name, or the aggregator's own."""
    shown = records.plain_text(name)
    slug = slugify(shown.replace(".", "-"))[:80]
    if not slug:
        raise BadRecord("the host has no name")
    if slug == AGGREGATOR:
        raise BadRecord("the host goes by the name of the list itself")
    return slug, shown


def tag_of(value: str) -> str:
    tag = records.plain_text(value, LONGEST_TAG)
    if not tag:
        raise BadRecord("the host has no tag")
    return tag
