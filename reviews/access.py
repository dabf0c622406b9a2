"""Who may do what reviewers do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

View = TypeVar("View", bound=Callable[..., HttpResponse])


def reviewer_required(view: View) -> View:
    """Lets in people who are signed in and leads the others to the sign-in and back; no cache keeps the answer."""
    return never_cache(login_required(view))
