"""What holds for every page of accounts."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.account.internal.flows.reauthentication import suspend_request
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from redis.exceptions import RedisError

from accounts import desk
from accounts.models import User

logger = logging.getLogger(__name__)

PRIVATE = ("/account/", "/dev/")
DESK, WAYS_IN_AND_OUT = "/admin/", ("/admin/login/", "/admin/logout/")


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


class DeskMiddleware:
    """Opens the admin to those who have a second factor, and proved who they are within half a day.

    What somebody sends after that time is kept while they do so again, and goes through then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if not path.startswith(DESK) or path in WAYS_IN_AND_OUT:
            return self.get_response(request)
        user = request.user
        if isinstance(user, User) and user.is_staff:
            if desk.lacks_second_factor(user):
                messages.warning(request, "The desk opens with a second factor only: add an app or a passkey first.")
                return redirect("mfa_index")
            if desk.is_over(request, user):
                return suspend_request(request, reverse("account_reauthenticate"))
        return self.get_response(request)
