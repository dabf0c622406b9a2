"""What each source says of each fact of each model. facts.resolve() makes the shown values of these."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from catalog import wording
from catalog.models.fields import Variant, one_of
from catalog.models.history import EditorsHistory
from catalog.models.sources import Source, SyncRun

MODALITIES = ("text", "image", "file", "audio", "video", "embeddings", "rerank", "speech", "transcription")


class Fact(models.TextChoices):
    """The fields of a model that sources make claims about; each is a column of AIModel."""

    NAME = "name", "Name"
    MODEL_CLASS = "model_class", "Class"
    FAMILY = "family", "Family"
    INPUT_MODALITIES = "input_modalities", "Reads"
    OUTPUT_MODALITIES = "output_modalities", "Writes"
    CONTEXT_WINDOW = "context_window", "Context window"
    MAX_OUTPUT_TOKENS = "max_output_tokens", "Longest answer"
    LISTED_ON = "listed_on", "Listed"
    RELEASE_DATE = "release_date", "Released"
    KNOWLEDGE_CUTOFF = "knowledge_cutoff", "Knowledge until"
    OPEN_WEIGHTS = "open_weights", "Open weights"
    REASONING = "reasoning", "Reasoning"
    TOOL_CALLING = "tool_calling", "Tool calling"
    STRUCTURED_OUTPUT = "structured_output", "Structured output"


CAPABILITIES = (Fact.OPEN_WEIGHTS, Fact.REASONING, Fact.TOOL_CALLING, Fact.STRUCTURED_OUTPUT)
DATES = (Fact.LISTED_ON, Fact.RELEASE_DATE, Fact.KNOWLEDGE_CUTOFF)
COUNTS = (Fact.CONTEXT_WINDOW, Fact.MAX_OUTPUT_TOKENS)
MODALITY_LISTS = (Fact.INPUT_MODALITIES, Fact.OUTPUT_MODALITIES)


def complaint_about(fact: str, value: Any) -> str:
    """Why a value cannot be one of this fact, in words that say what to write instead; "" when it can."""
    if fact in CAPABILITIES:
        return "" if isinstance(value, bool) else "Write true or false."
    if fact in COUNTS:
        whole = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**12
        return "" if whole else "Write a whole number above 0, without quotes: 400000."
    if fact in DATES:
        return "" if _is_iso_date(value) else 'Write a date in quotes, year first: "2025-10-16".'
    if fact in MODALITY_LISTS:
        known = isinstance(value, list) and value and all(part in MODALITIES for part in value)
        return "" if known else f'Write a list of these: {", ".join(MODALITIES)}. Such as ["text", "image"].'
    return "" if isinstance(value, str) and 0 < len(value) <= 120 else "Write text in quotes, at most 120 characters."


def fact_text(fact: str, value: Any) -> str:
    """A claim's value in words: "400,000 tokens", "16 Oct 2025", "Text, images", "Yes"."""
    if fact in CAPABILITIES:
        return "Yes" if value else "No"
    if fact in COUNTS:
        return f"{wording.count(value)} tokens"
    if fact in DATES:
        return wording.day(date.fromisoformat(value))
    if fact in MODALITY_LISTS:
        return wording.modality_list(value)
    return str(value)


def _is_iso_date(value: Any) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


class ClaimQuerySet(models.QuerySet["Claim"]):
    def current(self) -> ClaimQuerySet:
        """What each source says today."""
        return self.filter(superseded_at=None)


