"""Whether the figures kept in step with the reviews are what the reviews say, counted anew from the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.models import AIModel
from reviews import ratings, scoring, voting
from reviews.models import Review, Tally
from reviews.models.proofs import VERIFIED

SUMS = ("review_count", "verified_review_count", "rating_weight", "rating_weighted_stars")
READ_AT_ONCE = 2_000


@dataclass(frozen=True)
class Difference:
    """A figure of a model that is not what its reviews add up to."""

    model_id: int
    figure: str
    kept: Decimal | int | str
    counted: Decimal | int | str

    def __str__(self) -> str:
        return f"model {self.model_id}, {self.figure}: {self.kept} is kept, {self.counted} counted"


def differences() -> list[Difference]:
    """Every figure that has drifted, of all models. Reads each published review once, and every vote."""
    return [*_of_reviews(), *_of_votes(), *_of_sums(), *_of_tallies()]


@transaction.atomic
def repair(model_id: int) -> None:
    """Writes a model's figures anew from its reviews, while nobody else may change them."""
    AIModel.objects.select_for_update(no_key=True).get(pk=model_id)
    for _, review_id, *_ in _votes_apart(model_id):
        voting.recount(review_id)
    for review in _published().filter(ai_model=model_id).iterator(READ_AT_ONCE):
        _mend(review)
    recount(model_id)


def recount(model_id: int) -> None:
    """Adds up what the published reviews of a locked model say of themselves, in place of what is kept."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_SUMS} WHERE model.id = %(model)s", {"verified": list(VERIFIED), "model": model_id})
        counted = dict(zip(SUMS, cursor.fetchone()[1 + len(SUMS) :], strict=True))
        AIModel.objects.filter(pk=model_id).update(**counted)
        Tally.objects.filter(ai_model=model_id).delete()
        cursor.execute(_TALLY_ANEW, [model_id])
    ratings.show(AIModel.objects.get(pk=model_id), timezone.now())


def _published() -> QuerySet[Review]:
    return Review.objects.published().select_related("shown").order_by("pk")


def _of_reviews() -> Iterator[Difference]:
    """What each review says it adds, against its own content."""
    for review in _published().iterator(READ_AT_ONCE):
        said, weight = _due(review)
        if review.said != said:
            yield Difference(review.ai_model_id, f"review {review.pk}", " ".join(review.said), " ".join(said))
        if review.weight != weight:
            yield Difference(review.ai_model_id, f"weight of review {review.pk}", review.weight, weight)


def _due(review: Review) -> tuple[list[str], Decimal]:
    """What a review should say that it adds, and weigh, by its own content."""
    return ratings.said_by(review), scoring.weight_at_epoch(review.written_at)


def _mend(review: Review) -> None:
    said, weight = _due(review)
    if (review.said, review.weight) != (said, weight):
        review.said, review.weight = said, weight
        review.save(update_fields=["said", "weight"])


def _of_votes() -> Iterator[Difference]:
    """How many found each review helpful or not, against the votes that count."""
    for model_id, review_id, *values in _votes_apart():
        kept, counted = (f"{yes} yes, {no} no" for yes, no in (values[:2], values[2:]))
        yield Difference(model_id, f"votes on review {review_id}", kept, counted)


def _votes_apart(model_id: int | None = None) -> list[tuple[int, int, int, int, int, int]]:
    """Model, review, yes and no as kept, yes and no as counted, where they are apart; of one model, or of all."""
    with connection.cursor() as cursor:
        cursor.execute(_VOTES, {"model": model_id})
        return cursor.fetchall()


def _of_sums() -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {"verified": list(VERIFIED)})
        for model_id, *values in cursor.fetchall():
            kept, counted = values[: len(SUMS)], values[len(SUMS) :]
            for figure, here, there in zip(SUMS, kept, counted, strict=True):
                if here != there:
                    yield Difference(model_id, figure, here, there)


def _of_tallies() -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(_TALLIES)
        for model_id, said, kept, counted in cursor.fetchall():
            yield Difference(model_id, said, kept, counted)


# One statement each, so that what is kept and what is counted are of the same moment.
_SUMS = """
    SELECT model.id, model.review_count, model.verified_review_count, model.rating_weight,
           model.rating_weighted_stars, coalesce(found.reviews, 0), coalesce(found.verified, 0),
           coalesce(found.weight, 0), coalesce(found.weighted_stars, 0)
    FROM catalog_aimodel AS model LEFT JOIN (
        SELECT ai_model_id, count(*) AS reviews,
               count(*) FILTER (WHERE proof = ANY(%(verified)s)) AS verified,
               sum(weight) AS weight, sum(weight * stars) AS weighted_stars
        FROM reviews_review WHERE state = 'published' AND exclusion_id IS NULL GROUP BY ai_model_id
    ) AS found ON found.ai_model_id = model.id
"""
_VOTES = """
    SELECT review.ai_model_id, review.id, review.helpful_yes, review.helpful_no,
           coalesce(counted.yes, 0), coalesce(counted.no, 0)
    FROM reviews_review AS review LEFT JOIN (
        SELECT review_id, count(*) FILTER (WHERE is_helpful) AS yes, count(*) FILTER (WHERE NOT is_helpful) AS no
        FROM reviews_vote WHERE counts AND NOT is_set_aside GROUP BY review_id
    ) AS counted ON counted.review_id = review.id
    WHERE (review.helpful_yes, review.helpful_no) <> (coalesce(counted.yes, 0), coalesce(counted.no, 0))
        AND (%(model)s::bigint IS NULL OR review.ai_model_id = %(model)s)
    ORDER BY 1, 2
"""
_TALLIES = """
    WITH said AS (
        SELECT ai_model_id, split_part(one, ':', 1) AS kind, substr(one, strpos(one, ':') + 1) AS key,
               count(*)::int AS count
        FROM reviews_review, unnest(said) AS one
        WHERE state = 'published' AND exclusion_id IS NULL GROUP BY 1, 2, 3
    )
    SELECT ai_model_id, kind || ':' || key, coalesce(kept.count, 0), coalesce(said.count, 0)
    FROM reviews_tally AS kept FULL JOIN said USING (ai_model_id, kind, key)
    WHERE coalesce(kept.count, 0) <> coalesce(said.count, 0)
    ORDER BY 1, 2
"""
_TALLY_ANEW = """
    INSERT INTO reviews_tally (ai_model_id, kind, key, count)
    SELECT ai_model_id, split_part(one, ':', 1), substr(one, strpos(one, ':') + 1), count(*)
    FROM reviews_review, unnest(said) AS one
    WHERE state = 'published' AND exclusion_id IS NULL AND ai_model_id = %s GROUP BY 1, 2, 3
"""
