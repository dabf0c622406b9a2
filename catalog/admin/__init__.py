"""The editors' desk: one file a group of nouns. Importing them registers every model of the catalog."""

from django.contrib import admin

from catalog.admin import (
    aliases,
    checks,
    claims,
    creators,
    editorial,
    holds,
    lifecycle,
    measurements,
    offers,
    profiles,
    proofs,
    saved_filters,
    sources,
)

__all__ = [
    "aliases", "checks", "claims", "creators", "editorial", "holds", "lifecycle", "measurements",
    "offers", "profiles", "proofs", "saved_filters", "sources",
]  # fmt: skip

admin.site.site_header = admin.site.site_title = "Model Almanac"
admin.site.index_title = "The editors' desk"
