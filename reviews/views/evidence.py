"""/reviews/<id>/proof/picture/: sending moderators a picture that shows the use, and taking it back."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.models import User
from reviews import redrawing
from reviews.access import limited, not_while_banned, reviewer_required
from reviews.forms.picture import PictureForm
from reviews.models import Review
from reviews.uploads import in_memory
from reviews.verification import evidence
from reviews.views.proof import own_review_or_404, shown

SENT = "Your picture is with the moderators. They tell you by mail what they decided, and it is erased with that."
TAKEN_BACK = "Your picture is erased. Nobody sees it any more."
TOO_LATE = "No picture waits any more: it was looked at, or taken back, before."


@reviewer_required
@not_while_banned
@limited("evidence")
@in_memory(redrawing.MOST_BYTES)
@sensitive_variables("form")
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_send(request: HttpRequest, pk: int) -> HttpResponse:
    review = own_review_or_404(request, pk)
    if request.method != "POST":
        # After a sign-in in between, say.
        return redirect("proof", pk)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, review, picture=form)
    try:
        evidence.send(review.pk, cast(User, request.user), form.cleaned_data["picture"])
    except evidence.NotTaken as reason:
        messages.warning(request, str(reason))
    except Review.DoesNotExist as error:
        raise Http404 from error
    else:
        messages.success(request, SENT)
    return redirect("proof", pk)


@reviewer_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    review = own_review_or_404(request, pk)
    if request.method == "POST":
        is_erased = evidence.take_back(review.pk, cast(User, request.user))
        messages.add_message(request, *((messages.SUCCESS, TAKEN_BACK) if is_erased else (messages.WARNING, TOO_LATE)))
    return redirect("proof", pk)
