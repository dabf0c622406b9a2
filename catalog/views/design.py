"""/about/design/: every component in every state, for those who work on the site. Shown in debug only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog import charts, wording
from catalog.models import Capability, Lifecycle
from catalog.pricing import Meter, Rate, Unit, Usage, receipt
from catalog.ranking import Contender, Entry, Ranking, everyone, neighbours, rank

TOKENS = ("paper", "tint", "ink", "ink-2", "ink-3", "rule", "rule-2", "bar", "own", "own-tint", "good", "warn")
SPECIMEN_DAY = datetime(2026, 5, 15, tzinfo=UTC)
RATES = [Rate(meter, Decimal("0.000002"), Unit.TOKEN) for meter in (Meter.INPUT, Meter.OUTPUT)]
DAYS = [SPECIMEN_DAY - timedelta(days=age) for age in (80, 55, 30, 12)]
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
        "addresses": {},
        "ranked": ranked(),
        "scatter": scatter(),
        "prices": prices(),
        "scores": scores(),
        "bill": receipt(RATES, Usage(calls=1_000, input_tokens=1_200, output_tokens=300)),
        "unpriced": receipt(RATES, Usage(calls=1_000, web_searches=1)),
    }
    return render(request, "about/design.html", context)


def symbols() -> list[str]:
    """The names of the icons in the sprite."""
    found = finders.find("img/icons.svg")
    return re.findall(r'<symbol id="([^"]+)"', Path(str(found)).read_text(encoding="utf-8"))


def specimens() -> Ranking:
    entries = [Entry(name, name, Decimal(value) if value else None) for name, value in SPECIMENS.items()]
    return rank(entries, higher_is_better=False)


def chart() -> charts.BarChart:
    return charts.bar_chart(neighbours(specimens(), "This one"), "This one")


def ranked() -> charts.BarChart:
    """With an interval, and written values."""
    intervals = {"Another": (Decimal("1.5"), Decimal(4))}
    return charts.bar_chart(everyone(specimens()), "This one", intervals=intervals, shown=wording.dollars)


def scatter() -> charts.ScatterChart:
    """Sixty, strewn by multiplication: names of all lengths, dots on top of each other, this one in the crowd."""
    names = ("Brook", "Mill", "Tarn", "Lake under the hill", "Estuary at low water, 2nd edition")
    points = [
        Contender(
            key=str(number),
            name=f"{names[number % len(names)]} {number}",
            price=Decimal("0.0000001") * (1 + (number * 37) % 60) ** 2,
            score=Decimal(20 + (number * 37) % 60 // 2 + (number * 53) % 23),
        )
        for number in range(60)
    ]
    return charts.scatter(points, "31")


def prices() -> charts.StepChart:
    """Six lines, one with a hole, one withdrawn."""
    paid = (("9", "7.5"), ("8",), ("5", None, "4.5"), ("3", "3", "2", None), ("2", "2.2"), ("0.5", "0.3", "0.2"))
    series = [
        charts.Series(str(number), f"Model {number + 1} with a name of its own", _changes(amounts))
        for number, amounts in enumerate(paid)
    ]
    return charts.step_lines(series, DAYS[0], SPECIMEN_DAY, shown=wording.dollars)


def scores() -> charts.StepChart:
    """Two lines across a new scale, this one in front."""
    series = [
        charts.Series("own", "This one", _changes(("61", "63", "55")), [(DAYS[2], "2")]),
        charts.Series("other", "Another", _changes(("48", "48", "41", "44")), [(DAYS[2], "2")]),
    ]
    return charts.step_lines(
        series, DAYS[0], SPECIMEN_DAY, own_key="own", from_zero=False, shown=lambda value: wording.measured(value, 1)
    )


def _changes(values: Sequence[str | None]) -> list[tuple[datetime, Decimal | None]]:
    return [(day, Decimal(value) if value else None) for day, value in zip(DAYS, values, strict=False)]
