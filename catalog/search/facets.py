"""The filters of the list of models: what each offers, whom it lets through, and how many that would be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from catalog import wording
from catalog.models import AIModel, Capability, Lifecycle


@dataclass(frozen=True)
class Choice:
    """One box of a filter, with the number of models that it stands for in the current selection."""

    value: str
    label: str
    count: int
    is_chosen: bool


class Facet:
    """One filter. `is_single` allows one value alone; several values of any other are alternatives."""

    def __init__(self, name: str, legend: str, *, is_single: bool = False) -> None:
        self.name = name
        self.legend = legend
        self.is_single = is_single

    def condition(self, chosen: Iterable[str]) -> Q:
        raise NotImplementedError

    def counts(self, models: QuerySet[AIModel], values: Iterable[str]) -> Mapping[str, int]:
        """How many of these models each value lets through, in one query; a value without any may be missing."""
        raise NotImplementedError


class ColumnFacet(Facet):
    """A filter by the value of a column."""

    def __init__(self, name: str, legend: str, column: str) -> None:
        super().__init__(name, legend)
        self.column = column

    def condition(self, chosen: Iterable[str]) -> Q:
        return Q((f"{self.column}__in", list(chosen)))

    def counts(self, models: QuerySet[AIModel], values: Iterable[str]) -> Mapping[str, int]:
        return dict(models.order_by().values_list(self.column).annotate(Count("pk")))


class ConditionFacet(Facet):
    """A filter by a condition for each value. With `all_at_once`, a model has to meet every one that is chosen."""

    def __init__(
        self, name: str, legend: str, values: Mapping[str, tuple[str, Q]], *, all_at_once: bool, is_single: bool = False
    ) -> None:
        super().__init__(name, legend, is_single=is_single)
        self.values = values
        self.all_at_once = all_at_once

    @property
    def labels(self) -> dict[str, str]:
        return {value: label for value, (label, _) in self.values.items()}

    def condition(self, chosen: Iterable[str]) -> Q:
        met = [self.values[value][1] for value in chosen]
        joined = Q()
        for one in met:
            joined = joined & one if self.all_at_once else joined | one
        return joined

    def counts(self, models: QuerySet[AIModel], values: Iterable[str]) -> Mapping[str, int]:
        wanted = {value: Count("pk", filter=self.values[value][1]) for value in values}
        found = models.order_by().aggregate(**{f"of_{value}": count for value, count in wanted.items()})
        return {value: found[f"of_{value}"] for value in wanted}


def choices_of(
    facet: Facet, models: QuerySet[AIModel], labels: Mapping[str, str], chosen: Collection[str]
) -> list[Choice]:
    """The boxes of a filter that find some of these models, and those already ticked. One query.

    Values of a column come in the order of size, conditions in their own.
    """
    counts = facet.counts(models, labels)
    found = [
        Choice(value, label, counts.get(value, 0), value in chosen)
        for value, label in labels.items()
        if counts.get(value) or value in chosen
    ]
    return (
        found if isinstance(facet, ConditionFacet) else sorted(found, key=lambda one: (-one.count, one.label.lower()))
    )


READS = {
    kind: (wording.capitalised(wording.modalities([kind])), Q(input_modalities__contains=[kind]))
    for kind in ("image", "file", "audio", "video")
}
CONTEXTS = {
    str(size): (wording.short_count(size), Q(context_window__gte=size))
    for size in (32_000, 128_000, 400_000, 1_000_000)
}
WEIGHTS = {"open": ("Open weights", Q(open_weights=Capability.YES))}
LIVES = {state.value: (str(state.label), Q(lifecycle=state)) for state in Lifecycle}

CLASS = ColumnFacet("class", "Class", "model_class__slug")
CREATOR = ColumnFacet("creator", "Creator", "creator__slug")
FACETS: dict[str, Facet] = {
    facet.name: facet
    for facet in (
        CLASS,
        CREATOR,
        ConditionFacet("reads", "Reads", READS, all_at_once=True),
        ConditionFacet("context", "Context at least", CONTEXTS, all_at_once=False, is_single=True),
        ConditionFacet("weights", "Weights", WEIGHTS, all_at_once=True),
        ConditionFacet("life", "Lifecycle", LIVES, all_at_once=False),
    )
}
