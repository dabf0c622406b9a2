"""The public name, changed by whoever has it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.forms import ChangeNameForm
from accounts.models import NAME_TAKEN, User


@login_required
def change_name(request: HttpRequest) -> HttpResponse:
    form = ChangeNameForm(cast(User, request.user), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _saved(form):
        messages.success(request, "Your public name has been changed.")
        return redirect("account")
    return render(request, "account/name.html", {"form": form})


def _saved(form: ChangeNameForm) -> bool:
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error("public_name", NAME_TAKEN)
        return False
    return True
