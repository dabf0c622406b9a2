from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from catalog.models import AIModel
from catalog.models.fields import one_of


class TallyQuerySet(models.QuerySet["Tally"]):
    def commonest(self, kind: str) -> TallyQuerySet:
        """Those of a kind that were named at all, the most frequent first."""
        return self.filter(kind=kind, count__gt=0).order_by("-count", "key")


class Tally(models.Model):
    """How many published reviews of a model say one thing: four stars, "fast" among the pros, used for coding.

    Kept by reviews.ratings in step with the reviews, so that a page with a million of them counts none.
    """

    class Kind(models.TextChoices):
        STARS = "stars", "Stars"
        QUALITY = "quality", "Quality"
        SPEED = "speed", "Speed"
        VALUE = "value", "Value"
        RELIABILITY = "reliability", "Reliability"
        PRO = "pro", "Pro"
        CON = "con", "Con"
        USE = "use", "Use case"
        VERIFIED_USE = "verified_use", "Use case of verified users"
        PROOF = "proof", "Strongest proof"
        PROVIDER = "provider", "Provider"

    ai_model = models.ForeignKey(AIModel, verbose_name="model", on_delete=models.CASCADE, related_name="tallies")
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=80)
    count = models.PositiveIntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tallies"
        ordering: ClassVar = ["ai_model", "kind", "-count", "key"]
        constraints: ClassVar = [
            models.UniqueConstraint("ai_model", "kind", "key", name="tally_once"),
            models.CheckConstraint(
                condition=one_of(
                    "kind", "stars", "quality", "speed", "value", "reliability", "pro", "con", "use", "verified_use",
                    "proof", "provider",
                ),
                name="tally_known_kind",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            # The most frequent of a kind, on the model's page.
            models.Index(
                "ai_model", "kind", F("count").desc(), "key", condition=Q(count__gt=0), name="tally_commonest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.count}"
