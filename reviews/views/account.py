"""/account/: everything a person has here, and the way to each part of it."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.holdings import Holdings
from accounts.models import User


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "account/home.html", {"holdings": Holdings(cast(User, request.user))})
