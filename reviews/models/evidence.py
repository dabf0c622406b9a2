"""A picture that shows a use, for as long as a moderator has yet to look at it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from catalog.models.fields import one_of
from reviews.models.reviews import Review

LASTS = timedelta(days=30)
"""How long a picture waits at most. Then it is erased, looked at or not."""


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def waiting(self) -> EvidenceQuerySet:
        """Those whose picture is still there."""
        return self.filter(state=Evidence.State.WAITING)

    def outlasted(self, now: datetime) -> EvidenceQuerySet:
        """Those that have waited for as long as they may, the oldest first."""
        return self.waiting().filter(sent_at__lte=now - LASTS).order_by("sent_at", "pk")

    def settle(self, state: str, *, by: User | None = None, note: str = "") -> int:
        """Ends the wait of those that still wait, and erases their pictures in the same statement; returns how many.

        Whoever gets 0 for one row came too late for it.
        """
        return self.waiting().update(state=state, picture=b"", decided_at=timezone.now(), decided_by=by, note=note)


class EvidenceManager(models.Manager.from_queryset(EvidenceQuerySet)):  # type: ignore[misc]  # a class made by Django
    def get_queryset(self) -> EvidenceQuerySet:
        """Without the pictures: a list of a hundred would carry a hundred megabytes."""
        return super().get_queryset().defer("picture")


class Evidence(models.Model):
    """One picture, sent in for one review. The row tells what became of it; the picture is gone by then."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a moderator"
        GRANTED = "granted", "Granted"
        DECLINED = "declined", "Declined"
        EXPIRED = "expired", "Erased unseen"
        TAKEN_BACK = "taken_back", "Taken back by its author"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="evidence")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    picture = models.BinaryField(help_text="As reviews.redrawing drew it; empty as soon as it no longer waits.")
    sent_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True, help_text="When the wait ended, whoever ended it.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField("note to the author", max_length=2_000, blank=True)

    objects = EvidenceManager()

    class Meta:
        verbose_name_plural = "evidence"
        ordering: ClassVar = ["-sent_at", "-pk"]
        constraints: ClassVar = [
            # Decides between two that one person sends at once; serves "does one wait already?".
            models.UniqueConstraint("review", name="evidence_one_waiting", condition=Q(state="waiting")),
            models.CheckConstraint(
                condition=one_of("state", "waiting", "granted", "declined", "expired", "taken_back"),
                name="evidence_known_state",
            ),
            # No way to settle one without erasing it.
            models.CheckConstraint(
                condition=(Q(state="waiting") & ~Q(picture=b"")) | (~Q(state="waiting") & Q(picture=b"")),
                name="evidence_picture_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="evidence_decided_once_settled",
            ),
        ]
        indexes: ClassVar = [
            # The queue, the longest wait first; and the nightly question which have waited long enough.
            models.Index(fields=["sent_at", "id"], condition=Q(state="waiting"), name="evidence_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, sent {self.sent_at:%d %b %Y}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def erased_by(self) -> datetime:
        """When the picture goes by itself."""
        return self.sent_at + LASTS
