"""Who makes models, in which families, and who serves them."""

from __future__ import annotations

import re
from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from catalog.models.history import EditorsHistory


class Creator(models.Model):
    slug = models.SlugField(max_length=80, unique=True, help_text="As in the model's address: openai.")
    name = models.CharField(max_length=120)
    website = models.URLField(blank=True)

    history = EditorsHistory()

    class Meta:
        ordering: ClassVar = [Lower("name"), "slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("creator", args=[self.slug])

    @property
    def monogram(self) -> str:
        """Up to two letters that stand for the creator where a logo would: "OpenAI" -> "OA", "xAI" -> "XA".

        Those with which the parts of its name begin; of a name in one part the first two: "Mistral" -> "Mi".
        """
        words = re.findall(r"[^\W\d_]+", self.name) or [self.slug]
        parts = [part for word in words for part in re.split(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", word)]
        if len(parts) > 1:
            return f"{parts[0][0]}{parts[1][0]}".upper()
        return f"{parts[0][0].upper()}{parts[0][1:2]}"


class Family(models.Model):
    creator = models.ForeignKey(Creator, on_delete=models.PROTECT, related_name="families")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)

    history = EditorsHistory()

    class Meta:
        verbose_name_plural = "families"
        ordering: ClassVar = [Lower("name"), "slug"]
        constraints: ClassVar = [
            # Serves the look-up of a family by its creator and slug, in every sync.
            models.UniqueConstraint("creator", "slug", name="family_once_a_creator"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Two creators may have a family of one name, such as Llama: the address names both."""
        return reverse("family", args=[self.creator.slug, self.slug])


class Provider(models.Model):
    """Who sells a model's use: a host, or an aggregator that passes on to hosts."""

    class Kind(models.TextChoices):
        HOST = "host", "Host"
        AGGREGATOR = "aggregator", "Aggregator"

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.HOST)
    website = models.URLField(blank=True)

    class Meta:
        ordering: ClassVar = [Lower("name"), "slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("provider", args=[self.slug])
