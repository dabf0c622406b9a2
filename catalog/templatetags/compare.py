"""What only pages with several models show: lines of price lists, side by side."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog import wording
from catalog.models import PriceRow
from catalog.pricing import Unit

register = template.Library()


@register.filter
def line_price(line: PriceRow) -> str:
    """What a line of a price list asks, for as many as `wording.priced_unit` says: "$2.50", "$10.00"."""
    return wording.unit_price(line.amount, Unit(line.unit))


@register.filter
def condition(line: PriceRow) -> str:
    """When the line applies: "above 200,000 prompt tokens"."""
    return line.as_rate().condition


@register.filter
def change(amount: Decimal) -> SafeString:
    """A difference of bills with its sign and the word for it: "+1.07 dearer", "none"."""
    if not amount:
        return format_html('<span class="quiet">{}</span>', "none")
    sign, word = ("+", "dearer") if amount > 0 else ("\N{MINUS SIGN}", "cheaper")
    return format_html('{}{} <span class="small">{}</span>', sign, wording.dollars(abs(amount)).removeprefix("$"), word)
