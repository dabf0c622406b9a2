"""/about/design/: every component in every state, for those who work on the site. Shown in debug only."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog import charts
from catalog.models import Capability, Lifecycle
from catalog.pricing import Meter, Rate, Unit, Usage, receipt
from catalog.ranking import Entry, neighbours, rank

TOKENS = ("paper", "tint", "ink", "ink-2", "ink-3", "rule", "rule-2", "bar", "own", "own-tint", "good", "warn")
SPECIMEN_DAY = datetime(2026, 5, 15, tzinfo=UTC)
RATES = [Rate(meter, Decimal("0.000002"), Unit.TOKEN) for meter in (Meter.INPUT, Meter.OUTPUT)]
SPECIMENS = {"This one": "2.00", "Another": "2.50", "A third with a long name of its own": "8.00", "Unpriced": None}


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    context = {
        "tokens": TOKENS,
        "icons": symbols(),
        "lives": Lifecycle.values,
        "capabilities": Capability.values,
        "amount": Decimal("0.0000025"),
        "fine": Decimal("0.000000039"),
        "day": SPECIMEN_DAY,
        "chart": chart(),
        "bill": receipt(RATES, Usage(calls=1_000, input_tokens=1_200, output_tokens=300)),
        "unpriced": receipt(RATES, Usage(calls=1_000, web_searches=1)),
    }
    return render(request, "about/design.html", context)


def symbols() -> list[str]:
    """The names of the icons in the sprite."""
    found = finders.find("img/icons.svg")
    return re.findall(r'<symbol id="([^"]+)"', Path(str(found)).read_text(encoding="utf-8"))


def chart() -> charts.BarChart:
    entries = [Entry(name, name, Decimal(value) if value else None) for name, value in SPECIMENS.items()]
    ranking = rank(entries, higher_is_better=False)
    return charts.bar_chart(neighbours(ranking, "This one"), "This one")
