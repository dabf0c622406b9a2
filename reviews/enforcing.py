"""What a ban does: the person's reviews and replies leave readers, their votes the counts; lifted, they come back.

The state of the ban is written first. Then each review and each vote follows in a transaction of its own, which locks
the ban before anything else and looks at what is true by then: so a crash loses nothing, whoever begins again goes on
where it broke off, and a ban that is lifted halfway is never outrun by what it did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from reviews import ratings, replying, voting
from reviews.models import Ban, ModerationAction, Reply, Review, Vote
from reviews.moderation import ban_over
from reviews.recording import hidden_by, record

Kind = ModerationAction.Kind
Step = Callable[[Ban], None]


def carry_out_all(person: User | None = None) -> int:
    """Brings in line whatever is not yet, or what is so of one person; returns how many bans that was."""
    unsettled = Ban.objects.unsettled() if person is None else Ban.objects.unsettled().filter(person=person)
    return sum(carry_out(ban_id) for ban_id in list(unsettled.values_list("pk", flat=True)))


def carry_out(ban_id: int, at_most: int | None = None) -> bool:
    """Takes every step that is left, or so many; whether the reviews and votes of a ban are in line with it now."""
    ban = Ban.objects.get(pk=ban_id)
    for taken, step in enumerate(_steps_of(ban)):
        if taken == at_most:
            return False
        # What its author deletes meanwhile needs no step.
        with suppress(Review.DoesNotExist, Vote.DoesNotExist, Reply.DoesNotExist), transaction.atomic():
            locked = _locked(ban_id)
            if locked.state != ban.state:
                return False
            step(locked)
    return _settle(ban)


@transaction.atomic
def _settle(ban: Ban) -> bool:
    locked = _locked(ban.pk)
    if locked.state != ban.state:
        return False
    locked.settled_at = timezone.now()
    locked.save(update_fields=["settled_at"])
    return True


def _locked(ban_id: int) -> Ban:
    return Ban.objects.select_for_update(of=("self",)).get(pk=ban_id)


def _steps_of(ban: Ban) -> Iterator[Step]:
    if ban.is_in_force and ban.person_id is not None:
        # Those that nobody sees now as well: somebody may be approving one, or showing it again, at this moment.
        for review_id in (
            Review.objects.filter(author=ban.person_id).order_by("ai_model_id").values_list("pk", flat=True)
        ):
            yield partial(_hide, review_id=review_id)
        for vote_id in Vote.objects.filter(voter=ban.person_id, is_set_aside=False).values_list("pk", flat=True):
            yield partial(_set_aside, vote_id=vote_id)
        # Those of which other words are shown as well: somebody may be approving theirs at this moment.
        for reply_id in Reply.objects.filter(versions__author=ban.person_id).distinct().values_list("pk", flat=True):
            yield partial(_set_reply_aside, reply_id=reply_id)
    if ban.state == Ban.State.LIFTED:
        for review_id in _hidden_by(ban).order_by("ai_model_id").values_list("pk", flat=True):
            yield partial(_show_again, review_id=review_id)
        for reply_id in ban.replies.values_list("pk", flat=True):
            yield partial(_put_reply_back, reply_id=reply_id)
        if ban.person_id is not None:
            for vote_id in Vote.objects.filter(voter=ban.person_id, is_set_aside=True).values_list("pk", flat=True):
                yield partial(_put_back, vote_id=vote_id)


def _hidden_by(ban: Ban) -> QuerySet[Review]:
    """Those that this ban hid and nobody hid since: what another reason hid stays as it is."""
    last = ModerationAction.objects.filter(review=OuterRef("pk"), kind=Kind.HIDDEN).order_by("-pk").values("ban")[:1]
    once = ban.actions.filter(kind=Kind.HIDDEN).values("review")
    return Review.objects.filter(pk__in=once, state=Review.State.HIDDEN).alias(by=Subquery(last)).filter(by=ban.pk)


def _hide(ban: Ban, review_id: int) -> None:
    with ratings.recounted(review_id) as review:
        if review.state != Review.State.PUBLISHED or review.author_id != ban.person_id:
            return
        review.state = Review.State.HIDDEN
    _on_record(Kind.HIDDEN, review, ban)


def _show_again(ban: Ban, review_id: int) -> None:
    with ratings.recounted(review_id) as review:
        if not _hidden_by(ban).filter(pk=review_id).exists() or ban_over(review):
            return
        review.state = Review.State.PUBLISHED
    _on_record(Kind.RESTORED, review, ban)


def _on_record(kind: ModerationAction.Kind, review: Review, ban: Ban) -> None:
    """The rule and the note are those of the ban."""
    assert review.shown is not None  # noqa: S101  # the table's own constraint
    if kind == Kind.HIDDEN:
        hidden_by(ban, review.shown)
    else:
        record(kind, review.shown, actor=ban.lifted_by, note=ban.lifted_because, ban=ban)


def _set_aside(ban: Ban, vote_id: int) -> None:
    voting.set_aside(vote_id)


def _put_back(ban: Ban, vote_id: int) -> None:
    voting.put_back(vote_id)


def _set_reply_aside(ban: Ban, reply_id: int) -> None:
    replying.set_aside(reply_id, ban)


def _put_reply_back(ban: Ban, reply_id: int) -> None:
    replying.put_back(reply_id, ban)
