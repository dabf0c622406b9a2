"""Models that were listed, retired or came back, and measurements that moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from catalog import wording
from catalog.changes.records import Change, Kind, Move, Scope, Topic, share_of_change
from catalog.facts import LIST_SELLER
from catalog.models import Lifecycle, LifecycleEvent, Measurement, Offer, Source


def listed(scope: Scope) -> QuerySet[Offer]:
    """The first offer by which each model was seen."""
    same_model = Offer.objects.filter(ai_model=OuterRef("ai_model"))
    is_before = Q(first_seen_at__lt=OuterRef("first_seen_at"))
    is_beside = Q(first_seen_at=OuterRef("first_seen_at"), pk__lt=OuterRef("pk"))
    first = Offer.objects.filter(~Exists(same_model.filter(is_before | is_beside)), scope.models("ai_model"))
    return first.select_related("ai_model__creator", "ai_model__model_class")


def tell_listed(offers: Sequence[Offer]) -> Iterator[Change]:
    source = Source.objects.get(slug=LIST_SELLER)
    for offer in offers:
        model = offer.ai_model
        kind = wording.capitalised(f"{wording.article(model.model_class.name.lower())} model by {model.creator.name}")
        yield Change(
            key=f"new/{model.pk}",
            kind=Kind.NEW,
            happened_at=offer.first_seen_at,
            source=source,
            subject="New in the list",
            model=model,
            note=kind,
        )


def lifecycles(scope: Scope) -> QuerySet[LifecycleEvent]:
    """Ends and returns that were told of models already known."""
    earlier = Offer.objects.filter(ai_model=OuterRef("ai_model"), first_seen_at__lt=OuterRef("stated_at"))
    events = LifecycleEvent.objects.filter(Exists(earlier), scope.models("ai_model"))
    return events.select_related("source", "ai_model__creator", "ai_model__model_class", "replacement")


def tell_lifecycles(events: Sequence[LifecycleEvent]) -> Iterator[Change]:
    for event in events:
        subject = "Returned" if event.state == Lifecycle.ACTIVE else event.get_state_display()
        when = f"{'From' if event.happens_on > event.stated_at.date() else 'On'} {wording.day(event.happens_on)}"
        instead = f"Use {event.replacement.name} instead" if event.replacement else ""
        yield Change(
            key=f"lifecycle/{event.pk}/{event.happens_on}",
            kind=Kind.LIFECYCLE,
            happened_at=event.stated_at,
            source=event.source,
            subject=subject,
            model=event.ai_model,
            note=". ".join(filter(None, [when, instead, event.note])),
        )


def withdrawn(scope: Scope) -> QuerySet[LifecycleEvent]:
    """What sources took back without naming another day."""
    another = LifecycleEvent.objects.filter(
        ai_model=OuterRef("ai_model"), state=OuterRef("state"), source=OuterRef("source"),
        stated_at=OuterRef("withdrawn_at"),
    )  # fmt: skip
    events = LifecycleEvent.objects.filter(~Exists(another), scope.models("ai_model"), withdrawn_at__isnull=False)
    return events.select_related("source", "ai_model__creator", "ai_model__model_class")


def tell_withdrawn(events: Sequence[LifecycleEvent]) -> Iterator[Change]:
    for event in events:
        if event.withdrawn_at is None:
            continue
        had_come = event.happens_on <= event.withdrawn_at.date()
        state = event.get_state_display()
        yield Change(
            key=f"lifecycle/{event.pk}/withdrawn",
            kind=Kind.LIFECYCLE,
            happened_at=event.withdrawn_at,
            source=event.source,
            subject="Returned" if had_come and event.state == Lifecycle.RETIRED else f"{state}: taken back",
            model=event.ai_model,
            note=f"It had been {state.lower()} {'since' if had_come else 'from'} {wording.day(event.happens_on)}",
        )


def measured(scope: Scope) -> QuerySet[Measurement]:
    """Every value, with the one that it replaced in the same configuration, if any."""
    before = Measurement.objects.filter(
        ai_model=OuterRef("ai_model"), metric=OuterRef("metric"), source=OuterRef("source"),
        configuration=OuterRef("configuration"), measured_at__lt=OuterRef("measured_at"),
    ).order_by("-measured_at")  # fmt: skip
    rows = Measurement.objects.filter(scope.models("ai_model")).annotate(
        value_before=Subquery(before.values("value")[:1]), scale_before=Subquery(before.values("scale_version")[:1])
    )
    if scope.passed_on:
        rows = rows.filter(metric__redistributable=True)
    moved = Q(value_before=None) | ~Q(value_before=F("value")) | ~Q(scale_before=F("scale_version"))
    return rows.filter(moved).select_related("source", "metric", "ai_model__creator", "ai_model__model_class")


def tell_measured(measurements: Sequence[Any]) -> Iterator[Change]:
    """`measurements` carry what measured() annotated them with."""
    for one in measurements:
        before, scale = one.value_before, one.scale_before
        is_rescaled = before is not None and scale != one.scale_version
        yield Change(
            key=f"measurement/{one.pk}",
            kind=Kind.MEASUREMENT,
            happened_at=one.measured_at,
            source=one.source,
            subject=f"{one.metric.name}{', new scale' if is_rescaled else ''}",
            model=one.ai_model,
            moves=(measured_move(_label(one), one, before, is_rescaled=is_rescaled),),
            note="A new scale: values before and after cannot be compared." if is_rescaled else "",
            is_passed_on=one.metric.redistributable,
        )


def _label(one: Measurement) -> str:
    return f"{one.metric.name}, {one.configuration}" if one.configuration else one.metric.name


def measured_move(
    label: str, one: Measurement, before: Decimal | None, *, is_rescaled: bool, absent: str = wording.NOT_MEASURED
) -> Move:
    """From a value before, None where there was none, to the one measured. Across scales nothing is compared."""
    after = f"{wording.measured(one.value, one.metric.decimals)} {one.unit}"
    if is_rescaled:
        return Move(label, None, after, absent="another scale")
    if before is None:
        return Move(label, None, after, absent=absent)
    return Move(label, wording.measured(before, one.metric.decimals), after, share_of_change(before, one.value))


LISTED = Topic(frozenset({Kind.NEW}), "first_seen_at", listed, tell_listed)
LIFECYCLES = Topic(frozenset({Kind.LIFECYCLE}), "stated_at", lifecycles, tell_lifecycles)
WITHDRAWN = Topic(frozenset({Kind.LIFECYCLE}), "withdrawn_at", withdrawn, tell_withdrawn)
MEASURED = Topic(frozenset({Kind.MEASUREMENT}), "measured_at", measured, tell_measured)
