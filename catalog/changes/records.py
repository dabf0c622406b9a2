"""What moved, as frozen records, and whose moves are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from catalog import wording
from catalog.models import AIModel, Source
from catalog.models.claims import CAPABILITIES, COUNTS, DATES, MODALITY_LISTS

MINUS = "\N{MINUS SIGN}"


class Kind(StrEnum):
    """What sort of news a change is."""

    PRICE = "price"
    CHEAPEST_HOST = "cheapest-host"
    LIMITS = "limits"
    CAPABILITY = "capability"
    RELEASE = "release"
    LIFECYCLE = "lifecycle"
    NEW = "new"
    NAME = "name"
    MEASUREMENT = "measurement"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Kind.PRICE: "Price",
    Kind.CHEAPEST_HOST: "Cheapest host",
    Kind.LIMITS: "Limits",
    Kind.CAPABILITY: "Capability",
    Kind.RELEASE: "Release",
    Kind.LIFECYCLE: "Lifecycle",
    Kind.NEW: "New model",
    Kind.NAME: "Name and family",
    Kind.MEASUREMENT: "Measurement",
}
_KINDS_OF_FACTS = {
    **dict.fromkeys(COUNTS, Kind.LIMITS),
    **dict.fromkeys((*CAPABILITIES, *MODALITY_LISTS), Kind.CAPABILITY),
    **dict.fromkeys(DATES, Kind.RELEASE),
}


def kind_of_fact(fact: str) -> Kind:
    return next((kind for known, kind in _KINDS_OF_FACTS.items() if known == fact), Kind.NAME)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose changes are asked for: of one kind, of one class by its slug, of one model; "" and None ask for all.

    `passed_on` leaves out the measurements whose terms keep them to our own pages.
    """

    kind: Kind | None = None
    model_class: str = ""
    model_id: int | None = None
    passed_on: bool = False

    def models(self, path: str) -> Q:
        """The condition on rows that reach their model by this path."""
        condition = Q()
        if self.model_class:
            condition &= Q(**{f"{path}__model_class__slug": self.model_class})
        if self.model_id is not None:
            condition &= Q(**{f"{path}_id": self.model_id})
        return condition


@dataclass(frozen=True, slots=True)
class Move:
    """One value that moved, in words. None is what `absent` says; `share` is the difference in per cent, if any."""

    label: str
    before: str | None
    after: str | None
    share: str = ""
    unit: str = ""
    absent: str = wording.NOT_PUBLISHED

    def __str__(self) -> str:
        """ "Input $2.50 → $2.00 / 1M tokens (+25%)"."""
        before, after = self.before or self.absent, self.after or self.absent
        unit = f" / {self.unit}" if self.unit else ""
        share = f" ({self.share})" if self.share else ""
        return (
            f"{self.label} {before} → {after}{unit}{share}" if self.after else f"{self.label} {before}{unit} → {after}"
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One piece of news: of which model, what moved, when a source was first seen to say so, and which source.

    `key` names it for ever, from the row behind it. A change without a `model` stands for `count` of them, `models`
    being those that it names.
    """

    key: str
    kind: Kind
    happened_at: datetime
    source: Source
    subject: str
    model: AIModel | None
    moves: tuple[Move, ...] = ()
    note: str = ""
    is_passed_on: bool = True
    count: int = 1
    models: tuple[AIModel, ...] = ()

    @property
    def name(self) -> str:
        """ "GPT-5 Image Mini", "213 models"."""
        return self.model.name if self.model else wording.quantity(self.count, "model")

    @property
    def title(self) -> str:
        return f"{self.name}: {self.subject[:1].lower()}{self.subject[1:]}"

    @property
    def summary(self) -> str:
        """What moved in one line of plain text."""
        return "; ".join([*map(str, self.moves), *([self.note] if self.note else [])])


@dataclass(frozen=True)
class Topic:
    """One kind of row that changes are made of.

    `rows` answers with those that are news, whenever they happened; `moment` names the column that tells when; `tell`
    makes changes of some of them, in a number of queries that does not depend on how many they are.
    """

    kinds: frozenset[Kind]
    moment: str
    rows: Callable[[Scope], QuerySet[Any]]
    tell: Callable[[Sequence[Any]], Iterable[Change]]

    def is_asked_for(self, scope: Scope) -> bool:
        return scope.kind is None or scope.kind in self.kinds

    def newest(self, scope: Scope, before: datetime, most: int) -> list[datetime]:
        """The moments of the newest news before a moment, the latest first."""
        rows = self.rows(scope).filter(**{f"{self.moment}__lt": before}).order_by(f"-{self.moment}")
        return list(rows.values_list(self.moment, flat=True)[:most])

    def between(self, scope: Scope, since: datetime, until: datetime) -> Iterable[Change]:
        rows = self.rows(scope).filter(**{f"{self.moment}__gte": since, f"{self.moment}__lt": until})
        return self.tell(list(rows.order_by(self.moment, "pk")))


def share_of_change(before: Decimal, after: Decimal) -> str:
    """The difference as a share of what was before: "+25%", "+300%"; "" where that was 0, or nothing to speak of."""
    difference = (after - before) / before if before else Decimal(0)
    share = wording.share(abs(difference))
    return "" if share == "0%" else f"{'+' if difference > 0 else MINUS}{share}"
