"""What an edition rests on beyond the catalog's own facts, and the sentences whose truth the figures decide."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog import wording
from catalog.claim_tests import ClaimTest, Finding, Kind, State
from catalog.models.editorial import Edition
from catalog.models.fields import one_of


class EditionSource(models.Model):
    """A page that an edition's writer read: named on the model's page, beside the sources of the figures."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sources")
    key = models.SlugField(max_length=60, help_text="By which entries name it: openai-docs.")
    title = models.CharField(max_length=160, help_text="As readers see it: OpenAI: GPT-5 Image Mini.")
    url = models.URLField("address", max_length=500)
    read_on = models.DateField("read")

    class Meta:
        ordering: ClassVar = ["edition", "pk"]
        constraints: ClassVar = [
            # Entries name it by its key; serves the model page.
            models.UniqueConstraint("edition", "key", name="edition_source_once"),
        ]

    def __str__(self) -> str:
        return self.title


class BoundClaimQuerySet(models.QuerySet["BoundClaim"]):
    def watched(self) -> BoundClaimQuerySet:
        """Those of texts that are on a page, or may get there."""
        return self.exclude(edition__status=Edition.Status.WITHDRAWN)

    def moved(self) -> BoundClaimQuerySet:
        """Those whose class has changed since they were last held against it: one price moves the ranks of others."""
        return self.exclude(class_version=F("edition__ai_model__model_class__version"))

    def broken(self) -> BoundClaimQuerySet:
        """Those that the figures contradict and no editor has settled."""
        return self.filter(state=State.FALSE, settled_at=None)

    def untold(self) -> BoundClaimQuerySet:
        """Those on a page, of which their editor has not heard yet."""
        return self.broken().filter(edition__status=Edition.Status.PUBLISHED, told_at=None)


class BoundClaim(models.Model):
    """A sentence of an edition bound to a test. `subject` and `limit` are those of catalog.claim_tests.

    It is false since the moment at which a look at the figures found it so. `settled_at` is when an editor decided that
    it may stand all the same; `told_at` when its editor heard that it no longer holds.
    """

    KINDS: ClassVar = [
        (Kind.RANK.value, "Ranks so high at least"),
        (Kind.PRICE_BELOW.value, "Price at or below a quantile"),
        (Kind.PRICE_ABOVE.value, "Price at or above a quantile"),
        (Kind.HAS.value, "Has a capability"),
        (Kind.LACKS.value, "Lacks a capability"),
        (Kind.ONLY_WITH.value, "Only one with a capability"),
    ]
    STATES: ClassVar = [
        (State.HOLDS.value, "Holds"),
        (State.FALSE.value, "No longer holds"),
        (State.UNKNOWN.value, "Cannot be told"),
    ]

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="claims")
    sentence = models.CharField(max_length=500, help_text="Letter by letter as in the tagline, about or the verdict.")
    kind = models.CharField("test", max_length=12, choices=KINDS)
    subject = models.CharField(
        "of what", max_length=60, help_text="A ranking (output-price), a meter (output) or a capability (tool_calling)."
    )
    limit = models.DecimalField(
        max_digits=6, decimal_places=3, null=True, blank=True, help_text="The rank at most, or the quantile: 0.25."
    )
    state = models.CharField(max_length=8, choices=STATES, default=State.UNKNOWN.value, editable=False)
    found = models.CharField(max_length=300, blank=True, editable=False)
    class_version = models.PositiveBigIntegerField(default=0, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    held_at = models.DateTimeField("last held", null=True, blank=True, editable=False)
    false_since = models.DateTimeField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = BoundClaimQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["edition", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=one_of("kind", *(kind.value for kind in Kind)), name="bound_claim_known_kind"
            ),
            models.CheckConstraint(
                condition=one_of("state", *(state.value for state in State)), name="bound_claim_known_state"
            ),
            models.CheckConstraint(
                condition=Q(state="false", false_since__isnull=False) | (~Q(state="false") & Q(false_since=None)),
                name="bound_claim_false_since_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(state="false", settled_at__isnull=False),
                name="bound_claim_settled_while_false",
            ),
        ]
        indexes: ClassVar = [
            # The notes on model pages, the desk's count, and the mails that are due.
            models.Index(fields=["edition"], name="bound_claim_broken", condition=Q(state="false", settled_at=None)),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def test(self) -> ClaimTest:
        return ClaimTest(Kind(self.kind), self.subject, self.limit)

    @property
    def is_broken(self) -> bool:
        return self.state == State.FALSE and self.settled_at is None

    @property
    def limit_in_words(self) -> str:
        """ "3", "0.25", as it is typed; "" where the test has none."""
        return "" if self.limit is None else f"{self.limit.normalize():f}"

    @property
    def today(self) -> str:
        """ "No longer holds. #3 of 6 image models by output-price."."""
        return f"{self.get_state_display()}. {self.found}" if self.checked_at else "-"

    def take(self, finding: Finding, class_version: int, moment: datetime) -> bool:
        """Notes what a look at the figures came to; whether that changes what readers or editors are told.

        True again, it is as if it had never been false: the next time counts anew.
        """
        was = self.state
        self.state, self.found = finding.state.value, finding.words[:300]
        self.class_version, self.checked_at = class_version, moment
        if self.state == State.FALSE:
            self.false_since = self.false_since or moment
        else:
            self.false_since = self.told_at = self.settled_at = self.settled_by = None
        if self.state == State.HOLDS:
            self.held_at = moment
        return self.state != was

    def begin_anew(self) -> None:
        """It says something else now: whatever was found, told and settled before is of no account."""
        self.state, self.found, self.class_version = State.UNKNOWN.value, "", 0
        self.checked_at = self.held_at = self.false_since = self.told_at = self.settled_at = self.settled_by = None

    @property
    def note(self) -> str:
        """What readers are told of it while it is broken."""
        if not self.is_broken or self.false_since is None:
            return ""
        if self.held_at is None:
            return "One sentence differs from the figures of today; being checked."
        return f"Written before a change on {wording.day(self.false_since)}; being checked."


TAKEN: tuple[str, ...] = (
    "state", "found", "class_version", "checked_at", "held_at", "false_since", "told_at", "settled_at", "settled_by",
)  # fmt: skip
"""The columns that BoundClaim.take() writes."""
