"""Who speaks for a creator or a provider, and what they replied to reviews."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import Creator, Provider
from catalog.models.fields import one_of
from reviews.models.reviews import Review

SHORTEST_REPLY, LONGEST_REPLY = 20, 2_000
CHALLENGE = "_almanac-challenge"
"""The name below a domain at which a TXT record proves who holds it."""


def new_token() -> str:
    return secrets.token_urlsafe(24)


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def confirmed(self) -> RepresentativeQuerySet:
        """Those who may reply."""
        return self.filter(state=Representative.State.CONFIRMED)

    def standing(self) -> RepresentativeQuerySet:
        """Those who may reply, or asked to: a person has one of these a company at most."""
        return self.filter(state__in=(Representative.State.ASKED, Representative.State.CONFIRMED))

    def awaiting(self) -> RepresentativeQuerySet:
        """Those for whom it is the operator's turn: by mail only once the link was opened."""
        asked = self.filter(state=Representative.State.ASKED)
        return asked.filter(Q(method=Representative.Method.DNS) | Q(controlled_at__isnull=False))

    def of_companies(self) -> RepresentativeQuerySet:
        return self.select_related("creator", "provider")


class Representative(models.Model):
    """A person who speaks, or asked to speak, for the creator of models or for a provider.

    Two things are confirmed: that they hold the domain, by a mail to it or a record of it, and that the domain is the
    company's, by the operator.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        CONFIRMED = "confirmed", "Confirmed"
        REFUSED = "refused", "Refused"
        ENDED = "ended", "Ended"

    class Method(models.TextChoices):
        MAIL = "mail", "A mail to an address at the domain"
        DNS = "dns", "A record of the domain (DNS)"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="representations"
    )
    creator = models.ForeignKey(Creator, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    domain = models.CharField(max_length=253)
    method = models.CharField(max_length=4, choices=Method)
    mailbox = models.EmailField("address at the domain", blank=True)
    token = models.CharField(max_length=40, default=new_token, help_text="What the record has to hold.")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(auto_now_add=True)
    controlled_at = models.DateTimeField("domain proven at", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField("why", max_length=2_000, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        permissions: ClassVar = [("confirm_representative", "Can confirm who speaks for a company, and end it")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(creator=None, provider__isnull=False) | Q(creator__isnull=False, provider=None),
                name="representative_of_one_company",
            ),
            models.CheckConstraint(
                condition=one_of("state", "asked", "confirmed", "refused", "ended"), name="representative_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(controlled_at__isnull=False), name="representative_holds_the_domain"
            ),
            # Once a person and company; serves "for whom may I reply?".
            models.UniqueConstraint(
                "person", "creator", condition=Q(state__in=("asked", "confirmed")), name="representative_once_a_creator"
            ),
            models.UniqueConstraint(
                "person", "provider", condition=Q(state__in=("asked", "confirmed")),
                name="representative_once_a_provider",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            # The queue, the longest wait first.
            models.Index(fields=["asked_at", "id"], condition=Q(state="asked"), name="representative_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.company}, {self.domain}"

    @property
    def company(self) -> Creator | Provider:
        company = self.creator or self.provider
        assert company is not None  # noqa: S101  # the table's own constraint
        return company

    @property
    def record_name(self) -> str:
        return f"{CHALLENGE}.{self.domain}"

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED

    @property
    def awaits_link(self) -> bool:
        """Whether the mail to the domain has yet to be followed."""
        return self.state == self.State.ASKED and self.method == self.Method.MAIL and self.controlled_at is None


class Reply(models.Model):
    """What a company replied to a review: its own word, which counts in no figure. Readers see the version shown."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="reply")
    representative = models.ForeignKey(Representative, on_delete=models.PROTECT, related_name="replies")
    shown = models.ForeignKey("ReplyVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    set_aside_by = models.ForeignKey(
        "Ban", null=True, blank=True, on_delete=models.PROTECT, related_name="replies",
        help_text="The ban of whoever wrote the words shown, which keeps them from readers while it holds.",
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "replies"
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"Reply from {self.representative.company}"

    @property
    def newest(self) -> ReplyVersion:
        return self.versions.order_by("-number")[0]


class ReplyVersion(models.Model):
    """All the words of a reply as sent in at one moment."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a moderator"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        HIDDEN = "hidden", "Hidden"
        REPLACED = "replaced", "Replaced before it was read"

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(help_text="1 for the first.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="reply_versions"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    text = models.TextField(max_length=LONGEST_REPLY, help_text="Markdown.")
    html = models.TextField(editable=False, help_text="The text, rendered and cleaned.")
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["reply", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint("reply", "number", name="reply_version_number_once"),
            # One decision to take a reply.
            models.UniqueConstraint("reply", name="reply_one_waiting", condition=Q(state="waiting")),
            models.CheckConstraint(
                condition=one_of("state", "waiting", "approved", "refused", "hidden", "replaced"),
                name="reply_version_known_state",
            ),
        ]
        indexes: ClassVar = [
            # The queue, the longest wait first.
            models.Index(fields=["submitted_at", "id"], condition=Q(state="waiting"), name="reply_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.reply} ({self.number})"
