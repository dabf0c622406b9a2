"""Where the pages of a noun are at the desk."""

from __future__ import annotations

from typing import Any

from django.db.models.options import Options
from django.urls import reverse


def name_of(opts: Options[Any], page: str) -> str:
    """What a page of a noun is called among the addresses: "catalog_edition_change"."""
    return f"{opts.app_label}_{opts.model_name}_{page}"


def place_of(opts: Options[Any], page: str, *of: Any) -> str:
    """The address of a noun's page: its list, or a page of one row, given the row's number."""
    return reverse(f"admin:{name_of(opts, page)}", args=of)
