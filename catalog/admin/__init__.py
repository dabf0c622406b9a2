"""The editors' desk: one file a group of nouns. Importing them registers every model of the catalog."""

from django.contrib import admin

from catalog.admin import checks, claims, creators, editorial, lifecycle, measurements, offers, profiles, sources

__all__ = ["checks", "claims", "creators", "editorial", "lifecycle", "measurements", "offers", "profiles", "sources"]

admin.site.site_header = admin.site.site_title = "Model Almanac"
admin.site.index_title = "The editors' desk"
