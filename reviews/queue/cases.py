"""Everything that a moderator needs to see of one review, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import User
from catalog import diffs, wording
from reviews.appealing import OWN_DECISION
from reviews.models import Appeal, Arrival, Ban, Burst, Evidence, ModerationAction, Proof, Report, Review, Revision
from reviews.models.proofs import ProofKind
from reviews.models.reviews import MARKS, Employer
from reviews.moderation import ban_over
from reviews.queue.company import company_of
from reviews.queue.entries import APPEAL, EVIDENCE, REPORTED, WORDS, Entry
from reviews.queue.likeness import Alike, alike
from reviews.queue.matters import Matter
from reviews.queue.noticed import remarks

MOST_LISTED = 20
DECIDED = (Revision.State.APPROVED, Revision.State.REFUSED, Revision.State.RETURNED)
_LOWER = {Employer.CREATOR: "the creator of the model", Employer.COMPETITOR: "a competitor of the creator"}
_SEEN = ("review__ai_model__creator", "review__author", "review__shown__provider", "provider")


@dataclass(frozen=True)
class Fact:
    """One thing that a reviewer stated beside the text; `former` is None unless it reads otherwise than before."""

    name: str
    present: str
    former: str | None


@dataclass(frozen=True)
class Case(Matter):
    """One review with what to decide on: the words that wait, those that readers see, or a picture of its use."""

    revision: Revision
    now: datetime
    proofs: Sequence[Proof]
    reports: Sequence[Report]
    steps: Sequence[ModerationAction]
    others: Sequence[Review]
    similar: Sequence[Alike]
    remarks: Sequence[str]
    burst: Burst | None
    """The burst that these words are held with."""
    ban: Ban | None
    evidence: Evidence | None = None
    appeal: Appeal | None = None
    """Where it is to decide on that."""

    template = "admin/reviews/queue/case.html"

    @property
    def review(self) -> Review:
        return self.revision.review

    @property
    def title(self) -> str:
        return f"{'Appeal: r' if self.appeal else 'R'}eview of {self.review.ai_model}"

    @property
    def headline(self) -> str:
        return self.revision.title

    @property
    def page(self) -> str:
        """Where a review that readers see, or saw, is hidden and shown again."""
        return reverse("review_queue_review", args=[self.review.pk])

    @property
    def concerned(self) -> set[int | None]:
        return {self.review.author_id}

    @property
    def state(self) -> str:
        if decided := self.appeal or self.evidence:
            return decided.get_state_display().lower()
        state = self.review.get_state_display() if self.revision.pk == self.review.shown_id else None
        return (state or self.revision.get_state_display()).lower()

    @property
    def is_waiting(self) -> bool:
        return self.revision.state == Revision.State.WAITING

    @property
    def is_published(self) -> bool:
        return self.review.state == Review.State.PUBLISHED

    @property
    def is_hidden(self) -> bool:
        return self.review.state == Review.State.HIDDEN

    @property
    def has_badge(self) -> bool:
        """Whether it says "Checked by a moderator"."""
        return any(proof.kind == ProofKind.MODERATOR for proof in self.proofs)

    @property
    def entry(self) -> Entry:
        if self.evidence is not None:
            return Entry(self.evidence.sent_at, EVIDENCE, self.evidence.pk)
        if self.appeal:
            return Entry(self.appeal.made_at, APPEAL, self.appeal.pk)
        if self.is_waiting:
            return Entry(self.revision.submitted_at, WORDS, self.revision.pk)
        since = min((one.created_at for one in self.reports), default=self.revision.submitted_at)
        return Entry(since, REPORTED, self.review.pk)

    def out_of_hand(self, moderator: User) -> str:
        if self.appeal and moderator.pk in (self.appeal.first_by_id, self.appeal.second_by_id):
            return OWN_DECISION
        return ""

    @property
    def former(self) -> Revision | None:
        """What readers see now, where that is not what is to be decided on."""
        shown = self.review.shown
        return shown if shown is not None and shown.pk != self.revision.pk else None

    @property
    def waited(self) -> str:
        return wording.span(self.now - self.entry.since)

    @property
    def account_age(self) -> str:
        return wording.span(self.now - self.review.author.date_joined) if self.review.author else ""

    @cached_property
    def changed(self) -> list[tuple[str, list[diffs.Piece]]]:
        """What changed against the words shown, part by part; parts that did not are left out."""
        if self.former is None:
            return []
        pairs = zip(_prose(self.former), _prose(self.revision), strict=True)
        return [(name, diffs.changes(before, after)) for (name, before), (_, after) in pairs if before != after]

    @property
    def facts(self) -> list[Fact]:
        former = dict(stated(self.former)) if self.former else {}
        return [
            Fact(name, text, former[name] if former.get(name, text) != text else None)
            for name, text in stated(self.revision)
        ]


def of_words(revision_id: int, now: datetime) -> Case:
    """The case of one revision, waiting or not. Raises Revision.DoesNotExist."""
    return _gather(Revision.objects.select_related(*_SEEN).get(pk=revision_id), now)


def of_review(review_id: int, now: datetime) -> Case:
    """The case of what readers see, or saw, of a review. Raises Revision.DoesNotExist where they never saw any."""
    shown = Review.objects.filter(pk=review_id).values("shown")
    return _gather(Revision.objects.select_related(*_SEEN).get(pk__in=shown), now)


def of_evidence(evidence_id: int, now: datetime) -> Case:
    """The case of a picture, with the words that readers see or will see. Raises Evidence.DoesNotExist."""
    evidence = Evidence.objects.select_related("review").get(pk=evidence_id)
    words = Revision.objects.select_related(*_SEEN).filter(review=evidence.review_id).order_by("-number")
    revision = words.filter(pk=evidence.review.shown_id).first() or words.first()
    if revision is None:
        # Deleted since the line before.
        raise Evidence.DoesNotExist
    return replace(_gather(revision, now), evidence=evidence)


def of_appeal(appeal: Appeal, now: datetime) -> Case:
    """The case of the words that an appeal is about. Raises Revision.DoesNotExist where they are gone."""
    decided = Revision.objects.select_related(*_SEEN).filter(actions__appeal=appeal).get()
    return replace(_gather(decided, now), appeal=appeal)


def stated(revision: Revision) -> list[tuple[str, str]]:
    """What a reviewer stated beside the text, in words."""
    return [
        ("Stars", f"{revision.stars} of 5"),
        *((name.capitalize(), f"{mark} of 5" if (mark := getattr(revision, name)) else "not said") for name in MARKS),
        ("Used for", revision.get_use_case_display()),
        ("How much", revision.get_extent_display()),
        ("Used since", f"{revision.used_since:%B %Y}" if revision.used_since else "not said"),
        ("Through", str(revision.provider) if revision.provider else "not said"),
        ("Interests", _interests(revision)),
    ]


def _interests(revision: Revision) -> str:
    said = []
    if revision.is_paid:
        said.append("was paid for this review")
    if revision.employer != Employer.NEITHER:
        said.append(f"works for {_LOWER[Employer(revision.employer)]}")
    if revision.got_credits:
        said.append("got credits or free use")
    return wording.capitalised(wording.listing(said)) if said else "None disclosed"


def _prose(revision: Revision) -> list[tuple[str, str]]:
    return [
        ("Title", revision.title),
        ("Text", revision.text),
        ("Pros", "\n".join(revision.pros)),
        ("Cons", "\n".join(revision.cons)),
    ]


def _gather(revision: Revision, now: datetime) -> Case:
    review = revision.review
    arrival = Arrival.objects.filter(revision=revision).select_related("burst").first()
    waits = revision.state == Revision.State.WAITING
    decided = _decided_before(revision) if waits else None
    similar = alike(revision)
    return Case(
        revision=revision,
        now=now,
        proofs=list(review.proofs.all()),
        reports=list(review.reports.open().select_related("reporter")[:MOST_LISTED]),
        steps=list(review.actions.select_related("actor", "revision").order_by("-pk")[:MOST_LISTED]),
        others=list(_others(review)[:MOST_LISTED]),
        similar=similar or [],
        remarks=remarks(revision, similar, decided, company_of(review, arrival)),
        burst=arrival.burst if arrival and arrival.is_held else None,
        ban=ban_over(review),
    )


def _others(review: Review) -> QuerySet[Review, Any]:
    """What the same person wrote of other models, the newest first."""
    if review.author_id is None:
        return Review.objects.none()
    return Review.objects.filter(author=review.author_id).exclude(pk=review.pk).select_related("ai_model__creator")


def _decided_before(revision: Revision) -> Revision | None:
    earlier = Revision.objects.filter(review=revision.review_id, number__lt=revision.number, state__in=DECIDED)
    return earlier.order_by("-number").first()
