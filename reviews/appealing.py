"""Authors appeal against a refusal, a hiding or a ban: once, and to a moderator who had no part in the decision."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from reviews import banning, moderation, ratings
from reviews.models import Appeal, Ban, ModerationAction, Review, Revision
from reviews.recording import OWN, NotNow, record

Kind = ModerationAction.Kind
GIVEN_UP = "Its author gave it up meanwhile: the appeal is about words that other words took the place of."
OWN_DECISION = "The appeal is against a decision of yours: another moderator decides."


class NothingToAppeal(Exception):
    """No decision stands that was not appealed against, or new words wait in the place of those decided on."""


def appealable(review: Review) -> ModerationAction | None:
    """The decision that the author may appeal against now: the newest that still stands, unless they did already.

    Nothing while new words wait or an appeal is open. What a ban hid is not appealed against one by one: the ban is.
    """
    newest = review.newest
    if newest.state == Revision.State.WAITING or _of(review).filter(state=Appeal.State.OPEN).exists():
        return None
    stands = {Kind.REFUSED: newest.state == Revision.State.REFUSED, Kind.HIDDEN: review.state == Review.State.HIDDEN}
    decided = review.actions.select_related("appeal", "ban").order_by("-pk")
    last = [decided.filter(kind=kind).first() for kind, does_stand in stands.items() if does_stand]
    left = [action for action in last if action and action.ban is None and not hasattr(action, "appeal")]
    return max(left, key=lambda action: action.pk, default=None)


def of_review(review: Review) -> QuerySet[Appeal]:
    """Every appeal against a decision on a review, the newest first."""
    return _of(review).select_related("action").order_by("-made_at", "-pk")


@transaction.atomic
def appeal(review_id: int, by: User, text: str) -> Appeal:
    """Puts an author's appeal in the moderators' queue.

    Raises Review.DoesNotExist where the review is not theirs, NothingToAppeal, and banning.Banned.
    """
    banning.refuse_banned(by)
    _, review = ratings.locked(review_id)
    if review.author_id != by.pk:
        raise Review.DoesNotExist
    action = appealable(review)
    if action is None or action.revision is None:
        raise NothingToAppeal
    made = _made(by, text, timezone.now(), action=action, first_by=action.actor)
    record(Kind.APPEALED, action.revision, actor=by)
    return made


@transaction.atomic
def appeal_ban(ban_id: int, by: User, text: str) -> Appeal:
    """The one appeal against a ban. Raises NothingToAppeal; the view knows that the ban is theirs."""
    ban = Ban.objects.select_for_update(of=("self",)).get(pk=ban_id)
    if not ban.is_in_force or hasattr(ban, "appeal"):
        raise NothingToAppeal
    return _made(by, text, timezone.now(), ban=ban, first_by=ban.proposed_by, second_by=ban.decided_by)


@transaction.atomic
def reverse(appeal_id: int, by: User, note: str = "") -> None:
    """Grants an appeal: the words are published, the review shown again, or the ban lifted. Raises NotNow."""
    appeal = _undecided(appeal_id, by)
    if appeal.ban_id is not None:
        banning.lift(appeal.ban_id, by, note, on_appeal=True)
        _settle(appeal, Appeal.State.GRANTED, by, note)
        return
    action, revision = _step_of(appeal)
    if action.kind == Kind.HIDDEN:
        outcome = moderation.restore(revision.review_id, by, note, on_appeal=True)
    else:
        outcome = moderation.approve(revision, by, note, on_appeal=True)
    _settle(appeal, Appeal.State.GRANTED, by, note, outcome)


@transaction.atomic
def stand_by(appeal_id: int, by: User, note: str) -> None:
    """Turns an appeal down: the decision stands, for good. The note tells its author why. Raises NotNow."""
    appeal = _undecided(appeal_id, by)
    if appeal.ban_id is not None:
        _settle(appeal, Appeal.State.UPHELD, by, note)
        banning.tell_anew(appeal.ban_id)
        return
    action, revision = _step_of(appeal)
    # As everybody does who decides: the review first, then what hangs on it.
    ratings.locked(revision.review_id)
    outcome = record(Kind.STOOD, revision, actor=by, reason=action.reason, note=note)
    _settle(appeal, Appeal.State.UPHELD, by, note, outcome)


def give_up(review: Review, *, erase: bool = False) -> None:
    """Ends what is open where new words come or the review goes; `erase` takes the words out of every appeal as well.

    The review is locked.
    """
    _end(_of(review), erase=erase)


def give_up_all(by: User) -> None:
    """Ends and empties whatever somebody appealed, as their account goes."""
    _end(Appeal.objects.filter(by=by), erase=True)


def _end(appeals: QuerySet[Appeal], *, erase: bool) -> None:
    appeals.filter(state=Appeal.State.OPEN).update(state=Appeal.State.GIVEN_UP, decided_at=timezone.now())
    if erase:
        appeals.update(text="", note="")


def _of(review: Review) -> QuerySet[Appeal]:
    return Appeal.objects.filter(action__review=review)


def _made(by: User, text: str, now: datetime, **against: object) -> Appeal:
    return Appeal.objects.create(by=by, text=text, made_at=now, **against)


def _undecided(appeal_id: int, by: User) -> Appeal:
    """An appeal that this moderator may decide on, as far as can be told before anything is locked. Raises NotNow."""
    appeal = Appeal.objects.select_related("action__revision__review", "ban").get(pk=appeal_id)
    if appeal.by_id == by.pk:
        raise NotNow(OWN)
    if by.pk in (appeal.first_by_id, appeal.second_by_id):
        raise NotNow(OWN_DECISION)
    _refuse_decided(appeal)
    return appeal


def _step_of(appeal: Appeal) -> tuple[ModerationAction, Revision]:
    """The step appealed against and its words. An open appeal has both: it is given up when the review goes."""
    action = appeal.action
    if action is None or action.revision is None:
        raise NotNow(GIVEN_UP)
    return action, action.revision


def _settle(appeal: Appeal, state: Appeal.State, by: User, note: str, outcome: ModerationAction | None = None) -> None:
    """Writes the decision down, of two at once that of the first; the other's is undone. Raises NotNow."""
    settled = {"state": state, "decided_by": by, "decided_at": timezone.now(), "note": note, "outcome": outcome}
    if not Appeal.objects.filter(pk=appeal.pk, state=Appeal.State.OPEN).update(**settled):
        appeal.refresh_from_db(fields=["state"])
        _refuse_decided(appeal)


def _refuse_decided(appeal: Appeal) -> None:
    if appeal.state == Appeal.State.GIVEN_UP:
        raise NotNow(GIVEN_UP)
    if not appeal.is_open:
        raise NotNow(f"Somebody was quicker: it is {appeal.get_state_display().lower()}.")
