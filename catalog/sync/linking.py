"""Which of our models the rows of Artificial Analysis mean: what matching.py suggests, written for the editors."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F

from catalog.models import AIModel, Alias
from catalog.pricing import per_million
from catalog.sync.matching import Product, Row, Suggestion, suggest

MEASURED_BY = "artificial-analysis"
JOINED_BY = "openrouter-benchmarks"
"""The source whose indices, stated of our models, prove a link."""
SAME_TIME = timedelta(days=7)
"""Two lists further apart than this prove nothing: values move, and a re-basing may lie between them."""


def link() -> list[Alias]:
    """Suggests a model for every row that waits for one, and approves what the indices prove. Returns the approved.

    Of rows that an editor settled, nothing changes. Within a transaction; the number of queries does not depend on
    the number of rows.
    """
    aliases = _newest(Alias.objects.filter(source__slug=MEASURED_BY).order_by("pk").select_for_update())
    if not aliases:
        return []
    settled = {
        alias.external_id: alias.ai_model_id if alias.status == Alias.Status.APPROVED else None
        for alias in aliases
        if alias.status != Alias.Status.SUGGESTED
    }
    found = {one.row.external_id: one for one in suggest(map(_row, aliases), _products(aliases), settled)}
    waiting = [alias for alias in aliases if alias.status == Alias.Status.SUGGESTED]
    altered = [alias for alias in waiting if _takes(alias, found.get(alias.external_id))]
    Alias.objects.bulk_create(
        altered,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["ai_model", "status", "evidence"],
        batch_size=500,
    )
    return [alias for alias in altered if alias.status == Alias.Status.APPROVED]


def _newest(aliases: Iterable[Alias]) -> list[Alias]:
    """Those of the last visit: a row that is gone neither waits nor tells anything of the others."""
    listed = [(alias, alias.seen_at) for alias in aliases if alias.seen_at is not None]
    last = max((seen_at for _, seen_at in listed), default=None)
    return [alias for alias, seen_at in listed if seen_at == last]


def _takes(alias: Alias, suggestion: Suggestion | None) -> bool:
    """Whether the alias changes by what is suggested for it now."""
    before = alias.ai_model_id, alias.evidence
    alias.ai_model_id = suggestion.product.key if suggestion else None
    alias.evidence = {key: value for key, value in alias.evidence.items() if key not in ("reason", "sides")}
    if suggestion:
        sides = [list(side) for side in suggestion.side_by_side()]
        alias.evidence |= {"reason": suggestion.reason, "sides": sides}
    if suggestion and suggestion.proven:
        alias.status = Alias.Status.APPROVED
    return before != (alias.ai_model_id, alias.evidence)


def _row(alias: Alias) -> Row:
    traits = alias.evidence.get("row", {})
    return Row(
        external_id=alias.external_id,
        name=alias.name,
        creator=traits.get("creator", ""),
        slug=traits.get("slug", ""),
        draws=traits.get("draws", False),
        released=_day(traits.get("released")),
        input_price=_decimal(traits.get("input_price")),
        output_price=_decimal(traits.get("output_price")),
        intelligence=_index(alias, "intelligence-index"),
        coding=_index(alias, "coding-index"),
    )


def _products(rows: list[Alias]) -> list[Product]:
    """Our models that write text or draw, with what OpenRouter's benchmarks state of them at the time of the rows."""
    joined = _newest(Alias.objects.filter(source__slug=JOINED_BY, status=Alias.Status.APPROVED))
    moment = rows[0].seen_at
    stated = {
        alias.ai_model_id: alias
        for alias in joined
        if alias.seen_at and moment and abs(alias.seen_at - moment) <= SAME_TIME
    }
    models = AIModel.objects.filter(model_class__slug__in=("text", "image")).annotate(maker=F("creator__slug"))
    return [_product(model, stated.get(model.pk)) for model in models]


def _product(model: Any, stated: Alias | None) -> Product:
    return Product(
        key=model.pk,
        creator=model.maker,
        slug=model.slug,
        name=model.name,
        draws="image" in model.output_modalities,
        released=model.release_date or model.listed_on,
        input_price=per_million(model.input_price) if model.input_price else None,
        output_price=per_million(model.output_price) if model.output_price else None,
        intelligence=_index(stated, "intelligence-index"),
        coding=_index(stated, "coding-index"),
    )


def _index(alias: Alias | None, slug: str) -> Decimal | None:
    stated = alias.evidence.get("stated", {}).get(slug) if alias else None
    return Decimal(stated[0]) if stated else None


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
