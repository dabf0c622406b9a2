"""Two editions of a model side by side."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.admin.editions.doors import CHANGE, VIEW, of_an_edition, page_of, person
from catalog.admin.editions.steps import may_restore
from catalog.editing.comparing import Words, compare
from catalog.models import Edition

MOST_OFFERED = 200


@of_an_edition(VIEW, CHANGE)
@require_safe
def comparison(request: HttpRequest, edition: Edition) -> HttpResponse:
    """This edition beside another of its model: the one of ?with=, else the one in force, else the one before it."""
    editions = (
        edition.ai_model.editions.select_related("author")
        .prefetch_related("items", "claims", "sources")
        .order_by("-created_at")
    )
    others = list(editions.exclude(pk=edition.pk)[:MOST_OFFERED])
    other = _other(others, edition, request.GET.get("with", ""))
    pair = sorted([one for one in (edition, other) if one], key=lambda one: (one.created_at, one.pk))
    parts = compare(Words.of(pair[0]), Words.of(pair[1])) if other else []
    context = page_of(
        request,
        edition,
        f"Compare editions: {edition.ai_model}",
        others=others,
        other=other,
        sides=[(one, may_restore(one, person(request))) for one in pair],
        parts=parts,
        is_same=all(part.is_same for part in parts),
    )
    return render(request, "admin/catalog/edition/compare.html", context)


def _other(others: list[Edition], edition: Edition, asked: str) -> Edition | None:
    if asked:
        found = next((one for one in others if str(one.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    in_force = next((one for one in others if one.status == Edition.Status.PUBLISHED), None)
    earlier = next((one for one in others if one.created_at <= edition.created_at), None)
    return in_force or earlier or next(iter(others), None)
