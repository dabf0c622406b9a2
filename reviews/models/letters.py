from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from reviews.models.notices import Notice


class Letter(models.Model):
    """A mail that goes out once, to somebody else than the author of a review: who sent a notice.

    Holds no word of it: what it says is written from the row that it is about, when it goes out.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "A notice is received"
        LEFT = "left", "A notice is decided: left"
        HIDDEN = "hidden", "A notice is decided: hidden"
        ERASED = "erased", "A notice is decided: erased"
        GONE = "gone", "A notice is decided: deleted by its author"

    kind = models.CharField(max_length=16, choices=Kind)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="letters")
    created_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField("sent at", null=True, blank=True)
    untold_because = models.CharField("not sent because", max_length=100, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            # Nobody is told the same thing twice.
            models.UniqueConstraint("notice", "kind", name="letter_once_a_notice"),
        ]
        indexes: ClassVar = [
            # Those still to be sent.
            models.Index(fields=["created_at"], condition=Q(told_at=None), name="letter_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.created_at:%d %b %Y}"
