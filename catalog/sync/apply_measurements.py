"""What sources measured: kept with each id, carried onto its model once the link is approved, one row a change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from catalog import facts
from catalog.facts import LIST_SELLER
from catalog.models import Alias, Measurement, Metric, SyncRun
from catalog.sync import scales
from catalog.sync.apply import Applied
from catalog.sync.linking import link
from catalog.sync.measured import MeasuredRow, Value
from catalog.sync.records import Refused

Key = tuple[int, int, int, str]
"""Source, model, metric and configuration: what has one value at a time."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """One value as a source last stated it, on the scale of that time; None was not measured."""

    value: Value | None
    scale: str
    seen_at: datetime
    measured_at: datetime

    def is_said_by(self, row: Measurement) -> bool:
        value = Value(row.value, row.low, row.high)
        return value == self.value and row.scale_version == self.scale


def apply_measurements(rows: Sequence[MeasuredRow], run: SyncRun) -> Applied:
    """The rows of a source that measures. Within the transaction of a run; the number of queries does not depend on
    the number of rows.

    All rows are kept, as aliases with what they state; only approved ones write measurements.
    """
    stored = Alias.objects.filter(source=run.source, external_id__in=[row.external_id for row in rows])
    # Locked: an editor who approves one meanwhile waits, so that nothing is written twice.
    aliases = {alias.external_id: alias for alias in stored.order_by("pk").select_for_update()}
    fresh = [row for row in rows if not _is_outdated(aliases.get(row.external_id), run)]
    before = {external_id: _stated(alias) for external_id, alias in aliases.items()}
    fallen = {row.external_id: row for row in fresh if _falls_to_nothing(row, before.get(row.external_id, {}))}
    believed = [row for row in fresh if row.external_id not in fallen]
    begun = scales.begin(believed, before, run)
    seen = _remember(believed, aliases, run)
    approved = {alias.pk: alias for alias in (*seen, *link()) if alias.status == Alias.Status.APPROVED}
    moved, rivals = _carry(approved.values(), begun, run)
    refused = rivals + [Refused.record(one, "a result fell to 0", row.stated()) for one, row in fallen.items()]
    moved |= scales.catch_up() | (scales.left_behind(begun) if begun else set())
    changed = facts.resolve(moved | facts.overdue(), touched=moved)
    models = {alias.ai_model_id for alias in approved.values() if alias.ai_model_id}
    return Applied(changed, refused=refused, unchanged=len(models - changed))


def follow(aliases: Iterable[Alias]) -> set[int]:
    """Writes what the sources last stated of ids that were just approved. Returns the models whose pages changed."""
    approved = [alias for alias in aliases if alias.status == Alias.Status.APPROVED]
    # With all others of the same models, of which one may hold the place already.
    together = Alias.objects.filter(
        status=Alias.Status.APPROVED,
        source__in={alias.source_id for alias in approved},
        ai_model__in={alias.ai_model_id for alias in approved},
    )
    moved, _ = _carry(together, {}, None)
    return facts.resolve(moved, touched=moved) if moved else set()


def unlink(aliases: Iterable[Alias]) -> set[int]:
    """Ends the measurements that came over links that hold no more. Returns the models whose pages changed."""
    links = [alias for alias in aliases if alias.ai_model_id is not None]
    if not links:
        return set()
    over = Q()
    for alias in links:
        over |= Q(source=alias.source_id, ai_model=alias.ai_model_id, configuration=alias.configuration)
    ended = Measurement.objects.current().filter(over)
    moved = set(ended.values_list("ai_model_id", flat=True))
    ended.update(superseded_at=timezone.now())
    return facts.resolve(moved, touched=moved) if moved else set()


def _is_outdated(alias: Alias | None, run: SyncRun) -> bool:
    return alias is not None and alias.seen_at is not None and alias.seen_at > run.observed_at


def _falls_to_nothing(row: MeasuredRow, before: Mapping[str, Value | None]) -> bool:
    """Whether a result that was above 0 becomes 0: that is a fault more often than news, and spoils the whole row."""
    return any(
        value is not None and value.value == 0 and (old := before.get(slug)) is not None and old.value > 0
        for slug, value in row.figures.items()
    )


# --- what was stated -------------------------------------------------------------------------------------------------


def _remember(rows: Sequence[MeasuredRow], aliases: Mapping[str, Alias], run: SyncRun) -> list[Alias]:
    """The aliases of these rows, as they now stand. Those that differ are written in one statement."""
    known = _models_known_as(rows)
    made: list[Alias] = []
    altered: list[Alias] = []
    seen: list[Alias] = []
    for row in rows:
        alias = aliases.get(row.external_id)
        if alias is None and row.known_as is not None and row.known_as not in known:
            continue  # Of a model that nobody sells to us.
        before = _kept(alias) if alias else None
        alias = alias or _new_alias(row, known.get(row.known_as or ""), run)
        _note(alias, row)
        if alias.pk is None:
            made.append(alias)
        elif _kept(alias) != before:
            altered.append(alias)
        alias.seen_at = run.observed_at
        seen.append(alias)
    Alias.objects.bulk_create(made)
    Alias.objects.bulk_create(
        altered,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "configuration", "evidence"],
        batch_size=500,
    )
    Alias.objects.filter(pk__in=[alias.pk for alias in seen]).update(seen_at=run.observed_at)
    return seen


def _models_known_as(rows: Iterable[MeasuredRow]) -> dict[str, int]:
    ids = {row.known_as for row in rows if row.known_as}
    known = Alias.objects.filter(
        source__slug=LIST_SELLER, external_id__in=ids, status=Alias.Status.APPROVED, ai_model__isnull=False
    )
    return dict(known.values_list("external_id", "ai_model_id"))


def _new_alias(row: MeasuredRow, model_id: int | None, run: SyncRun) -> Alias:
    """Approved at once where the source names OpenRouter's own id, which leaves nothing to guess."""
    status = Alias.Status.APPROVED if model_id else Alias.Status.SUGGESTED
    return Alias(source_id=run.source_id, external_id=row.external_id, ai_model_id=model_id, status=status)


