"""Scales: the intelligence index and its like are re-based now and then, and figures of two scales do not compare.

A scale is named by the day on which it was first read. Each metric knows the newest; a source that still states the
one before is left out of rankings until it follows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, F, Max, OuterRef

from catalog.models import Measurement, Metric, SyncRun
from catalog.sync.measured import MeasuredRow, Value

RE_BASED = ("intelligence-index", "coding-index", "agentic-index", "math-index")
"""The metrics to watch. An Elo drifts with every vote, and a single benchmark keeps its tasks."""
FEWEST_COMPARED = 20
MOVED_PERCENT = 60
"""A new scale has begun where more than so many of the values compared moved in one direction. Between two re-basings
next to none moves at all."""
FEWEST_AGREEING = 5


def begin(
    rows: Iterable[MeasuredRow], before: Mapping[str, Mapping[str, Value | None]], run: SyncRun
) -> dict[str, str]:
    """The scales that an answer begins, by metric; `before` is what each of its ids stated last time.

    Where another source has begun a newer scale than the run's own, it is that one. Three queries at most.
    """
    metrics = list(Metric.objects.filter(slug__in=_moved_together(rows, before)))
    if not metrics:
        return {}
    own = in_use([run.source_id])
    today = f"{run.observed_at:%Y-%m-%d}"
    for metric in metrics:
        is_behind = own.get((run.source_id, metric.pk), metric.scale_version) < metric.scale_version
        if not is_behind:
            metric.scale_version = max(today, metric.scale_version)
    Metric.objects.bulk_update(metrics, ["scale_version"])
    return {metric.slug: metric.scale_version for metric in metrics}


def in_use(source_ids: Iterable[int]) -> dict[tuple[int, int], str]:
    """The scale on which each source measures today, by source and metric."""
    current = Measurement.objects.current().filter(source__in=source_ids).order_by()
    scales = current.values_list("source_id", "metric_id").annotate(Max("scale_version"))
    return {(source_id, metric_id): scale for source_id, metric_id, scale in scales}


def left_behind(begun: Iterable[str]) -> set[int]:
    """The models with figures on a scale that has just ended: by metric, those of other sources, and of rows gone."""
    behind = Measurement.objects.current().filter(metric__slug__in=begun, scale_version__lt=F("metric__scale_version"))
    return set(behind.values_list("ai_model_id", flat=True))


def catch_up() -> set[int]:
    """Sources that were read after a re-basing, but before another source showed us that it had happened.

    Most of what such a source states of the other's models is what the other states on the new scale: then it is on
    that scale too, and only its label was old. Returns the models concerned. Two queries.
    """
    others = Measurement.objects.comparable().exclude(source=OuterRef("source"))
    others = others.filter(ai_model=OuterRef("ai_model"), metric=OuterRef("metric"))
    behind = Measurement.objects.current().filter(
        metric__slug__in=RE_BASED, scale_version__lt=F("metric__scale_version")
    )
    annotated: Iterable[Any] = behind.select_related("metric").annotate(
        compared=Exists(others), agrees=Exists(others.filter(value=OuterRef("value")))
    )
    groups: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in annotated:
        groups[row.source_id, row.metric_id].append(row)
    caught_up = [row for group in groups.values() if _agrees(group) for row in _of_last_visit(group)]
    for row in caught_up:
        row.scale_version = row.metric.scale_version
    Measurement.objects.bulk_update(caught_up, ["scale_version"])
    return {row.ai_model_id for row in caught_up}


def _moved_together(rows: Iterable[MeasuredRow], before: Mapping[str, Mapping[str, Value | None]]) -> set[str]:
    compared: Counter[str] = Counter()
    up: Counter[str] = Counter()
    down: Counter[str] = Counter()
    for row in rows:
        stated = before.get(row.external_id, {})
        for slug in RE_BASED:
            old, new = stated.get(slug), row.figures.get(slug)
            if old and new:
                compared[slug] += 1
                up[slug] += new.value > old.value
                down[slug] += new.value < old.value
    enough = {slug for slug in RE_BASED if compared[slug] >= FEWEST_COMPARED}
    return {slug for slug in enough if max(up[slug], down[slug]) * 100 > compared[slug] * MOVED_PERCENT}


def _agrees(group: Iterable[Any]) -> bool:
    compared = [row for row in group if row.compared]
    agreeing = sum(row.agrees for row in compared)
    return agreeing >= FEWEST_AGREEING and agreeing * 2 > len(compared)


def _of_last_visit(group: list[Any]) -> list[Any]:
    last = max(row.confirmed_at for row in group)
    return [row for row in group if row.confirmed_at == last]
