"""Whether a review helped: the page on which one says so, and the same within a page of reviews."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from reviews import banning, voting
from reviews.access import limited, not_while_banned, reviewer_required
from reviews.models import Review
from reviews.reading.asking import is_id
from reviews.reading.ballots import BALLOTS, Ballot, ballots_of

MOST_ASKED = 20


@reviewer_required
@not_while_banned
@limited("vote")
@require_http_methods(["GET", "HEAD", "POST"])
def review_vote(request: HttpRequest, review_id: int) -> HttpResponse:
    """A form of two or three buttons; htmx gets the form alone, as it is after the vote."""
    voter = cast(User, request.user)
    review = get_object_or_404(Review.objects.published().excerpted().on_its_model(), pk=review_id)
    said, is_fragment = request.POST.get("vote", ""), "HX-Request" in request.headers
    if request.method == "POST" and said in BALLOTS and review.author_id != voter.pk:
        review = counted_or_404(review, voter, said)
        if not is_fragment:
            return redirect("review_vote", review_id)
    is_wrong = request.method == "POST" and said not in BALLOTS
    context = {"review": review, "ballot": Ballot.of(review, voter), "is_wrong": is_wrong, "is_fragment": is_fragment}
    template = "reviews/_voted.html" if is_fragment else "reviews/vote.html"
    return render(request, template, context, status=400 if is_wrong else 200)


@never_cache
@require_safe
def votes(request: HttpRequest) -> HttpResponse:
    """The forms of a signed-in reader for the reviews named by ?r=, for htmx to put in the place of the links."""
    if not request.user.is_authenticated or banning.ban_of(request.user):
        # The links stay, and lead to the page that says why.
        return HttpResponse(status=204)
    asked = [int(text) for text in request.GET.getlist("r")[:MOST_ASKED] if is_id(text)]
    return render(request, "reviews/_votes.html", {"ballots": ballots_of(asked, request.user)})


def counted_or_404(review: Review, voter: User, said: str) -> Review:
    """The review with its counts after the vote; nowhere, if it was taken from readers since it was looked up."""
    is_helpful = BALLOTS[said]
    try:
        if is_helpful is None:
            moved = voting.take_back(review.pk, voter)
        else:
            moved = voting.vote(review.pk, voter, is_helpful=is_helpful)
    except Review.DoesNotExist as error:
        raise Http404 from error
    review.helpful_yes, review.helpful_no = moved.helpful_yes, moved.helpful_no
    return review
