"""How figures look, the same on every page. Registered as builtins: no template has to load them.

What nobody published or measured says so; it is never 0 and never an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog import wording
from catalog.models import AIModel, Capability, Lifecycle

register = template.Library()

LIFE_CLASSES = {
    Lifecycle.ANNOUNCED: "life soon",
    Lifecycle.ACTIVE: "life",
    Lifecycle.DEPRECATED: "life old",
    Lifecycle.RETIRED: "life gone",
}
MOST_HIDDEN_ZEROS = 4


def absent(words: str) -> SafeString:
    """What stands in a figure's place where there is none."""
    return format_html('<span class="none">{}</span>', words)


def places_of(shown: str) -> int:
    """The digits after the decimal point of a figure as printed: "$0.039" has 3."""
    return len(shown.partition(".")[2])


def padding(shown: str, places: int) -> SafeString | str:
    """Hidden zeros that keep decimal points below each other in a column of mixed precision."""
    missing = min(places - places_of(shown), MOST_HIDDEN_ZEROS)
    return format_html('<span class="pad" aria-hidden="true">{}</span>', "0" * missing) if missing > 0 else ""


def price_places(amounts: Iterable[Decimal | None]) -> int:
    """The most decimals that any of these prices per token shows, for `price` and `model_price`."""
    return max((places_of(wording.price(amount)) for amount in amounts if amount is not None), default=0)


@register.filter
def price(amount: Decimal | None, places: int = 0) -> SafeString:
    """US dollars per token as "$2.50" per million tokens; `places` aligns a column."""
    if amount is None:
        return absent(wording.NOT_PUBLISHED)
    shown = wording.price(amount)
    return format_html("{}{}", shown, padding(shown, places))


@register.filter
def usd(amount: Decimal | None) -> SafeString:
    """US dollars to pay, exact: "$107.00", "$0.0107"."""
    if amount is None:
        return absent(wording.NOT_PUBLISHED)
    return format_html("{}", wording.dollars(amount))


@register.filter
def money(amount: Decimal | None) -> SafeString:
    """The same without the sign, for a column that is headed USD: "107.00"."""
    if amount is None:
        return absent(wording.NOT_PUBLISHED)
    return format_html("{}", wording.dollars(amount).removeprefix("$"))


@register.filter
def tokens(number: int | None) -> SafeString:
    """A count in full: 400000 as "400,000"."""
    if number is None:
        return absent(wording.NOT_PUBLISHED)
    return format_html('<data value="{}">{}</data>', str(number), wording.count(number))


@register.filter
def window(number: int | None) -> SafeString:
    """A count of tokens in three figures, in full to screen readers: 400000 as "400K"."""
    if number is None:
        return absent(wording.NOT_PUBLISHED)
    full = f"{wording.count(number)} tokens"
    return format_html(
        '<data value="{}"><span aria-hidden="true" title="{}">{}</span><span class="hide">{}</span></data>',
        str(number),
        full,
        wording.short_count(number),
        full,
    )


@register.filter
def day(moment: date | None) -> SafeString:
    """ "15 May 2026", in UTC where it is a moment."""
    if moment is None:
        return absent(wording.NOT_PUBLISHED)
    if isinstance(moment, datetime):
        moment = (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), wording.day(moment))


@register.filter
def moment(instant: datetime) -> SafeString:
    """ "15 May 2026, 07:12", in UTC; the page says so once."""
    instant = instant.astimezone(UTC)
    return format_html(
        '<time datetime="{}">{}, {}</time>', f"{instant:%Y-%m-%dT%H:%MZ}", wording.day(instant), f"{instant:%H:%M}"
    )


@register.filter
def clock(instant: datetime) -> SafeString:
    """ "07:12", in UTC."""
    instant = instant.astimezone(UTC)
    return format_html('<time datetime="{}">{}</time>', f"{instant:%Y-%m-%dT%H:%MZ}", f"{instant:%H:%M}")


@register.filter
def rate(value: Decimal | None, decimals: int = 1) -> SafeString:
    """A measured value with so many decimals: an index as "51.0", a speed with 0 as "212"."""
    if value is None:
        return absent(wording.NOT_MEASURED)
    return format_html("{}", wording.measured(value, decimals))


@register.filter
def rating(model: AIModel) -> SafeString:
    """A model's rating with the number of reviews behind it, for tables: "4.12 (37)"."""
    if model.rating is None:
        return absent(wording.NO_RATING)
    return format_html(
        '{} <span class="small"><span aria-hidden="true">({})</span><span class="hide">from {}</span></span>',
        wording.rating(model.rating),
        wording.count(model.review_count),
        wording.quantity(model.review_count, "review"),
    )


@register.filter
def rated(model: AIModel) -> str:
    """The same in words: "4.12 from 37 reviews", "3 reviews, no figure before five", "No reviews yet"."""
    return wording.rated(model.rating, model.review_count)


@register.filter
def times(ratio: Decimal) -> str:
    """A ratio as "1.25x", with the sign that multiplies."""
    return wording.times(ratio)


@register.filter
def capability(state: str) -> SafeString:
    """One of the four states in words; the dashed line means that sources differ."""
    if state == Capability.UNKNOWN:
        return absent(wording.NOT_PUBLISHED)
    if state == Capability.DISAGREE:
        return format_html('<span class="differ">{}</span>', Capability.DISAGREE.label)
    return format_html("{}", Capability(state).label)


@register.filter
def life(state: str) -> SafeString:
    """The lifecycle as a dot and a word."""
    lifecycle = Lifecycle(state)
    return format_html('<span class="{}">{}</span>', LIFE_CLASSES[lifecycle], lifecycle.label)


@register.simple_tag
def model_price(model: AIModel, meter: str, places: int = 0) -> SafeString:
    """A model's headline price, meter "input" or "output", or in words why there is none."""
    if words := wording.WITHOUT_AMOUNT.get(model.price_state):
        return format_html("{}", words) if words == wording.FREE else absent(words)
    return price(model.output_price if meter == "output" else model.input_price, places)
