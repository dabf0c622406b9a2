"""The prices of the bundled catalog, as tariffs in memory. Needs Django's settings, not its database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.bundle import BUNDLED
from catalog.bundle.reading import ToldOffer, read_catalog
from catalog.models import PriceSheet, Variant
from catalog.models.offers import FIRST_PARTY
from catalog.pricing import Tariff


@dataclass(frozen=True)
class Bundled:
    """What one model costs today: by OpenRouter's list, or from its maker where `is_first_party`."""

    catalog_id: str
    external_id: str
    model_class: str
    is_first_party: bool
    tariff: Tariff


def bundled() -> Iterator[Bundled]:
    """Every published price in force of a model's plain variant, by the list and by the maker."""
    for model in read_catalog(BUNDLED).models:
        for offer in model.offers:
            is_first_party = offer.line.tag == FIRST_PARTY
            if offer.line.ended or offer.line.variant != Variant.PLAIN:
                continue
            if offer.line.provider != "openrouter" and not is_first_party:
                continue
            tariff = in_force(offer)
            if tariff:
                yield Bundled(model.catalog_id, offer.line.offer, model.line.model_class, is_first_party, tariff)


def in_force(offer: ToldOffer) -> Tariff:
    sheets = [line for line in offer.prices if line.until is None and line.state == PriceSheet.State.PUBLISHED]
    return Tariff(sheets[-1].rows if sheets else ())
