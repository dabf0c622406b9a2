"""/reviews/preview/: a text as readers would see it, for htmx. Nothing of it is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from reviews import limits, markdown
from reviews.access import not_before
from reviews.forms.fields import several_lines
from reviews.models.reviews import LONGEST_TEXT, SHORTEST_TEXT


@sensitive_post_parameters()
@never_cache
@require_POST
def review_preview(request: HttpRequest) -> HttpResponse:
    """Signed out, a sentence that says so: a redirect would put the sign-in page in the preview's place."""
    if not request.user.is_authenticated:
        return render(request, "reviews/writing/_preview.html", {"is_signed_out": True})
    if wait := limits.retry_in(request, "preview"):
        return not_before(render(request, "reviews/writing/_preview.html", {"wait": wait}), wait)
    text = several_lines(request.POST.get("text", "")).strip()
    context = {
        "preview": markdown.render(text[:LONGEST_TEXT]),
        "letters": len(text),
        "least": SHORTEST_TEXT,
        "most": LONGEST_TEXT,
    }
    return render(request, "reviews/writing/_preview.html", context)
