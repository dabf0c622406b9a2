"""Seeing a burst as its reviews come in, and holding them: one query for each that a newcomer sends."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Count, Max, Q
from django.utils import timezone

from accounts.models import User
from reviews import ratings
from reviews.bursts import rule
from reviews.models import Arrival, Burst, ModerationAction, Review, Revision
from reviews.models.bursts import ArrivalQuerySet
from reviews.models.proofs import ProofKind
from reviews.recording import record
from reviews.traces import NO_TRACE, Trace

PASSING = (ProofKind.USE, ProofKind.MODERATOR)
"""The proofs that let a review pass. A free call costs no more than an account does, and proves as little here."""
TOLD_BEFORE = "Told before, when it was first held."
Kind = ModerationAction.Kind


def take_note(revision: Revision, author: User, trace: Trace = NO_TRACE) -> Arrival:
    """Notes that words came in, and holds them where they are of a burst.

    Call within the transaction that takes them in, with their model locked: so of two at once the second sees the
    first, and one burst is opened, not two.
    """
    review = revision.review
    arrival = Arrival.objects.create(
        revision=revision,
        review=review,
        ai_model_id=review.ai_model_id,
        direction=rule.direction_of(revision.stars),
        is_new=is_newcomer(author, review),
        arrived_at=revision.submitted_at,
        network=trace.network,
        device=trace.device,
    )
    if arrival.is_new and arrival.direction:
        _judge(arrival)
    return arrival


def is_newcomer(author: User, review: Review) -> bool:
    """Whether little is known of who sends this: a new account, or one without a review of another model on show."""
    if review.proof in PASSING:
        return False
    if timezone.now() - author.date_joined < rule.NEW_FOR:
        return True
    return not Review.objects.published().filter(author=author).exclude(pk=review.pk).exists()


def _judge(arrival: Arrival) -> None:
    """Holds words that belong to an open burst, or that make one together with those before them."""
    lately = _like(arrival).pressing().filter(arrived_at__gt=arrival.arrived_at - rule.LONGEST)
    counts, open_burst = _counted(lately, arrival)
    if open_burst is not None:
        _hold(Burst.objects.get(pk=open_burst), [arrival.pk])
        return
    if not rule.may_be_one(counts):
        return
    usual = _usual(arrival)
    if window := rule.window_of_burst(counts, usual):
        together = lately.filter(arrived_at__gt=arrival.arrived_at - window, burst=None)
        burst = _opened(arrival, window, counts[window], usual)
        _hold(burst, list(together.values_list("pk", flat=True)))


def _like(arrival: Arrival) -> ArrivalQuerySet:
    """Those of the same model in the same direction."""
    return Arrival.objects.filter(ai_model=arrival.ai_model_id, direction=arrival.direction)


def _counted(lately: ArrivalQuerySet, arrival: Arrival) -> tuple[dict[timedelta, int], int | None]:
    """How many reviews came in each window, however often each; and the burst that is open among them. One query."""
    windows = {f"within_{place}": window for place, window in enumerate(rule.WINDOWS)}
    within = {
        name: Count("review", distinct=True, filter=Q(arrived_at__gt=arrival.arrived_at - window))
        for name, window in windows.items()
    }
    row = lately.aggregate(**within, open_burst=Max("burst", filter=Q(burst__state=Burst.State.OPEN)))
    return {window: row[name] for name, window in windows.items()}, row["open_burst"]


def _usual(arrival: Arrival) -> int:
    """How many such reviews came in the four weeks before the longest window, attempts left out."""
    until = arrival.arrived_at - rule.LONGEST
    before = _like(arrival).filter(is_new=True, arrived_at__range=(until - rule.USUAL_OVER, until))
    return before.exclude(burst__state=Burst.State.UPHELD).values("review").distinct().count()


def _opened(arrival: Arrival, window: timedelta, found: int, usual: int) -> Burst:
    """The burst to decide on: a new one, or the one whose last review came longer ago than belongs together."""
    burst, _ = Burst.objects.get_or_create(
        ai_model_id=arrival.ai_model_id,
        direction=arrival.direction,
        state=Burst.State.OPEN,
        defaults={
            "window": window,
            "found": found,
            "usual": usual,
            "began_at": arrival.arrived_at,
            "opened_at": arrival.arrived_at,
        },
    )
    return burst


def _hold(burst: Burst, arrival_ids: Collection[int]) -> None:
    """Makes these part of a burst: what readers saw of them they see no longer, and no figure counts them."""
    Arrival.objects.filter(pk__in=arrival_ids).update(burst=burst)
    joined = Arrival.objects.filter(pk__in=arrival_ids).select_related("revision__review").order_by("pk")
    words = {arrival.revision_id: arrival.revision for arrival in joined}
    first = min(revision.submitted_at for revision in words.values())
    Burst.objects.filter(pk=burst.pk, began_at__gt=first).update(began_at=first)
    taken_out = set()
    with ratings.recounted_together(burst.ai_model_id, [one.review_id for one in words.values()]) as reviews:
        for review in reviews:
            if review.state == Review.State.PUBLISHED and review.shown_id in words:
                review.state = Review.State.HELD
                taken_out.add(review.shown_id)
    for revision in words.values():
        if revision.pk in taken_out or revision.state == Revision.State.WAITING:
            _put_on_record(burst, revision)


def _put_on_record(burst: Burst, revision: Revision) -> None:
    """An author hears once that their review is held, whatever they send in meanwhile."""
    earlier = ModerationAction.objects.filter(
        review=revision.review_id, kind=Kind.HELD, created_at__gte=burst.opened_at
    )
    record(Kind.HELD, revision, actor=None, untold_because=TOLD_BEFORE if earlier.exists() else "")
