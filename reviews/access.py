"""Who may do what reviewers do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.models import User
from reviews import banning, limits
from reviews.models import Ban

View = TypeVar("View", bound=Callable[..., HttpResponse])

FOUND, FORBIDDEN, TOO_MANY = 302, 403, 429


def reviewer_required(view: View) -> View:
    """Lets in people who are signed in and leads the others to the sign-in and back; no cache keeps the answer.

    Whoever can sign in has confirmed their address (ACCOUNT_EMAIL_VERIFICATION).
    """
    guarded = login_required(view)

    @wraps(view)
    def led(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = guarded(request, *args, **kwargs)
        if "HX-Request" in request.headers and response.status_code == FOUND and not request.user.is_authenticated:
            # Followed by itself, the sign-in would land within the page.
            return HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
        return response

    return cast(View, never_cache(led))


def not_while_banned(view: View) -> View:
    """Tells somebody who is banned why this is closed to them. To stand below reviewer_required.

    What is behind the door refuses them as well (banning.refuse_banned): it may be later than this.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if ban := banning.ban_of(cast(User, request.user)):
            return closed(request, ban)
        try:
            return view(request, *args, **kwargs)
        except banning.Banned:
            return closed(request, banning.ban_of(cast(User, request.user)))

    return cast(View, checked)


def closed(request: HttpRequest, ban: Ban | None) -> HttpResponse:
    """The page that says since when somebody is banned, why, and how to appeal."""
    return render(request, "reviews/banned.html", {"ban": ban}, status=FORBIDDEN)


def limited(name: str) -> Callable[[View], View]:
    """Answers what is sent beyond the limit of this name with when to try again. To stand below reviewer_required."""

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            wait = limits.retry_in(request, name) if request.method == "POST" else None
            return view(request, *args, **kwargs) if wait is None else too_many(request, wait)

        return cast(View, counted)

    return decorate


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """The page that says in how many seconds to try again."""
    return not_before(render(request, "429.html", {"minutes": minutes(wait)}), wait)


def minutes(wait: int) -> int:
    """Seconds in whole minutes, never too few."""
    return -(-wait // 60)


def not_before(response: HttpResponse, wait: int) -> HttpResponse:
    """An answer to somebody who sent too much, whatever it shows; it says to programs when to try again."""
    response.status_code = TOO_MANY
    response.headers["Retry-After"] = str(wait)
    return response
