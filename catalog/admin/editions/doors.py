"""Who comes to an edition's pages, and where these pages are."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from csp.decorators import csp_replace
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import User
from catalog.models import Edition

View = Callable[..., HttpResponse]
VIEW, CHANGE, ADD, PUBLISH = (f"catalog.{verb}_edition" for verb in ("view", "change", "add", "publish"))


def of_an_edition(*rights: str) -> Callable[[View], View]:
    """A page of the desk, of one edition, for whoever has one of these rights; the view is given the edition."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, pk: int) -> HttpResponse:
            if not any(request.user.has_perm(right) for right in rights):
                raise PermissionDenied
            editions = Edition.objects.select_related("ai_model__creator", "author", "saved_by")
            return view(request, get_object_or_404(editions, pk=pk))

        return cast(View, admin.site.admin_view(checked))

    return decorate


def with_policy(directives: dict[str, list[str]]) -> Callable[[View], View]:
    """csp_replace, whose types know no view that takes more than a request."""
    return cast("Callable[[View], View]", csp_replace(directives))


def address_of(edition: Edition, page: str = "change") -> str:
    return reverse(f"admin:catalog_edition_{page}", args=[edition.pk])


def person(request: HttpRequest) -> User:
    return cast(User, request.user)


def page_of(request: HttpRequest, edition: Edition, title: str, **context: Any) -> dict[str, Any]:
    """The context of a page beside the form."""
    shared = {"opts": Edition._meta, "edition": edition, "title": title, "back": address_of(edition)}
    return {**admin.site.each_context(request), **shared, **context}
