"""What holds for every page of accounts."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PRIVATE = ("/account/", "/dev/")


class PrivatePagesMiddleware:
    """Pages below /account/ are one person's: no cache keeps them, no search engine lists them, and no address of
    theirs, some of which let people in, is told to the page that a link leads to.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.startswith(PRIVATE):
            add_never_cache_headers(response)
            response.headers["X-Robots-Tag"] = "noindex"
            response.headers["Referrer-Policy"] = "same-origin"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Without the cache nobody counts attempts: nobody is let in until it is back, and is told so."""
        if not isinstance(error, RedisError) or not request.path_info.startswith(PRIVATE):
            return None
        logger.error("Nobody can sign in while the cache is away: %s", type(error).__name__)
        return render(request, "account/closed.html", status=503)
