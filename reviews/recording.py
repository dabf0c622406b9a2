"""Every step of moderation is on record; one that cannot be taken says why."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from reviews.models import Ban, ModerationAction, Review, Revision

Kind = ModerationAction.Kind
TOLD_OF_THE_BAN = "Told of the ban instead."
OWN = "It is your own: another moderator decides."


class NotNow(Exception):
    """A step that cannot be taken; its text says why, for the moderator to read."""


def record(
    kind: ModerationAction.Kind,
    revision: Revision,
    *,
    actor: User | None,
    reason: str = "",
    note: str = "",
    since: datetime | None = None,
    untold_because: str = "",
    ban: Ban | None = None,
) -> ModerationAction:
    """Puts a step on record. Call within the transaction that takes it.

    `since` is when what was decided on had been sent in, where that is not the words. Whom a ban befalls is told of
    that alone.
    """
    untold_because = TOLD_OF_THE_BAN if ban else untold_because
    now = timezone.now()
    return ModerationAction.objects.create(
        ai_model_id=revision.review.ai_model_id,
        review=revision.review,
        revision=revision,
        actor=actor,
        kind=kind,
        reason=reason,
        note=note,
        ban=ban,
        stars=revision.stars,
        submitted_at=since or revision.submitted_at,
        created_at=now,
        told_at=None if kind in ModerationAction.TOLD and not untold_because else now,
        untold_because=untold_because,
    )


def hidden_by(ban: Ban, shown: Revision) -> ModerationAction:
    """Puts on record that a ban took a review from readers: its rule and its note are those of the ban."""
    return record(Kind.HIDDEN, shown, actor=ban.decided_by, reason=ban.reason, note=ban.note, ban=ban)


def record_on(
    review: Review, kind: ModerationAction.Kind, *, actor: User | None, submitted_at: datetime, reason: str = "",
    note: str = "",
) -> ModerationAction:  # fmt: skip
    """Puts a step on record that is about a review and not about its words: about the reply to it.

    Nobody is told of it as the author of the review. Call within the transaction that takes the step.
    """
    now = timezone.now()
    return ModerationAction.objects.create(
        ai_model_id=review.ai_model_id, review=review, actor=actor, kind=kind, reason=reason, note=note,
        stars=review.stars, submitted_at=submitted_at, created_at=now, told_at=now,
    )  # fmt: skip
