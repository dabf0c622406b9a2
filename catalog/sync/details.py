"""What a run changed, in words: its rows compared with those that they replaced."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from catalog import wording
from catalog.models import AIModel, Claim, Fact, Measurement, Offer, PriceRow, PriceSheet, SyncRun, Variant
from catalog.models.claims import fact_text
from catalog.pricing import Meter, Unit

MOST_LINES = 500
"""Of each kind; a first run makes a model a line, and nobody reads thousands."""

Line = dict[str, Any]


def changes_of(run: SyncRun, created: Collection[int]) -> list[Line]:
    """A line a change: {"model", "field", "before", "after"}, None where there was or is nothing.

    The last one is {"more": n} where lines were left out. Of a new model only itself is told. Within the run's
    transaction; the number of queries does not depend on the number of changes.
    """
    new = AIModel.objects.filter(pk__in=created).select_related("creator").order_by("creator__slug", "slug")
    claims = Claim.objects.filter(Q(run=run) | _ended_without_another(run)).exclude(ai_model__in=created)
    sheets = PriceSheet.objects.filter(run=run).exclude(offer__ai_model__in=created)
    measured = Measurement.objects.filter(run=run).exclude(ai_model__in=created)
    lines: list[Line] = [_line(model, "New model", None, model.name) for model in new[:MOST_LINES]]
    lines += _of_claims(claims, run)
    lines += _of_sheets(sheets, run)
    lines += _of_measurements(measured, run)
    left_out = sum(max(0, rows.count() - MOST_LINES) for rows in (new, claims, sheets, measured))
    return [*lines, {"more": left_out}] if left_out else lines


def _line(model: AIModel, field: str, before: str | None, after: str | None) -> Line:
    return {"model": model.catalog_id, "field": field, "before": before, "after": after}


def _ended_without_another(run: SyncRun) -> Q:
    """Claims that the source took back: ended at this moment, and nothing in force in their place."""
    replaced = set(Claim.objects.filter(run=run).values_list("ai_model_id", "fact"))
    ended = Claim.objects.filter(source=run.source, superseded_at=run.observed_at)
    rows = ended.values_list("pk", "ai_model_id", "fact")
    return Q(pk__in=[pk for pk, model_id, fact in rows if (model_id, fact) not in replaced])


def _of_claims(claims: QuerySet[Claim], run: SyncRun) -> Iterator[Line]:
    rows = list(claims.select_related("ai_model__creator").order_by("ai_model", "fact")[:MOST_LINES])
    olds = Claim.objects.filter(source=run.source, ai_model__in={row.ai_model_id for row in rows})
    before = {(old.ai_model_id, old.fact, old.superseded_at): old.value for old in olds.exclude(superseded_at=None)}
    for row in rows:
        field = Fact(row.fact).label
        if row.run_id != run.pk:
            yield _line(row.ai_model, field, fact_text(row.fact, row.value), None)
            continue
        was = before.get((row.ai_model_id, row.fact, row.stated_at))
        was_text = None if was is None else fact_text(row.fact, was)
        yield _line(row.ai_model, field, was_text, fact_text(row.fact, row.value))


def _of_sheets(sheets: QuerySet[PriceSheet], run: SyncRun) -> Iterator[Line]:
    rows = list(
        sheets.select_related("offer__ai_model__creator", "offer__provider")
        .prefetch_related("rows")
        .order_by("offer__ai_model", "offer")[:MOST_LINES]
    )
    olds = PriceSheet.objects.filter(source=run.source, offer__in={row.offer_id for row in rows})
    ended = olds.filter(valid_until__in={row.valid_from for row in rows}).prefetch_related("rows")
    before = {(old.offer_id, old.valid_until): old for old in ended}
    for sheet in rows:
        yield from _of_sheet(before.get((sheet.offer_id, sheet.valid_from)), sheet)


def _of_sheet(old: PriceSheet | None, new: PriceSheet) -> Iterator[Line]:
    model, seller = new.offer.ai_model, _seller(new.offer)
    if old is None or old.state != new.state:
        yield _line(model, f"Prices, {seller}", old.get_state_display() if old else None, new.get_state_display())
    was, now = (_amounts(old) if old else {}), _amounts(new)
    for place in {**was, **now}:
        if was.get(place) != now.get(place):
            yield _line(model, f"{place}, {seller}", was.get(place), now.get(place))


def _seller(offer: Offer) -> str:
    variant = "" if offer.variant == Variant.PLAIN else offer.get_variant_display().lower()
    return " ".join(filter(None, (offer.provider.name, variant, offer.tag)))


def _amounts(sheet: PriceSheet) -> dict[str, str]:
    """Each line's price in words, by its meter and condition."""
    return {_place(row): _amount(row) for row in sheet.rows.all()}


def _place(row: PriceRow) -> str:
    condition = row.as_rate().condition
    return f"{Meter(row.meter).label}{f' {condition}' if condition else ''}"


def _amount(row: PriceRow) -> str:
    if row.unit == Unit.TOKEN:
        return f"{wording.price(row.amount)} / 1M tokens"
    return f"{wording.dollars(row.amount)} / {row.unit}"


def _of_measurements(measured: QuerySet[Measurement], run: SyncRun) -> Iterator[Line]:
    rows = list(
        measured.select_related("ai_model__creator", "metric").order_by("ai_model", "metric", "configuration")[
            :MOST_LINES
        ]
    )
    olds = Measurement.objects.filter(source=run.source, superseded_at=run.observed_at)
    before = {(old.ai_model_id, old.metric_id, old.configuration): old for old in olds}
    for row in rows:
        field = f"{row.metric.name}{f', {row.configuration}' if row.configuration else ''}"
        old = before.get((row.ai_model_id, row.metric_id, row.configuration))
        yield _line(row.ai_model, field, _measured(old) if old else None, _measured(row))


def _measured(row: Measurement) -> str:
    return f"{row.value.normalize():f} {row.unit}"
