"""The model itself: one row a page, whose facts are resolved from claims, prices and measurements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Lower, Upper
from django.urls import reverse

from catalog.models.creators import Creator, Family
from catalog.models.fields import Capability, amount_field, capability_field, one_of, score_field
from catalog.models.history import EditorsHistory
from catalog.models.offers import METERS
from catalog.models.sources import Source
from catalog.pricing import Meter


class ModelClassQuerySet(models.QuerySet["ModelClass"]):
    def renew(self) -> int:
        """Marks every page that ranks these classes as outdated. One figure moves the ranks of all the others."""
        return self.update(version=F("version") + 1)

    def inhabited(self) -> ModelClassQuerySet:
        """Those that have a model, in their order."""
        return self.filter(Exists(AIModel.objects.filter(model_class=OuterRef("pk"))))

    def catalog_version(self) -> int:
        """A number that grows with every renewal of any class: the version of pages that list all of them."""
        return self.aggregate(total=Sum("version"))["total"] or 0


class ModelClass(models.Model):
    """What models are compared within: text, image, video, speech, transcription, embedding, rerank."""

    slug = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=40, help_text="As in “image model”.")
    outputs = ArrayField(
        models.CharField(max_length=20), help_text="The kinds of output, any of which puts a model into this class."
    )
    position = models.PositiveSmallIntegerField(help_text="Classes are asked in this order: image before text.")
    headline_meter = models.CharField(
        max_length=20, choices=METERS, default=Meter.OUTPUT.value, help_text="The price by which its models are ranked."
    )
    version = models.PositiveBigIntegerField(default=1, editable=False)

    objects = ModelClassQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "model classes"
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.name


class Lifecycle(models.TextChoices):
    ANNOUNCED = "announced", "Announced"
    ACTIVE = "active", "Active"
    DEPRECATED = "deprecated", "Deprecated"
    RETIRED = "retired", "Retired"


COMPARED = (Lifecycle.ACTIVE, Lifecycle.DEPRECATED)
RANKED_COLUMNS = (
    "output_price",
    "input_price",
    "context_window",
    "intelligence_index",
    "output_speed",
    "image_elo",
)


class PriceState(models.TextChoices):
    """What is known of the headline price: the one of the list offer in the plain variant."""

    PUBLISHED = "published", "Published"
    FREE = "free", "Free of charge"
    VARIES = "varies", "Varies"
    UNPUBLISHED = "unpublished", "Not published"
    NO_PLAIN = "no_plain", "Not sold in the plain variant"


class AIModelQuerySet(models.QuerySet["AIModel"]):
    def at_address(self, creator: str, slug: str) -> AIModelQuerySet:
        return self.filter(creator__slug=creator, slug=slug)

    def comparable(self) -> AIModelQuerySet:
        """The models that rankings and charts count: neither announced only nor retired."""
        return self.filter(lifecycle__in=COMPARED)

    def cohort(self, model_class: ModelClass) -> AIModelQuerySet:
        """Those that are compared with each other; served by the indexes of rankings."""
        return self.comparable().filter(model_class=model_class)

    def without_edition(self) -> AIModelQuerySet:
        """Those whose page no editor has written; served by the index on editions' models."""
        return self.exclude(editions__status="published")

    def page_version(self, creator: str, slug: str) -> str | None:
        """What changes whenever the page at this address does; None when there is no such page."""
        found = self.at_address(creator, slug).values_list("version", "model_class__version").first()
        return f"{found[0]}.{found[1]}" if found else None

    def renew(self) -> int:
        """Marks these models' own pages as outdated."""
        return self.update(version=F("version") + 1)


