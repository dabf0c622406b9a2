"""The public pages that the URLconf names: found by walking it, so that a page nobody thought of is walked as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from reviews.models import Review

LARGE = {"creator": "openai", "slug": "gpt-5-image-mini"}
BRIMFUL = {"creator": "acme-research-laboratories", "slug": "brimful"}
BARE = {"creator": "unknown", "slug": "bare"}
MODELS = (LARGE, BRIMFUL, BARE)

RANKINGS = (
    {"model_class": "image", "figure": "output-price"},
    {"model_class": "image", "figure": "image-elo"},
    {"model_class": "text", "figure": "output-price"},
    {"model_class": "transcription", "figure": "input-price"},
)
"""By bars, with intervals, by dots on several pages, and the shortest."""


def against(one: dict[str, str], other: dict[str, str]) -> dict[str, str]:
    return {**one, **{f"other_{name}": value for name, value in other.items()}}


EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "model": list(MODELS),
    "reviews": list(MODELS),
    "model_card": list(MODELS),
    "model_feed": [LARGE],
    "figure": [
        {**LARGE, "figure": "output-price"},
        *(
            {**BRIMFUL, "figure": slug}
            for slug in ("name", "context-window", "max-output-tokens", "input-price", "aime")
        ),
        {**BARE, "figure": "input-price"},
    ],
    "provider": [{"slug": "openrouter"}, {"slug": "host-1"}],
    "family": [{"creator": "openai", "slug": "gpt"}, {"creator": "acme-research-laboratories", "slug": "nemotron"}],
    "upgrade": list(MODELS),
    "pair": [against(BRIMFUL, LARGE), against(BRIMFUL, BARE)],
    "model_chart": [{**BRIMFUL, "figure": "output-price"}, {**BARE, "figure": "output-price"}],
    "model_badge": [{**LARGE, "figure": "output-price"}],
    "model_history_svg": [{**LARGE, "figure": "price"}, {**BARE, "figure": "price"}],
    "model_history_csv": [{**LARGE, "figure": "price"}, {**BRIMFUL, "figure": "intelligence-index"}],
    "ranking": list(RANKINGS),
    "ranking_csv": list(RANKINGS),
    "ranking_svg": list(RANKINGS),
    "price_and_intelligence": [{"model_class": "image"}],
    "price_and_intelligence_csv": [{"model_class": "image"}],
    "price_and_intelligence_svg": [{"model_class": "image"}],
    "creator": [{"slug": "openai"}, {"slug": "unknown"}],
}
"""Arguments for each address that takes any, by its name. A new page without an example fails the walk."""

COMPARED = "m=openai/gpt-5-image-mini&m=acme-research-laboratories/brimful&m=unknown/bare"
QUERIES: dict[str, list[str]] = {
    "model": ["", "?history=intelligence-index&window=year"],
    "pair": ["", "?history=intelligence-index&window=90-days"],
    "changes": ["", "?window=all"],
    "compare_history_svg": [f"?{COMPARED}"],
    "compare_history_csv": [f"?{COMPARED}&window=year"],
}
"""What is asked of an address besides, by its name, where other than nothing."""


def reviews() -> list[dict[str, Any]]:
    """The first published review, and the last one, whose numbers nobody knows before they are there."""
    found = Review.objects.published().order_by("pk")
    return [{"review_id": review.pk} for review in (found.first(), found.last()) if review]


def examples(name: str) -> list[dict[str, Any]]:
    return reviews() if name == "review" else EXAMPLES[name]


def public_patterns() -> Iterator[URLPattern]:
    """The addresses of pages that are the same for everybody: those whose view says so (catalog/page_cache.py)."""
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            continue  # The admin, which is nobody's public page.
        if hasattr(entry.callback, "page_version"):
            yield entry


def public_addresses() -> Iterator[str]:
    """Each with every example of its arguments. Raises KeyError for an address that has none."""
    for pattern in public_patterns():
        name = str(pattern.name)
        for arguments in examples(name) if pattern.pattern.converters else [{}]:
            for query in QUERIES.get(name, [""]):
                yield reverse(name, kwargs=arguments) + query
