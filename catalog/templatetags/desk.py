"""What stands above every list of the desk."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.contrib.admin.views.main import ChangeList
from django.utils.safestring import SafeString

from accounts.models import User
from catalog.admin.saved_filters import normalised
from catalog.models import SavedFilter

register = template.Library()


@register.filter
def changed_cells(row: Any, headers: list[str]) -> list[tuple[str, SafeString]]:
    """Of an imported row the columns that change, by name. What stays is plain text in its difference."""
    return [(name, cell) for name, cell in zip(headers, row.diff, strict=True) if isinstance(cell, SafeString)]


@register.inclusion_tag("admin/catalog/savedfilter/_above_list.html", takes_context=True)
def saved_filters(context: dict[str, Any], cl: ChangeList) -> dict[str, Any]:
    """An editor's saved filters of this list, the one that is open among them, and a form to save what is open."""
    request = context["request"]
    editor, query = cast("User", request.user), normalised(request.GET.urlencode())
    found = list(SavedFilter.objects.seen_by(editor).filter(path=request.path).select_related("owner"))
    return {
        "filters": [
            {"saved": one, "is_open": one.query == query, "is_own": one.owner_id == editor.pk} for one in found
        ],
        "query": query,
        "path": request.path,
        "may_save": bool(query) and not cl.is_popup and all(one.query != query for one in found),
        "csrf_token": context.get("csrf_token"),
    }
