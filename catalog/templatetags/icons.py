"""The site's icons: one sprite, drawn by us, asked for by name. Registered as a builtin: no template has to load it."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A symbol of img/icons.svg, for the eye alone: a word stands beside it, on the page or for screen readers."""
    sprite = static("img/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)
