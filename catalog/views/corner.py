"""The corner of the masthead that only the person who looks may see. Pages themselves are the same for everybody."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.models import AIModel


@never_cache
@require_safe
def corner(request: HttpRequest) -> HttpResponse:
    """Nothing new for a reader; for whoever is signed in the way to the account; for an editor to the desk as well,
    and to the form of the model whose page this is.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    model = model_shown_at(request.headers.get("HX-Current-URL", "")) if request.user.is_staff else None
    return render(request, "_corner.html", {"model": model})


def model_shown_at(address: str) -> AIModel | None:
    """The model whose page, or a page below it, stands at this address of ours."""
    try:
        match = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return None
    if not match.route.startswith("models/") or not {"creator", "slug"} <= match.kwargs.keys():
        return None
    return AIModel.objects.at_address(match.kwargs["creator"], match.kwargs["slug"]).first()
