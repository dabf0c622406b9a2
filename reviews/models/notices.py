"""Notices of unlawful content, and the erasures that follow from some of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.models.fields import one_of
from reviews.models.moderation import Reason
from reviews.models.reviews import Review

LONGEST_LAW, LONGEST_WHY, LONGEST_QUOTE = 200, 5_000, 5_000
KEPT_FOR = timedelta(days=365)
"""So long after the decision it is still known who sent a notice, and in which words."""
FREE_TEXTS = ("law", "sentences", "why")
"""What a sender writes, which may repeat the very words that are to go."""


class Ground(models.TextChoices):
    """What a review is said to be unlawful as."""

    PERSONAL = "personal", "Personal data, or somebody's private life"
    HONOUR = "honour", "Defamation: something untrue or degrading about a person or a company"
    WORK = "work", "Copyright, or another right in a work or a name"
    SECRET = "secret", "A trade secret, or something told in confidence"
    HATRED = "hatred", "Threats, or incitement to hatred or violence"
    OTHER = "other", "Something else that a law forbids"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def open(self) -> NoticeQuerySet:
        """Those nobody has decided on."""
        return self.filter(decision="")

    def awaiting(self) -> NoticeQuerySet:
        """Those open for which nobody has proposed to erase the review: what the queue asks about."""
        return self.open().filter(review__isnull=False, review__erasure=None)

    def to_forget(self, now: datetime) -> NoticeQuerySet:
        """Those decided so long ago that it need no longer be known who sent them."""
        return self.filter(decided_at__lt=now - KEPT_FOR).exclude(email="")

    def forget(self) -> int:
        """Takes out who sent them and what they wrote; what was decided, and when, stays. Returns how many."""
        return self.update(name="", email="", **dict.fromkeys(FREE_TEXTS, ""))

    def unquote(self) -> int:
        """Takes out what senders wrote, since it may repeat words that are gone."""
        return self.update(**dict.fromkeys(FREE_TEXTS, ""))


class Notice(models.Model):
    """Somebody, with an account or without, says that a published review is unlawful. Its key is its number."""

    class Decision(models.TextChoices):
        LEFT = "left", "Left as it is"
        HIDDEN = "hidden", "Hidden"
        ERASED = "erased", "Erased"
        GONE = "gone", "Deleted by its author first"

    review = models.ForeignKey(Review, null=True, blank=True, on_delete=models.SET_NULL, related_name="notices")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail", blank=True)
    ground = models.CharField(max_length=8, choices=Ground)
    law = models.CharField("law and place", max_length=LONGEST_LAW, blank=True)
    sentences = models.TextField(max_length=LONGEST_QUOTE, blank=True)
    why = models.TextField(max_length=LONGEST_WHY, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=6, choices=Decision, blank=True)
    answer = models.TextField("reason given to the sender", max_length=2_000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        permissions: ClassVar = [("decide_notice", "Can see who sent a notice of unlawful content, and decide on it")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=one_of("decision", "", "left", "hidden", "erased", "gone"), name="notice_known_decision"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="notice_decided_has_a_day",
            ),
        ]
        indexes: ClassVar = [
            # The queue, the longest wait first.
            models.Index(fields=["created_at", "id"], condition=Q(decision=""), name="notice_queue"),
            # Those whose sender is to be forgotten.
            models.Index(fields=["decided_at"], condition=~Q(email=""), name="notice_to_forget"),
        ]

    def __str__(self) -> str:
        return f"Notice no. {self.pk}"


class Erasure(models.Model):
    """That the words of a review are to be erased, or were. Its key is the number of the decision.

    One moderator proposes and another confirms, since nobody can take it back.
    """

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="erasure")
    reason = models.CharField(max_length=14, choices=Reason)
    note = models.TextField("note to the author", max_length=2_000, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-proposed_at"]
        permissions: ClassVar = [("erase_review", "Can propose to erase a review, and confirm another's proposal")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(proposed_by=F("confirmed_by")), name="erasure_takes_two"),
        ]

    def __str__(self) -> str:
        return f"Decision no. {self.pk}"
