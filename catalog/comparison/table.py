"""The table of a comparison, group by group: limits, abilities, prices, measurements, and what people say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from catalog.better import Reading
from catalog.comparison.columns import Column, Columns
from catalog.comparison.rows import Cell, Group, Row, Scale, row
from catalog.dossier.figures import Citation
from catalog.dossier.measured import FIRST
from catalog.dossier.prices import SHOWN_METERS, PriceFigure
from catalog.models import Fact, Metric, PriceRow, PriceState
from catalog.models.claims import CAPABILITIES
from catalog.pricing import Meter, Unit
from catalog.wording import priced_unit, rating

HEADLINE = (Meter.INPUT, Meter.OUTPUT)
SOUGHT = {"text": ("intelligence-index", "output-speed"), "image": ("intelligence-index", "image-elo")}
"""By class, the metrics that readers look for: where nobody measured them, that is said."""


def groups(columns: Columns) -> list[Group]:
    """Every group that has a row; that no measurement is known is said in one of its own."""
    indices = [metric for metric in columns.metrics if metric.slug in FIRST]
    benchmarks = [metric for metric in columns.metrics if metric.slug not in FIRST]
    found = [
        Group("limits", "Limits", list(_limits(columns.columns))),
        Group("abilities", "Abilities", list(_abilities(columns.columns))),
        Group("prices", "Prices", list(_prices(columns.columns))),
        Group("measured", "Measured", list(_measured(columns.columns, indices))),
        Group("benchmarks", "Single benchmarks", list(_measured(columns.columns, benchmarks))),
        Group("said", "What people say", list(_said(columns.columns))),
    ]
    return [group for group in found if group.rows or group.slug == "measured"]


# --- facts ---------------------------------------------------------------------------------------------------------


def _limits(columns: list[Column]) -> Iterator[Row]:
    for fact, word in ((Fact.CONTEXT_WINDOW, "widest"), (Fact.MAX_OUTPUT_TOKENS, "longest")):
        yield row(str(fact.label), "tokens", _facts(columns, fact), Scale(word, _as_number, higher_is_better=True))
    yield row(Fact.RELEASE_DATE.label, "day", _facts(columns, Fact.RELEASE_DATE))
    yield row(Fact.LISTED_ON.label, "day", _facts(columns, Fact.LISTED_ON))
    latest = Scale("latest", _as_day, higher_is_better=True)
    yield row(Fact.KNOWLEDGE_CUTOFF.label, "day", _facts(columns, Fact.KNOWLEDGE_CUTOFF), latest)
    yield row("Lifecycle", "life", [_life(column) for column in columns], alike=lambda cell: (cell.value, cell.extra))


def _abilities(columns: list[Column]) -> Iterator[Row]:
    for fact in (Fact.INPUT_MODALITIES, Fact.OUTPUT_MODALITIES):
        yield row(str(fact.label), "kinds", _facts(columns, fact), alike=lambda cell: frozenset(cell.value))
    for fact in (Fact.REASONING, Fact.TOOL_CALLING, Fact.STRUCTURED_OUTPUT, Fact.OPEN_WEIGHTS):
        yield row(str(fact.label), "ability", _facts(columns, fact))


def _facts(columns: list[Column], fact: Fact) -> list[Cell]:
    return [_fact(column, fact) for column in columns]


def _fact(column: Column, fact: Fact) -> Cell:
    figure = column.figures.by_fact[fact]
    is_disputed = figure.is_disputed and fact not in CAPABILITIES
    return Cell(column.model, column.name, getattr(column.model, fact), figure, is_disputed)


def _life(column: Column) -> Cell:
    """With the day of what brought it there, or of the end that is announced."""
    coming = [event for event in column.events if event.state == "retired"]
    event = column.event or next(iter(coming), None)
    return Cell(column.model, column.name, column.model.lifecycle, extra=event)


def _as_number(cell: Cell) -> Reading | None:
    return None if cell.value is None else Reading(Decimal(cell.value))


def _as_day(cell: Cell) -> Reading | None:
    return Reading(Decimal(cell.value.toordinal())) if isinstance(cell.value, date) else None


# --- prices --------------------------------------------------------------------------------------------------------

Priced = tuple[PriceRow, Citation | None]
Sold = tuple[Meter, Unit]


def _prices(columns: list[Column]) -> Iterator[Row]:
    """Input and output first, whatever is known of them; then every other meter that one of the models has."""
    stated = [_stated(column) for column in columns]
    sold = {what for prices in stated for what in prices} | {(meter, Unit.TOKEN) for meter in HEADLINE}
    for meter, unit in sorted(sold, key=_order):
        cells = [
            _price(column, prices.get((meter, unit), []), meter) for column, prices in zip(columns, stated, strict=True)
        ]
        if meter in HEADLINE and unit == Unit.TOKEN:
            lowest = Scale("lowest", _as_headline, higher_is_better=False)
            yield row(meter.label, "headline", cells, lowest, _as_stated, meter=meter)
        else:
            lowest = Scale("lowest", _as_price, higher_is_better=False)
            note = "" if unit == Unit.TOKEN else f"per {priced_unit(unit)}"
            yield row(meter.label, "price", cells, lowest, _as_priced, note=note)


def _stated(column: Column) -> dict[Sold, list[Priced]]:
    """The lines of a model's price by meter and unit, those without a condition first."""
    offered = column.offered
    if offered is None:
        return {}
    lines = [(line, offered.citation) for line in offered.rows if line.meter != Meter.IMAGE_OUTPUT or not line.is_plain]
    of_images = offered.images.rows.all() if offered.images else []
    lines += offered.images_out
    lines += [(line, offered.images_citation) for line in of_images if line.meter not in SHOWN_METERS]
    found: dict[Sold, list[Priced]] = {}
    for line, citation in sorted(lines, key=lambda pair: not pair[0].is_plain):
        found.setdefault((Meter(line.meter), Unit(line.unit)), []).append((line, citation))
    return found


