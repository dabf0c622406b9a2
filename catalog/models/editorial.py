"""What editors write of a model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from accounts.models import User
from catalog.models.fields import one_of
from catalog.models.history import EditionsHistory
from catalog.models.profiles import AIModel


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> EditionQuerySet:
        return self.filter(status=Edition.Status.PUBLISHED)

    def being_written(self) -> EditionQuerySet:
        """Those whose words may still change."""
        return self.filter(status__in=Edition.BEING_WRITTEN)

    def due(self, moment: datetime) -> EditionQuerySet:
        """Those that were to be published by then, the earliest first."""
        return self.filter(status=Edition.Status.SCHEDULED, publish_at__lte=moment).order_by("publish_at", "pk")

    def held(self, pk: int) -> Edition:
        """One edition as it is by now, its model locked as a sync locks it: all that write editions take turns.

        Call within a transaction. DoesNotExist where it is gone.
        """
        found = AIModel.objects.select_for_update(no_key=True, of=("self",)).filter(editions=pk)
        list(found.values_list("pk"))
        return self.select_related("ai_model__creator", "ai_model__family", "ai_model__model_class").get(pk=pk)

    def withdraw(self) -> None:
        """Takes them off their pages, each with a version of its own."""
        for edition in self:
            edition.status = Edition.Status.WITHDRAWN
            edition.save(update_fields=["status"])


NO_WORDS = [
    "bundled_on", "saved_at", "saved_by", "sent_at", "publish_at", "scheduled_by", "preview_key", "kept_back",
]  # fmt: skip
"""What the steps and the form keep of an edition for their own sake: no version needs it."""

VERSIONS = EditionsHistory(excluded_fields=NO_WORDS)


class Edition(models.Model):
    """One state of a model's editorial text. A model shows its published one; earlier ones stay as they were."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        SCHEDULED = "scheduled", "Scheduled"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    BEING_WRITTEN = (Status.DRAFT, Status.IN_REVIEW)
    """The words of all others stand: they were on the page, or somebody decided that they will be."""

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
    bundled_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The day of the bundled text that this is, as long as it is."
    )
    version = models.PositiveIntegerField(
        default=1, editable=False, help_text="Grows with every saving, so that nobody saves over words unread."
    )
    saved_at = models.DateTimeField("last saved", null=True, blank=True, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField("in review since", null=True, blank=True, editable=False)
    publish_at = models.DateTimeField("to be published at", null=True, blank=True, editable=False)
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    preview_key = models.CharField(
        max_length=32,
        blank=True,
        editable=False,
        help_text="What links to the preview are bound to; empty: none holds.",
    )
    is_generated = models.BooleanField(
        "generated", default=False, editable=False, help_text="Written from the facts, and nobody went over it yet."
    )

    kept_back = models.CharField(
        "not published at its time",
        max_length=300,
        blank=True,
        editable=False,
        help_text="Why its time came and it stayed off the page; empty once it is mended.",
    )

    objects = EditionQuerySet.as_manager()
    history = VERSIONS

    class Meta:
        ordering: ClassVar = ["ai_model", "-created_at"]
        permissions: ClassVar = [("publish_edition", "Can publish, schedule, take down and restore editions")]
        constraints: ClassVar = [
            # One text in force; serves the model page.
            models.UniqueConstraint("ai_model", name="edition_one_published", condition=Q(status="published")),
            models.CheckConstraint(
                condition=~Q(status__in=("published", "withdrawn")) | Q(published_at__isnull=False),
                name="edition_published_with_a_date",
            ),
            models.CheckConstraint(
                condition=one_of("status", "draft", "in_review", "scheduled", "published", "withdrawn"),
                name="edition_known_status",
            ),
            # A time is set for those that wait for it, and for no other.
            models.CheckConstraint(
                condition=Q(status="scheduled", publish_at__isnull=False)
                | (~Q(status="scheduled") & Q(publish_at__isnull=True)),
                name="edition_scheduled_with_a_time",
            ),
            # What no person went over never passes for an editor's words.
            models.CheckConstraint(
                condition=Q(is_generated=False) | Q(status="draft"), name="edition_generated_is_a_draft"
            ),
        ]
        indexes: ClassVar = [
            # What is due: asked every minute.
            models.Index(fields=["publish_at"], name="edition_due", condition=Q(status="scheduled")),
            # The desk's first page: what waits in each state, of some few among all that are kept.
            models.Index(fields=["status"], name="edition_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.ai_model}, {self.get_status_display().lower()}"

    @property
    def is_being_written(self) -> bool:
        return self.status in self.BEING_WRITTEN

    @contextmanager
    def as_one_version(self) -> Iterator[None]:
        """Whatever is saved of it within, words and lists, is one version."""
        VERSIONS.begin(self)
        yield
        VERSIONS.end(self)

    def note_saving(self, by: User, moment: datetime) -> None:
        """Somebody changed the words, or went over them: from now on they are a person's. Call with the model held."""
        if self.is_generated or self.author_id is None:
            self.author = by
        self.version, self.saved_at, self.saved_by = self.version + 1, moment, by
        self.is_generated, self.kept_back = False, ""
        noted = ("author", "version", "is_generated", "kept_back", "saved_at", "saved_by")
        # By no saving, and so without a version: that is made of the words and lists together.
        Edition.objects.filter(pk=self.pk).update(**{name: getattr(self, name) for name in noted})

    def publish(self, moment: datetime) -> None:
        """Puts this text on the page and withdraws the one before it; links to its preview end.

        Call within a transaction. catalog.editing.steps asks whether it may, and puts it on record.
        """
        AIModel.objects.select_for_update(no_key=True).get(pk=self.ai_model_id)
        self.ai_model.editions.published().exclude(pk=self.pk).withdraw()
        self.status, self.published_at = self.Status.PUBLISHED, moment
        self.publish_at, self.scheduled_by, self.preview_key, self.kept_back = None, None, "", ""
        self.save(update_fields=["status", "published_at", "publish_at", "scheduled_by", "preview_key", "kept_back"])
        AIModel.objects.filter(pk=self.ai_model_id).renew()


class EditionItem(models.Model):
    """One entry of an edition's lists."""

    class Kind(models.TextChoices):
        BEST_FOR = "best_for", "Best for"
        STRENGTH = "strength", "Strength"
        LIMITATION = "limitation", "Limitation"
        QUESTION = "question", "Question"

    class Evidence(models.TextChoices):
        FACT = "fact", "A fact"
        MEASUREMENT = "measurement", "A measurement"
        SOURCE = "source", "A source"
        JUDGEMENT = "judgement", "Our judgement"

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=160, help_text="The use, the strength, the limitation or the question.")
    text = models.TextField(blank=True, help_text="The sentence or two below it; the answer to a question.")
    evidence = models.CharField(max_length=12, choices=Evidence, blank=True, help_text="What it rests on.")
    on = models.CharField(
        "which one", max_length=80, blank=True, help_text="A reference such as price.output, or the key of a source."
    )

    class Meta:
        ordering: ClassVar = ["kind", "position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=one_of("kind", "best_for", "strength", "limitation", "question"),
                name="edition_item_known_kind",
            ),
            models.CheckConstraint(condition=~Q(kind="question", text=""), name="edition_question_has_an_answer"),
            models.CheckConstraint(
                condition=one_of("evidence", "", "fact", "measurement", "source", "judgement"),
                name="edition_item_known_evidence",
            ),
        ]

    def __str__(self) -> str:
        return self.title


KINDS_BY_NAME = {
    "best_for": EditionItem.Kind.BEST_FOR,
    "strengths": EditionItem.Kind.STRENGTH,
    "limitations": EditionItem.Kind.LIMITATION,
    "questions": EditionItem.Kind.QUESTION,
}
"""What an edition's lists are called on pages and in files."""


class OpenDraftQuerySet(models.QuerySet["OpenDraft"]):
    def lately(self, moment: datetime) -> OpenDraftQuerySet:
        """Those that are taken to be still open: nobody says when they close a page."""
        return self.filter(seen_at__gt=moment - OpenDraft.LATELY)

    def see(self, edition: Edition, person: User, moment: datetime) -> None:
        """Somebody opened or saved an edition. After a pause they have opened it anew."""
        is_open = When(seen_at__gt=moment - OpenDraft.LATELY, then=F("opened_at"))
        known = self.filter(edition=edition, person=person)
        if not known.update(opened_at=Case(is_open, default=Value(moment)), seen_at=moment):
            self.get_or_create(edition=edition, person=person, defaults={"opened_at": moment, "seen_at": moment})


class OpenDraft(models.Model):
    """Somebody has an edition open to write in it; written when they open it and whenever they save it."""

    LATELY = timedelta(minutes=15)

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="open_drafts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField("open since")
    seen_at = models.DateTimeField("last seen")

    objects = OpenDraftQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-seen_at"]
        constraints: ClassVar = [
            # Once a person; serves the question who else has an edition open.
            models.UniqueConstraint("edition", "person", name="open_draft_once_a_person"),
        ]

    def __str__(self) -> str:
        return str(self.edition)
