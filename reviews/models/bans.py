"""People who may not take part, by the word of two moderators. A row outlives the account, so that counts stay true."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from catalog.models.fields import one_of
from reviews.models.moderation import Reason


class BanQuerySet(models.QuerySet["Ban"]):
    def in_force(self) -> BanQuerySet:
        return self.filter(state=Ban.State.IN_FORCE)

    def proposed(self) -> BanQuerySet:
        """Those that wait for a second moderator. A proposal whose account went lapses."""
        return self.filter(state=Ban.State.PROPOSED)

    def unsettled(self) -> BanQuerySet:
        """Those whose reviews and votes are yet to be brought in line, the oldest first."""
        return self.filter(settled_at=None).order_by("pk")

    def untold(self) -> BanQuerySet:
        return self.filter(told_at=None).order_by("pk")


class Ban(models.Model):
    """One person's exclusion from writing, voting and reporting: proposed by one moderator, decided by another."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        DECLINED = "declined", "Declined"
        LAPSED = "lapsed", "Lapsed: the account went first"
        IN_FORCE = "in_force", "In force"
        LIFTED = "lifted", "Lifted"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="bans"
    )
    digests = ArrayField(
        models.CharField(max_length=64),
        default=list,
        blank=True,
        editable=False,
        help_text="Fingerprints of the person's confirmed addresses, while the ban is in force.",
    )
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    reason = models.CharField(max_length=14, choices=Reason)
    note = models.TextField("note to the person", max_length=2_000)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="confirmed or declined by",
        null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    decided_at = models.DateTimeField("confirmed or declined at", null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.TextField(max_length=2_000, blank=True)
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="When every review and vote was in line with the state; empty while not."
    )
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the person was told of the state by mail.")
    untold_because = models.CharField(
        "not told because", max_length=100, blank=True, help_text="Why no mail went out and none will."
    )

    objects = BanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-pk"]
        constraints: ClassVar = [
            # Decides between two who propose at once; serves "is this person banned?".
            models.UniqueConstraint(
                "person", name="ban_one_a_person", condition=one_of("state", "proposed", "in_force")
            ),
            models.CheckConstraint(
                condition=one_of("state", "proposed", "declined", "lapsed", "in_force", "lifted"),
                name="ban_known_state",
            ),
            # Two moderators, neither of whom bans themselves. Who left no longer counts as anybody.
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
                name="ban_takes_two",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{by: None}) | Q(person=None) | ~Q(**{by: F("person")}),
                    name=f"ban_not_{by}_themselves",
                )
                for by in ("proposed_by", "decided_by", "lifted_by")
            ),
            models.CheckConstraint(
                condition=~one_of("state", "in_force", "lifted", "declined") | Q(decided_at__isnull=False),
                name="ban_decided_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            # The queue, the oldest first.
            models.Index(fields=["proposed_at", "id"], condition=Q(state="proposed"), name="ban_queue"),
            # Whether an address belongs to somebody banned.
            GinIndex(fields=["digests"], name="ban_by_address"),
            # What the worker has to do: bring reviews and votes in line, tell the person.
            models.Index(fields=["id"], condition=Q(settled_at=None), name="ban_unsettled"),
            models.Index(fields=["id"], condition=Q(told_at=None), name="ban_untold"),
        ]

    def __str__(self) -> str:
        return f"Ban {self.pk}: {self.get_state_display().lower()}"

    @property
    def is_in_force(self) -> bool:
        return self.state == self.State.IN_FORCE

    @property
    def changed_at(self) -> datetime:
        """When the present state began."""
        return self.lifted_at or self.decided_at or self.proposed_at


def is_banned(person: str) -> Exists:
    """Whether the person whom this column names is banned, for a query."""
    return Exists(Ban.objects.in_force().filter(person=OuterRef(person)))
