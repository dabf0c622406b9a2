"""Periods whose reviews a model's figure leaves out, in public and with the reason beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Count, F, Func, Q, Value

from catalog import wording
from catalog.models import AIModel

LONGEST_NOTE = 300


class DateRange(Func):
    """The days of a period, both ends included."""

    function = "DATERANGE"
    output_field = DateRangeField()


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def in_force(self) -> ExclusionQuerySet:
        return self.filter(lifted_at=None)

    def covering(self, model_id: int, moment: datetime) -> Exclusion | None:
        """The one that leaves out what was written of a model at this moment."""
        day = moment.astimezone(UTC).date()
        return self.in_force().filter(ai_model=model_id, first_day__lte=day, last_day__gte=day).first()

    def told_of(self, model: AIModel) -> ExclusionQuerySet:
        """Those that a model's pages tell of: with the number of published reviews, where there are any."""
        published = Count("reviews", filter=Q(reviews__state="published"))
        told = self.in_force().filter(ai_model=model).annotate(published=published)
        return told.filter(published__gt=0).order_by("first_day")


class Exclusion(models.Model):
    """What was written of a model within some days, left out of its figure. The reviews stay on show, marked."""

    ai_model = models.ForeignKey(AIModel, verbose_name="model", on_delete=models.PROTECT, related_name="exclusions")
    first_day = models.DateField(help_text="In UTC.")
    last_day = models.DateField(help_text="In UTC; included.")
    note = models.CharField("public note", max_length=LONGEST_NOTE, help_text="What readers are told.")
    why = models.TextField("why", max_length=2_000, help_text="For moderators.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.TextField(max_length=2_000, blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = "excluded period"
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="exclusion_ends_after_it_begins"),
            # A review is left out for one reason; also serves "which one covers this day?".
            ExclusionConstraint(
                name="exclusion_no_overlap",
                expressions=[
                    ("ai_model", RangeOperators.EQUAL),
                    (DateRange("first_day", "last_day", Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(lifted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ai_model}, {self.period}"

    @property
    def period(self) -> str:
        """ "3-5 Nov 2026", with a longer dash."""
        return wording.period(self.first_day, self.last_day)

    @property
    def in_words(self) -> str:
        """What readers are told, of one that told_of() found: "12 reviews of 3-5 Nov 2026 are not in the figure: …"."""
        count: int = self.published  # type: ignore[attr-defined]  # annotated
        verb = "is" if count == 1 else "are"
        return f"{wording.quantity(count, 'review')} of {self.period} {verb} not in the figure: {self.note}"
