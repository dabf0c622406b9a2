"""The history of a price: what the list asks for one meter, what others ask, and what the list ever asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import groupby

from catalog import wording
from catalog.changes import Move
from catalog.changes.prices import hosts_that_moved, is_host, moves_between
from catalog.dossier.figures import Citations
from catalog.dossier.histories.records import (
    Asking,
    Chapter,
    FigureHistory,
    Kind,
    Spell,
    Statement,
    Step,
    Today,
    asked_for,
    newest_first,
    steps_of,
)
from catalog.dossier.prices import OfferedPrice, Prices
from catalog.freshness import Freshness
from catalog.models import AIModel, PriceRow, PriceSheet, PriceState, Variant
from catalog.models.offers import METERS
from catalog.pricing import Meter, Unit
from catalog.prose import meaning_of

MAIN = (Meter.INPUT, Meter.OUTPUT)
"""The meters of which a model's price state speaks."""
UNPRICED = (PriceSheet.State.FREE, PriceSheet.State.VARIES)
"""What a sheet as a whole may say in the place of prices."""


def history(model: AIModel, meter: Meter, citations: Citations, freshness: Freshness) -> FigureHistory:
    """Three queries for offers, sheets and rows, one more where nobody states it, and that of the readings."""
    prices = Prices.of(model, citations)
    figure = prices.figures[meter]
    steps = newest_first(_steps(prices, meter))
    statements = [_statement(row, prices, citations) for row in _rows(prices.headline, meter)]
    others = [Asking(one, one.rows_of(meter)) for one in prices.offers if one is not prices.headline]
    stated = PriceSheet.objects.current().filter(rows__meter=meter)
    return FigureHistory(
        kind=Kind.PRICE,
        slug=figure.slug,
        name=figure.name,
        meaning=meaning_of(figure.slug),
        today=_today(model, prices, meter),
        statements=statements,
        chapters=[Chapter("", steps)] if steps else [],
        asked=[] if statements else asked_for(stated, freshness),
        sellers=sorted((one for one in others if one.rows), key=_place),
        silent=[one.offered for one in others if not one.rows],
    )


def _rows(offered: OfferedPrice | None, meter: Meter) -> list[PriceRow]:
    return offered.rows_of(meter) if offered else []


def _today(model: AIModel, prices: Prices, meter: Meter) -> Today:
    headline = prices.headline
    row = headline.plain.get(meter) if headline else None
    stated = wording.WITHOUT_AMOUNT.get(model.price_state, "") if meter in MAIN else ""
    if model.price_state == PriceState.FREE and stated:
        since = prices.held_since(row) if row else None
        return Today(stated, citation=headline.citation if headline else None, since=since)
    if row is None:
        return Today(absent=stated or wording.NOT_PUBLISHED)
    return Today(
        text=wording.unit_price(row.amount, Unit(row.unit)),
        unit=f"per {wording.priced_unit(Unit(row.unit))}",
        citation=headline.citation if headline else None,
        since=prices.held_since(row),
    )


def _statement(row: PriceRow, prices: Prices, citations: Citations) -> Statement:
    sheet = row.sheet
    return Statement(
        citation=citations.cite(sheet.source, sheet.confirmed_at),
        text=row.text,
        since=prices.held_since(row),
        read_at=sheet.confirmed_at,
        detail=row.as_rate().condition,
        is_shown=row.is_plain,
    )


def _place(asking: Asking) -> tuple[bool, bool, Decimal]:
    """The plain variant before others, in each the cheapest first, and those last whose price is never plain."""
    plain = asking.plain
    return asking.offered.offer.variant != Variant.PLAIN, plain is None, plain.amount if plain else Decimal(0)


def _steps(prices: Prices, meter: Meter) -> Iterator[Step]:
    ended_at = prices.listed.offer.ended_at if prices.listed else None
    hosts = [one.offer for one in (*prices.offers, *prices.ended) if is_host(one.offer)]
    in_order = sorted(prices.sheets, key=lambda sheet: (sheet.source_id, sheet.valid_from))
    for _, sheets in groupby(in_order, key=lambda sheet: sheet.source_id):
        spells = [Spell(one, one.source, one.valid_from, one.valid_until or ended_at) for one in sheets]
        yield from steps_of(spells, partial(_moves, meter), partial(hosts_that_moved, hosts))


def _moves(meter: Meter, before: PriceSheet | None, after: PriceSheet | None, absent: str) -> Iterator[Move]:
    """The lines of one meter that differ; where a sheet as a whole is free or varies, that."""
    sheets = (before, after)
    if before and after:
        absent = wording.NOT_PUBLISHED
    if meter in MAIN and any(sheet and sheet.state in UNPRICED for sheet in sheets):
        old, new = (_in_words(sheet, meter) for sheet in sheets)
        if old != new:
            yield Move("", old, new, absent=absent)
        return
    lines = ([row.as_rate() for row in sheet.rows.all() if row.meter == meter] if sheet else [] for sheet in sheets)
    for move in moves_between(*lines):
        condition = move.label.removeprefix(dict(METERS)[meter]).removeprefix(", ")
        yield replace(move, label=wording.capitalised(condition), absent=absent)


def _in_words(sheet: PriceSheet | None, meter: Meter) -> str | None:
    """What a sheet says of a meter without any condition; None where it says nothing."""
    if sheet is None:
        return None
    if sheet.state in UNPRICED:
        return wording.WITHOUT_AMOUNT[sheet.state]
    plain = (row for row in sheet.rows.all() if row.meter == meter and row.is_plain)
    return next((wording.unit_price(row.amount, Unit(row.unit)) for row in plain), None)
