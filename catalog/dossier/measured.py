"""What was measured of a model: by metric, the value that counts, then other configurations, sources and scales."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from catalog.dossier.figures import Citation, Citations
from catalog.models import AIModel, Measurement, Metric
from catalog.rankings.measured import best_of

FIRST = ("intelligence-index", "coding-index", "agentic-index", "output-speed", "time-to-first-token", "image-elo")
"""What most readers look for, in this order; all else follows by name."""


@dataclass(frozen=True)
class MeasuredFigure:
    """One metric of one model. `best` is the value that lists and rankings take, None where only older ones stand."""

    metric: Metric
    best: Measurement | None
    citation: Citation | None
    others: list[Measurement]

    @property
    def anchor(self) -> str:
        return f"measured-{self.metric.slug}"


def measured_figures(model: AIModel, citations: Citations) -> list[MeasuredFigure]:
    """One query, whatever the number of measurements."""
    rows = model.measurements.select_related("metric__source", "source").order_by("metric", "-measured_at", "pk")
    groups = (list(group) for _, group in groupby(rows, key=lambda row: row.metric_id))
    return sorted((_figure(group, citations) for group in groups), key=_place)


def is_comparable(row: Measurement) -> bool:
    """In force, and on its metric's newest scale: what MeasurementQuerySet.comparable() says, of a row in hand."""
    return row.superseded_at is None and row.scale_version == row.metric.scale_version


def _figure(rows: list[Measurement], citations: Citations) -> MeasuredFigure:
    best = best_of(row for row in rows if is_comparable(row))
    citation = citations.cite(best.source, best.confirmed_at) if best else None
    others = sorted((row for row in rows if row is not best), key=lambda row: row.superseded_at is not None)
    return MeasuredFigure(rows[0].metric, best, citation, others)


def _place(figure: MeasuredFigure) -> tuple[int, str]:
    slug = figure.metric.slug
    return FIRST.index(slug) if slug in FIRST else len(FIRST), figure.metric.name
