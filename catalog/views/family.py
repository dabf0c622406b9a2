"""/families/<creator>/<slug>/: a family's models over time, and what each changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog.families import gather
from catalog.models import Family, ModelClass
from catalog.page_cache import page_cached
from catalog.views.model_list import columns_places


def family_version(creator: str, slug: str) -> int:
    return ModelClass.objects.catalog_version()


@page_cached(version=family_version)
@require_safe
def family(request: HttpRequest, creator: str, slug: str) -> HttpResponse:
    shown = get_object_or_404(Family.objects.select_related("creator"), creator__slug=creator, slug=slug)
    page = gather(shown)
    return render(
        request, "catalog/family.html", {"page": page, "family": shown, "places": columns_places(page.models)}
    )
