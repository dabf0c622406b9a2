"""/rankings/<class>/<figure>/: one class by one figure, filtered; and the same as a file."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.page_cache import page_cached
from catalog.rankings import cohort_of, readings_of
from catalog.rankings.asking import Question
from catalog.rankings.files import csv_of, kept_back, written
from catalog.rankings.filters import Filters
from catalog.rankings.finding import Sought
from catalog.rankings.paging import RankingPage
from catalog.rankings.telling import told
from catalog.views.model_list import catalog_version, wants_part


def ranking_version(model_class: str, figure: str = "") -> int:
    return catalog_version()


@page_cached(version=ranking_version)
@require_safe
def ranking(request: HttpRequest, model_class: str, figure: str) -> HttpResponse:
    """The ranking, or with ?_part=results only what changes when a filter does."""
    sought = Sought.at(model_class, figure)
    if sought.model_class is None or sought.figure is None:
        return no_such_ranking(request, sought)
    question = Question.asked(request.path, request.GET)
    page = RankingPage(
        cohort_of(sought.model_class, sought.figure), Filters(question, sought.model_class, sought.figure)
    )
    context = {
        "sought": sought,
        "page": page,
        "cohort": page.cohort,
        "figure": sought.figure,
        "told": told(page.cohort),
        "readings": readings_of(sought.model_class, sought.figure),
        "csv": page.question.address(path=reverse("ranking_csv", args=[model_class, figure])),
    }
    if not wants_part(request):
        return render(request, "catalog/rankings/ranking.html", context)
    response = render(request, "catalog/rankings/_part.html", context)
    # The part's own address must not end up in the address bar, in a bookmark or in the history.
    response.headers["HX-Push-Url"] = page.address
    return response


@page_cached(version=ranking_version)
@require_safe
def ranking_csv(request: HttpRequest, model_class: str, figure: str) -> HttpResponse:
    """All pages of the ranking in one file; of figures that may not be passed on, a file that says so."""
    sought = Sought.at(model_class, figure)
    if sought.model_class is None or sought.figure is None:
        return no_such_ranking(request, sought)
    address = reverse("ranking", args=[model_class, figure])
    if note := kept_back(sought.figure):
        return held_back(note, address)
    filters = Filters(Question.asked(address, request.GET), sought.model_class, sought.figure)
    page = RankingPage(cohort_of(sought.model_class, sought.figure), filters)
    return as_csv(csv_of(page, readings_of(sought.model_class, sought.figure), settings.SITE_URL))


def no_such_ranking(request: HttpRequest, sought: Sought) -> HttpResponse:
    """What there is in place of what was asked for."""
    return render(request, "catalog/rankings/none.html", {"sought": sought}, status=404)


def held_back(note: str, address: str) -> HttpResponse:
    """A file that says why it holds nothing, and where the figures are shown."""
    return as_csv(written([("note", "page"), (note, f"{settings.SITE_URL}{address}")]))


def as_csv(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/csv; charset=utf-8")