def _note(alias: Alias, row: MeasuredRow) -> None:
    alias.name = row.name
    # Once approved, the configuration is the editors': it decides which line of a model's history goes on.
    if alias.status != Alias.Status.APPROVED or alias.pk is None:
        alias.configuration = row.configuration
    alias.evidence = {**alias.evidence, "row": dict(row.traits), "stated": _merged(alias, row)}
    if row.measured_at:
        alias.evidence["as_of"] = row.measured_at.isoformat()


def _merged(alias: Alias, row: MeasuredRow) -> dict[str, Any]:
    """What a row does not speak of stays as it was last stated: keys come and go."""
    return {**alias.evidence.get("stated", {}), **row.stated()}


def _kept(alias: Alias) -> tuple[object, ...]:
    return alias.name, alias.configuration, alias.evidence


def _stated(alias: Alias) -> dict[str, Value | None]:
    said: dict[str, list[str] | None] = alias.evidence.get("stated", {})
    return {slug: Value.from_json(parts) if parts else None for slug, parts in said.items()}


# --- measurements ----------------------------------------------------------------------------------------------------


def _carry(aliases: Iterable[Alias], begun: Mapping[str, str], run: SyncRun | None) -> tuple[set[int], list[Refused]]:
    """Writes what differs. Returns the models of which a value moved, and the ids whose place another id has."""
    taken, refused = _without_rivals(aliases)
    stated = _by_key(taken, begun, run)
    current = Measurement.objects.current().filter(
        source__in={alias.source_id for alias in taken}, ai_model__in={alias.ai_model_id for alias in taken}
    )
    in_force = {(row.source_id, row.ai_model_id, row.metric_id, row.configuration): row for row in current}
    confirmed: dict[datetime, list[int]] = defaultdict(list)
    ended: dict[datetime, list[int]] = defaultdict(list)
    new, moved = [], set()
    for key, said in stated.items():
        row = in_force.get(key)
        if row is not None and said.is_said_by(row):
            confirmed[said.seen_at].append(row.pk)
        elif row is None or row.confirmed_at < said.seen_at:
            if row is not None:
                ended[said.seen_at].append(row.pk)
            if said.value is not None:
                new.append((key, said))
            if row is not None or said.value is not None:
                moved.add(key[1])
    for moment, pks in confirmed.items():
        Measurement.objects.filter(pk__in=pks, confirmed_at__lt=moment).update(confirmed_at=moment)
    for moment, pks in ended.items():
        Measurement.objects.filter(pk__in=pks).update(superseded_at=moment)
    _insert(new, run)
    return moved, refused


def _without_rivals(aliases: Iterable[Alias]) -> tuple[list[Alias], list[Refused]]:
    """One id a model and configuration; where several claim the place, the first that was known keeps it."""
    places: dict[tuple[int, int | None, str], Alias] = {}
    refused = []
    for alias in sorted(aliases, key=lambda one: one.pk):
        first = places.setdefault((alias.source_id, alias.ai_model_id, alias.configuration), alias)
        if first is not alias:
            reason = f"“{first.name}” is linked to the same model in the same configuration: change one of the two"
            refused.append(Refused(alias.external_id, reason, ""))
    return [alias for alias in places.values() if alias.ai_model_id is not None], refused


def _by_key(aliases: Sequence[Alias], begun: Mapping[str, str], run: SyncRun | None) -> dict[Key, _Stated]:
    metrics = {metric.slug: metric for metric in Metric.objects.all()}
    own = scales.in_use({alias.source_id for alias in aliases})
    stated: dict[Key, _Stated] = {}
    for alias in aliases:
        seen_at = alias.seen_at or timezone.now()
        as_of = alias.evidence.get("as_of")
        measured_at = min(datetime.fromisoformat(as_of), seen_at) if as_of else seen_at
        for slug, value in _stated(alias).items():
            metric = metrics.get(slug)
            if metric is None or alias.ai_model_id is None:
                continue
            scale = own.get((alias.source_id, metric.pk), metric.scale_version)
            if run is not None and alias.source_id == run.source_id:
                scale = begun.get(slug, scale)
            if scale > f"{seen_at:%Y-%m-%d}":
                scale = ""  # Last stated before that scale began.
            key = (alias.source_id, alias.ai_model_id, metric.pk, alias.configuration)
            stated[key] = _Stated(value, scale, seen_at, measured_at)
    return stated


def _insert(new: Iterable[tuple[Key, _Stated]], run: SyncRun | None) -> None:
    units = dict(Metric.objects.values_list("pk", "unit"))
    Measurement.objects.bulk_create(
        Measurement(
            source_id=source_id,
            ai_model_id=model_id,
            metric_id=metric_id,
            configuration=configuration,
            value=said.value.value,
            low=said.value.low,
            high=said.value.high,
            unit=units[metric_id],
            scale_version=said.scale,
            run=run,
            measured_at=said.measured_at,
            confirmed_at=said.seen_at,
        )
        for (source_id, model_id, metric_id, configuration), said in new
        if said.value is not None
    )
