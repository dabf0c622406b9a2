"""Where figures come from, each visit to a source, and what looked wrong on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.models.fields import one_of

BUNDLED = "bundled catalog"
"""The address of the runs that stand for the bundled catalog's files."""


LATE_INTERVALS = 3


class Source(models.Model):
    """One place that states facts. The sources that the code knows are made by a migration."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    website = models.URLField(blank=True)
    gives = models.CharField(max_length=200, blank=True, help_text="What we take from it, in words for readers.")
    licence = models.CharField(max_length=120, blank=True)
    attribution = models.CharField(max_length=200, blank=True, help_text="The words its terms ask us to print.")
    every_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="How often it is to be read; three times that without a good run is late."
    )
    late_since = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="So that lateness is logged once."
    )
    rank = models.PositiveSmallIntegerField(
        default=100, help_text="The lower wins where sources contradict each other: editors 0, creators 10, and so on."
    )

    class Meta:
        ordering: ClassVar = ["rank", "name"]

    def __str__(self) -> str:
        return self.name

    def late_from(self, read_at: datetime) -> datetime | None:
        """When figures read at a moment become late, unless they are read again; None where no schedule says so."""
        if self.every_minutes is None:
            return None
        return read_at + LATE_INTERVALS * timedelta(minutes=self.every_minutes)


class StoredValidator(models.Model):
    """What an address answered with last time, so that an unchanged answer need not be sent again."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="validators")
    address = models.CharField(max_length=300)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=80, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            # One answer an address; serves every conditional request.
            models.UniqueConstraint("source", "address", name="validator_once_an_address"),
        ]

    def __str__(self) -> str:
        return self.address


class SyncRunQuerySet(models.QuerySet["SyncRun"]):
    def latest_good(self) -> SyncRunQuerySet:
        """The newest successful run of each source."""
        good = self.filter(outcome=SyncRun.Outcome.SUCCEEDED)
        return good.order_by("source_id", "-observed_at", "-pk").distinct("source_id")

    def accepted(self) -> SyncRunQuerySet:
        """The successful visits that read a whole answer: neither the bundled catalog nor "not modified" is one."""
        read = self.filter(outcome=SyncRun.Outcome.SUCCEEDED).exclude(address=BUNDLED)
        return read.filter(Q(http_status=None) | ~Q(http_status=304))


class SyncRun(models.Model):
    """One visit to a source: written before the work, so that a crash stays visible."""

    class Outcome(models.TextChoices):
        UNFINISHED = "unfinished", "Unfinished"
        SUCCEEDED = "succeeded", "Succeeded"
        FAILED = "failed", "Failed"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="runs")
    observed_at = models.DateTimeField(
        help_text="The moment whose state the answer shows; a replay's is the recording's."
    )
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.UNFINISHED)
    address = models.CharField(max_length=300, blank=True)
    http_status = models.PositiveSmallIntegerField("HTTP status", null=True, blank=True)
    answer_bytes = models.PositiveBigIntegerField(null=True, blank=True, help_text="Decoded size of the answers.")
    read = models.PositiveIntegerField(default=0, help_text="Records in the answer.")
    changed = models.PositiveIntegerField(default=0, help_text="Models of which any fact or price moved.")
    created = models.PositiveIntegerField(default=0, help_text="Models seen for the first time.")
    unchanged = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)
    unknown_keys = models.JSONField(
        default=dict, blank=True, help_text="Keys that we do not read, and how often they came."
    )
    details = models.JSONField(default=list, blank=True, help_text="What changed, a line each; kept for 90 days.")
    error = models.TextField(blank=True)

    objects = SyncRunQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-observed_at", "-pk"]
        indexes: ClassVar = [
            # The newest good run of each source: the foot of every page and /status/.
            models.Index(fields=["source", "-observed_at"], name="run_newest", condition=Q(outcome="succeeded")),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.observed_at:%d %b %Y %H:%M}"


class SetAsideRecord(models.Model):
    """A record that could not be read or believed, kept with the reason while the rest of its run went on."""

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="set_aside_records")
    external_id = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    excerpt = models.TextField(blank=True, help_text="The record's beginning, made safe to store.")

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.external_id or 'record without id'}: {self.reason}"


class HeldChange(models.Model):
    """A change that looks wrong: the old value stays in force until an editor accepts or rejects it."""

    class Status(models.TextChoices):
        OPEN = "open", "Waiting"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"

    run = models.ForeignKey(SyncRun, on_delete=models.PROTECT, related_name="held_changes")
    ai_model = models.ForeignKey(
        "catalog.AIModel", verbose_name="model", on_delete=models.CASCADE, related_name="held_changes"
    )
    offer = models.ForeignKey(
        "catalog.Offer", null=True, blank=True, on_delete=models.CASCADE, related_name="held_changes"
    )
    field = models.CharField(max_length=60, help_text="The fact, or “prices” for a whole sheet.")
    old_value = models.JSONField(null=True, blank=True)
    new_value = models.JSONField(null=True, blank=True)
    reason = models.TextField()
    stated_until = models.DateTimeField(
        null=True, blank=True, help_text="The last run in which the source still said so, without a break."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="open", decided_at=None) | (~Q(status="open") & Q(decided_at__isnull=False)),
                name="held_change_decided_with_a_date",
            ),
            models.CheckConstraint(
                condition=one_of("status", "open", "accepted", "rejected"), name="held_change_known_status"
            ),
        ]
        indexes: ClassVar = [
            # The queue of changes that wait for an editor.
            models.Index(F("created_at").desc(), name="held_change_queue", condition=Q(status="open")),
        ]

    def __str__(self) -> str:
        return f"{self.ai_model}: {self.field}"
