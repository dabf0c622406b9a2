"""Use verified: a generation of the very model that the review is of."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalog.models import Alias, Variant
from reviews.models import Review, Seal
from reviews.models.proofs import Band, ProofKind
from reviews.verification.granting import grant
from reviews.verification.openrouter import Generation
from reviews.verification.outcomes import Outcome
from reviews.verification.sealing import seal

SOURCE = "openrouter"
TOKEN_BANDS = (2_000, 20_000)
COST_BANDS = (Decimal("0.01"), Decimal("0.10"))
"""US dollars."""
CLOCKS_APART = timedelta(minutes=10)


@transaction.atomic
def prove(review: Review, generation_id: str, generation: Generation) -> Outcome:
    """Verifies the use, if the generation is good for it and has not served before."""
    assert review.author is not None  # noqa: S101  # who signs in has an account
    alias = alias_of(generation.model)
    if fault := fault_of(generation, alias, review, timezone.now()):
        return fault
    if not seal(Seal.Kind.GENERATION, generation_id, review.author):
        return Outcome.USED_BEFORE
    is_free = generation.total_cost == 0 or (alias is not None and alias.variant == Variant.FREE)
    grant(
        review.pk,
        ProofKind.USE_FREE if is_free else ProofKind.USE,
        month=generation.created_at.date().replace(day=1),
        tokens=_band(generation.tokens, TOKEN_BANDS),
        cost=_band(generation.total_cost, COST_BANDS),
    )
    return Outcome.USE_VERIFIED_FREE if is_free else Outcome.USE_VERIFIED


def fault_of(generation: Generation, alias: Alias | None, review: Review, now: datetime) -> Outcome | None:
    """Why a generation proves nothing for a review; None where it does."""
    if alias is None or alias.ai_model_id != review.ai_model_id:
        return Outcome.WRONG_MODEL
    age = now - generation.created_at
    if age > timedelta(days=settings.PROOF_MOST_DAYS) or age < -CLOCKS_APART:
        return Outcome.TOO_OLD
    if generation.cancelled:
        return Outcome.CANCELLED
    if generation.tokens < settings.PROOF_LEAST_TOKENS:
        return Outcome.TOO_SMALL
    return None


def alias_of(id: str) -> Alias | None:
    """What an id of OpenRouter means here: itself, or without a variant that is a way of routing (:nitro, :floor)."""
    known = Alias.objects.filter(source__slug=SOURCE, status=Alias.Status.APPROVED, ai_model__isnull=False)
    found = {alias.external_id: alias for alias in known.filter(external_id__in=[id, id.partition(":")[0]])}
    return found.get(id) or found.get(id.partition(":")[0])


def _band(amount: int | Decimal, limits: tuple[int | Decimal, int | Decimal]) -> Band:
    return Band.SMALL if amount < limits[0] else Band.MEDIUM if amount < limits[1] else Band.LARGE
