"""What moderators decided, and what readers reported. Every count of moderation is made from these rows."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import AIModel
from catalog.models.fields import one_of
from reviews.models.reviews import Review, Revision


class Reason(models.TextChoices):
    """The published rules that a review can break; /about/reviews/ explains each."""

    NOT_ABOUT = "not_about", "Not about using this model"
    NO_SUBSTANCE = "no_substance", "Says nothing that helps to choose"
    NOT_OWN = "not_own", "Not the reviewer's own words or experience"
    UNDISCLOSED = "undisclosed", "Interest not disclosed"
    ADVERTISING = "advertising", "Advertising or links that sell"
    ABUSE = "abuse", "Insults, threats or hatred"
    PRIVATE = "private", "Personal data or secrets"
    UNLAWFUL = "unlawful", "Unlawful content"
    MANIPULATION = "manipulation", "Part of an attempt to move the rating"


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> ReportQuerySet:
        """Those nobody has decided on, the oldest first."""
        return self.filter(state=Report.State.OPEN).order_by("created_at", "pk")


class Report(models.Model):
    """A reader's complaint about a review."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        UPHELD = "upheld", "Upheld"
        DISMISSED = "dismissed", "Dismissed"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    reason = models.CharField(max_length=14, choices=Reason)
    note = models.TextField("in your words", max_length=1_000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint("review", "reporter", name="report_once_a_person"),
            models.CheckConstraint(condition=one_of("state", "open", "upheld", "dismissed"), name="report_known_state"),
        ]
        indexes: ClassVar = [
            # The queue, the oldest first.
            models.Index(fields=["created_at", "id"], condition=Q(state="open"), name="report_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.review}"


class ModerationAction(models.Model):
    """One step in the life of a review: who, what, why, when. Outlives the review, so that counts stay true."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", "Sent in"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        RETURNED = "returned", "Changes asked for"
        HIDDEN = "hidden", "Hidden"
        RESTORED = "restored", "Shown again"
        REPORT_DISMISSED = "report_dismissed", "Report dismissed"
        WITHDRAWN = "withdrawn", "Deleted by its author"
        PROOF_GRANTED = "proof_granted", "Use checked"
        PROOF_DECLINED = "proof_declined", "Proof declined"
        PROOF_EXPIRED = "proof_expired", "Proof erased unseen"
        PROOF_WITHDRAWN = "proof_withdrawn", "Badge withdrawn"
        HELD = "held", "Held for a second look"
        APPROVED_HELD = "approved_held", "Approved while held"
        RELEASED = "released", "Passed the second look"
        APPEALED = "appealed", "Appealed against by its author"
        STOOD = "stood", "Appeal turned down"
        NOTICED = "noticed", "Notice of unlawful content"
        NOTICE_LEFT = "notice_left", "Left after a notice"
        ERASURE_PROPOSED = "erasure_proposed", "Erasure proposed"
        ERASURE_DECLINED = "erasure_declined", "Erasure declined"
        ERASED = "erased", "Erased"
        REPLY_SENT = "reply_sent", "Reply sent in"
        REPLY_APPROVED = "reply_approved", "Reply approved"
        REPLY_REFUSED = "reply_refused", "Reply refused"
        REPLY_HIDDEN = "reply_hidden", "Reply hidden"
        REPLY_WITHDRAWN = "reply_withdrawn", "Reply deleted by its company"

    DECISIONS = (Kind.APPROVED, Kind.REFUSED, Kind.RETURNED)
    ON_PROOF = (Kind.PROOF_GRANTED, Kind.PROOF_DECLINED, Kind.PROOF_EXPIRED, Kind.PROOF_WITHDRAWN)
    """The steps on a picture that was sent in as proof, not on words."""
    TOLD = (*DECISIONS, Kind.HIDDEN, Kind.RESTORED, Kind.HELD, Kind.RELEASED, Kind.STOOD, Kind.ERASED, *ON_PROOF)
    """The steps that the author hears of."""
    BY_RULE = (Kind.HELD, Kind.PROOF_EXPIRED)
    """The steps that nobody takes: a burst is noticed, a picture's time is over."""

    ai_model = models.ForeignKey(AIModel, verbose_name="model", on_delete=models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions")
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="moderation_actions"
    )
    kind = models.CharField(max_length=16, choices=Kind)
    reason = models.CharField(max_length=14, choices=Reason, blank=True)
    note = models.TextField("note to the author", max_length=2_000, blank=True)
    ban = models.ForeignKey(
        "Ban", null=True, blank=True, on_delete=models.PROTECT, related_name="actions",
        help_text="By which the review was hidden, or whose lifting showed it again.",
    )  # fmt: skip
    stars = models.PositiveSmallIntegerField(help_text="Of the words decided on.")
    submitted_at = models.DateTimeField(help_text="When the words, or the picture, decided on had been sent in.")
    created_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the author was told by mail.")
    untold_because = models.CharField(
        "not told because", max_length=100, blank=True, help_text="Why no mail went out and none will."
    )

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~one_of("kind", "refused", "hidden") | ~Q(reason=""), name="action_refusal_has_a_reason"
            ),
        ]
        indexes: ClassVar = [
            # The monthly counts of /about/reviews/.
            models.Index(fields=["kind", "created_at"], name="action_by_kind"),
            # Authors still to be told.
            models.Index(fields=["created_at"], condition=Q(told_at=None), name="action_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.created_at:%d %b %Y}"

    @property
    def waited(self) -> timedelta:
        """From the sending in to this step."""
        return self.created_at - self.submitted_at
