"""The models of the catalog as the rules of pairs.py and successors.py see them, and what those rules pick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from catalog import pairs, successors
from catalog.comparison.addresses import pair_address
from catalog.models import AIModel, Capability, Lifecycle, PriceState
from catalog.models.claims import CAPABILITIES
from catalog.pairs import Candidate, Suggestion


@dataclass(frozen=True)
class Rival:
    """A model to compare with: why, and at which address."""

    name: str
    reason: str
    address: str


@dataclass(frozen=True)
class Pair:
    class_name: str
    names: tuple[str, str]
    address: str


def rivals_of(model: AIModel) -> list[Rival]:
    """What the model's own page leads to; one query."""
    others = AIModel.objects.cohort(model.model_class)
    chosen = pairs.rivals(candidate(model), candidates(others))
    return [Rival(one.model.name, one.reason, pair_address(model.catalog_id, one.model.key)) for one in chosen]


def popular_pairs() -> list[Pair]:
    """The pairs of the first page of comparisons; one query."""
    models = list(_with_names(AIModel.objects.comparable()))
    classes = {model.catalog_id: model.model_class.name for model in models}
    return [
        Pair(classes[one.key], (one.name, other.name), pair_address(one.key, other.key))
        for one, other in pairs.leading_pairs(map(candidate, models))
    ]


def suggested(models: Sequence[AIModel]) -> list[Suggestion]:
    """What goes well with those that are compared already: rivals of the first that are not there; one query."""
    if not models:
        return []
    there = {model.catalog_id for model in models}
    others = candidates(AIModel.objects.cohort(models[0].model_class))
    most = pairs.MOST_RIVALS + len(there)
    rivals = pairs.rivals(candidate(models[0]), others, most)
    return [one for one in rivals if one.model.key not in there][: pairs.MOST_RIVALS]


def successors_of(model: AIModel, replacement: AIModel | None) -> list[Suggestion]:
    """Where to go from a model, one query; what has an end in sight itself is no place to go."""
    near = Q(model_class=model.model_class) | Q(pk=replacement.pk if replacement else None)
    others = AIModel.objects.filter(near, lifecycle=Lifecycle.ACTIVE)
    named = replacement.catalog_id if replacement else None
    return successors.successors(candidate(model), candidates(others), named)


def candidates(models: QuerySet[AIModel]) -> list[Candidate]:
    return [candidate(model) for model in _with_names(models)]


def candidate(model: AIModel) -> Candidate:
    """A model that comes with its creator and class."""
    price = model.input_price if model.model_class.headline_meter == "input" else model.output_price
    return Candidate(
        key=model.catalog_id,
        name=model.name,
        creator=model.creator.name,
        group=model.model_class.slug,
        family=str(model.family_id) if model.family_id else None,
        listed=model.release_date or model.listed_on,
        price=price if model.price_state == PriceState.PUBLISHED else None,
        score=model.intelligence_index if model.model_class.slug == "text" else model.image_elo,
        context=model.context_window,
        inputs=frozenset(model.input_modalities),
        abilities=frozenset(fact for fact in CAPABILITIES if getattr(model, fact) == Capability.YES),
    )


def _with_names(models: QuerySet[AIModel]) -> QuerySet[AIModel]:
    return models.select_related("creator", "model_class")
