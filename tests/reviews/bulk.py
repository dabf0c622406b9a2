"""More reviews than can be sent in one by one: rows as they stand after approval, and the tallies.

Only `said` is not kept with each, so that these are to be read, not hidden or changed.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from accounts.models import User
from catalog.models import AIModel, Provider
from reviews import scoring
from reviews.models import Proof, Review, Revision, Tally
from reviews.models.proofs import VERIFIED, ProofKind
from reviews.models.reviews import CONTENT, UseCase
from reviews.ratings import said_by
from tests.reviews.making import TEXT

BATCH = 2_000
PROOFS = list(ProofKind)
USES = list(UseCase)


def many_reviews(model: AIModel, number: int) -> None:
    """Published ones of all stars, proofs and uses, strewn by their numbers."""
    provider = Provider.objects.get_or_create(slug="north", defaults={"name": "North", "kind": "host"})[0]
    authors = User.objects.bulk_create(
        [
            User(email=f"{model.slug}-{place}@bulk.example", public_name=f"{model.slug} {place}")
            for place in range(number)
        ],
        BATCH,
    )
    reviews = Review.objects.bulk_create(
        [_review(model, author, place, provider) for place, author in enumerate(authors)], BATCH
    )
    revisions = Revision.objects.bulk_create([_revision(review) for review in reviews], BATCH)
    for review, shown in zip(reviews, revisions, strict=True):
        review.shown, review.state, review.published_at = shown, Review.State.PUBLISHED, review.written_at
        review.said = said_by(review)
    theirs = Revision.objects.filter(review=OuterRef("pk")).values("pk")
    Review.objects.filter(ai_model=model).update(
        shown=Subquery(theirs), state=Review.State.PUBLISHED, published_at=F("written_at")
    )
    Proof.objects.bulk_create(
        [Proof(review=review, kind=review.proof, proven_at=review.written_at) for review in reviews], BATCH
    )
    _tally(model, reviews)


def _review(model: AIModel, author: User, place: int, provider: Provider) -> Review:
    written = timezone.now() - timedelta(minutes=place)
    return Review(
        ai_model=model, author=author, stars=1 + place * 7 % 5, quality=1 + place % 5, use_case=USES[place % len(USES)],
        provider=provider if place % 3 else None, proof=PROOFS[place * 3 % len(PROOFS)], written_at=written,
        weight=scoring.weight_at_epoch(written), helpful_yes=place % 4, helpfulness=scoring.helpfulness(place % 4, 0),
    )  # fmt: skip


def _revision(review: Review) -> Revision:
    content = {name: getattr(review, name) for name in CONTENT}
    return Revision(
        review=review, number=1, state="approved", title=f"Number {review.pk}", text=TEXT, html=f"<p>{TEXT}</p>",
        excerpt=TEXT, pros=["fast", f"pro {review.pk % 50}"], cons=[f"con {review.pk}"], extent="some",
        submitted_at=review.written_at, decided_at=review.written_at, rules_version="2026-11", **content,
    )  # fmt: skip


def _tally(model: AIModel, reviews: list[Review]) -> None:
    counts: dict[str, int] = {}
    for review in reviews:
        for said in review.said:
            counts[said] = counts.get(said, 0) + 1
    Tally.objects.bulk_create(
        [Tally(ai_model=model, kind=kind, key=key, count=n) for (kind, key), n in _split(counts)], BATCH
    )
    model.review_count = len(reviews)
    model.verified_review_count = sum(review.proof in VERIFIED for review in reviews)
    model.rating_weight = sum(review.weight for review in reviews)
    model.rating_weighted_stars = sum(review.weight * review.stars for review in reviews)
    if len(reviews) >= scoring.FEWEST:
        model.rating = scoring.rating(model.rating_weight, model.rating_weighted_stars, timezone.now())
    model.save()


def _split(counts: dict[str, int]) -> list[tuple[tuple[str, str], int]]:
    return [((said.split(":", 1)[0], said.split(":", 1)[1]), count) for said, count in counts.items()]