def _price(column: Column, stated: list[Priced], meter: Meter) -> Cell:
    """With the price outside any condition as its value, and those under conditions beside it."""
    plain = next((line for line, _ in stated if line.is_plain), None)
    listed = column.offered.citation if column.offered else None
    figure = PriceFigure(meter, next((citation for _, citation in stated), listed))
    return Cell(column.model, column.name, plain, figure, extra=[line for line, _ in stated if line is not plain])


def _as_price(cell: Cell) -> Reading | None:
    return Reading(cell.value.amount) if cell.value else None


def _as_headline(cell: Cell) -> Reading | None:
    """A list offer that is free asks nothing for input and output, whether its lines say so or not."""
    return Reading(Decimal(0)) if cell.model.price_state == PriceState.FREE else _as_price(cell)


def _as_stated(cell: Cell) -> object:
    return cell.model.price_state, _as_priced(cell)


def _as_priced(cell: Cell) -> object:
    lines = tuple((line.amount, line.as_rate().condition) for line in cell.extra)
    return cell.value.amount if cell.value else None, lines


def _order(sold: Sold) -> tuple[int, int]:
    return list(Meter).index(sold[0]), list(Unit).index(sold[1])


# --- measurements --------------------------------------------------------------------------------------------------


def _measured(columns: list[Column], metrics: list[Metric]) -> Iterator[Row]:
    sought = {slug for column in columns for slug in SOUGHT.get(column.model.model_class.slug, ())}
    for metric in metrics:
        cells = [_value(column, metric) for column in columns]
        if metric.slug in sought or any(cell.value for cell in cells):
            scale = Scale("highest" if metric.higher_is_better else "lowest", _as_value, metric.higher_is_better)
            yield row(metric.name, "measured", cells, scale, _as_measured, note=metric.unit, decimals=metric.decimals)


def _value(column: Column, metric: Metric) -> Cell:
    figure = column.measured[metric.slug]
    return Cell(column.model, column.name, figure.best, figure)


def _as_value(cell: Cell) -> Reading | None:
    return Reading(cell.value.value, cell.value.low, cell.value.high) if cell.value else None


def _as_measured(cell: Cell) -> object:
    return (cell.value.value, cell.value.configuration) if cell.value else None


# --- what people say -----------------------------------------------------------------------------------------------


def _said(columns: list[Column]) -> Iterator[Row]:
    ratings = [Cell(column.model, column.name, column.model.rating) for column in columns]
    highest = Scale("highest", _as_rating, higher_is_better=True)
    yield row("Rating", "rating", ratings, highest, lambda cell: (cell.value, cell.model.review_count))
    cells = [Cell(column.model, column.name, column.verdict) for column in columns]
    yield row("Verdict", "verdict", cells, alike=lambda cell: tuple(map(str, cell.value.body)))


def _as_rating(cell: Cell) -> Reading | None:
    """As it is shown: of two that read alike none is the better."""
    return None if cell.value is None else Reading(Decimal(rating(cell.value)))
