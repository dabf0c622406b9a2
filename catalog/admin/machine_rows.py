"""Rows that a sync writes and that are history afterwards: to be looked at in the admin, never touched by hand."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html

from accounts.reading import ReadOnlyAdmin


class MachineRowsAdmin(ReadOnlyAdmin):
    """Their lists and pages."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class MachineRowsInline(admin.TabularInline):
    """The same, under the row that they belong to."""

    extra = 0
    can_delete = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def laid_out(value: Any) -> str:
    """A stored value as lines in a fixed pitch; None reads "none"."""
    if value is None:
        return "none"
    return format_html("<pre>{}</pre>", json.dumps(value, indent=1, ensure_ascii=False))
