"""/reviews/<id>/appeal/: the author appeals against the decision that stands, in their own words, once."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from reviews import appealing, rules
from reviews.access import limited, not_while_banned, reviewer_required
from reviews.forms.fields import WordsField
from reviews.models import Review
from reviews.models.appeals import LONGEST_APPEAL

SHORTEST_APPEAL = 20
SENT = "Your appeal is with another moderator now. You are told of the decision by e-mail, and it stands here."
NOTHING = "There is nothing to appeal against by now: nothing was sent."


class AppealForm(forms.Form):
    text = WordsField(
        label="Why the decision is wrong",
        least=SHORTEST_APPEAL,
        most=LONGEST_APPEAL,
        is_long=True,
        widget=forms.Textarea,
        error_messages={"required": "Say why the decision is wrong."},
    )


@reviewer_required
@not_while_banned
@limited("appeal")
@require_http_methods(["GET", "HEAD", "POST"])
def review_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """The form with the decision that it is about, and what became of earlier appeals."""
    author = cast(User, request.user)
    theirs = Review.objects.filter(author=author).select_related("ai_model__creator", "shown")
    review = get_object_or_404(theirs, pk=pk)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            appealing.appeal(review.pk, author, form.cleaned_data["text"])
            messages.success(request, SENT)
        except (appealing.NothingToAppeal, Review.DoesNotExist):
            messages.warning(request, NOTHING)
        return redirect("review_appeal", review.pk)
    decision = appealing.appealable(review)
    context = {
        "review": review,
        "model": review.ai_model,
        "form": form,
        "decision": decision,
        "rule": rules.BY_SLUG.get(decision.reason) if decision else None,
        "appeals": appealing.of_review(review),
    }
    return render(request, "reviews/appeal.html", context, status=422 if form.errors else 200)
