"""The check of an edition against the figures of its model."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.dossier.told import Known
from catalog.models import AIModel, Edition, PriceState
from catalog.proofreading import Draft, Entry, PriceStanding, Remark, proofread
from catalog.proofreading.checks import errors
from catalog.rankings.ranks import metric_slugs
from catalog.references import Told, Vocabulary

_PRICE_RANKINGS = {"input": "input-price", "output": "output-price"}


def vocabulary() -> Vocabulary:
    """Every reference of today; one query."""
    return Vocabulary(metric_slugs())


def draft_of(edition: Edition) -> Draft:
    """An edition as the checks see it. Three queries."""
    return Draft(
        name=edition.ai_model.name,
        tagline=edition.tagline,
        about=edition.about,
        verdict=edition.verdict,
        entries=[Entry(one.kind, one.title, one.text, one.evidence, one.on) for one in edition.items.all()],
        bound=[claim.sentence for claim in edition.claims.all()],
        sources=[source.key for source in edition.sources.all()],
    )


def errors_of(edition: Edition) -> list[Remark]:
    """What keeps an edition from its page, whoever wrote it and however it came into the database. Four queries."""
    return list(errors(draft_of(edition), vocabulary()))


def proofread_edition(edition: Edition) -> list[Remark]:
    return proofread_draft(draft_of(edition), Known.of(edition.ai_model), vocabulary())


def proofread_draft(draft: Draft, known: Known, names: Vocabulary) -> list[Remark]:
    """What there is to say of a draft for the model of `known`."""
    figures = told_by_name(known, names.names)
    standings = list(_price_standings(known))
    return proofread(draft, names, figures, standings, is_free=known.model.price_state == PriceState.FREE)


def told_by_name(known: Known, names: Iterable[str]) -> dict[str, Told]:
    return {name: known.figured(name).told for name in names}


def _price_standings(known: Known) -> Iterable[PriceStanding]:
    model: AIModel = known.model
    for meter, slug in _PRICE_RANKINGS.items():
        ranking = known.ranks.ranking(model.model_class_id, slug)
        place = ranking.place(str(model.pk)) if ranking else None
        if ranking and place:
            yield PriceStanding(meter, place, ranking.of)
