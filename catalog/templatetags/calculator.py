"""What only the calculator shows: quantities, shares, and costs short enough to compare."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog import wording
from catalog.calculator.entries import Entry
from catalog.calculator.ways import Ways
from catalog.models import AIModel
from catalog.templatetags.figures import absent, money, padding, places_of, tokens

register = template.Library()


@register.filter
def quantity(count: int | Decimal) -> SafeString:
    """A month's count: "12,000,000"; of megapixels, with what is left after the point: "1,048.576"."""
    if isinstance(count, int):
        return tokens(count)
    text = f"{count:,f}"
    return format_html("{}", text.rstrip("0").rstrip(".") if "." in text else text)


@register.filter
def part(share: Decimal) -> str:
    """ "42.1%"."""
    return wording.share(share)


@register.filter
def cost(total: Decimal | None, places: int = 0) -> SafeString:
    """US dollars to compare, rounded; `places` aligns a column. The exact amount is the receipt's."""
    if total is None:
        return absent(wording.NOT_PUBLISHED)
    shown = rounded(total)
    return format_html("{}{}", shown, padding(shown, places))


@register.simple_tag
def cost_places(rows: Iterable[Any], name: str) -> int:
    """The most decimals that `cost` shows of any row's amount of this name."""
    amounts = (getattr(row, name) for row in rows)
    return max((places_of(rounded(amount)) for amount in amounts if amount is not None), default=0)


def rounded(amount: Decimal) -> str:
    """To the cent; below a dollar to three figures: "$0.336", "$0.0000156"."""
    return wording.dollars(amount, max(2, 2 - amount.adjusted()) if 0 < amount < 1 else 2)


@register.simple_tag
def amount_places(entry: Entry) -> int:
    """The most decimals of any amount of a receipt, for `amount`."""
    amounts = [*(line.amount for line in entry.receipt.lines), entry.receipt.total]
    return max((places_of(wording.dollars(amount)) for amount in amounts if amount is not None), default=0)


@register.filter
def amount(exact: Decimal, places: int) -> SafeString:
    """An amount of a receipt to its last digit, its point below those of the others."""
    return format_html("{}{}", money(exact), padding(wording.dollars(exact), places))


@register.filter
def billed(amount: Decimal | None) -> SafeString:
    """An amount of a receipt, or that there was no such line."""
    return money(amount) if amount is not None else absent("no line")


@register.filter
def without_sign(amount: Decimal) -> Decimal:
    return amount.copy_abs()


@register.simple_tag
def last_prices(ways: Ways, entry: Entry) -> str:
    """The address of a receipt at the last prices of a model that is sold no longer; "" where it is sold."""
    return ways.at_its_last(entry)


@register.simple_tag
def alone(ways: Ways, model: AIModel) -> str:
    """The address of one model's receipt."""
    return ways.alone(model)


@register.simple_tag
def beside(ways: Ways, model: AIModel) -> str:
    """The address of a model's receipt side by side with the first one named."""
    return ways.beside(model)
