"""Figures over time at addresses of their own: of one model, and of models side by side; as pictures and as files."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog import wording
from catalog.comparison import asking
from catalog.comparison.columns import distinct_names
from catalog.dossier.figures import Citations
from catalog.dossier.measured import measured_figures
from catalog.dossier.prices import Prices
from catalog.models import AIModel
from catalog.page_cache import page_cached
from catalog.timelines.asking import Asked
from catalog.timelines.files import csv_of
from catalog.timelines.of_model import ModelHistory
from catalog.timelines.of_models import SharedHistory
from catalog.timelines.pictures import of_timeline
from catalog.views.model_list import catalog_version
from catalog.views.pictures import answer, in_full, picture_version
from catalog.views.ranking import as_csv, held_back


@page_cached(version=picture_version)
@require_safe
def model_history_svg(request: HttpRequest, creator: str, slug: str, figure: str) -> HttpResponse:
    """A model's list prices, or what was measured of it, over the window of the address."""
    history = history_of(request, creator, slug, figure)
    title = f"{history.model.name}: {history.choice.subject.name} history"
    return answer(request, of_timeline(history.timeline, title, in_full(history.choice.address)))


@page_cached(version=picture_version)
@require_safe
def model_history_csv(request: HttpRequest, creator: str, slug: str, figure: str) -> HttpResponse:
    history = history_of(request, creator, slug, figure)
    if note := history.choice.subject.kept_back:
        return held_back(note, history.choice.address)
    return as_csv(csv_of(history.timeline, settings.SITE_URL))


@page_cached(version=catalog_version)
@require_safe
def compare_history_svg(request: HttpRequest) -> HttpResponse:
    """Models side by side, as /compare/ takes them."""
    history = shared_history_of(request)
    names = wording.listing([history.names[model.pk] for model in history.models])
    title = f"{names}: {history.choice.subject.name} history"
    return answer(request, of_timeline(history.timeline, title, in_full(history.choice.address)))


@page_cached(version=catalog_version)
@require_safe
def compare_history_csv(request: HttpRequest) -> HttpResponse:
    history = shared_history_of(request)
    if note := history.choice.subject.kept_back:
        return held_back(note, history.choice.address)
    return as_csv(csv_of(history.timeline, settings.SITE_URL))


def history_of(request: HttpRequest, creator: str, slug: str, figure: str) -> ModelHistory:
    """Of the figure in the path; 404 where the model has none of that name."""
    model = get_object_or_404(AIModel.objects.at_address(creator, slug).select_related("creator", "model_class"))
    asked = replace(Asked.of(request.GET, model.get_absolute_url()), figure=figure)
    history = ModelHistory(model, Prices.of(model, Citations()).sheets, measured_figures(model, Citations()), asked)
    if history.choice.subject.slug != figure:
        raise Http404
    return history


def shared_history_of(request: HttpRequest) -> SharedHistory:
    """404 where the address names no model that there is."""
    lineup = asking.Lineup.of(asking.Asked.of(request.GET))
    if not lineup.models:
        raise Http404
    asked = Asked.of(request.GET, reverse("compare"), tuple(("m", id) for id in lineup.ids))
    return SharedHistory(lineup.models, distinct_names(lineup.models), asked)
