"""A model's facts as the desk shows them: the value on the page, and beside it who says so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from catalog import wording
from catalog.admin.corrections import as_written
from catalog.facts import LIST_SELLER
from catalog.models import AIModel, Capability, Fact, PriceSheet, PriceState, Variant
from catalog.models.checks import PRICES
from catalog.models.claims import CAPABILITIES, DATES


def facts_beside_claims(model: AIModel) -> list[dict[str, Any]]:
    """Every fact with its shown value and with what each source says of it today, the one that counts most first.

    `lock` is the editors' correction that holds it, `agreement` says whether the sources say the same.
    """
    said: dict[str, list[dict[str, Any]]] = {}
    for claim in model.claims.current().select_related("source", "author").order_by("source__rank", "source__name"):
        said.setdefault(claim.fact, []).append(
            {"claim": claim, "value": as_written(claim.value), "words": in_words(claim.value)}
        )
    return [
        {
            "name": fact.value,
            "label": fact.label,
            "shown": in_words(shown(model, fact)),
            "claims": said.get(fact, []),
            "lock": next((one["claim"] for one in said.get(fact, []) if one["claim"].author_id), None),
            "agreement": agreement([one["value"] for one in said.get(fact, []) if not one["claim"].author_id]),
            "silence": "follows from what it writes" if fact == Fact.MODEL_CLASS else "nobody",
        }
        for fact in Fact
    ]


def agreement(values: list[str]) -> str:
    """ "3 sources agree", "2 sources disagree"; "" where fewer than two say anything."""
    if len(values) < 2:
        return ""
    return f"{len(values)} sources {'agree' if len(set(values)) == 1 else 'disagree'}"


def prices_beside_offers(model: AIModel) -> dict[str, Any]:
    """The headline prices in the same shape, with the list whose they are."""
    sheets = PriceSheet.objects.current().filter(
        offer__ai_model=model, offer__provider__slug=LIST_SELLER, offer__variant=Variant.PLAIN, offer__ended_at=None
    )
    sheet = sheets.select_related("source").first()
    says = f"{sheet.source}, since {wording.day(sheet.valid_from)}" if sheet else "nobody"
    prices = f"{headline(model, model.input_price)} in, {headline(model, model.output_price)} out, per 1M tokens"
    shown = prices if model.price_state == PriceState.PUBLISHED else headline(model, None)
    return {"name": PRICES, "label": "Prices", "shown": shown, "claims": [], "silence": says}


def kept_in_words(fact: str, value: Any) -> str:
    """A value as a check keeps it (catalog.models.checks.values_of), as the rest of the desk writes it."""
    if fact == PRICES and value["state"] != PriceState.PUBLISHED:
        return PriceState(value["state"]).label.lower()
    if fact == PRICES:
        sides = [wording.NOT_PUBLISHED if value[way] is None else wording.price(Decimal(value[way]))
                 for way in ("input", "output")]  # fmt: skip
        return f"{sides[0]} in, {sides[1]} out"
    if fact in CAPABILITIES:
        return Capability(value).label
    return in_words(date.fromisoformat(value) if fact in DATES and value else value)


def shown(model: AIModel, fact: Fact) -> Any:
    """The resolved value; a capability in its words."""
    named = getattr(model, f"get_{fact}_display", None)
    return named() if named else getattr(model, fact)


def in_words(value: Any) -> str:
    """ "400,000", "16 Oct 2025", "text, image", "yes", or "not published"."""
    if value is None or value == []:
        return wording.NOT_PUBLISHED
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return wording.count(value)
    if isinstance(value, date):
        return wording.day(value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def headline(model: AIModel, amount: Decimal | None) -> str:
    """ "$2.50"; where there is no amount, why."""
    if model.price_state != PriceState.PUBLISHED:
        return model.get_price_state_display().lower()
    return wording.price(amount) if amount is not None else wording.NOT_PUBLISHED
