"""/calculator/: what a month of use costs, line by line; the answer alone for htmx; and the same as JSON and CSV."""

from __future__ import annotations

import csv
from urllib.parse import urlsplit

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.calculator.answers import Calculation
from catalog.calculator.documents import as_json, as_rows
from catalog.calculator.fields import BY_NAME
from catalog.calculator.ways import Ways
from catalog.page_cache import page_cached
from catalog.views.model_list import catalog_version

PART = "receipt"
UNPROCESSABLE = 422
TYPED = {*BY_NAME, "q", "at", "hour"}
"""What is typed in, letter by letter, so that it makes no step to go back to."""


@page_cached(version=catalog_version)
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """The page, or with ?_part=receipt what follows the form: the receipt, messages at fields, and the ways on."""
    found = Calculation(request.GET)
    if request.GET.get("_part") == PART:
        return answer_part(request, "catalog/calculator/_part.html", found)
    return render(request, "catalog/calculator.html", context_of(found))


def context_of(found: Calculation) -> dict[str, object]:
    return {"found": found, "form": found.form, "ways": Ways(found)}


def answer_part(request: HttpRequest, template: str, found: Calculation) -> HttpResponse:
    """The fragment, with the address that belongs to it: a step of its own only where something was chosen."""
    here = Ways(found).here
    is_typing = chosen(request.headers.get("HX-Current-URL", "")) == chosen(here)
    response = render(request, template, {**context_of(found), "model": found.own, "is_typing": is_typing})
    response.headers["HX-Replace-Url" if is_typing else "HX-Push-Url"] = here
    return response


def chosen(address: str) -> tuple[str, list[tuple[str, list[str]]]]:
    """The path of an address and what was chosen in it, without what was typed; nothing of one that is none."""
    try:
        parts = urlsplit(address)
        query = QueryDict(parts.query)
    except (ValueError, TooManyFieldsSent):
        return "", []
    return parts.path, sorted((name, values) for name, values in query.lists() if name not in TYPED and any(values))


@page_cached(version=catalog_version)
@require_safe
def calculator_json(request: HttpRequest) -> HttpResponse:
    """What the page says, by the same names; 422 where it would show a message at a field."""
    found = Calculation(request.GET)
    status = UNPROCESSABLE if found.problems else 200
    return JsonResponse(as_json(found), status=status, json_dumps_params={"ensure_ascii": False, "indent": 1})


@page_cached(version=catalog_version)
@require_safe
def calculator_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    found = Calculation(request.GET)
    response = HttpResponse(content_type="text/csv; charset=utf-8", status=UNPROCESSABLE if found.problems else 200)
    response.headers["Content-Disposition"] = 'inline; filename="receipt.csv"'
    csv.writer(response).writerows(as_rows(found))
    return response
