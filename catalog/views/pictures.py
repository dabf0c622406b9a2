"""Charts and badges at addresses of their own, as SVG: for other people's pages."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.models import AIModel
from catalog.page_cache import page_cached
from catalog.rankings import Cohort, cohort_of, figure_of, readings_of
from catalog.rankings.finding import PRICE_AND_INTELLIGENCE, Sought
from catalog.rankings.neighbours import Neighbours
from catalog.rankings.pictures import Picture, badge_of, of_model, of_ranking, of_weighing
from catalog.views.price_and_intelligence import Asked, readings_behind
from catalog.views.ranking import ranking_version


def picture_version(creator: str, slug: str, figure: str = "") -> str | None:
    return AIModel.objects.page_version(creator, slug)


@page_cached(version=ranking_version)
@require_safe
def ranking_svg(request: HttpRequest, model_class: str, figure: str) -> HttpResponse:
    """The best of a class by one figure."""
    sought = Sought.at(model_class, figure)
    if sought.model_class is None or sought.figure is None:
        raise Http404
    cohort = cohort_of(sought.model_class, sought.figure)
    readings = readings_of(sought.model_class, sought.figure)
    return answer(request, of_ranking(cohort, readings, ranking_address(cohort)))


@page_cached(version=ranking_version)
@require_safe
def price_and_intelligence_svg(request: HttpRequest, model_class: str) -> HttpResponse:
    """At the blend of the address."""
    page = reverse("price_and_intelligence", args=[model_class])
    asked = Asked.of(page, request.GET)
    weighing = asked.weighing(Sought.at(model_class, PRICE_AND_INTELLIGENCE))
    if weighing is None:
        raise Http404
    return answer(request, of_weighing(weighing, readings_behind(weighing), in_full(asked.at(page))))


@page_cached(version=picture_version)
@require_safe
def model_chart(request: HttpRequest, creator: str, slug: str, figure: str) -> HttpResponse:
    """A model among those of its class by one figure."""
    model, cohort = model_and_cohort(creator, slug, figure)
    shown = Neighbours.of(cohort, str(model.pk))
    readings = readings_of(cohort.model_class, cohort.figure)
    page = in_full(model.get_absolute_url())
    return answer(request, of_model(model, shown, readings, page, ranking_address(cohort)))


@page_cached(version=picture_version)
@require_safe
def model_badge(request: HttpRequest, creator: str, slug: str, figure: str) -> HttpResponse:
    """A model's rank by one figure, small."""
    model, cohort = model_and_cohort(creator, slug, figure)
    place = cohort.ranking.place(str(model.pk))
    readings = readings_of(cohort.model_class, cohort.figure)
    return answer(request, badge_of(model, cohort, place.label if place else "", readings, ranking_address(cohort)))


def model_and_cohort(creator: str, slug: str, figure: str) -> tuple[AIModel, Cohort]:
    model = get_object_or_404(AIModel.objects.at_address(creator, slug).select_related("creator", "model_class"))
    ranked = figure_of(model.model_class, figure)
    if ranked is None:
        raise Http404
    return model, cohort_of(model.model_class, ranked)


def ranking_address(cohort: Cohort) -> str:
    return in_full(reverse("ranking", args=[cohort.model_class.slug, cohort.figure.slug]))


def in_full(address: str) -> str:
    """With the site's own address: a picture is looked at elsewhere."""
    return f"{settings.SITE_URL}{address}"


def answer(request: HttpRequest, picture: Picture) -> HttpResponse:
    return render(request, picture.template, {"drawing": picture.drawing, "badge": picture.drawing}, "image/svg+xml")
