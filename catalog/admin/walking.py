"""Lists that are worked off row by row: from each to the next, as the list was searched, filtered and ordered."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path
from django.utils.html import format_html
from django.utils.http import urlencode

from catalog.admin.places import name_of, place_of

FILTERS = "_changelist_filters"
"""What Django calls the query of the list from which a form was opened, in the form's own address."""


class WalkedAdmin(admin.ModelAdmin):
    """Its forms lead to the next row of the list from which they were opened; “Save and next” goes there."""

    def get_urls(self) -> list[Any]:
        go_on = self.admin_site.admin_view(self.next_view)
        return [path("<path:object_id>/next/", go_on, name=name_of(self.opts, "next")), *super().get_urls()]

    def may_go_on(self, request: HttpRequest) -> bool:
        """Whether what is sent may lead to the next row: only then is the list asked for it."""
        return "_next" in request.POST

    def goes_on(self, request: HttpRequest, obj: Any) -> bool:
        """Whether what was sent settled the row, so that the next one of its list is due."""
        return self.may_go_on(request)

    def next_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._go_on(request, self._behind(request, object_id))

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and object_id and self.may_go_on(request):
            # Before the row leaves the list by what is done with it.
            request.behind_it = self._behind(request, object_id)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        behind: list[Any] | None = getattr(request, "behind_it", None)
        if behind is not None and self.goes_on(request, obj):
            return self._go_on(request, behind)
        return super().response_change(request, obj)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if (row := kwargs.get("obj")) and not context.get("is_popup"):
            context["next_in_list"] = with_filters(place_of(self.opts, "next", row.pk), request.GET.get(FILTERS, ""))
        return super().render_change_form(request, context, *args, **kwargs)

    def point_to(self, request: HttpRequest, why: str, row: Any, address: str) -> None:
        """Names what is due next in another list than that of this row: "Next, without an edition: Swift."."""
        said = format_html('Next, {}: <a href="{}">{}</a>.', why, address, row)
        self.message_user(request, said, messages.INFO)

    def _go_on(self, request: HttpRequest, behind: list[Any]) -> HttpResponse:
        """To the first of these that the list still has; to the list, where none is left."""
        listed, query = set(self._listed(request)), request.GET.get(FILTERS, "")
        due = next((pk for pk in behind if pk in listed), None)
        if due is not None:
            return HttpResponseRedirect(with_filters(place_of(self.opts, "change", due), query))
        self.message_user(request, "That was the last of this list.", messages.INFO)
        address = place_of(self.opts, "changelist")
        return HttpResponseRedirect(f"{address}?{query}" if query else address)

    def _behind(self, request: HttpRequest, object_id: str) -> list[Any]:
        """The rows behind this one; all of them, where the list does not have it any more."""
        listed = self._listed(request)
        place = next((place for place, pk in enumerate(listed, start=1) if str(pk) == object_id), 0)
        return listed[place:]

    def _listed(self, request: HttpRequest) -> list[Any]:
        """The primary keys of the list from which the form was opened, in its order."""
        of_list = copy(request)
        of_list.GET = QueryDict(request.GET.get(FILTERS, ""))
        try:
            return list(self.get_changelist_instance(of_list).queryset.values_list("pk", flat=True))
        except IncorrectLookupParameters:
            return []


def with_filters(address: str, query: str) -> str:
    """A form's address as the list of this query links to it."""
    return f"{address}?{urlencode({FILTERS: query})}" if query else address
