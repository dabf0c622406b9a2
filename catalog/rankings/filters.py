"""The filters beside a ranking: whom each lets through, and how many that would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from catalog import wording
from catalog.models import AIModel, Creator, ModelClass
from catalog.rankings.asking import FILTERS, Question
from catalog.rankings.figures import RankedFigure
from catalog.search.facets import CREATOR, Choice, ConditionFacet, choices_of
from catalog.search.listing import Boxes


class Filters:
    """A question as it can be answered. One query for the creators' names and one a filter, whatever the class."""

    def __init__(self, asked: Question, model_class: ModelClass, figure: RankedFigure) -> None:
        self.asked = asked
        self.model_class = model_class
        self.figure = figure

    @cached_property
    def question(self) -> Question:
        """The question without the values that do not exist."""
        chosen = {
            name: tuple(value for value in self.asked.values(name) if value in labels)
            for name, labels in self._labels.items()
        }
        return replace(self.asked, chosen=chosen)

    @cached_property
    def _labels(self) -> dict[str, Mapping[str, str]]:
        creators = Creator.objects.filter(ai_models__in=AIModel.objects.cohort(self.model_class)).distinct()
        labels: dict[str, Mapping[str, str]] = {CREATOR.name: dict(creators.values_list("slug", "name"))}
        for name, facet in FILTERS.items():
            if isinstance(facet, ConditionFacet):
                labels[name] = facet.labels
        return labels

    @cached_property
    def boxes(self) -> list[Boxes]:
        every = [Boxes(name, facet.legend, facet.is_single, self._choices(name)) for name, facet in FILTERS.items()]
        return [one for one in every if one.choices]

    def _choices(self, name: str) -> list[Choice]:
        narrowed = self.question.narrowed(self.model_class, without=name)
        models = AIModel.objects.cohort(self.model_class).filter(self.figure.known, narrowed)
        return choices_of(FILTERS[name], models, self._labels[name], self.question.values(name))

    @cached_property
    def let_through(self) -> frozenset[str] | None:
        """The keys of the models that meet the question; None where it lets everybody through. One query."""
        if not self.question.is_narrowing:
            return None
        narrowed = self.question.narrowed(self.model_class)
        models = AIModel.objects.cohort(self.model_class).filter(narrowed).order_by()
        return frozenset(map(str, models.values_list("pk", flat=True)))

    @property
    def chosen_labels(self) -> list[str]:
        """What the question asks for, in words: "open weights", "at most $2.50 for 1M tokens of output"."""
        question = self.question
        words = [self._label(name, value) for name in FILTERS for value in question.values(name)]
        if question.most is not None:
            words.append(f"at most {wording.dollars(question.most)} for 1M tokens of {self.model_class.headline_meter}")
        return words

    def _label(self, name: str, value: str) -> str:
        label = self._labels[name][value]
        return {"context": f"context of {label} or more", "weights": label.lower()}.get(name, label)

    @property
    def dropped(self) -> list[str]:
        """Values that were asked for and do not exist."""
        return [
            value for name in FILTERS for value in self.asked.values(name) if value not in self.question.values(name)
        ]
