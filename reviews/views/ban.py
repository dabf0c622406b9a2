"""/account/ban/: for somebody who is banned, since when, why, what it means, and the one appeal against it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from reviews import appealing, banning, rules
from reviews.access import limited, reviewer_required
from reviews.models import Appeal
from reviews.views.appeal import NOTHING, SENT, AppealForm


@reviewer_required
@limited("appeal")
@require_http_methods(["GET", "HEAD", "POST"])
def account_ban(request: HttpRequest) -> HttpResponse:
    person = cast(User, request.user)
    ban = banning.ban_of(person)
    if ban is None:
        messages.info(request, "Your account is not banned.")
        return redirect("account")
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            appealing.appeal_ban(ban.pk, person, form.cleaned_data["text"])
            messages.success(request, SENT)
        except appealing.NothingToAppeal:
            messages.warning(request, NOTHING)
        return redirect("account_ban")
    context = {
        "ban": ban,
        "rule": rules.BY_SLUG[ban.reason],
        "appeal": Appeal.objects.filter(ban=ban).first(),
        "form": form,
    }
    return render(request, "account/ban.html", context, status=422 if form.errors else 200)
