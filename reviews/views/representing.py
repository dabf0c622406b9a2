"""/account/representing/: for whom one speaks, asking for more, and the link that proves a domain."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from reviews import limits, representing
from reviews.access import TOO_MANY, limited, minutes, not_before, not_while_banned
from reviews.forms.representing import RepresentingForm
from reviews.models import Representative
from reviews.recording import NotNow
from reviews.tasks import order_telling

MOST_SHOWN = 20


@login_required
@not_while_banned
@require_http_methods(["GET", "HEAD", "POST"])
def representing_page(request: HttpRequest) -> HttpResponse:
    """What was asked so far, each with what is to be done now, and the form."""
    person = cast(User, request.user)
    form = RepresentingForm(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if wait := limits.retry_in(request, "represent"):
            form.add_error(None, f"You asked too often. Nothing is lost: ask again in {minutes(wait)} minutes.")
            return not_before(_page(request, form, TOO_MANY), wait)
        try:
            representing.ask(form.save(commit=False))
        except representing.AskedAlready:
            form.add_error("company", "You have asked for this company already: see above.")
        else:
            order_telling()
            messages.success(request, "Asked. What is to be done now stands below.")
            return redirect("representing")
    return _page(request, form, 422 if form.errors else 200)


@login_required
@not_while_banned
@require_POST
@limited("represent")
def representing_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Another link to the same address; the one before is void."""
    try:
        representing.send_again(pk, cast(User, request.user))
        messages.success(request, "Another link is on its way; only the newest one works.")
    except Representative.DoesNotExist as error:
        raise Http404 from error
    except NotNow as reason:
        messages.warning(request, str(reason))
    order_telling()
    return redirect("representing")


@login_required
@require_POST
def representing_end(request: HttpRequest, pk: int) -> HttpResponse:
    """One no longer speaks for a company, or no longer wishes to."""
    person = cast(User, request.user)
    one = get_object_or_404(person.representations, pk=pk)
    try:
        representing.end(one.pk, person)
        messages.success(request, "It has ended.")
    except NotNow as reason:
        messages.warning(request, str(reason))
    return redirect("representing")


@login_required
@not_while_banned
@sensitive_variables("link")
@require_http_methods(["GET", "HEAD", "POST"])
def representing_prove(request: HttpRequest, link: str) -> HttpResponse:
    """Where the mail to the domain leads; a button, so that no program that opens links proves anything.

    A link that does not hold is answered as well: what fails is logged with its address, which is the link.
    """
    person = cast(User, request.user)
    if request.method == "POST" and representing.prove(link, person):
        messages.success(request, "The domain is proven. We look at whether it is the company's, and tell you by mail.")
        return redirect("representing")
    asked = representing.read(link, person)
    return render(request, "account/representing_prove.html", {"asked": asked})


def _page(request: HttpRequest, form: RepresentingForm, status: int) -> HttpResponse:
    person = cast(User, request.user)
    asked = person.representations.of_companies().order_by("-pk")[:MOST_SHOWN]
    return render(request, "account/representing.html", {"form": form, "asked": asked}, status=status)
