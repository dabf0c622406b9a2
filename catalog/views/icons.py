"""/favicon.ico: what browsers and feed readers ask for without having read a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Not permanent: the name of the file changes with its bytes."""
    return redirect(static("img/favicon.png"))
