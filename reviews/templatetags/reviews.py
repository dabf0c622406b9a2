"""What pages show of reviews. Pages of models know them by these tags alone."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from catalog import wording
from catalog.models import AIModel
from reviews import structured_data
from reviews.models import Review
from reviews.reading import Listing
from reviews.scoring import STARS

register = template.Library()

UNSAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
"""What could end a block of data within a page, or begin another."""


@register.simple_tag
def reviews_of(model: AIModel) -> Listing:
    """A model's reviews as its own page shows them: the ten most helpful, and what all of them say together."""
    return Listing(model)


@register.simple_tag
def stars(count: int) -> SafeString:
    """So many of five, drawn, and said to those who do not see them."""
    return _STARS[count]


@register.simple_tag
def model_data(listing: Listing) -> SafeString | str:
    """The block of data for a page that shows these reviews; nothing without any."""
    data = structured_data.model_data(listing.model, listing.reviews, listing.exclusions)
    return _block(data) if data else ""


@register.simple_tag
def review_data(review: Review) -> SafeString:
    """The block of data for the page of one review."""
    return _block(structured_data.single(review))


@register.filter
def month(day: date) -> SafeString:
    """ "May 2026"."""
    return format_html('<time datetime="{}">{}</time>', f"{day:%Y-%m}", f"{day:%b %Y}")


@register.filter
def helped(review: Review) -> str:
    """ "12 of 14 found this helpful"; "" without votes."""
    votes = review.helpful_yes + review.helpful_no
    return f"{review.helpful_yes:,} of {votes:,} found this helpful" if votes else ""


def _drawn(count: int) -> SafeString:
    drawn = format_html_join(
        "",
        '<use href="#star"{}{}/>',
        (
            (format_html(' x="{}"', 16 * place) if place else "", mark_safe(' class="on"') if place < count else "")
            for place in range(len(STARS))
        ),
    )
    words = f"{wording.quantity(count, 'star')} of {len(STARS)}"
    return format_html('<svg class="stars" viewBox="0 0 80 16" role="img" aria-label="{}">{}</svg>', words, drawn)


_STARS = {count: _drawn(count) for count in STARS}


def _block(data: dict[str, Any]) -> SafeString:
    """Data within a page: every letter that HTML could take for its own is written by its number."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{written}</script>')  # noqa: S308  # escaped above
