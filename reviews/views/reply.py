"""/reviews/<id>/reply/: where a company replies to a review, changes what it replied, and deletes it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from reviews import limits, replying
from reviews.access import minutes, not_before, not_while_banned, reviewer_required
from reviews.forms.representing import ReplyForm
from reviews.models import Reply, Review
from reviews.models.reviews import REPLY


@reviewer_required
@not_while_banned
@require_http_methods(["GET", "HEAD", "POST"])
def review_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for those who speak for a company with a part in it; for the others, how one comes to that."""
    seen = Review.objects.published().on_its_model().select_related("author", "shown", "provider", *REPLY)
    review = get_object_or_404(seen, pk=pk)
    person = cast(User, request.user)
    voice = replying.voice_on(review, person)
    if voice is None or review.author_id == person.pk:
        context = {"review": review, "is_own": review.author_id == person.pk}
        return render(request, "reviews/reply/not_yours.html", context, status=403)
    reply: Reply | None = getattr(review, "reply", None)
    newest = reply.newest if reply else None
    form = ReplyForm(
        request.POST if request.method == "POST" else None, initial={"text": newest.text if newest else ""}
    )
    context = {"review": review, "voice": voice, "newest": newest, "form": form}
    if request.method == "POST" and form.is_valid():
        return _sent(request, review, person, form, context)
    return render(request, "reviews/reply/reply.html", context, status=422 if form.errors else 200)


@reviewer_required
@require_POST
def review_reply_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """A second click finds it gone, which is what it asks for."""
    try:
        replying.withdraw(pk, cast(User, request.user))
        messages.success(request, "The reply is deleted.")
    except (Review.DoesNotExist, replying.MayNot) as error:
        raise Http404 from error
    return redirect("review_reply", pk)


def _sent(
    request: HttpRequest, review: Review, person: User, form: ReplyForm, context: dict[str, object]
) -> HttpResponse:
    if wait := limits.retry_in(request, "reply"):
        said = "More replies than we take in an hour. Nothing is lost: send it in"
        form.add_error(None, f"{said} {minutes(wait)} minutes.")
        return not_before(render(request, "reviews/reply/reply.html", context), wait)
    try:
        replying.submit(review.pk, person, form.cleaned_data["text"])
    except Review.DoesNotExist as error:
        raise Http404 from error
    except replying.MayNot as reason:
        form.add_error(None, str(reason))
        return render(request, "reviews/reply/reply.html", context, status=422)
    messages.success(request, "Thank you. The reply is with a moderator now.")
    return redirect("review_reply", review.pk)
