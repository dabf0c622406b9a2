"""Of several measurements of one figure, the one that counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple, TypeVar

from catalog.models import Measurement, Metric

AnyRow = TypeVar("AnyRow")
Merit = tuple[Decimal, int, int]
"""A value, the rank of the source that states it, and the primary key of the row."""


class Measured(NamedTuple):
    """What pages say of a value beside it; `source_rank` and `pk` decide between equal ones."""

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    configuration: str
    source_rank: int
    pk: int


def best_of(rows: Iterable[Measurement]) -> Measurement | None:
    """Of one metric's rows that may be compared, the best; where sources state the same, the one that ranks first."""
    found = list(rows)
    if not found:
        return None
    return _best(found, lambda row: (row.value, row.source.rank, row.pk), found[0].metric)


def best_by_model(metric: Metric, keys: Iterable[str]) -> dict[str, Measured]:
    """The values that count, by key, of those of these models that were measured. One query."""
    rows = Measurement.objects.comparable().filter(metric=metric, ai_model__in=list(keys)).order_by()
    grouped: dict[str, list[Measured]] = defaultdict(list)
    columns = ("ai_model_id", "value", "low", "high", "configuration", "source__rank", "pk")
    for model_id, *said in rows.values_list(*columns):
        grouped[str(model_id)].append(Measured(*said))
    return {
        key: _best(found, lambda row: (row.value, row.source_rank, row.pk), metric) for key, found in grouped.items()
    }


def _best(rows: Iterable[AnyRow], merit: Callable[[AnyRow], Merit], metric: Metric) -> AnyRow:
    def order(row: AnyRow) -> Merit:
        value, rank, pk = merit(row)
        return value if metric.higher_is_better else -value, -rank, pk

    return max(rows, key=order)
