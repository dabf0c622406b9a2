"""Writing what sources state of models: offers and their prices, claims, lifecycle events, measurements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog import models
from catalog.bundle import records
from catalog.bundle.histories import History, Key
from catalog.bundle.nouns import Loading, known
from catalog.bundle.periods import Period
from catalog.bundle.reading import ToldOffer
from catalog.facts import EDITOR
from catalog.pricing import Rate

OFFER_KEY = ("ai_model_id", "provider_id", "variant", "tag")
OFFER_TERMS = ("context_window", "max_prompt_tokens", "max_output_tokens", "quantization")


@dataclass(frozen=True)
class Prices:
    """A whole sheet. The same rates in another order are the same prices."""

    state: str
    rates: frozenset[Rate]
    in_order: tuple[Rate, ...] = field(compare=False)

    @classmethod
    def of(cls, state: str, rates: Sequence[Rate]) -> Prices:
        return cls(state, frozenset(rates), tuple(rates))


MEASURED = ("value", "low", "high", "unit", "scale_version")

CLAIMS = History(
    models.Claim,
    key=("ai_model_id", "fact", "source_id"),
    content=lambda claim: (claim.value, claim.reason),
    values=lambda content: {"value": content[0], "reason": content[1]},
    since="stated_at",
    until="superseded_at",
)
SHEETS = History(
    models.PriceSheet,
    key=("offer_id", "source_id"),
    content=lambda sheet: Prices.of(sheet.state, [row.as_rate() for row in sheet.rows.all()]),
    values=lambda prices: {"state": prices.state},
    since="valid_from",
    until="valid_until",
)
MEASUREMENTS = History(
    models.Measurement,
    key=("ai_model_id", "metric_id", "source_id", "configuration"),
    content=lambda one: tuple(getattr(one, column) for column in MEASURED),
    values=lambda content: dict(zip(MEASURED, content, strict=True)),
    since="measured_at",
    until="superseded_at",
)


def write_offers(loading: Loading) -> list[tuple[ToldOffer, models.Offer]]:
    """Every told offer with its row, written where it is new or was last seen earlier than told."""
    rows = models.Offer.objects.filter(ai_model__in=loading.model_ids)
    stored = {tuple(getattr(offer, column) for column in OFFER_KEY): offer for offer in rows}
    added, renewed, pairs = [], [], []
    for told_model, model in loading.pairs():
        for told in told_model.offers:
            provider = known(loading.providers, told.line.provider, "provider", told.line.offer)
            key = (model.pk, provider.pk, told.line.variant, told.line.tag or "")
            offer = stored.get(key)
            if offer is None:
                offer = models.Offer(**dict(zip(OFFER_KEY, key, strict=True)), first_seen_at=told.line.first_seen)
                added.append(_on_its_terms(offer, told.line))
            elif offer.last_seen_at < told.line.last_seen:
                renewed.append(_on_its_terms(offer, told.line))
            pairs.append((told, offer))
    models.Offer.objects.bulk_create(added, batch_size=1000)
    columns = ["external_id", *OFFER_TERMS, "last_seen_at", "ended_at"]
    models.Offer.objects.bulk_update(renewed, columns, batch_size=1000)
    loading.note(offer.ai_model_id for offer in added + renewed)
    return pairs


def _on_its_terms(offer: models.Offer, line: records.OfferLine) -> models.Offer:
    offer.external_id, offer.last_seen_at, offer.ended_at = line.offer, line.last_seen, line.ended
    offer.context_window, offer.max_prompt_tokens = line.context_window, line.max_prompt_tokens
    offer.max_output_tokens, offer.quantization = line.max_output_tokens, line.quantization or ""
    return offer


def write_prices(loading: Loading, offers: list[tuple[ToldOffer, models.Offer]]) -> None:
    told: dict[Key, list[Period]] = {}
    for told_offer, offer in offers:
        for line in told_offer.prices:
            source = known(loading.sources, line.prices, "source", told_offer.line.offer)
            told.setdefault((offer.pk, source.pk), []).append(line.period(Prices.of(line.state, line.rows)))
    written = SHEETS.write(SHEETS.newest(told).prefetch_related("rows"), told, loading.runs_by_source)
    models.PriceRow.objects.bulk_create(
        [
            _price_row(sheet, position, rate)
            for sheet, period in written.added
            for position, rate in enumerate(period.content.in_order)
        ],
        batch_size=1000,
    )
    model_of = {offer.pk: offer.ai_model_id for _, offer in offers}
    loading.note(model_of[sheet.offer_id] for sheet in written.rows)


def _price_row(sheet: models.PriceSheet, position: int, rate: Rate) -> models.PriceRow:
    return models.PriceRow(
        sheet=sheet,
        position=position,
        meter=rate.meter,
        amount=rate.amount,
        unit=rate.unit,
        min_prompt_tokens=rate.min_prompt_tokens,
        boundary=rate.boundary or "",
        utc_start=rate.utc_start,
        utc_end=rate.utc_end,
        weekdays=sorted(rate.weekdays),
        batch=rate.batch,
        detail=rate.detail,
    )


def write_claims(loading: Loading) -> None:
    """What sources say. Where the database's own editors said anything of a fact, that stays."""
    told: dict[Key, list[Period]] = {}
    for told_model, model in loading.pairs():
        for (fact, slug), periods in told_model.claim_histories().items():
            source = known(loading.sources, slug, "source", told_model.catalog_id)
            told[model.pk, fact, source.pk] = periods
    editor = loading.sources[EDITOR]
    for model_id, fact in models.Claim.objects.filter(source=editor).values_list("ai_model_id", "fact"):
        told.pop((model_id, fact, editor.pk), None)
    written = CLAIMS.write(CLAIMS.newest(told), told, loading.runs_by_source)
    loading.note(claim.ai_model_id for claim in written.rows)


