"""All that a provider's page says beside the table of what it sells, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from catalog import wording
from catalog.dossier.figures import Citation, Citations
from catalog.freshness import Freshness
from catalog.models import Offer, PriceSheet, Provider, Source
from catalog.models.offers import FIRST_PARTY
from catalog.prose import sellers as sentences
from catalog.sellers.market import Record
from catalog.sellers.sales import SaleList

MOST_ENDED = 60
"""How many of the models that it no longer sells are named, those that ended last first."""

NOTHING_PRICED = Record(compared=0, cheapest=0, alone=0, median=None)


@dataclass(frozen=True)
class Portrait:
    """`models` counts those sold today, `direct` the offers among them that the maker makes of its own models."""

    provider: Provider
    sales: SaleList
    record: Record | None
    models: int
    direct: int
    since: datetime | None
    read_at: datetime | None
    watched_at: datetime | None
    ended: list[Offer]
    ended_count: int

    @property
    def citations(self) -> Citations:
        return self.sales.citations

    @property
    def sources(self) -> list[Citation]:
        return list(self.citations)

    @property
    def ended_left_out(self) -> int:
        return self.ended_count - len(self.ended)

    @property
    def sentence(self) -> str:
        """How its prices stand; "" for a list, which is not set against the hosts that it lists."""
        if self.record is None:
            return ""
        record = self.record
        return sentences.against_the_cheapest(record.compared, record.cheapest, record.alone, record.median)

    @property
    def summary(self) -> str:
        """ "31 models, from A to Z"."""
        return f"{wording.quantity(self.sales.page.paginator.count, 'offer')}, {self.sales.phrase}"


def gather(provider: Provider, sales: SaleList) -> Portrait:
    """What is known of a provider beside `sales`, the table of what it sells."""
    _cite(provider, sales.citations)
    offers = Offer.objects.filter(provider=provider)
    dates = offers.aggregate(Min("first_seen_at"), Max("last_seen_at"), Max("watched_at"))
    gone = offers.exclude(ended_at=None)
    return Portrait(
        provider=provider,
        sales=sales,
        record=sales.market.records().get(provider.pk, NOTHING_PRICED) if sales.is_compared else None,
        models=len({sale.model_id for sale in sales.every}),
        direct=offers.filter(ended_at=None, tag=FIRST_PARTY).count(),
        since=dates["first_seen_at__min"],
        read_at=dates["last_seen_at__max"],
        watched_at=dates["watched_at__max"],
        ended=list(gone.select_related("ai_model__creator").order_by("-ended_at", "ai_model__name", "pk")[:MOST_ENDED]),
        ended_count=gone.count(),
    )


def _cite(provider: Provider, citations: Citations) -> None:
    """Names the sources of all its prices, whichever of them the table happens to show."""
    sheets = PriceSheet.objects.current().filter(offer__provider=provider, offer__ended_at=None)
    read = dict(sheets.order_by().values_list("source").annotate(Max("confirmed_at")))
    for source in Source.objects.filter(pk__in=read).order_by("rank", "pk"):
        citations.cite(source, read[source.pk])
    citations.mark_late(Freshness().late)
