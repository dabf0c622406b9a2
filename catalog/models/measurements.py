"""What was measured of a model: by whom, when, in which configuration and on which scale."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from catalog.models.sources import Source, SyncRun


class Metric(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=40, help_text="As printed beside the figure: index points, tokens per second.")
    higher_is_better = models.BooleanField(default=True)
    decimals = models.PositiveSmallIntegerField(default=1)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="metrics")
    scale_version = models.CharField(
        max_length=40, blank=True, help_text="The scale in force, by the day it began; empty is the first that we read."
    )
    redistributable = models.BooleanField(
        default=False, help_text="Whether its terms let us pass it on in exports, feeds and the API."
    )

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(unit=""), name="metric_has_unit")]

    def __str__(self) -> str:
        return self.name


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    def current(self) -> MeasurementQuerySet:
        """What each source states today, in every configuration."""
        return self.filter(superseded_at=None)

    def comparable(self) -> MeasurementQuerySet:
        """Of those in force, the ones on the newest scale of their metric: only they may be ranked together."""
        return self.current().filter(scale_version=F("metric__scale_version"))


class Measurement(models.Model):
    """One measured value; a new value is a new row, the old one keeps its dates."""

    ai_model = models.ForeignKey(
        "catalog.AIModel", verbose_name="model", on_delete=models.CASCADE, related_name="measurements"
    )
    metric = models.ForeignKey(Metric, on_delete=models.PROTECT, related_name="measurements")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="measurements")
    run = models.ForeignKey(SyncRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="measurements")
    value = models.DecimalField(max_digits=14, decimal_places=6)
    low = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(max_digits=14, decimal_places=6, null=True, blank=True)
    unit = models.CharField(max_length=40)
    configuration = models.CharField(max_length=80, blank=True, help_text="Reasoning effort and the like: high.")
    scale_version = models.CharField(max_length=40, blank=True, help_text="A new scale starts a new line.")
    measured_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["ai_model", "metric", "-measured_at"]
        constraints: ClassVar = [
            # One value in force a model, metric, source and configuration; serves the model page.
            models.UniqueConstraint(
                "ai_model",
                "metric",
                "source",
                "configuration",
                name="measurement_one_in_force",
                condition=Q(superseded_at=None),
            ),
            models.CheckConstraint(condition=~Q(unit=""), name="measurement_has_unit"),
            models.CheckConstraint(
                condition=(Q(low=None) | Q(low__lte=F("value"))) & (Q(high=None) | Q(high__gte=F("value"))),
                name="measurement_within_interval",
            ),
        ]
        indexes: ClassVar = [
            # /changes/: the newest values.
            models.Index(F("measured_at").desc(), name="measurement_by_moment"),
            # Rankings by a metric that no column of the model keeps, and which classes have one.
            models.Index(fields=["metric", "ai_model"], condition=Q(superseded_at=None), name="measurement_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.ai_model}: {self.metric} {self.value:f} {self.unit}"
