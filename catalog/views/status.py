"""/status/: how fresh each source is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog import status as freshness_of_sources
from catalog.page_cache import page_cached


@page_cached(version=freshness_of_sources.version)
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    return render(request, "catalog/status.html", {"status": freshness_of_sources.gather(timezone.now())})
