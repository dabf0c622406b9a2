"""/account/: everything a person has here, the way to each part of it, all of it as a file, and the way out."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.holdings import Holdings
from accounts.models import User
from reviews.banning import ban_of
from reviews.belongings import StillAnEditor, everything_of, leave, reviews_of, votes_of

MOST_SHOWN = 20


class LeaveForm(forms.Form):
    reviews = forms.ChoiceField(
        label="What you wrote",
        choices=[
            ("delete", "Delete my reviews too"),
            ("keep", "Leave those that were published, as “a former reviewer”"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of your reviews."},
    )


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    reviews, votes = reviews_of(user), votes_of(user)
    shown = {
        "holdings": Holdings(user),
        "ban": ban_of(user),
        "reviews": reviews[:MOST_SHOWN],
        "review_count": reviews.count(),
        "votes": votes[:MOST_SHOWN],
        "vote_count": votes.count(),
    }
    return render(request, "account/home.html", shown)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    everything = everything_of(cast(User, request.user)) | {"as_of": timezone.now().isoformat()}
    answer = JsonResponse(everything, json_dumps_params={"indent": 2, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = 'attachment; filename="model-almanac-my-data.json"'
    return answer


@login_required
@reauthentication_required
def delete_account(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not user.is_staff and form.is_valid():
        try:
            leave(user, keep_reviews=form.cleaned_data["reviews"] == "keep")
        except StillAnEditor:
            return redirect("delete_account")
        logout(request)
        messages.success(request, "Your account is gone.")
        return redirect("account_gone")
    context = {"form": form, "review_count": user.reviews.count(), "ban": ban_of(user)}
    return render(request, "account/delete.html", context)


@require_safe
def account_gone(request: HttpRequest) -> HttpResponse:
    return render(request, "account/gone.html")
