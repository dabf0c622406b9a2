"""/rankings/: every class with the figures by which it is ranked, and who is first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.page_cache import page_cached
from catalog.rankings.finding import Sought
from catalog.rankings.leaders import leaders
from catalog.views.model_list import catalog_version
from catalog.views.ranking import no_such_ranking


@page_cached(version=catalog_version)
@require_safe
def rankings(request: HttpRequest) -> HttpResponse:
    return render(request, "catalog/rankings/index.html", {"classes": leaders()})


@require_safe
def class_rankings(request: HttpRequest, model_class: str) -> HttpResponse:
    """The address of a ranking cut short leads to where all of its class are."""
    sought = Sought.at(model_class)
    if not sought.figures:
        return no_such_ranking(request, sought)
    return HttpResponseRedirect(f"{reverse('rankings')}#{model_class}")
