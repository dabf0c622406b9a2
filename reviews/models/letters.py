from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from reviews.models.moderation import ModerationAction
from reviews.models.notices import Notice
from reviews.models.representatives import Representative


class Letter(models.Model):
    """A mail that goes out once beside those that tell authors what was decided on their reviews.

    Holds no word of it, and no address: both come from the row that it is about, when it goes out.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "A notice is received"
        LEFT = "left", "A notice is decided: left"
        HIDDEN = "hidden", "A notice is decided: hidden"
        ERASED = "erased", "A notice is decided: erased"
        GONE = "gone", "A notice is decided: deleted by its author"
        LINK = "link", "A link to an address at a company's domain"
        SPEAKS = "speaks", "A representative is confirmed"
        SPEAKS_NOT = "speaks_not", "A representative is refused"
        SPEAKS_NO_MORE = "speaks_no_more", "A representation is ended"
        ANSWERED = "answered", "A review has a reply, to its author"
        REPLY_SHOWN = "reply_shown", "A reply is shown"
        REPLY_REFUSED = "reply_refused", "A reply is refused"
        REPLY_HIDDEN = "reply_hidden", "A reply is hidden"

    kind = models.CharField(max_length=16, choices=Kind)
    notice = models.ForeignKey(Notice, null=True, blank=True, on_delete=models.CASCADE, related_name="letters")
    representative = models.ForeignKey(
        Representative, null=True, blank=True, on_delete=models.CASCADE, related_name="letters"
    )
    action = models.ForeignKey(
        ModerationAction, verbose_name="step", null=True, blank=True, on_delete=models.CASCADE, related_name="letters"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField("sent at", null=True, blank=True)
    untold_because = models.CharField("not sent because", max_length=100, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            # Nobody is told the same thing twice.
            models.UniqueConstraint("notice", "kind", name="letter_once_a_notice"),
            models.UniqueConstraint("action", "kind", name="letter_once_a_step"),
        ]
        indexes: ClassVar = [
            # Those still to be sent.
            models.Index(fields=["created_at"], condition=Q(told_at=None), name="letter_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.created_at:%d %b %Y}"
