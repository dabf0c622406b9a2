"""What a model's use costs: who sells it, and what that cost from when to when."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from catalog import wording
from catalog.models.creators import Provider
from catalog.models.fields import Variant, amount_field, one_of
from catalog.models.sources import Source, SyncRun
from catalog.pricing import Boundary, Meter, Rate, Unit


class TsTzRange(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


METERS = [
    (Meter.INPUT.value, "Input"),
    (Meter.OUTPUT.value, "Output"),
    (Meter.CACHE_READ.value, "Cache read"),
    (Meter.CACHE_WRITE.value, "Cache write"),
    (Meter.CACHE_WRITE_1H.value, "Cache write, one hour"),
    (Meter.IMAGE_INPUT.value, "Images in"),
    (Meter.IMAGE_OUTPUT.value, "Images out"),
    (Meter.AUDIO_INPUT.value, "Audio in"),
    (Meter.AUDIO_OUTPUT.value, "Audio out"),
    (Meter.AUDIO_CACHE_READ.value, "Audio cache read"),
    (Meter.REQUEST.value, "Request"),
    (Meter.WEB_SEARCH.value, "Web search"),
    (Meter.REASONING.value, "Reasoning"),
]
UNITS = [(unit.value, unit.value) for unit in Unit]
BOUNDARIES = [(Boundary.ABOVE.value, "more than"), (Boundary.FROM.value, "at least")]


FIRST_PARTY = "first-party"
"""The tag of an offer that the model's own maker makes, as another source than the hosts' tells it."""


class Offer(models.Model):
    """One provider's sale of one model in one variant, with its own limits."""

    ai_model = models.ForeignKey(
        "catalog.AIModel", verbose_name="model", on_delete=models.CASCADE, related_name="offers"
    )
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="offers")
    variant = models.CharField(max_length=12, choices=Variant, default=Variant.PLAIN)
    external_id = models.CharField(max_length=200, help_text="The id by which the provider sells it.")
    tag = models.CharField(max_length=120, blank=True, help_text="Tells a provider's several offers apart.")
    context_window = models.PositiveBigIntegerField(null=True, blank=True)
    max_prompt_tokens = models.PositiveBigIntegerField(null=True, blank=True)
    max_output_tokens = models.PositiveBigIntegerField(null=True, blank=True)
    quantization = models.CharField(max_length=40, blank=True)
    uptime = models.DecimalField(
        "uptime, last day", max_digits=5, decimal_places=2, null=True, blank=True, help_text="Percent."
    )
    latency_ms = models.DecimalField(
        "time to first token",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Median of the last half hour, milliseconds.",
    )
    throughput = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Median of the last half hour, tokens a second.",
    )
    watched_at = models.DateTimeField(null=True, blank=True, help_text="When uptime, latency and throughput were read.")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["ai_model", "variant", "provider"]
        constraints: ClassVar = [
            # Serves the look-up of an offer in every sync.
            models.UniqueConstraint("ai_model", "provider", "variant", "tag", name="offer_once"),
            models.CheckConstraint(condition=one_of("variant", *Variant.values), name="offer_known_variant"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} by {self.provider}"

    @property
    def is_first_party(self) -> bool:
        return self.tag == FIRST_PARTY


class PriceSheetQuerySet(models.QuerySet["PriceSheet"]):
    def current(self) -> PriceSheetQuerySet:
        """The sheets in force: served by the index on open sheets."""
        return self.filter(valid_until=None)

    def on_sale_at(self, moment: datetime | None) -> PriceSheetQuerySet:
        """What was stated at a moment of the offers that were made then; None is now."""
        if moment is None:
            return self.current().filter(offer__ended_at=None)
        stated = Q(valid_until=None) | Q(valid_until__gt=moment)
        offered = Q(offer__ended_at=None) | Q(offer__ended_at__gt=moment)
        return self.filter(stated, offered, valid_from__lte=moment)


class PriceSheet(models.Model):
    """All that an offer costs from one moment to another, as one source states it."""

    class State(models.TextChoices):
        PUBLISHED = "published", "Published"
        FREE = "free", "Free of charge"
        VARIES = "varies", "Varies"
        UNPUBLISHED = "unpublished", "Not published"

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="sheets")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="sheets")
    run = models.ForeignKey(SyncRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="sheets")
    state = models.CharField(max_length=12, choices=State)
    valid_from = models.DateTimeField(help_text="When the source was first seen to state these prices.")
    valid_until = models.DateTimeField(null=True, blank=True, help_text="When it was first seen to state others.")
    confirmed_at = models.DateTimeField(help_text="When the source was last seen to state these prices.")

    objects = PriceSheetQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["offer", "source", "-valid_from"]
        constraints: ClassVar = [
            # A source states one price at a time. Also serves the history of an offer.
            ExclusionConstraint(
                name="sheet_no_overlap",
                expressions=[
                    ("offer", RangeOperators.EQUAL),
                    ("source", RangeOperators.EQUAL),
                    (TsTzRange("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="sheet_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=one_of("state", "published", "free", "varies", "unpublished"), name="sheet_known_state"
            ),
        ]
        indexes: ClassVar = [
            # The price in force of an offer: every sync, every model page.
            models.Index("offer", "source", name="sheet_in_force", condition=Q(valid_until=None)),
            # /changes/: the newest sheets.
            models.Index(F("valid_from").desc(), name="sheet_by_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.offer}, from {self.valid_from:%d %b %Y}"

    def rates(self) -> list[Rate]:
        """The rows as pricing.py wants them, in the source's order, each with its source and first day."""
        return [row.as_rate(self.source.name, self.valid_from) for row in self.rows.all()]


class PriceRowQuerySet(models.QuerySet["PriceRow"]):
    def plain(self) -> PriceRowQuerySet:
        """The lines that apply without any condition: what PriceRow.is_plain says, of rows not yet in hand."""
        return self.filter(min_prompt_tokens=None, utc_start=None, weekdays=[], batch=False, detail="")

    def in_force(self) -> PriceRowQuerySet:
        """Those of today's sheets, of offers that have not ended."""
        return self.filter(sheet__valid_until=None, sheet__offer__ended_at=None)


class PriceRow(models.Model):
    """One line of a sheet: what one unit of one meter costs, and when that line applies."""

    sheet = models.ForeignKey(PriceSheet, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField()
    meter = models.CharField(max_length=20, choices=METERS)
    amount = amount_field(help_text="US dollars for one unit.")
    unit = models.CharField(max_length=12, choices=UNITS)
    min_prompt_tokens = models.PositiveBigIntegerField(null=True, blank=True)
    boundary = models.CharField(max_length=6, choices=BOUNDARIES, blank=True)
    utc_start = models.TimeField(null=True, blank=True)
    utc_end = models.TimeField(null=True, blank=True)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, help_text="0 is Monday; none: every day."
    )
    batch = models.BooleanField(default=False)
    detail = models.CharField(
        max_length=60, blank=True, help_text="The size or quality that is sold at this price, in the seller's word: 1k."
    )

    objects = PriceRowQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["sheet", "position"]
        constraints: ClassVar = [
            # Serves reading a sheet in the source's order.
            models.UniqueConstraint("sheet", "position", name="row_once_a_place"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="row_no_negative_price"),
            models.CheckConstraint(condition=Q(meter__in=[meter for meter, _ in METERS]), name="row_known_meter"),
            models.CheckConstraint(condition=Q(unit__in=[unit for unit, _ in UNITS]), name="row_known_unit"),
            models.CheckConstraint(
                condition=Q(min_prompt_tokens=None, boundary="")
                | Q(min_prompt_tokens__isnull=False, boundary__in=["above", "from"]),
                name="row_tier_with_boundary",
            ),
            models.CheckConstraint(
                condition=Q(utc_start=None, utc_end=None) | Q(utc_start__isnull=False, utc_end__isnull=False),
                name="row_window_with_both_ends",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]), name="row_known_weekdays"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_meter_display()} {self.amount:f} a {self.unit}"

    @property
    def is_plain(self) -> bool:
        """Whether the line applies without any condition."""
        is_timed = self.utc_start is not None or self.weekdays
        return self.min_prompt_tokens is None and not (is_timed or self.batch or self.detail)

    @property
    def text(self) -> str:
        """As readers see it: "$2.50 / 1M tokens", or "free" on a sheet that is free of charge."""
        if self.sheet.state == PriceSheet.State.FREE and not self.amount:
            return wording.FREE
        return wording.full_price(self.amount, Unit(self.unit))

    def as_rate(self, source: str = "", since: datetime | None = None) -> Rate:
        return Rate(
            meter=Meter(self.meter),
            amount=self.amount,
            unit=Unit(self.unit),
            min_prompt_tokens=self.min_prompt_tokens,
            boundary=Boundary(self.boundary) if self.boundary else None,
            utc_start=self.utc_start,
            utc_end=self.utc_end,
            weekdays=frozenset(self.weekdays),
            batch=self.batch,
            detail=self.detail,
            source=source,
            since=since,
        )
