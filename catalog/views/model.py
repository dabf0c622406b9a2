"""The model page, and the parts of it that answer a reader on their own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog import dossier, snippets
from catalog.calculator.answers import Calculation
from catalog.comparison.rivals import rivals_of
from catalog.dossier import offers
from catalog.dossier.card import card_of
from catalog.dossier.compares import Compares
from catalog.dossier.figures import Citations
from catalog.dossier.measured import measured_figures
from catalog.dossier.offers import OfferTable
from catalog.dossier.prices import Prices
from catalog.dossier.standings import Standings
from catalog.models import AIModel, Edition
from catalog.page_cache import page_cached
from catalog.timelines import asking
from catalog.timelines.asking import Asked
from catalog.timelines.of_model import ModelHistory
from catalog.views.calculator import PART, answer_part, context_of


@page_cached(version=AIModel.objects.page_version)
@require_safe
def model_page(request: HttpRequest, creator: str, slug: str) -> HttpResponse:
    """One model, everything known of it, compared by the figure of ?show=; ?_part= answers with one part alone."""
    model = get_object_or_404(
        AIModel.objects.at_address(creator, slug).select_related("creator", "family", "model_class")
    )
    if answer := PARTS.get(request.GET.get("_part", "")):
        return answer(request, model)
    return render(request, "catalog/model.html", page_context(request, model))


def page_context(request: HttpRequest, model: AIModel, edition: Edition | None = None) -> dict[str, Any]:
    """All that the page shows, as its address asks for it; `edition` is shown as if it were published."""
    page = dossier.gather(model, edition)
    asked = Asked.of(request.GET, request.path)
    return {
        "page": page,
        "model": model,
        "compares": Compares.of(model, page.standings, request.GET.get("show", "")),
        "card": card_of(page),
        "offers": OfferTable.asked(model, page.prices, request.GET),
        "rivals": rivals_of(model),
        **drawn(ModelHistory(model, page.prices.sheets, page.measured, asked)),
        **context_of(Calculation(request.GET, model=model)),
        "snippets": snippets.snippets(model.catalog_id, outputs=model.output_modalities, inputs=model.input_modalities),
    }


def calculator_part(request: HttpRequest, model: AIModel) -> HttpResponse:
    """What follows the calculator's form."""
    return answer_part(request, "catalog/model/_calculator_part.html", Calculation(request.GET, model=model))


def compares_part(request: HttpRequest, model: AIModel) -> HttpResponse:
    compares = Compares.of(model, Standings.of(model, Citations()), request.GET.get("show", ""))
    context = {"model": model, "compares": compares, "rivals": rivals_of(model)}
    response = render(request, "catalog/model/_compares.html", context)
    # The part's own address must not end up in the address bar, in a bookmark or in the history.
    response.headers["HX-Push-Url"] = next((tab.address for tab in compares.tabs if tab.is_current), request.path)
    return response


def history_part(request: HttpRequest, model: AIModel) -> HttpResponse:
    """The chart of another figure or window."""
    sheets, measured = Prices.of(model, Citations()).sheets, measured_figures(model, Citations())
    history = ModelHistory(model, sheets, measured, Asked.of(request.GET, request.path))
    response = render(request, "catalog/model/_history.html", {"model": model, **drawn(history)})
    response.headers["HX-Push-Url"] = history.choice.address
    return response


def drawn(history: ModelHistory) -> dict[str, Any]:
    """The chart with the addresses of the same as a picture and as a file."""
    place = [history.model.creator.slug, history.model.slug, history.choice.subject.slug]
    return {
        "history": history,
        "picture": history.choice.over(reverse("model_history_svg", args=place)),
        "csv": history.choice.over(reverse("model_history_csv", args=place)),
    }


def offers_part(request: HttpRequest, model: AIModel) -> HttpResponse:
    """The table of offers alone, for htmx to put in place."""
    table = OfferTable.asked(model, dossier.prices_of(model), request.GET)
    response = render(request, "catalog/model/_offers.html", {"model": model, "offers": table})
    response.headers["HX-Push-Url"] = table.address
    return response


PARTS = {PART: calculator_part, "compares": compares_part, asking.PART: history_part, offers.PART: offers_part}
"""What of the page can be had on its own, by ?_part=."""
