"""/robots.txt: every public page may be read by machines too; the desk and what is one person's may not."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

RULES = """\
User-agent: *
Disallow: /admin/
Disallow: /account/
"""


@cache_control(public=True, max_age=86_400)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(RULES, content_type="text/plain; charset=utf-8")
