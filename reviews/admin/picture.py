"""/admin/reviews/queue/evidence/<id>/picture/: what a reviewer sent to show their use, for moderators' eyes alone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reviews import redrawing
from reviews.admin.moving import PERMISSION
from reviews.models import Evidence

HEADERS = {
    "Content-Disposition": "inline",
    "Cache-Control": "private, no-store",
    # Opened by itself it is a picture and nothing else, whatever a browser would make of it.
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@require_safe
def queue_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture while it waits. To whoever may not see it, there is none: nor is there a way to sign in."""
    user = request.user
    if not (user.is_staff and user.has_perm(PERMISSION)):
        raise Http404
    waiting = Evidence.objects.waiting().exclude(review__author=user.pk)
    picture = waiting.filter(pk=pk).values_list("picture", flat=True).first()
    if picture is None:
        raise Http404
    return HttpResponse(bytes(picture), content_type=redrawing.CONTENT_TYPE, headers=HEADERS)
