"""Texts of other reviews that are much like one, by the letters that they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.postgres.search import TrigramSimilarity
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Upper

from catalog import diffs
from reviews.models import Revision

THRESHOLD = 0.5
"""Of pg_trgm's similarity: half of the groups of three letters are in both texts."""
MOST = 3
PATIENCE_MS = 2_000
"""A page for moderators does not wait longer for this; long texts among very many take their time."""


@dataclass(frozen=True)
class Alike:
    """Another review's words, with what they have in common."""

    revision: Revision
    similarity: float
    pieces: Sequence[diffs.Piece]

    @property
    def per_cent(self) -> int:
        return int(self.similarity * 100)


def alike(revision: Revision) -> list[Alike] | None:
    """The most alike first, each review once by its closest words; None if that took too long to find out."""
    try:
        with transaction.atomic():
            _set_limits()
            found = list(_of_other_reviews(revision))
    except OperationalError:
        return None
    closest = {one.review_id: one for one in reversed(found)}
    nearest = sorted(closest.values(), key=_similarity, reverse=True)[:MOST]
    return [Alike(one, _similarity(one), diffs.changes(one.text, revision.text)) for one in nearest]


def _of_other_reviews(revision: Revision) -> QuerySet[Any, Any]:
    """By the index on the text in capitals, which `%` alone can use."""
    text = Upper(Value(revision.text))
    return (
        Revision.objects.exclude(review=revision.review_id)
        .alias(capitals=Upper("text"))
        .filter(capitals__trigram_similar=text)
        .annotate(similarity=TrigramSimilarity(Upper("text"), text))  # type: ignore[arg-type]  # expressions do, too
        .select_related("review__ai_model__creator", "review__author")
        .order_by("-similarity", "-pk")[: MOST * 4]
    )


def _similarity(revision: Revision) -> float:
    return cast(float, revision.similarity)  # type: ignore[attr-defined]  # annotated above


def _set_limits() -> None:
    """For this transaction alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %s, true), set_config('statement_timeout', %s, true)",
            [str(THRESHOLD), str(PATIENCE_MS)],
        )
