"""/reviews/<id>/notice/: anybody, with an account or without, says that a published review is unlawful."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from reviews import limits, takedown
from reviews.access import TOO_MANY, minutes, not_before
from reviews.forms.notice import NoticeForm
from reviews.models import Review
from reviews.tasks import order_telling


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def review_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; once it was sent, its number in its place."""
    review = get_object_or_404(Review.objects.published().select_related("ai_model__creator", "author", "shown"), pk=pk)
    form = NoticeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, review, form, status=422 if form.errors else 200)
    if wait := limits.retry_in(request, "notice"):
        return _put_off(request, review, form, wait)
    try:
        notice = takedown.take(review.pk, form.save(commit=False))
    except Review.DoesNotExist as error:
        raise Http404 from error
    order_telling()
    return render(request, "reviews/notice/sent.html", {"review": review, "notice": notice})


def _put_off(request: HttpRequest, review: Review, form: NoticeForm, wait: int) -> HttpResponse:
    """The form as it was sent, by somebody who sent too many."""
    said = "More notices came from you than we take in an hour. Nothing is lost: send it in"
    form.add_error(None, f"{said} {minutes(wait)} minutes.")
    return not_before(_page(request, review, form, status=TOO_MANY), wait)


def _page(request: HttpRequest, review: Review, form: NoticeForm, status: int) -> HttpResponse:
    return render(request, "reviews/notice/notice.html", {"review": review, "form": form}, status=status)
