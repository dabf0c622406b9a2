"""All models of a class for one usage: who costs what, the cheapest first, and who is left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from catalog.calculator.prices import NO_PRICES, price_lists
from catalog.models import AIModel, ModelClass
from catalog.pricing import Priced, Usage
from catalog.prose.bills import limit_remark

MOST_ALTERNATIVES = 5


class Other(NamedTuple):
    """A model beside its bill."""

    model: AIModel
    priced: Priced[int]

    @property
    def total(self) -> Decimal | None:
        return self.priced.receipt.total

    @property
    def why(self) -> str:
        """Why there is no total."""
        return "; ".join(self.priced.receipt.missing)

    @property
    def per_call(self) -> Decimal | None:
        return self.priced.receipt.per_call


@dataclass(frozen=True)
class ClassBills:
    """Keys are primary keys. `priced` are sorted by cost, those without a total last and by name.

    `too_small` is how many cannot take such a call, which are not among them; `details` are the sizes and qualities in
    which images are sold; `read_at` is when the newest of the prices was read.
    """

    priced: Sequence[Priced[int]]
    too_small: int
    details: Sequence[str]
    read_at: datetime | None

    @property
    def known(self) -> int:
        return sum(one.receipt.total is not None for one in self.priced)

    @property
    def least(self) -> Decimal | None:
        return self.priced[0].receipt.total if self.priced else None

    def others(self, own: Collection[int]) -> list[Other]:
        """The cheapest without those one has already; one query."""
        known = (one for one in self.priced if one.receipt.total is not None and one.key not in own)
        return in_full(list(islice(known, MOST_ALTERNATIVES)))


def cohort(model_class: ModelClass, moment: datetime | None) -> QuerySet[AIModel]:
    """Those that are compared now; of another day all that there are, since those with a price are what was there."""
    return AIModel.objects.cohort(model_class) if moment is None else AIModel.objects.filter(model_class=model_class)


def class_bills(
    model_class: ModelClass, usage: Usage, moment: datetime | None = None, narrowed: Q | None = None
) -> ClassBills:
    """Three queries, whatever the number of models. Of another day those without a price then are left out."""
    models = cohort(model_class, moment).filter(narrowed or Q())
    rows = list(models.order_by(Lower("name"), "pk").values_list("pk", "context_window", "max_output_tokens"))
    prices = price_lists(models.order_by(), moment)
    fitting = [row[0] for row in rows if limit_remark(usage, row[1], row[2]) is None]
    shown = [key for key in fitting if moment is None or key in prices]
    priced = [Priced(key, prices.get(key, NO_PRICES).bill(usage).receipt) for key in shown]
    priced.sort(key=lambda one: (one.receipt.per_call is None, one.receipt.per_call or Decimal(0)))
    return ClassBills(
        priced,
        len(rows) - len(fitting),
        list(dict.fromkeys(detail for one in prices.values() for detail in one.details)),
        max((one.read_at for one in prices.values() if one.read_at), default=None),
    )


def in_full(priced: Sequence[Priced[int]]) -> list[Other]:
    """With the models, which come with their creator; one query."""
    models = AIModel.objects.select_related("creator", "model_class").in_bulk([one.key for one in priced])
    return [Other(models[one.key], one) for one in priced]
