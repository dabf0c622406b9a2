"""Field kinds and vocabularies that several nouns share."""

from typing import Any

from django.db import models


class Capability(models.TextChoices):
    """Whether a model can do something; sources that contradict each other are a state of their own."""

    YES = "yes", "Yes"
    NO = "no", "No"
    DISAGREE = "disagree", "Sources disagree"
    UNKNOWN = "unknown", "Not published"


class Variant(models.TextChoices):
    """The ways in which one and the same model is sold."""

    PLAIN = "plain", "Plain"
    FREE = "free", "Free"
    BATCH = "batch", "Batch"
    THINKING = "thinking", "Thinking"
    EXTENDED = "extended", "Extended context"
    OTHER = "other", "Other"


def amount_field(**options: Any) -> models.DecimalField:
    """US dollars per unit, as exact as a source states them: per-token prices reach 22 decimal places."""
    return models.DecimalField(max_digits=34, decimal_places=24, **options)


def score_field(verbose_name: str | None = None) -> models.DecimalField:
    """A measured value as exact as Measurement keeps it: what is rounded would tie where nothing ties."""
    return models.DecimalField(verbose_name, max_digits=14, decimal_places=6, null=True, blank=True)


def capability_field(verbose_name: str) -> models.CharField:
    return models.CharField(verbose_name, max_length=10, choices=Capability, default=Capability.UNKNOWN)


def one_of(name: str, *values: str) -> models.Q:
    """The condition that a column holds one of these, for check constraints."""
    return models.Q(**{f"{name}__in": values})
