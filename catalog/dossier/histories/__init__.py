"""What the page of one figure says: where it comes from today, who says otherwise, and every change of it."""

from __future__ import annotations

from catalog.dossier.figures import Citations
from catalog.dossier.histories import measured, prices, statements
from catalog.dossier.histories.records import FigureHistory
from catalog.freshness import Freshness
from catalog.models import AIModel, Fact, Metric
from catalog.pricing import Meter

__all__ = ["FigureHistory", "history_of"]

FACTS = {fact.value.replace("_", "-"): fact for fact in Fact}
PRICES = {f"{meter.replace('_', '-')}-price": meter for meter in Meter}


def history_of(model: AIModel, slug: str) -> FigureHistory | None:
    """All that is known of one figure of a model; None where no figure is called so.

    The model comes with its creator, family and class. The number of queries depends on the kind of figure alone.
    """
    citations, freshness = Citations(), Freshness()
    if fact := FACTS.get(slug):
        history = statements.history(model, fact, citations, freshness)
    elif meter := PRICES.get(slug):
        history = prices.history(model, meter, citations, freshness)
    elif metric := Metric.objects.select_related("source").filter(slug=slug).first():
        history = measured.history(model, metric, citations, freshness)
    else:
        return None
    citations.mark_late(freshness.late)
    return history
