"""/providers/: who serves models, and for each of them what it serves and how its prices stand."""

from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog.models import AIModel, Offer, Provider
from catalog.page_cache import page_cached
from catalog.sellers.directory import Directory
from catalog.sellers.portrait import gather
from catalog.sellers.sales import SaleList
from catalog.views.model_list import wants_part


def every_version() -> str:
    """A host that moves its price outdates its models' pages and not their classes': both are counted."""
    versions = AIModel.objects.aggregate(models=Sum("version"), classes=Sum("model_class__version"))
    return f"{versions['models']}.{versions['classes']}"


def provider_version(slug: str) -> str:
    """The same of the models that it sells or sold; what others ask for them counts among their versions."""
    sold = Offer.objects.filter(provider__slug=slug)
    versions = sold.aggregate(models=Sum("ai_model__version"), classes=Sum("ai_model__model_class__version"))
    return f"{versions['models']}.{versions['classes']}"


@page_cached(version=every_version)
@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    """All of them; `?_part=results` answers with the table alone."""
    directory = Directory(request.path, request.GET)
    if wants_part(request):
        return answer_part(request, "catalog/provider/_directory.html", {"directory": directory}, directory.address)
    return render(request, "catalog/providers.html", {"directory": directory})


@page_cached(version=provider_version)
@require_safe
def provider(request: HttpRequest, slug: str) -> HttpResponse:
    """A provider and what it sells; `?_part=results` answers with the table alone."""
    shown = get_object_or_404(Provider, slug=slug)
    sales = SaleList(shown, request.path, request.GET)
    context = {"page": gather(shown, sales), "sales": sales, "provider": shown}
    if wants_part(request):
        return answer_part(request, "catalog/provider/_results.html", context, sales.address)
    return render(request, "catalog/provider.html", context)


def answer_part(request: HttpRequest, template: str, context: dict[str, Any], address: str) -> HttpResponse:
    """A table alone, for htmx to put in place; the address bar gets that of the page."""
    response = render(request, template, context)
    response.headers["HX-Push-Url"] = address
    return response
