"""The list of models: what a reader may ask of it, and the answer."""

from catalog.search.facets import Choice
from catalog.search.listing import Listing
from catalog.search.searching import Link, Search

__all__ = ["Choice", "Link", "Listing", "Search"]
