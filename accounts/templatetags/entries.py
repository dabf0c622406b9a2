"""Fields of the forms of accounts."""

from __future__ import annotations

import re
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField

register = template.Library()

# In this order: a browser's own name comes before those that it claims to be like.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.inclusion_tag("account/_entry.html")
def entry(field: BoundField, label: str = "", hint: str = "") -> dict[str, Any]:
    """{% entry form.email label="E-mail" hint="…" %}: label, input, hint and what is wrong, each tied to the input."""
    widget = field.field.widget
    widget.attrs.pop("placeholder", None)  # It would say what the label says.
    is_box = isinstance(widget, forms.CheckboxInput)
    if not is_box:
        widget.attrs["class"] = "input"
    field.label, field.help_text = label or field.label, hint or field.help_text
    return {"field": field, "is_box": is_box}


@register.simple_tag
def mails_are_kept_in() -> str:
    """The folder that holds the mails of a site on one's own machine; empty where they are sent, or in public."""
    return "" if settings.MAIL_SERVER or settings.BEHIND_TLS else str(settings.MAIL_FOLDER)


@register.simple_tag
def mails_are_shown() -> bool:
    """Whether /dev/mail/ answers."""
    return settings.DEBUG


@register.filter
def browser(user_agent: str) -> str:
    """ "Firefox on Linux", as far as a browser tells; what it says of itself is not to be relied upon."""
    found = [next((name for sign, name in names if re.search(sign, user_agent)), "") for names in (BROWSERS, SYSTEMS)]
    return " on ".join(filter(None, found)) or "A browser"
