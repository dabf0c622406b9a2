"""What people decide on a burst, as a whole or on single reviews of it; and proof that comes while it is open."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.models import AIModel
from reviews import ratings, voting
from reviews.bursts.noticing import PASSING
from reviews.models import Arrival, Ban, Burst, ModerationAction, Reason, Report, Review, Revision
from reviews.moderation import ban_over
from reviews.recording import NotNow, hidden_by, record

Kind = ModerationAction.Kind
WAITS_ON = "It waits as any other does."
NONE_LEFT = "Each of its reviews was taken out as ordinary."


@dataclass
class Deciding:
    """An open burst, locked with its model, and the words that are held in it."""

    burst: Burst
    words: dict[int, Revision]

    @property
    def review_ids(self) -> list[int]:
        return [revision.review_id for revision in self.words.values()]


@transaction.atomic
def clear(burst_id: int, by: User, why: str) -> Burst:
    """Finds a burst ordinary: what was approved is shown and counts, what waits is moderated one by one.

    Raises NotNow and Burst.DoesNotExist.
    """
    with _decided(burst_id, by, Burst.State.CLEARED, why) as held:
        _let_pass(held, by)
    return held.burst


@transaction.atomic
def uphold(burst_id: int, by: User, why: str) -> Burst:
    """Finds it an attempt to move the figure: what waits is refused, what readers saw stays hidden; none counts.

    Raises NotNow and Burst.DoesNotExist.
    """
    with _decided(burst_id, by, Burst.State.UPHELD, why) as held:
        kinds: dict[int, Kind] = {}
        with ratings.recounted_together(held.burst.ai_model_id, held.review_ids) as reviews:
            for review in reviews:
                kinds |= _turn_down(review, held.words)
        for revision_id, kind in kinds.items():
            record(kind, held.words[revision_id], actor=by, reason=Reason.MANIPULATION)
        hidden = [held.words[pk].review_id for pk, kind in kinds.items() if kind == Kind.HIDDEN]
        Report.objects.open().filter(review__in=hidden).update(state=Report.State.UPHELD, decided_at=timezone.now())
        refused = [pk for pk, kind in kinds.items() if kind == Kind.REFUSED]
        Revision.objects.filter(pk__in=refused).update(state=Revision.State.REFUSED, decided_at=timezone.now())
    return held.burst


@transaction.atomic
def take_out(burst_id: int, revision_ids: Collection[int], by: User) -> int:
    """Lets single reviews of an open burst pass as ordinary; returns how many. Raises NotNow and Burst.DoesNotExist."""
    with _locked(burst_id, by) as held:
        chosen = {pk: revision for pk, revision in held.words.items() if pk in revision_ids}
        if not chosen:
            raise NotNow("None of these is held any more.")
        _let_pass(Deciding(held.burst, chosen), by)
        if len(chosen) == len(held.words):
            _close(held.burst, by, Burst.State.CLEARED, NONE_LEFT)
    return len(chosen)


def let_proven_pass(review: Review) -> None:
    """Takes a review out of every burst once its use is proven. It is locked within ratings.recounted."""
    if review.proof not in PASSING:
        return
    pressing = Arrival.objects.pressing().filter(review=review)
    held = set(pressing.held().values_list("revision", flat=True))
    pressing.update(passed_at=timezone.now())
    if review.state == Review.State.HELD and review.shown is not None and review.shown_id in held:
        _put_on_record(_shown(review), review.shown, None)


@contextmanager
def _locked(burst_id: int, by: User) -> Iterator[Deciding]:
    """Locks the model first, as everybody does who changes its figures, then the burst."""
    model_id = Burst.objects.values_list("ai_model_id", flat=True).get(pk=burst_id)
    AIModel.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=model_id)
    burst = Burst.objects.select_for_update(of=("self",)).select_related("ai_model").get(pk=burst_id)
    if not burst.is_open:
        raise NotNow(f"Somebody was quicker: it was found {_in_words(burst)}.")
    held = Arrival.objects.held().filter(burst=burst).select_related("revision__review").order_by("pk")
    words = {arrival.revision_id: arrival.revision for arrival in held}
    if any(revision.review.author_id == by.pk for revision in words.values()):
        raise NotNow("A review of your own is among them: another moderator decides.")
    yield Deciding(burst, words)


@contextmanager
def _decided(burst_id: int, by: User, state: Burst.State, why: str) -> Iterator[Deciding]:
    with _locked(burst_id, by) as held:
        yield held
        _close(held.burst, by, state, why)


def _close(burst: Burst, by: User, state: Burst.State, why: str) -> None:
    burst.state, burst.decided_at, burst.decided_by, burst.why = state, timezone.now(), by, why
    burst.save(update_fields=["state", "decided_at", "decided_by", "why"])


def _let_pass(held: Deciding, by: User) -> None:
    """Shows what of these was approved. What waits goes back to the queue, where it is one of many."""
    shown: dict[int, Ban | Kind] = {}
    with ratings.recounted_together(held.burst.ai_model_id, held.review_ids) as reviews:
        for review in reviews:
            if review.state == Review.State.HELD and review.shown_id in held.words:
                shown[review.shown_id] = _shown(review)
    Arrival.objects.filter(revision__in=held.words).update(passed_at=timezone.now())
    for revision in held.words.values():
        if outcome := shown.get(revision.pk):
            _put_on_record(outcome, revision, by)
        elif revision.state == Revision.State.WAITING:
            record(Kind.RELEASED, revision, actor=by, untold_because=WAITS_ON)


def _shown(review: Review) -> Ban | Kind:
    """Shows a held review; as what that is on record: its publication is counted once, when readers first see it.

    Where its author is banned by now, it is hidden by that ban instead, and comes back with the ban's end.
    """
    kind = Kind.RELEASED if review.published_at else Kind.APPROVED
    ban = ban_over(review)
    review.state = Review.State.HIDDEN if ban else Review.State.PUBLISHED
    review.published_at = review.published_at or timezone.now()
    return ban or kind


def _put_on_record(outcome: Ban | Kind, revision: Revision, by: User | None) -> None:
    if isinstance(outcome, Ban):
        hidden_by(outcome, revision)
        return
    record(outcome, revision, actor=by)
    if by is not None and revision.review.author_id:
        voting.count_votes_of(revision.review.author_id)


def _turn_down(review: Review, words: dict[int, Revision]) -> dict[int, Kind]:
    """Refuses or hides what a locked review has in a burst; which words, and how, by their revision."""
    done = {
        revision.pk: Kind.REFUSED
        for revision in words.values()
        if revision.review_id == review.pk and revision.state == Revision.State.WAITING
    }
    if review.state == Review.State.HELD and review.shown_id in words:
        # What readers never saw was not hidden from them: it is turned down, and shows nothing any more.
        done[review.shown_id] = Kind.HIDDEN if review.published_at else Kind.REFUSED
        review.state = Review.State.HIDDEN
    if not review.published_at and done:
        review.shown, review.state = None, Review.State.REFUSED
    return done


def _in_words(burst: Burst) -> str:
    return "ordinary" if burst.state == Burst.State.CLEARED else "an attempt to move the figure"
