"""What only the model page shows: offers, receipt lines, and places in its charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django import template
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog import wording
from catalog.dossier.offers import note_of
from catalog.dossier.prices import OfferedPrice
from catalog.dossier.texts import Text
from catalog.dossier.told import Figured
from catalog.models import AIModel, PriceRow, PriceSheet, Variant
from catalog.pricing import Line, Unit
from catalog.templatetags.figures import absent

register = template.Library()


@register.filter
def kinds(modalities: Iterable[str]) -> str:
    """ "Text, images, files"."""
    return wording.modality_list(modalities) or absent(wording.NOT_PUBLISHED)


@register.filter
def figured(text: str | Text, model: AIModel) -> SafeString:
    """Words with their figures: each with the mark that leads to its page, a rank with the way to its ranking."""
    if not isinstance(text, Text):
        return linebreaksbr(text)
    words = SafeString if text.is_html else linebreaksbr
    pieces = (words(piece) if isinstance(piece, str) else _figure(piece, model) for piece in text.pieces)
    return format_html_join("", "{}", ((piece,) for piece in pieces))


@register.filter
def passage(text: str | Text, model: AIModel) -> SafeString:
    """The same as one paragraph, or as the paragraphs that it has of its own."""
    words = figured(text, model)
    return words if isinstance(text, Text) and text.is_html else format_html("<p>{}</p>", words)


@register.filter
def behind_a_title(text: str | Text) -> str | Text:
    """Without the marks of its paragraph, where it is one alone."""
    return text.behind_a_title if isinstance(text, Text) else text


def _figure(piece: Figured, model: AIModel) -> SafeString:
    if piece.is_nowhere:
        return format_html("<mark>{}</mark>", piece)
    if piece.address:
        return format_html('<a class="told" href="{}">{}</a>', piece.address, piece)
    words = format_html("{}", piece) if piece.told.is_known else absent(str(piece))
    if not piece.slug:
        return words
    mark = render_to_string("catalog/model/_mark.html", {"figure": piece, "model": model})
    # Without the template's last line break, which would stand as a space before a comma; markup all the same.
    return format_html('<span class="told">{}{}</span>', words, SafeString(mark.strip()))


@register.filter
def code(source: str) -> SafeString:
    """Source text within a <code>: quotes stand there as they are, and code is full of them."""
    return SafeString(source.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


@register.filter
def at(mapping: Mapping[str, str], key: str) -> str:
    return mapping.get(key, "")


@register.filter
def day_text(moment: date) -> str:
    """ "22 Nov 2026" as plain text, for SVG."""
    return wording.day(moment)


@register.filter
def offer_price(offered: OfferedPrice, meter: str) -> str:
    """An offer's price without conditions, per million tokens, or the word for what is known of it."""
    row = offered.plain.get(meter)
    if row is not None:
        return wording.unit_price(row.amount, Unit(row.unit))
    if meter in ("input", "output") and offered.sheet and offered.sheet.state == PriceSheet.State.VARIES:
        return absent("varies")
    return absent(wording.NOT_PUBLISHED)


@register.filter
def seller(offered: OfferedPrice) -> str:
    """ "OpenRouter, plain"; a host with its variant unless plain, and the region in its tag: "Google, free, global".

    The maker itself, as models.dev tells it: "OpenAI, direct".
    """
    offer = offered.offer
    parts = [offer.provider.name]
    if offered.is_list_offer or offer.variant != Variant.PLAIN:
        parts.append(offer.get_variant_display().lower())
    if not offered.is_list_offer:
        parts.append(note_of(offered))
    return ", ".join(filter(None, parts))


@register.filter
def percent(value: Decimal | None) -> str:
    """ "99.94%": an uptime is not rounded up to one that it was not."""
    return absent(wording.NOT_MEASURED) if value is None else f"{value.normalize():f}%"


@register.filter
def seconds(milliseconds: Decimal | None) -> str:
    """ "0.51 s"."""
    if milliseconds is None:
        return absent(wording.NOT_MEASURED)
    return f"{wording.measured(milliseconds / 1000, 2)}\N{NO-BREAK SPACE}s"


@register.filter
def image_price(row: PriceRow) -> str:
    """What an image costs: "$8.00" per 1M tokens, else with the unit and size: "$0.04 / image, 1k"."""
    if row.unit == Unit.TOKEN:
        return wording.price(row.amount)
    return ", ".join(filter(None, [wording.full_price(row.amount, Unit(row.unit)), row.detail]))


@register.filter
def unit_price(line: Line) -> str:
    """A receipt line's price with its unit."""
    return wording.full_price(line.unit_price, line.unit)


@register.filter
def sentences(reasons: Iterable[str]) -> str:
    """Reasons as sentences: "No output price is published."."""
    return " ".join(f"{wording.capitalised(reason)}." for reason in reasons)
