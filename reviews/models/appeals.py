"""What authors appealed against, in their words, and what another moderator made of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from catalog.models.fields import one_of
from reviews.models.bans import Ban, is_banned
from reviews.models.moderation import ModerationAction

LONGEST_APPEAL = 2_000


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> AppealQuerySet:
        """Those that can be decided, the oldest first: of a person who is banned, the one against the ban alone."""
        there_is_something_to_decide = Q(ban__isnull=False) | ~is_banned("by")
        return self.filter(there_is_something_to_decide, state=Appeal.State.OPEN).order_by("made_at", "pk")

    def for_moderator(self, moderator: User) -> AppealQuerySet:
        """Those that are neither theirs nor against a decision of theirs."""
        return self.exclude(by=moderator).exclude(first_by=moderator).exclude(second_by=moderator)


class Appeal(models.Model):
    """One appeal against one decision: a refusal, a hiding, or a ban. Outlives the review and the account."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        UPHELD = "upheld", "Turned down"
        GRANTED = "granted", "Granted"
        GIVEN_UP = "given_up", "Given up by its author"

    action = models.OneToOneField(
        ModerationAction, null=True, blank=True, on_delete=models.PROTECT, related_name="appeal"
    )
    ban = models.OneToOneField(Ban, null=True, blank=True, on_delete=models.PROTECT, related_name="appeal")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="appeals"
    )
    text = models.TextField("in their words", max_length=LONGEST_APPEAL, blank=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    first_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="against a decision of", null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="confirmed by", null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+", help_text="Of a ban: the second moderator.",
    )  # fmt: skip
    decided_at = models.DateTimeField(null=True, blank=True, help_text="Or when it was given up.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(max_length=2_000, blank=True)
    outcome = models.OneToOneField(
        ModerationAction, null=True, blank=True, on_delete=models.PROTECT, related_name="settles",
        help_text="The step that decided it, of which the author is told.",
    )  # fmt: skip

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(action__isnull=False, ban=None) | Q(action=None, ban__isnull=False),
                name="appeal_against_one_decision",
            ),
            models.CheckConstraint(
                condition=one_of("state", "open", "upheld", "granted", "given_up"), name="appeal_known_state"
            ),
            # Nobody decides on an appeal of their own, nor on one against what they decided.
            *(
                models.CheckConstraint(
                    condition=Q(decided_by=None) | Q(**{other: None}) | ~Q(decided_by=F(other)),
                    name=f"appeal_not_decided_{other}",
                )
                for other in ("by", "first_by", "second_by")
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | ~Q(state="open") & Q(decided_at__isnull=False),
                name="appeal_decided_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            # The queue, the oldest first.
            models.Index(fields=["made_at", "id"], condition=Q(state="open"), name="appeal_queue"),
            # The monthly counts of /about/reviews/.
            models.Index(fields=["made_at"], name="appeal_by_day"),
            models.Index(fields=["decided_at"], condition=Q(decided_at__isnull=False), name="appeal_decided_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.made_at:%d %b %Y}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
