"""Reviews as search engines read them: JSON-LD in the words of schema.org. Only published reviews of our own are told.

What stands here stands on the page as well: the same rating, the same count, the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

from catalog import wording
from catalog.models import AIModel
from reviews import markdown
from reviews.models import Exclusion, Review

SCALE = {"bestRating": "5", "worstRating": "1"}

Data = dict[str, Any]


def model_data(model: AIModel, reviews: Iterable[Review], exclusions: Sequence[Exclusion] = ()) -> Data | None:
    """A model with its rating, where it has one, and the reviews that its page shows; None without any.

    What the figure leaves out is left out here, and said beside the rating.
    """
    told = [review_data(review) for review in reviews if review.exclusion_id is None]
    if not told:
        return None
    data = {"@context": "https://schema.org", **thing(model)}
    if model.rating is not None:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": wording.rating(model.rating),
            "reviewCount": model.review_count,
            **SCALE,
        }
        if exclusions:
            data["aggregateRating"]["description"] = " ".join(exclusion.in_words for exclusion in exclusions)
    return {**data, "review": told}


def single(review: Review) -> Data:
    """One review on a page of its own, with the whole text."""
    assert review.shown is not None  # noqa: S101  # the table's own constraint
    html = review.shown.html
    return {
        "@context": "https://schema.org",
        **review_data(review),
        "reviewBody": markdown.excerpt(html, len(html)),
        "itemReviewed": thing(review.ai_model),
    }


def thing(model: AIModel) -> Data:
    return {
        "@type": "SoftwareApplication",
        "name": model.name,
        "applicationCategory": f"{model.model_class.name} model",
        "url": absolute(model.get_absolute_url()),
        "author": {"@type": "Organization", "name": model.creator.name},
    }


def review_data(review: Review) -> Data:
    assert review.shown and review.published_at, "The table's own constraint."  # noqa: S101, PT018
    data: Data = {
        "@type": "Review",
        "name": review.shown.title,
        "url": absolute(review.get_absolute_url()),
        "author": {"@type": "Person", "name": review.author_name},
        "datePublished": review.published_at.date().isoformat(),
        "reviewRating": {"@type": "Rating", "ratingValue": str(review.stars), **SCALE},
    }
    if review.edited_at:
        data["dateModified"] = review.edited_at.date().isoformat()
    return data


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
