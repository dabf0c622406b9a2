"""/reviews/<id>/: one published review in full, and the words that it had before; or the stub of one erased."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog.page_cache import page_cached
from reviews.models import Review
from reviews.reading.revisions import edits_of

GONE = 410


def review_version(review_id: int) -> str | None:
    """What changes whenever the page does, the author's name and the votes included; None unless it is published."""
    found = (
        Review.objects.published()
        .filter(pk=review_id)
        .values_list(
            "shown", "reply__shown", "proof", "helpful_yes", "helpful_no", "author__public_name",
            "ai_model__version", "ai_model__model_class__version",
        )
        .first()
    )  # fmt: skip
    return hashlib.sha256(repr(found).encode()).hexdigest()[:32] if found else None


@page_cached(version=review_version)
@require_safe
def review_page(request: HttpRequest, review_id: int) -> HttpResponse:
    """One that waits, was refused or is hidden is nowhere, for its author as for anybody; of an erased one it is told
    that it is gone for good.

    With 410 and not 451: nobody ordered us to withhold something that we hold, there is nothing left to withhold, and
    search engines drop what is gone.
    """
    seen = Review.objects.filter(state__in=(Review.State.PUBLISHED, Review.State.ERASED))
    review = get_object_or_404(seen.in_full(), pk=review_id)
    if review.is_erased:
        return render(request, "reviews/erased.html", {"review": review, "model": review.ai_model}, status=GONE)
    return render(
        request, "reviews/review.html", {"review": review, "model": review.ai_model, "edits": edits_of(review)}
    )
