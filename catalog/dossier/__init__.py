"""All that a model's page says, gathered in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalog.dossier.content import Content, subject_of
from catalog.dossier.figures import Figures
from catalog.dossier.measured import MeasuredFigure, measured_figures
from catalog.dossier.overview import Overview
from catalog.dossier.prices import Prices
from catalog.dossier.standings import Standings
from catalog.dossier.told import Known
from catalog.freshness import Freshness
from catalog.models import AIModel, Edition, FactCheck, LifecycleEvent
from catalog.models.profiles import Lifecycle

MOST_SIBLINGS = 8


@dataclass(frozen=True)
class Dossier:
    model: AIModel
    figures: Figures
    prices: Prices
    standings: Standings
    measured: list[MeasuredFigure]
    overview: Overview
    content: Content
    siblings: list[AIModel]
    check: FactCheck | None
    lifecycle_event: LifecycleEvent | None


def gather(model: AIModel, edition: Edition | None = None) -> Dossier:
    """Everything about one model, which comes with its creator, family and class; `edition` as if it were published."""
    told = model.lifecycle_events.in_force().select_related("source", "replacement__creator")
    event = next((e for e in told if e.state == model.lifecycle), None)
    figures = Figures.of(model)
    prices = Prices.of(model, figures.citations)
    standings = Standings.of(model, figures.citations)
    measured = measured_figures(model, figures.citations)
    known = Known.on_page(model, figures, prices, standings, measured)
    known = replace(known, is_preview=edition is not None)
    content = Content.of(subject_of(model, standings, prices, event), known, edition)
    figures.citations.mark_late(Freshness().late)
    return Dossier(
        model=model,
        figures=figures,
        prices=prices,
        standings=standings,
        measured=measured,
        overview=Overview.of(model, figures, prices, measured),
        content=content,
        siblings=siblings_of(model),
        check=model.fact_checks.with_changes().select_related("checked_by", "source").first(),
        lifecycle_event=event,
    )


def prices_of(model: AIModel) -> Prices:
    """The offers and prices alone, their sources under the letters that the whole page gives them."""
    citations = Figures.of(model).citations
    prices = Prices.of(model, citations)
    citations.mark_late(Freshness().late)
    return prices


def siblings_of(model: AIModel) -> list[AIModel]:
    """The family's other models, or the creator's where no family is known; those listed closest in time first."""
    kin = AIModel.objects.filter(creator=model.creator).exclude(lifecycle=Lifecycle.RETIRED)
    if model.family_id:
        kin = kin.filter(family=model.family_id)
    rows = kin.exclude(pk=model.pk).select_related("creator").order_by("-listed_on", "pk")[:200]
    if model.listed_on is None:
        return list(rows[:MOST_SIBLINGS])
    listed = model.listed_on
    near = sorted(
        rows,
        key=lambda other: (
            other.model_class_id != model.model_class_id,
            abs((other.listed_on - listed).days) if other.listed_on else 10_000,
        ),
    )
    return near[:MOST_SIBLINGS]