def write_events(loading: Loading) -> None:
    """Lifecycle events: a source's own later word on the same step withdraws its earlier one."""
    stored = list(models.LifecycleEvent.objects.filter(ai_model__in=loading.model_ids))
    there = {(event.ai_model_id, event.state, event.source_id, event.stated_at) for event in stored}
    in_force = {(event.ai_model_id, event.state, event.source_id): event for event in stored if not event.withdrawn_at}
    added, overtaken = [], []
    for told_model, model in loading.pairs():
        for line in told_model.events:
            source = known(loading.sources, line.source, "source", told_model.catalog_id)
            event = in_force.get((model.pk, line.event, source.pk))
            if (model.pk, line.event, source.pk, line.stated) in there:
                continue
            if event and not line.withdrawn:
                if event.stated_at > line.stated:
                    continue
                event.withdrawn_at = line.stated
                overtaken.append(event)
            added.append(_event(loading, models.LifecycleEvent(ai_model=model, source=source), line))
    models.LifecycleEvent.objects.bulk_update(overtaken, ["withdrawn_at"], batch_size=1000)
    models.LifecycleEvent.objects.bulk_create(added)
    loading.note(event.ai_model_id for event in added + overtaken)


def _event(loading: Loading, event: models.LifecycleEvent, line: records.EventLine) -> models.LifecycleEvent:
    event.state, event.happens_on, event.stated_at = line.event, line.on, line.stated
    event.note, event.withdrawn_at = line.note or "", line.withdrawn
    event.replacement = loading.ai_models.get(line.replacement or "")
    return event


def write_measurements(loading: Loading) -> None:
    told: dict[Key, list[Period]] = {}
    for told_model, model in loading.pairs():
        for line in sorted(told_model.measurements, key=lambda line: line.since):
            metric = known(loading.metrics, line.measurement, "metric", told_model.catalog_id)
            source = known(loading.sources, line.source, "source", told_model.catalog_id)
            key = (model.pk, metric.pk, source.pk, line.configuration or "")
            content = (line.value, line.low, line.high, line.unit, line.scale or "")
            told.setdefault(key, []).append(line.period(content))
    written = MEASUREMENTS.write(MEASUREMENTS.newest(told), told, loading.runs_by_source)
    loading.note(measurement.ai_model_id for measurement in written.rows)
