"""What an address of /compare/ asks for, and which models that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from catalog import wording
from catalog.comparison.addresses import at_addresses, compare_address, pair_address
from catalog.models import AIModel
from catalog.search.searching import Search, closest

DIFFERENCES = "differences"
MOST = 6
MOST_READ = 24
"""More than anybody names; the rest of an address is not read."""
LONGEST_SHOWN = 60
"""Of what an address asks for in vain, so much is said back."""


@dataclass(frozen=True)
class Asked:
    """An address as it was read: distinct ids in their order, those given twice, and the words of the search.

    `only_differences` leaves out the rows in which all are alike; `swapped` is the id whose place is being given away.
    """

    ids: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    only_differences: bool = False
    swapped: str = ""
    words: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """What cannot be meant is kept to be named, never looked up; so that every address has an answer."""
        given = [text for text in query.getlist("m")[:MOST_READ] if text.strip()]
        counts = Counter(text.strip() for text in given)
        ids = tuple(counts)
        swapped = query.get("swap", "")
        return cls(
            ids=ids,
            twice=tuple(id for id, count in counts.items() if count > 1),
            only_differences=query.get("only") == DIFFERENCES,
            swapped=swapped if swapped in ids else "",
            words=Search.asked("", query).words,
        )


@dataclass(frozen=True)
class Lineup:
    """The models of an address. `unknown` are ids that no model has, `left_out` models beyond the sixth."""

    asked: Asked
    models: tuple[AIModel, ...]
    unknown: tuple[str, ...] = ()
    left_out: tuple[AIModel, ...] = ()
    twice: tuple[AIModel, ...] = ()

    @classmethod
    def of(cls, asked: Asked) -> Lineup:
        """One query, whatever the number of ids."""
        rows = AIModel.objects.filter(at_addresses(asked.ids)).select_related("creator", "family", "model_class")
        by_id = {model.catalog_id: model for model in rows}
        models = [by_id[id] for id in asked.ids if id in by_id]
        return cls(
            asked,
            tuple(models[:MOST]),
            tuple(wording.printable(id, LONGEST_SHOWN) for id in asked.ids if id not in by_id),
            tuple(models[MOST:]),
            tuple(by_id[id] for id in asked.twice if id in by_id),
        )

    @property
    def ids(self) -> list[str]:
        return [model.catalog_id for model in self.models]

    @property
    def is_full(self) -> bool:
        return len(self.models) >= MOST

    @cached_property
    def swapped(self) -> AIModel | None:
        """The model whose place is being given away."""
        return next((model for model in self.models if model.catalog_id == self.asked.swapped), None)

    @property
    def address(self) -> str:
        """The canonical one: of two models that of the pair."""
        return pair_address(*self.ids) if len(self.models) == 2 else compare_address(self.ids)

    def to(self, ids: Iterable[str], **others: str) -> str:
        """The address of these models, shown as these are."""
        return compare_address(ids, only=DIFFERENCES if self.asked.only_differences else "", **others)

    @property
    def here(self) -> str:
        """The same comparison, nobody's place being given away."""
        return self.to(self.ids)

    @property
    def toggled(self) -> str:
        """The same models with all rows, or with those alone that differ."""
        return compare_address(self.ids, only="" if self.asked.only_differences else DIFFERENCES)

    def without(self, model: AIModel) -> str:
        return self.to(id for id in self.ids if id != model.catalog_id)

    def swapping(self, model: AIModel) -> str:
        """The address that asks for another model in this one's place."""
        return f"{self.to(self.ids, swap=model.catalog_id)}#another"

    def with_another(self, id: str) -> str:
        """The address with one more: at the end, or in the place that is being given away."""
        ids = [id if present == self.asked.swapped else present for present in self.ids]
        return self.to(ids if id in ids else [*ids, id])

    @cached_property
    def found(self) -> list[AIModel]:
        """What the words of the search find, without those that are there already."""
        return closest(self.asked.words, self.models)