class Claim(models.Model):
    """What one source says of one fact of one model, from when to when. An editor's claim is a lock."""

    ai_model = models.ForeignKey(
        "catalog.AIModel", verbose_name="model", on_delete=models.CASCADE, related_name="claims"
    )
    fact = models.CharField(max_length=24, choices=Fact)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="claims")
    run = models.ForeignKey(SyncRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="claims")
    value = models.JSONField(help_text='As JSON: 400000, true, "2025-10-16", ["text", "image"].')
    stated_at = models.DateTimeField(help_text="When the source was first seen to say so.")
    confirmed_at = models.DateTimeField(help_text="When it was last seen to say so.")
    superseded_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why an editor overrules the sources.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )

    objects = ClaimQuerySet.as_manager()
    history = EditorsHistory(excluded_fields=["run"])

    class Meta:
        ordering: ClassVar = ["ai_model", "fact", "source__rank", "-stated_at"]
        # Beside the right to add a claim: a file writes thousands of them at once.
        permissions: ClassVar = [("import_facts", "Can import facts from a file")]
        constraints: ClassVar = [
            # A source says one thing at a time; serves facts.resolve() and the model page.
            models.UniqueConstraint(
                "ai_model", "fact", "source", name="claim_one_in_force", condition=Q(superseded_at=None)
            ),
            models.CheckConstraint(condition=one_of("fact", *Fact.values), name="claim_known_fact"),
        ]
        indexes: ClassVar = [
            # /changes/: the newest claims, and whether their source had spoken of the model before.
            models.Index(F("stated_at").desc(), name="claim_by_moment"),
            models.Index("ai_model", "source", "stated_at", name="claim_first_word"),
        ]

    def __str__(self) -> str:
        return f"{self.ai_model}: {self.get_fact_display()} by {self.source}"

    @property
    def text(self) -> str:
        """The value as readers see it."""
        return fact_text(self.fact, self.value)

    def clean(self) -> None:
        if complaint := complaint_about(self.fact, self.value):
            raise ValidationError({"value": complaint})


class Alias(models.Model):
    """An id by which a source knows a model. Suggested, then approved: only approved ones carry data.

    Ids that are no models (routers, moving aliases) are kept too, so that a page can say what was left out.
    """

    class Kind(models.TextChoices):
        MODEL = "model", "Model"
        ROUTER = "router", "Router"
        MOVING = "moving", "Moving alias"

    class Status(models.TextChoices):
        SUGGESTED = "suggested", "Suggested"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="aliases")
    external_id = models.CharField(max_length=200)
    ai_model = models.ForeignKey(
        "catalog.AIModel",
        verbose_name="model",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="aliases",
    )
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.MODEL)
    variant = models.CharField(max_length=12, choices=Variant, default=Variant.PLAIN)
    configuration = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.SUGGESTED)
    model_class = models.ForeignKey(
        "catalog.ModelClass",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="For a router: the class that its answers would put it in, whose rankings leave it out.",
    )
    name = models.CharField(max_length=200, blank=True)
    evidence = models.JSONField(
        default=dict,
        blank=True,
        help_text="What its source states of it, and why it was suggested: both sides, field by field.",
    )
    created_at = models.DateTimeField(
        auto_now_add=True, null=True, help_text="Empty where it is older than this column."
    )
    seen_at = models.DateTimeField(null=True, blank=True)
    hosts_asked_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When we last asked who hosts this id; the oldest is asked first.",
    )

    class Meta:
        verbose_name_plural = "aliases"
        ordering: ClassVar = ["source", "external_id"]
        constraints: ClassVar = [
            # One id means one thing; serves the look-up by id in every sync.
            models.UniqueConstraint("source", "external_id", name="alias_once"),
            models.CheckConstraint(
                condition=one_of("status", "suggested", "approved", "rejected"), name="alias_known_status"
            ),
            models.CheckConstraint(
                condition=Q(kind="model", ai_model__isnull=False)
                | (~Q(kind="model") & Q(ai_model=None))
                # What a source lists and nobody has found a model for yet, or ever will.
                | Q(kind="model", ai_model=None, status__in=["suggested", "rejected"]),
                name="alias_of_a_model_names_it",
            ),
        ]
        indexes: ClassVar = [
            # The suggestions that wait for an editor.
            models.Index("source", name="alias_queue", condition=Q(status="suggested")),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} ({self.source})"
