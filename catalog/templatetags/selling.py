"""How an offer is named and compared: beside a seller's name on a model's page, beside a model's on its seller's."""

from __future__ import annotations

from django import template
from django.utils.html import format_html

from catalog import wording
from catalog.dossier.offers import note_of
from catalog.dossier.prices import OfferedPrice
from catalog.models import Variant
from catalog.sellers.market import Standing
from catalog.templatetags.figures import absent

register = template.Library()


@register.filter
def note(offered: OfferedPrice) -> str:
    """What stands beside a seller's name: "list price", "direct", "turbo"; "" for a host's only offer."""
    return note_of(offered)


@register.filter
def sold_as(offered: OfferedPrice) -> str:
    """What stands beside a model's name on its seller's page: "batch, eu-west-1"; "" for a plain offer."""
    variant = offered.offer.get_variant_display().lower() if offered.offer.variant != Variant.PLAIN else ""
    return ", ".join(filter(None, [variant, "" if offered.is_list_offer else note_of(offered)]))


@register.filter
def quantization(offered: OfferedPrice) -> str:
    """How exactly a host keeps the weights, in its own word: "fp8"."""
    return offered.offer.quantization or absent(wording.NOT_PUBLISHED)


@register.filter
def beside_the_cheapest(standing: Standing | None) -> str:
    """How many times the lowest price; in words where there is nobody or nothing to compare."""
    if standing is None:
        return absent("no price")
    if standing.ratio is None:
        return absent("alone")
    return format_html("<strong>{}</strong>" if standing.ratio == 1 else "{}", wording.times(standing.ratio))
