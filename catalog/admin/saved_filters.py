"""Searches and filters that editors keep under a name, above the list that they belong to."""

from __future__ import annotations

import copy
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import (
    IS_FACETS_VAR,
    IS_POPUP_VAR,
    TO_FIELD_VAR,
    IncorrectLookupParameters,
)
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, URLPattern, path, resolve
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from accounts.models import User
from catalog.admin.corrections import UNSTORABLE
from catalog.admin.machine_rows import MachineRowsAdmin
from catalog.models import SavedFilter

LEFT_OUT = (IS_FACETS_VAR, IS_POPUP_VAR, TO_FIELD_VAR, ERROR_FLAG, PAGE_VAR, "_changelist_filters")
"""Parts of an address that say where and how one looks, not what one looks for."""


def normalised(query: str) -> str:
    """What a list's address asks for, without the page and the like."""
    asked = QueryDict(query, mutable=True)
    for name in [name for name, value in asked.items() if name in LEFT_OUT or not value]:
        del asked[name]
    return asked.urlencode()


class SaveForm(forms.ModelForm):
    """The name is typed; the list and what it asks for come along, and are tried before they are kept."""

    class Meta:
        model = SavedFilter
        fields = ("name", "is_shared", "path", "query")
        widgets: dict[str, Any] = {"path": forms.HiddenInput, "query": forms.HiddenInput}

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_name(self) -> str:
        if UNSTORABLE.search(self.cleaned_data["name"]):
            raise ValidationError("Write it without control characters.")
        return self.cleaned_data["name"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        listed = list_at(self.request, cleaned.get("path", ""))
        if listed is None:
            raise ValidationError("This is none of the lists that you may see.")
        cleaned["query"] = normalised(cleaned.get("query", ""))
        if not cleaned["query"] or not is_understood(self.request, listed, cleaned["query"]):
            raise ValidationError("The list does not understand this filter. Choose it anew in the list.")
        mine = SavedFilter.objects.filter(owner=self.instance.owner, path=cleaned["path"])
        if mine.filter(name__iexact=cleaned.get("name", "")).exists():
            self.add_error("name", "You have a filter of this name here. Delete it first, or choose another name.")
        return cleaned


def list_at(request: HttpRequest, address: str) -> admin.ModelAdmin | None:
    """Whose list stands at an address; None where there is none that this person may see."""
    try:
        match = resolve(address)
    except Resolver404:
        return None
    model_admin = getattr(match.func, "model_admin", None)
    is_list = match.view_name.startswith("admin:") and match.view_name.endswith("_changelist")
    return model_admin if model_admin and is_list and model_admin.has_view_permission(request) else None


def is_understood(request: HttpRequest, listed: admin.ModelAdmin, query: str) -> bool:
    asking = copy.copy(request)
    asking.GET, asking.method = QueryDict(query), "GET"
    if any(UNSTORABLE.search(value) for values in asking.GET.lists() for value in values[1]):
        return False
    try:
        listed.get_changelist_instance(asking)
    except (IncorrectLookupParameters, DisallowedModelAdminLookup, ValidationError, ValueError):
        return False
    return True


@admin.register(SavedFilter)
class SavedFilterAdmin(MachineRowsAdmin):
    """All of an editor's own and the shared ones; they are saved above the list that they belong to."""

    list_display = ("name", "opens", "owner", "is_shared", "created_at")
    list_filter = ("is_shared",)
    list_select_related = ("owner",)
    search_fields = ("name", "path")
    fields = ("name", "opens", "owner", "is_shared", "created_at")
    readonly_fields = ("opens",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedFilter]:
        return cast("Any", super().get_queryset(request)).seen_by(request.user)

    def get_urls(self) -> list[URLPattern]:
        save = path("save/", self.admin_site.admin_view(require_POST(self.save)), name="catalog_savedfilter_save")
        remove = path(
            "<int:pk>/remove/", self.admin_site.admin_view(require_POST(self.remove)),
            name="catalog_savedfilter_remove",
        )  # fmt: skip
        return [save, remove, *super().get_urls()]

    @admin.display(description="opens")
    def opens(self, saved: SavedFilter) -> str:
        return format_html('<a href="{}">{}</a>', saved.address, saved.path)

    def save(self, request: HttpRequest) -> HttpResponse:
        owned = SavedFilter(owner=cast("User", request.user))
        form = SaveForm(request.POST, request=request, instance=owned)
        if form.is_valid():
            saved = form.save()
            self.message_user(request, f"Saved as “{saved.name}”.", messages.SUCCESS)
            return HttpResponseRedirect(saved.address)
        context = {**self.admin_site.each_context(request), "title": "Save this filter", "form": form}
        return render(request, "admin/catalog/savedfilter/save.html", context)

    def remove(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Takes away one's own; somebody else's is not found, shared or not."""
        saved = get_object_or_404(SavedFilter, owner=cast("User", request.user), pk=pk)
        saved.delete()
        self.message_user(request, f"“{saved.name}” is gone.", messages.SUCCESS)
        return HttpResponseRedirect(saved.path)
