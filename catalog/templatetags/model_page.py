"""What only the model page shows: offers, receipt lines, and places in its charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django import template
from django.utils.html import format_html

from catalog import wording
from catalog.dossier.prices import OfferedPrice
from catalog.models import PriceRow, PriceSheet
from catalog.pricing import Line, Unit

register = template.Library()

NONE = '<span class="none">{}</span>'
UNIT_WORDS = {Unit.SEARCH: "1,000 searches", Unit.REQUEST: "1,000 requests", Unit.TOKEN: "1M tokens"}


@register.filter
def kinds(modalities: Iterable[str]) -> str:
    """ "Text, images, files"."""
    names = [wording.MODALITY_NAMES.get(kind, kind) for kind in modalities]
    return wording.capitalised(", ".join(names)) if names else format_html(NONE, wording.NOT_PUBLISHED)


@register.filter
def at(mapping: Mapping[str, str], key: str) -> str:
    return mapping.get(key, "")


@register.filter
def day_text(moment: date) -> str:
    """ "22 Nov 2026" as plain text, for SVG."""
    return wording.day(moment)


@register.filter
def tick_price(amount: Decimal) -> str:
    """A price per token on an axis, per million tokens, without idle decimals: "$5", "$0.50"."""
    return wording.price(amount).removesuffix(".00")


@register.filter
def offer_price(offered: OfferedPrice, meter: str) -> str:
    """An offer's price without conditions, per million tokens, or the word for what is known of it."""
    row = offered.plain.get(meter)
    if row is not None:
        return _amount(row.amount, row.unit)
    if meter in ("input", "output") and offered.sheet and offered.sheet.state == PriceSheet.State.VARIES:
        return format_html(NONE, "varies")
    return format_html(NONE, wording.NOT_PUBLISHED)


@register.filter
def row_price(row: PriceRow) -> str:
    """A price row with its unit: "$2.50 / 1M tokens"."""
    return f"{_amount(row.amount, row.unit)} / {UNIT_WORDS.get(Unit(row.unit), row.unit)}"


@register.filter
def unit_price(line: Line) -> str:
    """A receipt line's price with its unit."""
    return f"{_amount(line.unit_price, line.unit)} / {UNIT_WORDS.get(line.unit, line.unit)}"


@register.filter
def sentences(reasons: Iterable[str]) -> str:
    """Reasons as sentences: "No output price is published."."""
    return " ".join(f"{wording.capitalised(reason)}." for reason in reasons)


def _amount(amount: Decimal, unit: str) -> str:
    if unit == Unit.TOKEN:
        return wording.price(amount)
    if unit in (Unit.SEARCH, Unit.REQUEST):
        return wording.dollars(amount * 1000, 6)
    return wording.dollars(amount, 6)
