"""A review is one person's word on one model; its revisions are all the words it ever had."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinLengthValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse

from catalog.models import AIModel, Provider
from catalog.models.fields import one_of
from reviews import scoring
from reviews.models.proofs import STRENGTH, Proof, ProofKind

if TYPE_CHECKING:
    from reviews.models.representatives import Reply

MARKS = ("quality", "speed", "value", "reliability")
SHORTEST_TEXT, LONGEST_TEXT = 50, 5_000
MOST_POINTS, LONGEST_POINT = 5, 80
EXCERPT_LETTERS = 400
REPLY = ("reply__shown", "reply__representative__creator", "reply__representative__provider")
"""All that is told of the reply to a review."""


class UseCase(models.TextChoices):
    """What a reviewer used the model for."""

    CODING = "coding", "Writing code"
    AGENTS = "agents", "Agents and tool use"
    WRITING = "writing", "Writing and editing"
    CHAT = "chat", "Chat and support"
    EXTRACTION = "extraction", "Extraction and classification"
    SUMMARIES = "summaries", "Summaries"
    TRANSLATION = "translation", "Translation"
    SEARCH = "search", "Search and retrieval"
    ANALYSIS = "analysis", "Data analysis and research"
    IMAGES = "images", "Making images"
    VISION = "vision", "Reading images and documents"
    VIDEO = "video", "Making video"
    SPEECH = "speech", "Speech and audio"
    LEARNING = "learning", "Teaching and learning"
    OTHER = "other", "Something else"


class Extent(models.TextChoices):
    """How much a reviewer used the model, in bands of calls."""

    TRIED = "tried", "Tried it: under 100 calls"
    SOME = "some", "Some use: 100 to 10,000 calls"
    MUCH = "much", "Much use: 10,000 to a million calls"
    HEAVY = "heavy", "Heavy use: over a million calls"


class Employer(models.TextChoices):
    """Whether a reviewer works for somebody with an interest in the model."""

    NEITHER = "neither", "Neither"
    CREATOR = "creator", "The creator of the model"
    COMPETITOR = "competitor", "A competitor of the creator"


class Content(models.Model):
    """What a person says of a model and what lists sort and filter by. A review repeats that of the revision shown."""

    stars = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    quality = models.PositiveSmallIntegerField(null=True, blank=True)
    speed = models.PositiveSmallIntegerField(null=True, blank=True)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    reliability = models.PositiveSmallIntegerField(null=True, blank=True)
    use_case = models.CharField(max_length=12, choices=UseCase)
    provider = models.ForeignKey(
        Provider, verbose_name="through", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def marks(self) -> list[tuple[str, int]]:
        """The marks that were given, each by its name."""
        return [(name.capitalize(), mark) for name in MARKS if (mark := getattr(self, name))]


CONTENT = tuple(field.attname for field in Content._meta.local_fields)
"""The columns of Content, as a review and its revision share them."""


class ReviewQuerySet(models.QuerySet["Review"]):
    def published(self) -> ReviewQuerySet:
        """Those that readers see."""
        return self.filter(state=Review.State.PUBLISHED)

    def in_figure(self) -> ReviewQuerySet:
        """Those that count; nothing else does in any figure."""
        return self.published().filter(exclusion=None)

    def standing(self) -> ReviewQuerySet:
        """Those that were not erased: a person has one of these a model at most."""
        return self.exclude(state=Review.State.ERASED)

    def erased(self) -> ReviewQuerySet:
        """Those of which a stub is left, with what it tells."""
        return self.filter(state=Review.State.ERASED).select_related("erasure")

    def excerpted(self) -> ReviewQuerySet:
        """With all that a list shows of each, the whole texts left where they are. Two queries."""
        return (
            self.select_related("shown__provider", "author", *REPLY)
            .prefetch_related("proofs")
            .defer("shown__text", "shown__html", "reply__shown__text", "reply__shown__html")
        )

    def on_its_model(self) -> ReviewQuerySet:
        """With what a page of its own says of the model."""
        return self.select_related("ai_model__creator", "ai_model__model_class")

    def in_full(self) -> ReviewQuerySet:
        """With all that a page of its own shows of each. Two queries."""
        shown = self.on_its_model().select_related("shown__provider", "author", *REPLY)
        return shown.prefetch_related("proofs")


class Review(Content):
    """One person's review of one model. Its content is that of the revision shown, or of the newest before any is."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a moderator"
        PUBLISHED = "published", "Published"
        RETURNED = "returned", "Changes asked for"
        REFUSED = "refused", "Refused"
        HIDDEN = "hidden", "Hidden"
        HELD = "held", "Held for a second look"
        ERASED = "erased", "Erased"

    ai_model = models.ForeignKey(AIModel, verbose_name="model", on_delete=models.PROTECT, related_name="reviews")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="reviews"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    shown = models.ForeignKey("Revision", null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True, help_text="When it was first shown.")
    written_at = models.DateTimeField(help_text="When the words shown were sent in: its age in the rating.")
    weight = models.DecimalField(
        max_digits=24, decimal_places=12, help_text="As of the epoch of reviews.scoring, by written_at."
    )
    proof = models.CharField(
        "strongest proof", max_length=12, choices=ProofKind, default=ProofKind.EMAIL, editable=False
    )
    exclusion = models.ForeignKey(
        "Exclusion", null=True, blank=True, on_delete=models.SET_NULL, related_name="reviews", editable=False,
        verbose_name="excluded period", help_text="Which leaves it out of the figure.",
    )  # fmt: skip
    said = ArrayField(
        models.CharField(max_length=100),
        default=list,
        editable=False,
        help_text="What it adds to the tallies of its model while it counts: stars:5, pro:fast, use:coding.",
    )
    helpful_yes = models.PositiveIntegerField(default=0, editable=False)
    helpful_no = models.PositiveIntegerField(default=0, editable=False)
    helpfulness = models.FloatField(default=0, editable=False, help_text="Lower bound of the share of yes.")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-written_at", "-pk"]
        permissions: ClassVar = [("moderate_review", "Can see what waits and decide on reviews")]
        constraints: ClassVar = [
            # One review a person and model; serves "do I have one already?". What was erased is none any more.
            models.UniqueConstraint("author", "ai_model", condition=~Q(state="erased"), name="review_once_a_person"),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="review_stars"),
            models.CheckConstraint(
                condition=one_of("state", "waiting", "published", "returned", "refused", "hidden", "held", "erased"),
                name="review_known_state",
            ),
            models.CheckConstraint(
                condition=~one_of("state", "published", "hidden") | Q(shown__isnull=False, published_at__isnull=False),
                name="review_published_shows_a_revision",
            ),
            # Approved, and not to be seen until the burst that it came in is decided: published_at may be empty yet.
            models.CheckConstraint(
                condition=~Q(state="held") | Q(shown__isnull=False), name="review_held_has_a_revision"
            ),
            models.CheckConstraint(condition=~Q(state="erased") | Q(shown=None), name="review_erased_shows_nothing"),
        ]
        indexes: ClassVar = [
            # The reviews of a model in each of their orders, and by each filter, ten at a time.
            models.Index(
                "ai_model", F("helpfulness").desc(), F("written_at").desc(), F("id").desc(),
                condition=Q(state="published"), name="review_most_helpful",
            ),
            models.Index(
                "ai_model", F("written_at").desc(), F("id").desc(),
                condition=Q(state="published"), name="review_newest",
            ),
            models.Index(
                "ai_model", F("stars").desc(), F("written_at").desc(), F("id").desc(),
                condition=Q(state="published"), name="review_highest",
            ),
            models.Index(
                "ai_model", "stars", F("written_at").desc(), F("id").desc(),
                condition=Q(state="published"), name="review_lowest",
            ),
            # The stubs in a model's list.
            models.Index("ai_model", condition=Q(state="erased"), name="review_erased"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.ai_model}, {self.stars} of 5"

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.pk])

    @property
    def is_erased(self) -> bool:
        return self.state == Review.State.ERASED

    @property
    def author_name(self) -> str:
        """The name that readers see."""
        if self.author is None:
            return "a former reviewer"
        return self.author.public_name or "anonymous reviewer"

    @property
    def shown_reply(self) -> Reply | None:
        """What a company replied, if readers see it."""
        reply: Reply | None = getattr(self, "reply", None)
        return reply if reply is not None and reply.shown_id and not reply.set_aside_by_id else None

    def take_over(self, revision: Revision) -> None:
        """Repeats the content of a revision, and its age; saves nothing."""
        for name in CONTENT:
            setattr(self, name, getattr(revision, name))
        self.written_at = revision.submitted_at
        self.weight = scoring.weight_at_epoch(revision.submitted_at)

    @property
    def edited_at(self) -> datetime | None:
        """When the words shown were sent in, if they are not those that it was first shown with."""
        if self.shown is None or self.shown.decided_at is None or self.published_at is None:
            return None
        return self.written_at if self.shown.decided_at > self.published_at else None

    @property
    def badges(self) -> list[Proof]:
        """What is proven, the strongest first; that mail reaches somebody is said where nothing more is."""
        proven = sorted(self.proofs.all(), key=lambda proof: -STRENGTH[ProofKind(proof.kind)])
        return [proof for proof in proven if proof.kind != ProofKind.EMAIL] or proven

    @property
    def newest(self) -> Revision:
        """The last words sent in, whether readers see them or not."""
        return self.revisions.order_by("-number")[0]


