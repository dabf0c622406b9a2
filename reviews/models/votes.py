from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from reviews.models.reviews import Review


class Vote(models.Model):
    """One reader's word on whether a review helped them."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="votes")
    is_helpful = models.BooleanField("helpful")
    counts = models.BooleanField(
        default=True, help_text="Whether it is in the review's counts; not yet, for newcomers."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    is_set_aside = models.BooleanField(
        "set aside", default=False, editable=False, help_text="Not counted, since whoever cast it is banned."
    )

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            # One vote a person; serves "what did I say of these?".
            models.UniqueConstraint("voter", "review", name="vote_once_a_person"),
        ]
        indexes: ClassVar = [
            # Those that are still to be counted: as their voter publishes a review, and every night.
            models.Index(fields=["voter"], condition=Q(counts=False), name="vote_not_counted_yet"),
        ]

    def __str__(self) -> str:
        return "helpful" if self.is_helpful else "not helpful"
