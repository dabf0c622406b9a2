"""What editors write of a model."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.utils import bulk_update_with_history

from catalog.models.fields import one_of
from catalog.models.history import EditorsHistory
from catalog.models.profiles import AIModel


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> EditionQuerySet:
        return self.filter(status=Edition.Status.PUBLISHED)

    def withdraw(self) -> list[Edition]:
        """Takes them off their pages, each with a version of its own."""
        editions: list[Edition] = list(self)
        for edition in editions:
            edition.status = Edition.Status.WITHDRAWN
        bulk_update_with_history(editions, Edition, ["status"])
        return editions


class Edition(models.Model):
    """One state of a model's editorial text. A model shows its published one; the earlier ones are kept."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    ai_model = models.ForeignKey(AIModel, verbose_name="model", on_delete=models.CASCADE, related_name="editions")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    tagline = models.CharField(max_length=160, blank=True, help_text="One sentence under the name.")
    about = models.TextField(
        blank=True, help_text="An empty line begins a new paragraph. What is left empty is written from the facts."
    )
    verdict = models.TextField(blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="editions"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = EditionQuerySet.as_manager()
    history = EditorsHistory()

    class Meta:
        ordering: ClassVar = ["ai_model", "-created_at"]
        constraints: ClassVar = [
            # One text in force; serves the model page.
            models.UniqueConstraint("ai_model", name="edition_one_published", condition=Q(status="published")),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False), name="edition_published_with_a_date"
            ),
            models.CheckConstraint(
                condition=one_of("status", "draft", "published", "withdrawn"), name="edition_known_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ai_model}, {self.get_status_display().lower()}"

    def publish(self, moment: datetime) -> None:
        """Puts this text on the page and withdraws the one before it. Call within a transaction."""
        AIModel.objects.select_for_update().get(pk=self.ai_model_id)
        self.ai_model.editions.published().exclude(pk=self.pk).withdraw()
        self.status, self.published_at = self.Status.PUBLISHED, moment
        self.save(update_fields=["status", "published_at"])
        AIModel.objects.filter(pk=self.ai_model_id).renew()


class EditionItem(models.Model):
    """One entry of an edition's lists."""

    class Kind(models.TextChoices):
        BEST_FOR = "best_for", "Best for"
        STRENGTH = "strength", "Strength"
        LIMITATION = "limitation", "Limitation"
        QUESTION = "question", "Question"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=160, help_text="The use, the strength, the limitation or the question.")
    text = models.TextField(blank=True, help_text="The sentence or two below it; the answer to a question.")

    class Meta:
        ordering: ClassVar = ["kind", "position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=one_of("kind", "best_for", "strength", "limitation", "question"),
                name="edition_item_known_kind",
            ),
            models.CheckConstraint(condition=~Q(kind="question", text=""), name="edition_question_has_an_answer"),
        ]

    def __str__(self) -> str:
        return self.title
