"""Writing a proof down, and giving the review the strongest of its badges."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from reviews import ratings
from reviews.bursts.deciding import let_proven_pass
from reviews.models import Proof, Review
from reviews.models.proofs import STRENGTH, Band, ProofKind


def grant(
    review_id: int, kind: ProofKind, *, month: date | None = None, tokens: Band | str = "", cost: Band | str = ""
) -> Proof:
    """Gives a review a proof, or renews the one it has. Call within a transaction."""
    with ratings.recounted(review_id) as review:
        proof, _ = Proof.objects.update_or_create(
            review=review,
            kind=kind,
            defaults={"month": month, "tokens": tokens, "cost": cost, "proven_at": timezone.now()},
        )
        review.proof = strongest_of(review)
        let_proven_pass(review)
    return proof


def strongest_of(review: Review) -> ProofKind:
    """Of a review that has any, as every review has from its beginning."""
    return max((ProofKind(one.kind) for one in review.proofs.all()), key=STRENGTH.__getitem__)