class RevisionQuerySet(models.QuerySet["Revision"]):
    def waiting(self) -> RevisionQuerySet:
        """What moderators have to decide on, the longest wait first."""
        return self.filter(state=Revision.State.WAITING).order_by("submitted_at", "pk")


class Revision(Content):
    """All the words of a review as sent in at one moment."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a moderator"
        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Changes asked for"
        REFUSED = "refused", "Refused"
        REPLACED = "replaced", "Replaced before it was read"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField(help_text="1 for the first.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    title = models.CharField(max_length=120)
    text = models.TextField(
        max_length=LONGEST_TEXT, validators=[MinLengthValidator(SHORTEST_TEXT)], help_text="Markdown."
    )
    html = models.TextField(editable=False, help_text="The text, rendered and cleaned.")
    excerpt = models.CharField(
        max_length=EXCERPT_LETTERS + 1, editable=False, help_text="Its beginning, as plain text."
    )
    pros = ArrayField(models.CharField(max_length=LONGEST_POINT), size=MOST_POINTS, default=list, blank=True)
    cons = ArrayField(models.CharField(max_length=LONGEST_POINT), size=MOST_POINTS, default=list, blank=True)
    used_since = models.DateField(null=True, blank=True, help_text="The first day of the month.")
    extent = models.CharField("how much", max_length=8, choices=Extent)
    is_paid = models.BooleanField("was paid for this review", default=False)
    employer = models.CharField("works for", max_length=10, choices=Employer, default=Employer.NEITHER)
    got_credits = models.BooleanField("got credits or free use", default=False)
    rules_version = models.CharField(max_length=10, help_text="The edition of the rules consented to.")
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["review", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint("review", "number", name="revision_number_once"),
            # One decision to take a review; serves the queue's own question.
            models.UniqueConstraint("review", name="revision_one_waiting", condition=Q(state="waiting")),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="revision_stars"),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__range": (1, 5)}), name=f"revision_{name}"
                )
                for name in MARKS
            ),
        ]
        indexes: ClassVar = [
            # The queue, the longest wait first.
            models.Index(fields=["submitted_at", "id"], condition=Q(state="waiting"), name="revision_queue"),
            # Texts that resemble another's.
            GinIndex(OpClass(Upper("text"), name="gin_trgm_ops"), name="revision_by_likeness"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def disclosures(self) -> list[str]:
        """The interests that the reviewer laid open, in the words that readers see."""
        said = {
            "Was paid for this review": self.is_paid,
            "Works for the creator": self.employer == Employer.CREATOR,
            "Works for a competitor of the creator": self.employer == Employer.COMPETITOR,
            "Got credits or free use": self.got_credits,
        }
        return [words for words, holds in said.items() if holds]
