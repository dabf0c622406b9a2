"""The model page, and the parts of it that answer a reader on their own: the calculator, the table of offers."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog import dossier, snippets
from catalog.comparison.rivals import rivals_of
from catalog.dossier import offers
from catalog.dossier.card import card_of
from catalog.dossier.figures import Citations
from catalog.dossier.offers import OfferTable
from catalog.dossier.prices import Prices
from catalog.forms import UsageForm
from catalog.models import AIModel
from catalog.page_cache import page_cached
from catalog.pricing import Receipt, receipt


@dataclass(frozen=True)
class Calculation:
    """The calculator as filled in; no receipt while the form has errors."""

    form: UsageForm
    receipt: Receipt | None


@page_cached(version=AIModel.objects.page_version)
@require_safe
def model_page(request: HttpRequest, creator: str, slug: str) -> HttpResponse:
    """One model, everything known of it; `?_part=` answers with the calculator or the table of providers alone."""
    model = get_object_or_404(
        AIModel.objects.at_address(creator, slug).select_related("creator", "family", "model_class")
    )
    if request.GET.get("_part") == "calculator":
        prices = Prices.of(model, Citations())
        context = {"model": model, "calculation": calculate(request, model, prices)}
        return render(request, "catalog/model/_calculator.html", context)
    if request.GET.get("_part") == offers.PART:
        return answer_offers(request, OfferTable.asked(model, dossier.prices_of(model), request.GET))
    page = dossier.gather(model)
    context = {
        "page": page,
        "model": model,
        "card": card_of(page),
        "offers": OfferTable.asked(model, page.prices, request.GET),
        "rivals": rivals_of(model),
        "calculation": calculate(request, model, page.prices),
        "snippets": snippets.snippets(model.catalog_id, outputs=model.output_modalities, inputs=model.input_modalities),
    }
    return render(request, "catalog/model.html", context)


def answer_offers(request: HttpRequest, table: OfferTable) -> HttpResponse:
    """The table of offers alone, for htmx to put in place."""
    response = render(request, "catalog/model/_offers.html", {"model": table.model, "offers": table})
    response.headers["HX-Push-Url"] = table.address
    return response


def calculate(request: HttpRequest, model: AIModel, prices: Prices) -> Calculation:
    form = UsageForm(request.GET, makes_images="image" in model.output_modalities)
    usage = form.usage if form.is_valid() else None
    return Calculation(form, receipt(prices.rates, usage) if usage else None)