class AIModel(models.Model):
    """One model, one page. Only facts.resolve() writes the columns below the line; every form shows them read-only."""

    creator = models.ForeignKey(Creator, on_delete=models.PROTECT, related_name="ai_models")
    slug = models.CharField(max_length=120, help_text="As in the address: gpt-5-image-mini.")
    version = models.PositiveBigIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    # --- kept by reviews.ratings, in the transaction of the review behind them ---------------------------------
    rating = models.DecimalField(
        max_digits=5, decimal_places=4, null=True, blank=True, editable=False, help_text="Empty below five reviews."
    )
    rating_weight = models.DecimalField(max_digits=30, decimal_places=12, default=0, editable=False)
    rating_weighted_stars = models.DecimalField(max_digits=30, decimal_places=12, default=0, editable=False)
    review_count = models.PositiveIntegerField("reviews", default=0, editable=False)
    verified_review_count = models.PositiveIntegerField("verified reviews", default=0, editable=False)

    # --- resolved by facts.resolve() ---------------------------------------------------------------------------
    name = models.CharField(max_length=120)
    family = models.ForeignKey(Family, null=True, blank=True, on_delete=models.PROTECT, related_name="ai_models")
    model_class = models.ForeignKey(ModelClass, on_delete=models.PROTECT, related_name="ai_models")
    input_modalities = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    output_modalities = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    context_window = models.PositiveBigIntegerField(null=True, blank=True)
    max_output_tokens = models.PositiveBigIntegerField("longest answer", null=True, blank=True)
    listed_on = models.DateField("listed", null=True, blank=True)
    release_date = models.DateField("released", null=True, blank=True)
    knowledge_cutoff = models.DateField("knowledge until", null=True, blank=True)
    open_weights = capability_field("open weights")
    reasoning = capability_field("reasoning")
    tool_calling = capability_field("tool calling")
    structured_output = capability_field("structured output")
    lifecycle = models.CharField(max_length=12, choices=Lifecycle, default=Lifecycle.ACTIVE)
    price_state = models.CharField(max_length=12, choices=PriceState, default=PriceState.UNPUBLISHED)
    input_price = amount_field(null=True, blank=True, help_text="US dollars per token.")
    output_price = amount_field(null=True, blank=True, help_text="US dollars per token.")
    intelligence_index = score_field()
    output_speed = score_field("tokens per second")
    image_elo = score_field("image Elo")

    objects = AIModelQuerySet.as_manager()

    class Meta:
        verbose_name = "model"
        ordering: ClassVar = [Lower("name"), "pk"]
        constraints: ClassVar = [
            # One page an address; serves the model page.
            models.UniqueConstraint("creator", "slug", name="model_once_an_address"),
            models.CheckConstraint(
                condition=(Q(input_price=None) | Q(input_price__gte=0))
                & (Q(output_price=None) | Q(output_price__gte=0)),
                name="model_no_negative_price",
            ),
            models.CheckConstraint(condition=one_of("lifecycle", *Lifecycle.values), name="model_known_lifecycle"),
            models.CheckConstraint(condition=one_of("price_state", *PriceState.values), name="model_known_price_state"),
            *(
                models.CheckConstraint(condition=one_of(name, *Capability.values), name=f"model_known_{name}")
                for name in ("open_weights", "reasoning", "tool_calling", "structured_output")
            ),
        ]
        indexes: ClassVar = [
            # /models/ sorted by each of its orders.
            models.Index(Lower("name"), "id", name="model_by_name"),
            models.Index(F("output_price").asc(nulls_last=True), name="model_by_output_price"),
            models.Index(F("context_window").desc(nulls_last=True), name="model_by_context"),
            models.Index(F("listed_on").desc(nulls_last=True), name="model_by_listing"),
            # Rankings, and the cohort of a model page: a class by each figure, answered by the index alone.
            *(
                models.Index(
                    fields=["model_class", column],
                    include=["id", "name", "price_state"],
                    condition=Q(lifecycle__in=COMPARED),
                    name=f"model_rank_{column}",
                )
                for column in RANKED_COLUMNS
            ),
            # The search by part of a name.
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="model_by_part_of_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("model", args=[self.creator.slug, self.slug])

    @property
    def catalog_id(self) -> str:
        """The id by which OpenRouter, and so most code, calls it: openai/gpt-5-image-mini."""
        return f"{self.creator.slug}/{self.slug}"


class LifecycleEventQuerySet(models.QuerySet["LifecycleEvent"]):
    def in_force(self) -> LifecycleEventQuerySet:
        """What each source says today; what it took back is history."""
        return self.filter(withdrawn_at=None)


class LifecycleEvent(models.Model):
    """A model announced, listed, deprecated or retired: when, and who says so. What is taken back keeps its row."""

    ai_model = models.ForeignKey(
        AIModel, verbose_name="model", on_delete=models.CASCADE, related_name="lifecycle_events"
    )
    state = models.CharField(max_length=12, choices=Lifecycle)
    happens_on = models.DateField()
    replacement = models.ForeignKey(AIModel, null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="lifecycle_events")
    stated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When its source took it back, or named another day."
    )
    note = models.CharField(max_length=300, blank=True)

    objects = LifecycleEventQuerySet.as_manager()
    history = EditorsHistory()

    class Meta:
        ordering: ClassVar = ["ai_model", "happens_on", "pk"]
        constraints: ClassVar = [
            # Serves a model's lifecycle, on its page and in facts.resolve().
            models.UniqueConstraint(
                "ai_model", "state", "source", name="lifecycle_event_once", condition=Q(withdrawn_at=None)
            ),
            models.CheckConstraint(condition=one_of("state", *Lifecycle.values), name="lifecycle_event_known_state"),
        ]

    def __str__(self) -> str:
        return f"{self.ai_model}: {self.state} {self.happens_on:%d %b %Y}"


def classes_by_output(classes: Iterable[ModelClass], outputs: Iterable[str]) -> ModelClass | None:
    """The first class, in the order of position, that one of these outputs puts a model into."""
    wanted = set(outputs)
    return next((one for one in sorted(classes, key=lambda c: c.position) if wanted & set(one.outputs)), None)
