"""The history of a measured figure: every configuration and source today, and what was measured on each scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby

from catalog import wording
from catalog.changes import Move
from catalog.changes.events import measured_move
from catalog.dossier.figures import Citations
from catalog.dossier.histories.records import (
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
from catalog.dossier.measured import MeasuredFigure, is_comparable, measured_figure
from catalog.freshness import Freshness
from catalog.models import AIModel, Measurement, Metric
from catalog.prose import meaning_of


def history(model: AIModel, metric: Metric, citations: Citations, freshness: Freshness) -> FigureHistory:
    """One query for the measurements, one more where none is in force, and that of the readings."""
    figure = measured_figure(model, metric, citations)
    rows = [*([figure.best] if figure.best else []), *figure.others]
    current = sorted((row for row in rows if row.superseded_at is None), key=lambda row: _place(row, figure.best))
    statements = [_statement(row, figure, citations) for row in current]
    everybody = Measurement.objects.current().filter(metric=metric)
    return FigureHistory(
        kind=Kind.MEASURED,
        slug=figure.slug,
        name=figure.name,
        meaning=f"{meaning_of(figure.slug, metric.unit)} {_direction(metric)}",
        today=_today(figure, statements),
        statements=statements,
        chapters=list(_chapters(newest_first(_steps(rows)), metric)),
        asked=[] if current else asked_for(everybody, freshness),
        note="" if figure.best or not current else "What is stated today is on an earlier scale, and is not ranked.",
    )


def _today(figure: MeasuredFigure, statements: Iterable[Statement]) -> Today:
    best, metric = figure.best, figure.metric
    if best is None:
        return Today(absent=wording.NOT_MEASURED)
    return Today(
        text=wording.measured(best.value, metric.decimals),
        unit=best.unit,
        detail=best.configuration,
        is_disputed=any(one.agrees is False for one in statements),
        citation=figure.citation,
        since=best.measured_at,
    )


def _direction(metric: Metric) -> str:
    return "Higher is better." if metric.higher_is_better else "Lower is better."


def _statement(row: Measurement, figure: MeasuredFigure, citations: Citations) -> Statement:
    scale = "" if is_comparable(row) else "on an earlier scale"
    return Statement(
        citation=citations.cite(row.source, row.confirmed_at),
        text=_in_words(row),
        since=row.measured_at,
        read_at=row.confirmed_at,
        detail=", ".join(filter(None, [row.configuration, scale])),
        is_shown=row is figure.best,
        agrees=_agrees(row, figure.best),
    )


def _agrees(row: Measurement, best: Measurement | None) -> bool | None:
    """Whether another source states the same of the same configuration, to the last digit that is shown.

    One that names no configuration may mean any: it can agree, and not differ.
    """
    if best is None or row is best or not is_comparable(row):
        return None
    decimals = row.metric.decimals
    is_same = wording.measured(row.value, decimals) == wording.measured(best.value, decimals)
    if row.configuration == best.configuration:
        return is_same
    return True if is_same and not row.configuration else None


def _in_words(row: Measurement) -> str:
    """ "1,105 Elo points (1,095 to 1,117)"."""
    decimals = row.metric.decimals
    text = f"{wording.measured(row.value, decimals)} {row.unit}"
    if row.low is None or row.high is None:
        return text
    return f"{text} ({wording.measured(row.low, decimals)} to {wording.measured(row.high, decimals)})"


def _place(row: Measurement, best: Measurement | None) -> tuple[bool, bool, Decimal]:
    """The one shown, then those that may be compared with it, the better first."""
    return row is not best, not is_comparable(row), -row.value if row.metric.higher_is_better else row.value


def _steps(rows: Iterable[Measurement]) -> Iterator[Step]:
    def line(row: Measurement) -> tuple[int, str]:
        return row.source_id, row.configuration

    in_order = sorted(rows, key=lambda row: (line(row), row.measured_at, row.pk))
    for _, one_line in groupby(in_order, key=line):
        spells = [
            Spell(row, row.source, row.measured_at, row.superseded_at, chapter=row.scale_version) for row in one_line
        ]
        yield from steps_of(spells, _moves)


def _moves(before: Measurement | None, after: Measurement | None, absent: str) -> Iterator[Move]:
    if after is None:
        if before:
            yield Move(wording.capitalised(before.configuration), _in_words(before), None, absent=absent)
        return
    is_rescaled = before is not None and before.scale_version != after.scale_version
    move = measured_move(
        wording.capitalised(after.configuration),
        after,
        before.value if before else None,
        is_rescaled=is_rescaled,
        absent=absent,
    )
    if move.before != move.after:
        yield move


def _chapters(steps: list[Step], metric: Metric) -> Iterator[Chapter]:
    """One a scale, the newest first. Scales are named by the day they began; the first that we read has no name."""
    scales = sorted({step.chapter for step in steps}, reverse=True)
    for scale in scales:
        title = _scale_in_words(scale, metric) if len(scales) > 1 or scale != metric.scale_version else ""
        yield Chapter(title, [step for step in steps if step.chapter == scale])


def _scale_in_words(scale: str, metric: Metric) -> str:
    try:
        since = f"since {wording.day(date.fromisoformat(scale))}"
    except ValueError:
        since = "from the first reading on"
    return f"On the scale in force {since}" if scale == metric.scale_version else f"On an earlier scale, {since}"
