"""The foot of a model's page: every figure in one line, each of which leads to the figure's own page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog import wording
from catalog.dossier.figures import Citation, Figure, Figures
from catalog.dossier.measured import MeasuredFigure
from catalog.dossier.prices import Prices
from catalog.models import AIModel
from catalog.pricing import Meter


@dataclass(frozen=True)
class Line:
    """One figure by the slug of its page: `text` is "" where there is none, and `absent` says why."""

    slug: str
    name: str
    text: str
    citation: Citation | None = None
    since: datetime | None = None
    detail: str = ""
    absent: str = wording.NOT_PUBLISHED
    is_disputed: bool = False


@dataclass(frozen=True)
class Overview:
    prices: list[Line]
    facts: list[Line]
    measured: list[Line]

    @classmethod
    def of(cls, model: AIModel, figures: Figures, prices: Prices, measured: Sequence[MeasuredFigure]) -> Overview:
        return cls(
            list(_priced(model, prices)), [_stated(one) for one in figures.stated], [_measured(one) for one in measured]
        )


def _priced(model: AIModel, prices: Prices) -> Iterator[Line]:
    """Every line of the list's sheet; input and output also where nobody publishes them."""
    listed = prices.in_force
    absent = wording.WITHOUT_AMOUNT.get(model.price_state, wording.NOT_PUBLISHED)
    for meter in (Meter.INPUT, Meter.OUTPUT):
        if all(one.figure.meter != meter for one in listed):
            figure = prices.figures[meter]
            yield Line(figure.slug, figure.name, "", absent=absent)
    for one in listed:
        figure, condition = one.figure, one.row.as_rate().condition
        yield Line(figure.slug, figure.name, one.row.text, figure.citation, one.since, detail=condition)


def _stated(figure: Figure) -> Line:
    since = figure.claim.stated_at if figure.claim else None
    return Line(figure.slug, figure.name, figure.text, figure.citation, since, is_disputed=figure.is_disputed)


def _measured(figure: MeasuredFigure) -> Line:
    best = figure.best
    if best is None:
        return Line(figure.slug, figure.name, "", absent=wording.NOT_MEASURED)
    text = f"{wording.measured(best.value, figure.metric.decimals)} {best.unit}"
    return Line(figure.slug, figure.name, text, figure.citation, best.measured_at, detail=best.configuration)
