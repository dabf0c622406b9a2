"""The calculator's answer as JSON and as CSV: the same names and messages as on the page, amounts as exact decimals.

What is measured is left out where its terms keep it to our pages, and named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from catalog.calculator.answers import Calculation
from catalog.calculator.classes import Other, in_full
from catalog.calculator.entries import Entry
from catalog.calculator.moments import instant
from catalog.calculator.ways import Ways
from catalog.models import AIModel
from catalog.pricing import Line, Priced

HEADER = (
    "model", "name", "line", "quantity", "unit", "unit_price", "condition", "note", "amount", "source", "since",
)  # fmt: skip
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that a spreadsheet would take for a formula."""

Document = dict[str, Any]


def exactly(number: Decimal | int | None) -> str | None:
    """A number in full, without idle zeros and never in powers of ten; None for what is not known."""
    if number is None:
        return None
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_json(found: Calculation) -> Document:
    """The answer, or what is wrong: `errors`, each with the field and the message of the page."""
    if found.problems:
        return {"errors": [{"field": one.name, "message": one.message} for one in found.problems]}
    document: Document = {
        "address": _absolute(Ways(found).here),
        "permanent": _absolute(Ways(found).permanent),
        "as_of": instant(found.as_of),
        "currency": "USD",
        "usage": _usage(found),
    }
    if found.model_class:
        document |= _of_class(found)
    else:
        document |= _of_models(found)
    return document | {"omitted": _omitted(found)}


def _usage(found: Calculation) -> Document:
    """Every number by the name that it has in addresses; one that is left out is 0."""
    usage = found.usage
    said = {name: text for name, text in found.form.said(in_full=True).items() if name not in ("at", "since", "batch")}
    counts = {"calls": "1"} | said if usage and usage.calls == 1 else said
    batch = bool(usage and usage.batch)
    return {**_counts(counts), "batch": batch, "hour": found.hour, "detail": sorted(found.form.details)}


def _counts(said: dict[str, str]) -> Document:
    """Counts as numbers, which they are; a size as it is written."""
    return {name: int(text) if text.isdigit() else text for name, text in said.items() if name != "hour"}


def _of_models(found: Calculation) -> Document:
    return {
        "models": [_model(one) | _measured(found, one.model) for one in found.entries],
        "alternatives": [_other(one) | _measured(found, one.model) for one in found.alternatives],
        "break_even": [{"with": other.model.catalog_id, "text": sentences} for other, sentences in found.break_evens],
    }


def _of_class(found: Calculation) -> Document:
    bills = found.bills
    priced: Sequence[Priced[int]] = bills.priced if bills else ()
    return {
        "class": found.model_class.slug if found.model_class else "",
        "too_small": bills.too_small if bills else 0,
        "models": [
            {**_other(one), "missing": list(one.priced.receipt.missing), **_measured(found, one.model)}
            for one in in_full(priced)
        ],
    }


def _model(entry: Entry) -> Document:
    """One model with its bill; `difference` is there where it is compared with another moment."""
    document = {
        "id": entry.model.catalog_id,
        "name": entry.model.name,
        "class": entry.model.model_class.slug,
        "page": _absolute(entry.model.get_absolute_url()),
        "seller": entry.bill.seller or "list",
        "lines": [{**_line(one.line), "share": exactly(one.share)} for one in entry.lines],
        "total": exactly(entry.receipt.total),
        "per_call": exactly(entry.receipt.per_call),
        "missing": entry.missing,
        "remarks": [{"kind": one.kind, "title": one.title, "text": one.text} for one in entry.remarks],
        "growth": [
            {"factor": one.factor, "more_calls": exactly(one.more_calls), "longer_calls": exactly(one.longer_calls)}
            for one in entry.growth
        ],
    }
    return document | _difference(entry) if entry.before else document


def _difference(entry: Entry) -> Document:
    before = entry.before.receipt.total if entry.before else None
    lines = [
        {
            "line": one.change.meter.value,
            "before": exactly(one.before),
            "after": exactly(one.after),
            "why": one.why,
        }
        for one in entry.changes
    ]
    return {"difference": {"before": exactly(before), "after": exactly(entry.receipt.total), "lines": lines}}


def _line(line: Line) -> Document:
    """A line of the receipt. The unit price is for one unit: one token, one image."""
    return {
        "line": line.meter.value,
        "quantity": exactly(line.quantity),
        "unit": line.unit.value,
        "unit_price": exactly(line.unit_price),
        "condition": line.condition,
        "note": line.note,
        "amount": exactly(line.amount),
        "source": line.source,
        "since": _day(line.since),
    }


def _other(other: Other) -> Document:
    return {
        "id": other.model.catalog_id,
        "name": other.model.name,
        "total": exactly(other.total),
        "per_call": exactly(other.per_call),
    }


def _measured(found: Calculation, model: AIModel) -> Document:
    """Its intelligence, where the terms let it be passed on; None where nobody measured it."""
    metric = found.intelligence
    return {"intelligence": exactly(model.intelligence_index)} if metric and metric.redistributable else {}


def _omitted(found: Calculation) -> list[str]:
    """What the page shows beside the bills and its terms keep there."""
    metric = found.intelligence
    if metric is None or metric.redistributable:
        return []
    return [f"{metric.name} by {metric.source.name}: its terms keep it to our pages"]


def as_rows(found: Calculation) -> Iterator[Sequence[str]]:
    """The same as lines of a table, the first its header; of what is wrong, a field and a message each."""
    if found.problems:
        yield ("field", "message")
        yield from ((guarded(one.name), guarded(one.message)) for one in found.problems)
        return
    yield HEADER
    if found.model_class and found.bills:
        for one in in_full(found.bills.priced):
            yield from _totals(
                one.model.catalog_id, one.model.name, one.total, one.per_call, one.priced.receipt.missing
            )
    for entry in found.entries:
        for line in entry.receipt.lines:
            said = _line(line)
            yield tuple(
                guarded(text or "") for text in (entry.model.catalog_id, entry.model.name, *map(said.get, HEADER[2:]))
            )
        yield from _totals(
            entry.model.catalog_id, entry.model.name, entry.receipt.total, entry.receipt.per_call, entry.missing
        )


def _totals(
    id: str, name: str, total: Decimal | None, per_call: Decimal | None, missing: Sequence[str]
) -> Iterator[Sequence[str]]:
    """The last lines of a bill: a month and a call; an amount that is not known is empty, with the reason."""
    reason = "; ".join(missing)
    for line, amount in (("month", total), ("call", per_call)):
        cells = {"model": id, "name": name, "line": line, "note": reason, "amount": exactly(amount) or ""}
        yield tuple(guarded(cells.get(column, "")) for column in HEADER)


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _absolute(address: str) -> str:
    return settings.SITE_URL + address


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""
