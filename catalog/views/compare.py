"""/compare/: two to six models side by side, and the pages of pairs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog import prose, wording
from catalog.comparison.addresses import at_addresses, compare_address, pair_address
from catalog.comparison.asking import DIFFERENCES, Asked, Lineup
from catalog.comparison.columns import Column, Columns, distinct_names
from catalog.comparison.rivals import popular_pairs, suggested
from catalog.comparison.rows import differing
from catalog.comparison.table import groups
from catalog.models import AIModel
from catalog.page_cache import page_cached
from catalog.timelines.asking import PART
from catalog.timelines.asking import Asked as History
from catalog.timelines.of_models import SharedHistory
from catalog.views.model_list import catalog_version

LEAST = 2


@dataclass(frozen=True)
class Head:
    """The head of a column, with the addresses that take it away or give its place to another."""

    column: Column
    without: str
    swapping: str
    is_swapped: bool


@dataclass(frozen=True)
class Addition:
    """One model that can be added, and the address at which it is."""

    id: str
    name: str
    note: str
    address: str


def pair_version(creator: str, slug: str, other_creator: str, other_slug: str) -> str | None:
    """What changes whenever one of the two models or their classes does; None where there are not two of them."""
    found = AIModel.objects.filter(at_addresses([f"{creator}/{slug}", f"{other_creator}/{other_slug}"]))
    versions = list(found.order_by("pk").values_list("pk", "version", "model_class__version"))
    return "-".join(".".join(map(str, version)) for version in versions) if len(versions) == LEAST else None


@page_cached(version=catalog_version)
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison that the address names, or the way to one; `?_part=found` answers with what the search finds."""
    lineup = Lineup.of(Asked.of(request.GET))
    if request.GET.get("_part") == "found":
        return render(request, "catalog/compare/_found.html", {"lineup": lineup, "additions": additions(lineup)})
    if len(lineup.models) < LEAST:
        return render(request, "catalog/compare/begin.html", {**beginning(lineup), "pairs": popular_pairs()})
    kept = (*(("m", id) for id in lineup.ids), *((("only", DIFFERENCES),) if lineup.asked.only_differences else ()))
    return answer(request, lineup, History.of(request.GET, request.path, kept))


@page_cached(version=pair_version)
@require_safe
def pair(request: HttpRequest, creator: str, slug: str, other_creator: str, other_slug: str) -> HttpResponse:
    """Two models at the one address that both orders have in common."""
    ids = (f"{creator}/{slug}", f"{other_creator}/{other_slug}")
    if ids[0] == ids[1]:
        return redirect(compare_address(ids[:1]))
    if request.path != pair_address(*ids):
        return redirect(pair_address(*ids), permanent=True)
    lineup = Lineup.of(Asked(ids))
    if len(lineup.models) < LEAST:
        raise Http404("One of the two models is not known.")
    return answer(request, lineup, History.of(request.GET, request.path))


def answer(request: HttpRequest, lineup: Lineup, asked: History) -> HttpResponse:
    """The comparison, or with ?_part=history the chart of another figure or window alone."""
    if request.GET.get("_part") != PART:
        return render(request, "catalog/compare.html", side_by_side(lineup, asked))
    history = SharedHistory(lineup.models, distinct_names(lineup.models), asked)
    response = render(request, "catalog/compare/_history.html", drawn(history))
    # The part's own address must not end up in the address bar, in a bookmark or in the history.
    response.headers["HX-Push-Url"] = history.choice.address
    return response


def drawn(history: SharedHistory) -> dict[str, Any]:
    """The chart with the addresses of the same as a picture and as a file, which name the models themselves."""
    ids = tuple(("m", model.catalog_id) for model in history.models)
    files = replace(history.choice, asked=replace(history.asked, fields=ids))
    return {
        "history": history,
        "picture": files.at(reverse("compare_history_svg")),
        "csv": files.at(reverse("compare_history_csv")),
    }


def beginning(lineup: Lineup) -> dict[str, Any]:
    return {"lineup": lineup, "additions": additions(lineup)}


def side_by_side(lineup: Lineup, asked: History) -> dict[str, Any]:
    """What the page of a comparison shows."""
    columns = Columns.of(lineup.models)
    compared, table = columns.compared, groups(columns)
    telling = differing(table)
    names = {column.model.pk: column.name for column in columns.columns}
    return {
        **drawn(SharedHistory(lineup.models, names, asked)),
        "lineup": lineup,
        "columns": columns,
        "heads": heads(lineup, columns),
        "groups": telling if lineup.asked.only_differences else table,
        "row_count": sum(len(group.rows) for group in table),
        "differing_count": sum(len(group.rows) for group in telling),
        "title": title(compared),
        "answer": prose.comparison(compared),
        "description": prose.comparison(compared, with_scores=False),
        "additions": additions(lineup),
    }


def heads(lineup: Lineup, columns: Columns) -> list[Head]:
    return [
        Head(column, lineup.without(model), lineup.swapping(model), model == lineup.swapped)
        for column, model in zip(columns.columns, lineup.models, strict=True)
    ]


def title(compared: list[prose.Compared]) -> str:
    if len(compared) == LEAST:
        return prose.pair_title(*compared)
    return f"{wording.listing([model.name for model in compared])} compared"


def additions(lineup: Lineup) -> list[Addition]:
    """What the search found; without words, what goes well with those that are there."""
    if lineup.is_full and not lineup.swapped:
        return []
    if lineup.asked.words:
        found = [(model.catalog_id, model.name, note_on(model)) for model in lineup.found]
    else:
        found = [(one.model.key, one.model.name, one.reason) for one in suggested(lineup.models)]
    return [Addition(id, name, note, lineup.with_another(id)) for id, name, note in found]


def note_on(model: AIModel) -> str:
    """ "Google, text"; with its lifecycle where it is not simply on sale."""
    parts = [model.creator.name, model.model_class.name.lower()]
    if model.lifecycle != "active":
        parts.append(model.get_lifecycle_display().lower())
    return ", ".join(parts)
