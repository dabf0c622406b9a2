"""What was measured of a model: by metric, the value that counts, then other configurations, sources and scales."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

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
    def slug(self) -> str:
        """As in the address of its page: intelligence-index."""
        return self.metric.slug

    @property
    def name(self) -> str:
        return self.metric.name


def measured_figures(model: AIModel, citations: Citations) -> list[MeasuredFigure]:
    """One query, whatever the number of measurements."""
    groups = (list(group) for _, group in groupby(_measurements(model), key=lambda row: row.metric_id))
    return sorted((_figure(group[0].metric, group, citations) for group in groups), key=_place)


def measured_figure(model: AIModel, metric: Metric, citations: Citations) -> MeasuredFigure:
    """One of them alone, by one query; without any value where it was never measured."""
    return _figure(metric, list(_measurements(model).filter(metric=metric)), citations)


def is_comparable(row: Measurement) -> bool:
    """In force, and on its metric's newest scale: what MeasurementQuerySet.comparable() says, of a row in hand."""
    return row.superseded_at is None and row.scale_version == row.metric.scale_version


def _measurements(model: AIModel) -> QuerySet[Measurement]:
    return model.measurements.select_related("metric__source", "source").order_by("metric", "-measured_at", "pk")


def _figure(metric: Metric, rows: list[Measurement], citations: Citations) -> MeasuredFigure:
    best = best_of(row for row in rows if is_comparable(row))
    citation = citations.cite(best.source, best.confirmed_at) if best else None
    others = sorted((row for row in rows if row is not best), key=lambda row: row.superseded_at is not None)
    return MeasuredFigure(metric, best, citation, others)


def _place(figure: MeasuredFigure) -> tuple[int, str]:
    slug = figure.metric.slug
    return FIRST.index(slug) if slug in FIRST else len(FIRST), figure.metric.name
