"""What hosts ask for the same model in the same variant, and how each of them stands against the cheapest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.db.models import F, Min

from catalog.models import AIModel, Offer, PriceRow, PriceSheet, Provider, Variant
from catalog.pricing import Unit

Good = tuple[int, str]
"""What prices are compared for: a model by its primary key, in one variant."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What one seller asks beside the others, US dollars per token; `sellers` counts all with a price, it included."""

    asked: Decimal
    lowest: Decimal
    sellers: int

    @property
    def is_alone(self) -> bool:
        return self.sellers == 1

    @property
    def ratio(self) -> Decimal | None:
        """1 for the cheapest; None where there is nobody else to compare with."""
        return None if self.is_alone else self.asked / self.lowest


@dataclass(frozen=True, slots=True)
class Record:
    """How a seller stands over all models that it sells in the plain variant at a published price.

    `compared` of them have a price of another seller too: there `median` is that of the ratios to the lowest price,
    and for `cheapest` it asks no more than anybody. `alone` counts those that only it has a price for.
    """

    compared: int
    cheapest: int
    alone: int
    median: Decimal | None

    @property
    def of(self) -> int:
        return self.compared + self.alone

    @property
    def best(self) -> int:
        """For how many models nobody asks less."""
        return self.cheapest + self.alone


@dataclass(frozen=True)
class Market:
    """The lowest price of each seller by what it sells. Lists that pass calls on to hosts are no sellers here."""

    prices: Mapping[Good, Mapping[int, Decimal]]

    @classmethod
    def of(cls, provider: Provider | None = None) -> Market:
        """Of the models that a provider sells, or of all: one query, whatever their number.

        The price is the one by which the model's class is ranked, per token and without conditions. What is not
        published or given away has no place here.
        """
        rows = (
            PriceRow.objects.in_force()
            .plain()
            .filter(
                sheet__state=PriceSheet.State.PUBLISHED,
                sheet__offer__provider__kind=Provider.Kind.HOST,
                meter=F("sheet__offer__ai_model__model_class__headline_meter"),
                unit=Unit.TOKEN,
                amount__gt=0,
            )
        )
        if provider is not None:
            sold = AIModel.objects.filter(offers__in=Offer.objects.filter(provider=provider, ended_at=None))
            rows = rows.filter(sheet__offer__ai_model__in=sold)
        named = rows.order_by().values_list(
            "sheet__offer__ai_model_id", "sheet__offer__variant", "sheet__offer__provider_id"
        )
        prices: dict[Good, dict[int, Decimal]] = defaultdict(dict)
        for model_id, variant, provider_id, lowest in named.annotate(Min("amount")):
            prices[model_id, variant][provider_id] = lowest
        return cls(prices)

    def standing(self, good: Good, asked: Decimal | None) -> Standing | None:
        """How a price that one of the sellers of `good` asks stands among all; None without a price."""
        sellers = self.prices.get(good)
        return Standing(asked, min(sellers.values()), len(sellers)) if asked and sellers else None

    def records(self) -> dict[int, Record]:
        """How each seller stands, by its primary key; only those with a price in the plain variant."""
        ratios: dict[int, list[Decimal | None]] = defaultdict(list)
        for (_, variant), sellers in self.prices.items():
            lowest = min(sellers.values())
            for seller, asked in sellers.items() if variant == Variant.PLAIN else ():
                ratios[seller].append(Standing(asked, lowest, len(sellers)).ratio)
        return {seller: _record(found) for seller, found in ratios.items()}


def _record(ratios: list[Decimal | None]) -> Record:
    compared = [ratio for ratio in ratios if ratio is not None]
    return Record(
        compared=len(compared),
        cheapest=sum(ratio == 1 for ratio in compared),
        alone=len(ratios) - len(compared),
        median=median(compared) if compared else None,
    )
