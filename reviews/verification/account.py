"""Account connected: the reviewer signed in at OpenRouter. One account there serves one account here."""

from __future__ import annotations

from django.db import transaction

from reviews.models import Review, Seal
from reviews.models.proofs import ProofKind
from reviews.verification.granting import grant
from reviews.verification.outcomes import Outcome
from reviews.verification.sealing import owned_by, seal


@transaction.atomic
def prove(review: Review, user_id: str) -> Outcome:
    """Connects the review's author with the account that they signed in to."""
    assert review.author is not None  # noqa: S101  # who signs in has an account
    kind = Seal.Kind.ACCOUNT
    if not owned_by(kind, user_id, review.author) and not seal(kind, user_id, review.author):
        return Outcome.ACCOUNT_UNUSABLE
    grant(review.pk, ProofKind.ACCOUNT)
    return Outcome.ACCOUNT_CONNECTED
