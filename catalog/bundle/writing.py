"""Writing the database's catalog as files: the same database gives the same bytes, whenever it is asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from django.db.models import Count, Prefetch, QuerySet

from catalog import models
from catalog.bundle import FORMAT, records

_FACT_ORDER = {fact: place for place, fact in enumerate(models.Fact.values)}
_INDENT = "  "


def catalog_files(today: date) -> dict[str, str]:
    """Path within the folder -> text, for all that the database holds and may pass on. Call within one transaction.

    Not among it: people and what they did (authors, held changes), editions, and measurements whose terms forbid it,
    which the head names.
    """
    creators = list(_creators())
    providers = models.Provider.objects.order_by("slug")
    other_ids = models.Alias.objects.exclude(kind=models.Alias.Kind.MODEL).select_related("source", "model_class")
    files = {f"creators/{creator.slug}.jsonl": _text(_creator_lines(creator)) for creator in creators}
    files["providers.jsonl"] = _text(map(_provider_line, providers))
    # They belong to no model: no indent.
    other_lines = map(_alias_line, other_ids.order_by("source__slug", "external_id"))
    files["aliases.jsonl"] = "".join(f"{_json(line)}\n" for line in other_lines)
    files["catalog.json"] = _head_text(creators, today)
    return files


def figures_left_out() -> dict[models.Metric, int]:
    """The metrics whose terms forbid passing their figures on, each with the number of figures that stay behind."""
    bound = models.Metric.objects.filter(redistributable=False).select_related("source")
    return {metric: metric.figures for metric in bound.annotate(figures=Count("measurements")).order_by("slug")}


def write_catalog(folder: Path, files: dict[str, str]) -> list[str]:
    """Makes the folder hold these files and no other creator's; the paths that changed.

    Where nothing but the day of writing would change, the head too stays as it is.
    """
    stale = [path for path in folder.glob("creators/*.jsonl") if f"creators/{path.name}" not in files]
    changed = [path for path, text in files.items() if not _holds(folder / path, text)]
    if (
        changed == ["catalog.json"]
        and not stale
        and _same_but_for_the_day(folder / "catalog.json", files["catalog.json"])
    ):
        return []
    for path in stale:
        path.unlink()
    for name in changed:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[name], encoding="utf-8")
    return sorted(changed + [f"creators/{path.name}" for path in stale])


def _holds(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def _same_but_for_the_day(path: Path, text: str) -> bool:
    return path.exists() and {**json.loads(path.read_text(encoding="utf-8")), "written": ""} == {
        **json.loads(text),
        "written": "",
    }


def _creators() -> QuerySet[models.Creator]:
    sheets = models.PriceSheet.objects.select_related("source").order_by("source__slug", "valid_from")
    measurements = models.Measurement.objects.filter(metric__redistributable=True).select_related("metric", "source")
    offers = models.Offer.objects.select_related("provider").order_by("provider__slug", "variant", "tag")
    events = models.LifecycleEvent.objects.select_related("source", "replacement__creator")
    # A suggestion is not a fact, and the rows of a source that forbids passing its list on are mostly suggestions.
    settled = models.Alias.objects.exclude(status=models.Alias.Status.SUGGESTED).select_related("source")
    model_rows = models.AIModel.objects.select_related("model_class").order_by("slug")
    return models.Creator.objects.order_by("slug").prefetch_related(
        Prefetch("families", models.Family.objects.order_by("slug")),
        Prefetch("ai_models", model_rows),
        Prefetch("ai_models__aliases", settled.order_by("source__slug", "external_id")),
        Prefetch("ai_models__claims", models.Claim.objects.select_related("source")),
        Prefetch("ai_models__lifecycle_events", events.order_by("stated_at", "happens_on", "source__slug", "state")),
        Prefetch("ai_models__measurements", measurements),
        Prefetch("ai_models__offers", offers),
        Prefetch("ai_models__offers__sheets", sheets),
        Prefetch("ai_models__offers__sheets__rows", models.PriceRow.objects.order_by("position")),
    )


def _creator_lines(creator: models.Creator) -> Iterator[records.Record]:
    yield records.CreatorLine(creator=creator.slug, name=creator.name, website=creator.website or None)
    for family in creator.families.all():
        yield records.FamilyLine(family=family.slug, name=family.name)
    for model in creator.ai_models.all():
        yield records.ModelLine(model=model.slug, model_class=model.model_class.slug, name=model.name)
        yield from map(_alias_line, model.aliases.all())
        yield from _claims_lines(model.claims.all())
        yield from map(_event_line, model.lifecycle_events.all())
        yield from sorted(map(_measurement_line, model.measurements.all()), key=_measurement_order)
        for offer in model.offers.all():
            yield _offer_line(offer)
            yield from map(_prices_line, offer.sheets.all())


def _provider_line(provider: models.Provider) -> records.ProviderLine:
    return records.ProviderLine(
        provider=provider.slug,
        name=provider.name,
        sells_as=models.Provider.Kind(provider.kind),
        website=provider.website or None,
    )


def _alias_line(alias: models.Alias) -> records.AliasLine:
    return records.AliasLine(
        alias=alias.external_id,
        source=alias.source.slug,
        what=models.Alias.Kind(alias.kind),
        variant=models.Variant(alias.variant),
        configuration=alias.configuration or None,
        status=models.Alias.Status(alias.status),
        model_class=alias.model_class.slug if alias.model_class else None,
        name=alias.name or None,
        seen=alias.seen_at,
    )


def _claims_lines(claims: Iterable[models.Claim]) -> Iterator[records.ClaimsLine]:
    """Facts that share source, moments and reason share a line."""
    ordered = sorted(claims, key=lambda claim: (_claims_order(claim), _FACT_ORDER[claim.fact]))
    for _, group in groupby(ordered, key=_claims_order):
        together = list(group)
        first = together[0]
        yield records.ClaimsLine(
            claims=first.source.slug,
            since=first.stated_at,
            confirmed=first.confirmed_at,
            until=first.superseded_at,
            reason=first.reason or None,
            facts={claim.fact: claim.value for claim in together},
        )


def _claims_order(claim: models.Claim) -> tuple[str, str, str, str, str]:
    until = records.moment_text(claim.superseded_at) if claim.superseded_at else ""
    since, confirmed = records.moment_text(claim.stated_at), records.moment_text(claim.confirmed_at)
    return claim.source.slug, since, confirmed, until, claim.reason


def _event_line(event: models.LifecycleEvent) -> records.EventLine:
    return records.EventLine(
        event=models.Lifecycle(event.state),
        on=event.happens_on,
        source=event.source.slug,
        stated=event.stated_at,
        withdrawn=event.withdrawn_at,
        replacement=event.replacement.catalog_id if event.replacement else None,
        note=event.note or None,
    )


def _measurement_line(measurement: models.Measurement) -> records.MeasurementLine:
    return records.MeasurementLine(
        measurement=measurement.metric.slug,
        source=measurement.source.slug,
        value=measurement.value,
        low=measurement.low,
        high=measurement.high,
        unit=measurement.unit,
        configuration=measurement.configuration or None,
        scale=measurement.scale_version or None,
        since=measurement.measured_at,
        confirmed=measurement.confirmed_at,
        until=measurement.superseded_at,
    )


def _measurement_order(line: records.MeasurementLine) -> tuple[str, str, str, str]:
    return line.measurement, line.source, line.configuration or "", records.moment_text(line.since)


def _offer_line(offer: models.Offer) -> records.OfferLine:
    return records.OfferLine(
        offer=offer.external_id,
        provider=offer.provider.slug,
        variant=models.Variant(offer.variant),
        tag=offer.tag or None,
        context_window=offer.context_window,
        max_prompt_tokens=offer.max_prompt_tokens,
        max_output_tokens=offer.max_output_tokens,
        quantization=offer.quantization or None,
        first_seen=offer.first_seen_at,
        last_seen=offer.last_seen_at,
        ended=offer.ended_at,
    )


def _prices_line(sheet: models.PriceSheet) -> records.PricesLine:
    return records.PricesLine(
        prices=sheet.source.slug,
        state=models.PriceSheet.State(sheet.state),
        since=sheet.valid_from,
        confirmed=sheet.confirmed_at,
        until=sheet.valid_until,
        rows=tuple(row.as_rate() for row in sheet.rows.all()),
    )


def _head_text(creators: list[models.Creator], today: date) -> str:
    head = records.Head(
        format=FORMAT,
        written=today,
        creators=len(creators),
        models=sum(len(creator.ai_models.all()) for creator in creators),
        sources=tuple(
            records.SourceEntry(source=run.source.slug, observed=run.observed_at, read=run.read)
            for run in sorted(
                models.SyncRun.objects.latest_good().select_related("source"), key=lambda run: run.source.slug
            )
        ),
        left_out=tuple(
            records.LeftOut(metric=metric.slug, source=metric.source.slug, because="its terms forbid passing it on")
            for metric in figures_left_out()
        ),
    )
    return json.dumps(head.model_dump(), ensure_ascii=False, indent=2) + "\n"


def _text(lines: Iterable[records.Record]) -> str:
    return "".join(f"{_INDENT * line.indent}{_json(line)}\n" for line in lines)


def _json(line: records.Record) -> str:
    return json.dumps(line.as_dict(), ensure_ascii=False)
