"""A family over time: its models, the newest first, and what each changed against the one before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from catalog import wording
from catalog.changes.records import Move, share_of_change
from catalog.lineage import Member, predecessors
from catalog.models import AIModel, Family, Lifecycle, PriceState


@dataclass(frozen=True)
class Figure:
    """What generations are compared by: its value of a model, None where it is not known, and how that is printed."""

    label: str
    name: str
    value: Callable[[Any], Any]
    shown: Callable[[Any], str]


def _published(column: str) -> Callable[[AIModel], Decimal | None]:
    return lambda model: getattr(model, column) if model.price_state == PriceState.PUBLISHED else None


FIGURES = (
    Figure("Input", "input price", _published("input_price"), wording.price),
    Figure("Output", "output price", _published("output_price"), wording.price),
    Figure("Context", "context window", lambda model: model.context_window or None, wording.short_count),
)


@dataclass(frozen=True)
class Generation:
    """One model of a family; `before` is the one that it follows, None for the first of its line.

    `moves` are the prices and the window that differ, where both are known; `unknown` names those that are not.
    """

    model: AIModel
    before: AIModel | None
    moves: list[Move]
    unknown: list[str]

    @property
    def day(self) -> date | None:
        return day_of(self.model)

    @property
    def is_released(self) -> bool:
        """Whether the day is that of its release, rather than that on which it was listed."""
        return self.model.release_date is not None


@dataclass(frozen=True)
class Lineage:
    """All models of a family, those without a day last."""

    family: Family
    generations: list[Generation]

    @property
    def models(self) -> list[AIModel]:
        return [one.model for one in self.generations]

    @property
    def classes(self) -> list[tuple[str, str, int]]:
        """How many models of each class: its slug, its name, the number; the largest first."""
        counts = Counter((one.model_class.slug, one.model_class.name) for one in self.models)
        return [(slug, name, number) for (slug, name), number in counts.most_common()]

    @property
    def newest(self) -> Generation | None:
        return next((one for one in self.generations if one.day), None)

    @property
    def oldest(self) -> Generation | None:
        return next((one for one in reversed(self.generations) if one.day), None)

    @property
    def on_sale(self) -> list[AIModel]:
        """Those that rankings count: neither announced only nor retired."""
        return [one for one in self.models if one.lifecycle in (Lifecycle.ACTIVE, Lifecycle.DEPRECATED)]

    @property
    def cheapest(self) -> AIModel | None:
        """The one with the lowest output price; what is free or unpriced is not the cheapest."""
        priced = [one for one in self.on_sale if one.price_state == PriceState.PUBLISHED and one.output_price]
        return min(priced, key=lambda one: one.output_price or Decimal(0), default=None)

    @property
    def widest(self) -> AIModel | None:
        known = [one for one in self.on_sale if one.context_window]
        return max(known, key=lambda one: one.context_window or 0, default=None)


def gather(family: Family) -> Lineage:
    """One query, whatever the number of models."""
    models = list(family.ai_models.select_related("creator", "model_class").order_by("name", "pk"))
    # A day that is not known sorts before all others, and so stands last.
    models.sort(key=lambda one: day_of(one) or date.min, reverse=True)
    by_key = {model.pk: model for model in models}
    follows = predecessors(Member(one.pk, one.slug, one.model_class.slug, day_of(one)) for one in models)
    return Lineage(family, [_generation(model, by_key.get(follows.get(model.pk, 0))) for model in models])


def day_of(model: AIModel) -> date | None:
    """The day of its release; where no source says it, that of its listing."""
    return model.release_date or model.listed_on


def _generation(model: AIModel, before: AIModel | None) -> Generation:
    moves, unknown = [], []
    for figure in FIGURES if before else ():
        old, new = figure.value(before), figure.value(model)
        if old is None or new is None:
            unknown.append(figure.name)
        elif figure.shown(old) != figure.shown(new):
            share = _difference(Decimal(old), Decimal(new))
            moves.append(Move(figure.label, figure.shown(old), figure.shown(new), share))
    return Generation(model, before, moves, unknown)


def _difference(before: Decimal, after: Decimal) -> str:
    """As a share of what was before; from twice as much on, as how many times: generations leap."""
    return wording.times(after / before) if before and after >= 2 * before else share_of_change(before, after)
