"""What a list of models on offer leaves out: offers end, models retire, and both come back when the source does.

Nothing is deleted. The moments of observation count, not those of the visits, so that recordings may come in any order.
"""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from catalog.models import HeldChange, Lifecycle, LifecycleEvent, Offer, SyncRun
from catalog.sync import holds

ENOUGH = 3
"""Accepted runs in a row that leave an id out, before we believe that it is gone: one short gap means nothing."""
GONE = "Missing from the source's list since that day."
"""The note of the events that we infer ourselves; an end that the source announces carries none."""


def apply_absences(unread: Collection[str], run: SyncRun) -> set[int]:
    """Ends the source's list offers that are missing from its last runs, and retires the models that lost them all.

    `unread` are the ids that stand in the answer although nothing was taken from their records. Returns the models
    that changed. Call after the offers of this run are written, within its transaction.
    """
    _see(unread, run)
    ended = end_missing(_list_offers(run), run)
    return {offer.ai_model_id for offer in ended} | _retire(ended, run) | _bring_back(run)


def _list_offers(run: SyncRun) -> QuerySet[Offer]:
    return Offer.objects.filter(provider__slug=run.source.slug)


def _see(external_ids: Collection[str], run: SyncRun) -> None:
    """A record that is set aside, or whose alias an editor rejected, is no sign that its model is gone."""
    shown = _list_offers(run).filter(external_id__in=external_ids, last_seen_at__lt=run.observed_at)
    shown.update(last_seen_at=run.observed_at)


def end_missing(offers: QuerySet[Offer], run: SyncRun) -> list[Offer]:
    """Ends those of the source's offers that its last runs missed, each at the moment of the first. Returns them."""
    # This run succeeds, or all that is written here is taken back.
    counted = SyncRun.objects.accepted().filter(source=run.source_id) | SyncRun.objects.filter(pk=run.pk)
    newest = list(counted.order_by("-observed_at").values_list("observed_at", flat=True)[:ENOUGH])
    if len(newest) < ENOUGH:
        return []
    first_missed = counted.filter(observed_at__gt=OuterRef("last_seen_at")).order_by("observed_at")
    gone: list[Offer] = list(
        offers.filter(ended_at=None, last_seen_at__lt=newest[-1]).annotate(
            first_missed=Subquery(first_missed.values("observed_at")[:1])
        )
    )
    for offer in gone:
        offer.ended_at = offer.first_missed  # type: ignore[attr-defined]  # the annotation above
    Offer.objects.bulk_update(gone, ["ended_at"], batch_size=500)
    _close_questions(HeldChange.objects.filter(offer__in=gone), run)
    return gone


def _close_questions(held: QuerySet[HeldChange], run: SyncRun) -> None:
    """What is not listed any more needs no decision; should it come back, it is asked about again."""
    holds.close(list(held.values_list("pk", flat=True)), run.observed_at, "It is listed no more.")


def _retire(ended: Iterable[Offer], run: SyncRun) -> set[int]:
    """Of the models that lost an offer, those that have none left: retired since the last one went."""
    left = _list_offers(run).filter(ai_model=OuterRef("ai_model"), ended_at=None)
    dead = _list_offers(run).filter(~Exists(left), ai_model__in={offer.ai_model_id for offer in ended})
    days: dict[int, date] = {}
    for offer in dead.exclude(ended_at=None).order_by("ended_at"):
        if offer.ended_at:
            days[offer.ai_model_id] = offer.ended_at.date()
    stored = LifecycleEvent.objects.in_force().filter(source=run.source_id, state=Lifecycle.RETIRED, ai_model__in=days)
    events = {event.ai_model_id: event for event in stored}
    new, overtaken = [], []
    for model_id, day in days.items():
        event = events.get(model_id)
        if event is not None and event.happens_on <= day:
            continue  # An earlier day stands: it is the source's own word.
        if event is not None:
            overtaken.append(event.pk)
        new.append(retirement(model_id, day, run, GONE))
    LifecycleEvent.objects.filter(pk__in=overtaken).update(withdrawn_at=run.observed_at)
    LifecycleEvent.objects.bulk_create(new)
    _close_questions(HeldChange.objects.filter(ai_model__in=days, offer=None, run__source=run.source_id), run)
    return {event.ai_model_id for event in new}


def retirement(model_id: int, day: date, run: SyncRun, note: str = "") -> LifecycleEvent:
    """What the source of a run says of a model's end; GONE as the note where we infer it."""
    return LifecycleEvent(
        ai_model_id=model_id,
        state=Lifecycle.RETIRED,
        happens_on=day,
        source_id=run.source_id,
        stated_at=run.observed_at,
        note=note,
    )


def _bring_back(run: SyncRun) -> set[int]:
    """Takes back the retirements that we inferred of models that are listed again. What the source announces stays."""
    living = _list_offers(run).filter(ai_model=OuterRef("ai_model"), ended_at=None)
    inferred = LifecycleEvent.objects.in_force().filter(source=run.source_id, state=Lifecycle.RETIRED, note=GONE)
    events = dict(inferred.filter(Exists(living)).values_list("pk", "ai_model_id"))
    LifecycleEvent.objects.filter(pk__in=events).update(withdrawn_at=run.observed_at)
    return set(events.values())
