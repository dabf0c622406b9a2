"""When words came in and from what kind of sender, and what came too thickly to count before somebody looked."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import User
from catalog.models import AIModel
from catalog.models.fields import one_of
from reviews.models.reviews import Review, Revision


class Direction(models.TextChoices):
    """Where reviews pull the figure, as reviews.bursts.rule says it."""

    UP = "up", "4 and 5 stars"
    DOWN = "down", "1 and 2 stars"


class BurstQuerySet(models.QuerySet["Burst"]):
    def open(self) -> BurstQuerySet:
        """Those nobody has decided on."""
        return self.filter(state=Burst.State.OPEN)

    def without_reviews_of(self, moderator: User) -> BurstQuerySet:
        """Those that a moderator may decide on."""
        return self.exclude(arrivals__review__author=moderator)


class Burst(models.Model):
    """Reviews of one model by newcomers, in one direction, far more than usual. None counts while it is open."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLEARED = "cleared", "Ordinary"
        UPHELD = "upheld", "An attempt"

    ai_model = models.ForeignKey(AIModel, verbose_name="model", on_delete=models.PROTECT, related_name="bursts")
    direction = models.CharField(max_length=4, choices=Direction)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    window = models.DurationField(help_text="Within which they were noticed.")
    found = models.PositiveIntegerField(help_text="How many had come within it.")
    usual = models.PositiveIntegerField(help_text="How many such reviews had come in the four weeks before.")
    began_at = models.DateTimeField(help_text="When the first of them came.")
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    why = models.TextField("why it was decided so", max_length=2_000, blank=True, help_text="For moderators.")

    objects = BurstQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            # One case to decide; serves "is one open for these?".
            models.UniqueConstraint(
                "ai_model", "direction", name="burst_one_open", condition=Q(state="open")
            ),
            models.CheckConstraint(condition=one_of("state", "open", "cleared", "upheld"), name="burst_known_state"),
            models.CheckConstraint(condition=one_of("direction", "up", "down"), name="burst_known_direction"),
            models.CheckConstraint(
                condition=Q(state="open") | (Q(decided_at__isnull=False) & ~Q(why="")), name="burst_decided_says_why"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            # The moderators' queue.
            models.Index(fields=["began_at", "id"], condition=Q(state="open"), name="burst_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.ai_model}, {self.get_direction_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == Burst.State.OPEN

    @property
    def usual_in_window(self) -> float:
        """How many come in so long a time as a rule."""
        return self.usual * (self.window / timedelta(days=28))


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def pressing(self) -> ArrivalQuerySet:
        """Those by newcomers that nobody let pass: what a burst is made of."""
        return self.filter(is_new=True, passed_at=None)

    def held(self) -> ArrivalQuerySet:
        """Those that count for nothing until their burst is decided."""
        return self.filter(burst__state=Burst.State.OPEN, passed_at=None)


class Arrival(models.Model):
    """The coming in of one revision: when, by whom in kind, from where in fingerprint. Its words are the revision's."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="arrival")
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="arrivals")
    ai_model = models.ForeignKey(AIModel, verbose_name="model", on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=4, choices=Direction, blank=True, help_text="Empty for three stars.")
    is_new = models.BooleanField("by a newcomer", help_text="Whose use was not proven either, as the words came in.")
    arrived_at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True, blank=True, help_text="When a person or a proof let it pass.")
    burst = models.ForeignKey(Burst, null=True, blank=True, on_delete=models.SET_NULL, related_name="arrivals")
    network = models.CharField(max_length=32, blank=True, help_text="A keyed hash, erased after 30 days.")
    device = models.CharField(max_length=32, blank=True, help_text="A keyed hash, erased after 30 days.")

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-arrived_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=one_of("direction", "", "up", "down"), name="arrival_known_direction"),
        ]
        indexes: ClassVar = [
            # How many newcomers came lately in one direction: asked at each arrival.
            models.Index(
                fields=["ai_model", "direction", "arrived_at"], condition=Q(is_new=True), name="arrival_of_newcomers"
            ),
            # Who else came from the same place lately, and whose traces are to be erased.
            models.Index(fields=["ai_model", "arrived_at"], condition=~Q(device=""), name="arrival_traced"),
        ]

    def __str__(self) -> str:
        return f"{self.revision} on {self.arrived_at:%d %b %Y}"

    @property
    def is_held(self) -> bool:
        """As the query set's held()."""
        return self.burst is not None and self.burst.is_open and self.passed_at is None
