"""Whom an address asks about: the models it names, the class, and what of it does not exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Count, Q

from catalog import wording
from catalog.calculator.asking import FILTERS, LONGEST_SHOWN, MOST, Asked
from catalog.comparison.addresses import at_addresses
from catalog.forms import Problem
from catalog.models import AIModel, Creator, Lifecycle, ModelClass
from catalog.search.facets import CREATOR, FACETS, ConditionFacet
from catalog.search.searching import closest

USUAL_CLASS = "text"
"""That of which all are shown where an address names nobody."""


@dataclass(frozen=True)
class Option:
    """One entry of a choice, with the number of models that it stands for."""

    value: str
    label: str
    count: int | None = None
    is_chosen: bool = False


class Lineup:
    """Each query is made when its answer is first asked for."""

    def __init__(self, asked: Asked) -> None:
        self.asked_for = asked

    @cached_property
    def classes(self) -> dict[str, ModelClass]:
        """Those that have a model, with the number of those that are compared, the largest first."""
        compared = Q(ai_models__lifecycle__in=[Lifecycle.ACTIVE, Lifecycle.DEPRECATED])
        counted = ModelClass.objects.inhabited().annotate(models_count=Count("ai_models", filter=compared))
        return {one.slug: one for one in counted.order_by("-models_count", "position")}

    @cached_property
    def _named(self) -> list[AIModel]:
        """The models of the ids that exist, in the address's order."""
        if not self.asked_for.ids:
            return []
        rows = AIModel.objects.filter(at_addresses(self.asked_for.ids)).select_related("creator", "model_class")
        by_id = {model.catalog_id: model for model in rows}
        return [by_id[id] for id in self.asked_for.ids if id in by_id]

    @property
    def models(self) -> list[AIModel]:
        return self._named[:MOST]

    @cached_property
    def model_class(self) -> ModelClass | None:
        """The class all of which is asked about; the usual one where an address names nobody."""
        if self.asked_for.class_slug in self.classes:
            return self.classes[self.asked_for.class_slug]
        return None if self.asked_for.ids or self.asked_for.class_slug else self.classes.get(USUAL_CLASS)

    @cached_property
    def asked(self) -> Asked:
        """What is asked, without what does not exist."""
        chosen = {
            name: tuple(value for value in self.asked_for.values(name) if value in self._values(name))
            for name in FILTERS
        }
        slug = self.asked_for.class_slug if self.asked_for.class_slug in self.classes else ""
        ids = tuple(model.catalog_id for model in self.models)
        return replace(self.asked_for, ids=ids, class_slug=slug, chosen=chosen)

    @property
    def class_slugs(self) -> list[str]:
        """The classes whose usage is asked for, the first deciding."""
        if self.model_class:
            return [self.model_class.slug]
        return list(dict.fromkeys(model.model_class.slug for model in self.models))

    def _values(self, name: str) -> dict[str, str]:
        facet = FACETS[name]
        return facet.labels if isinstance(facet, ConditionFacet) else self._creators

    @cached_property
    def _creators(self) -> dict[str, str]:
        """Names of the creators that are asked for, by slug."""
        slugs = self.asked_for.values(CREATOR.name)
        return dict(Creator.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}

    # --- what does not exist ---

    @property
    def problems(self) -> list[Problem]:
        return [*self._problems_of_models(), *self._problems_of_choices()]

    def _problems_of_models(self) -> Iterator[Problem]:
        known = {model.catalog_id for model in self._named}
        unknown = [_shown(id) for id in self.asked_for.ids if id not in known]
        if unknown:
            yield Problem("m", "Models", f"No model here is called {wording.listing(unknown, 'or')}.")
        if len(self._named) > MOST:
            names = wording.listing([model.name for model in self._named[MOST:]])
            yield Problem("m", "Models", f"Six models stand side by side at the most: {names} had no room.")

    def _problems_of_choices(self) -> Iterator[Problem]:
        slug = self.asked_for.class_slug
        if slug and slug not in self.classes:
            yield Problem("class", "Class", f"No class here is called {_shown(slug)}.")
        for name in FILTERS:
            missing = [_shown(value) for value in self.asked_for.values(name) if value not in self._values(name)]
            if missing:
                legend = FACETS[name].legend
                yield Problem(name, legend, f"{legend}: there is no {wording.listing(missing, 'or')} here.")

    # --- what may be chosen ---

    @property
    def class_options(self) -> list[Option]:
        return [
            Option(slug, one.name, getattr(one, "models_count", None), slug == self.asked.class_slug)
            for slug, one in self.classes.items()
        ]

    def options(self, name: str) -> list[Option]:
        """Of a filter with fixed values."""
        chosen = self.asked.values(name)
        return [Option(value, label, None, value in chosen) for value, label in self._values(name).items()]

    def creator_options(self) -> list[Option]:
        """The creators of the class, by name; one query."""
        if self.model_class is None:
            return []
        cohort = AIModel.objects.cohort(self.model_class).order_by()
        rows = cohort.values_list("creator__slug", "creator__name").annotate(Count("pk"))
        chosen = self.asked.values(CREATOR.name)
        found = sorted(rows, key=lambda row: row[1].lower())
        return [Option(slug, name, count, slug in chosen) for slug, name, count in found]

    @cached_property
    def found(self) -> Sequence[AIModel]:
        """What the words of the search find, without those that are there already."""
        return closest(self.asked_for.words, self.models)


def _shown(text: str) -> str:
    """ "“gpt-9”": what was asked for in vain, said back."""
    return f"“{wording.printable(text, LONGEST_SHOWN)}”"
