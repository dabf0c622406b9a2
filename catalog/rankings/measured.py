"""Of several measurements of one figure, the one that counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from catalog.models import Measurement


def best_of(rows: Iterable[Measurement]) -> Measurement | None:
    """Of one metric's rows that may be compared, the best; where sources state the same, the one that ranks first."""
    good = sorted(rows, key=lambda row: (-row.source.rank, row.pk), reverse=True)
    if not good:
        return None
    return (max if good[0].metric.higher_is_better else min)(good, key=lambda row: row.value)


def best_by_model(measurements: QuerySet[Measurement]) -> dict[str, Measurement]:
    """The row that counts of each model, by its key; the measurements are all of one metric. One query."""
    grouped: dict[str, list[Measurement]] = defaultdict(list)
    for row in measurements.comparable().select_related("metric", "source"):  # type: ignore[attr-defined]
        grouped[str(row.ai_model_id)].append(row)
    return {key: best for key, rows in grouped.items() if (best := best_of(rows))}
