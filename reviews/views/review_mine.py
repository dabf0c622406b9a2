"""/models/<creator>/<slug>/reviews/mine/: one's own review of a model, where it stands, and its deletion.

The address names no review, so that nobody can ask for another's.
"""

from __future__ import annotations

from contextlib import suppress

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from reviews import writing
from reviews.access import reviewer_required
from reviews.appealing import appealable
from reviews.banning import ban_of
from reviews.models import Arrival, ModerationAction, Review, Revision
from reviews.views.review_new import SENT, drafts_of


@reviewer_required
@require_safe
def review_mine(request: HttpRequest, creator: str, slug: str) -> HttpResponse:
    """Every revision with what was decided on it, the newest first."""
    review = own_review_or_404(request, creator, slug)
    told = ModerationAction.objects.filter(kind__in=ModerationAction.TOLD).select_related("appeal")
    revisions = Revision.objects.filter(review=review).select_related("provider").order_by("-number")
    context = {
        "review": review,
        "model": review.ai_model,
        "is_held": Arrival.objects.held().filter(review=review, revision__state=Revision.State.WAITING).exists(),
        "revisions": list(
            revisions.prefetch_related(
                Prefetch("actions", queryset=told.order_by("created_at", "pk"), to_attr="decisions")
            )
        ),
        "appealable": appealable(review),
        "ban": ban_of(review.author) if review.author else None,
        "drafts": drafts_of(review.author) if review.author else "",
        "sent_tag": SENT,
    }
    return render(request, "reviews/writing/mine.html", context)


@reviewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_delete(request: HttpRequest, creator: str, slug: str) -> HttpResponse:
    review = own_review_or_404(request, creator, slug)
    context = {"review": review, "model": review.ai_model}
    if request.method != "POST":
        return render(request, "reviews/writing/delete.html", context)
    if review.author:
        # A second click finds it gone, which is what it asks for.
        with suppress(Review.DoesNotExist):
            writing.withdraw(review.pk, review.author)
    return render(request, "reviews/writing/deleted.html", context)


def own_review_or_404(request: HttpRequest, creator: str, slug: str) -> Review:
    reviews = Review.objects.standing().select_related("ai_model__creator", "author", "shown")
    return get_object_or_404(reviews, author=request.user, ai_model__creator__slug=creator, ai_model__slug=slug)
