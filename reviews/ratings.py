"""A model's rating and tallies, kept in step with its published reviews. Nothing else writes those columns.

Whoever changes what a review counts for does it inside `recounted`, which locks the model first and the review second,
and moves the sums by the difference: no publication reads the other reviews of its model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from catalog.models import AIModel
from reviews import scoring
from reviews.models import Review
from reviews.models.proofs import VERIFIED
from reviews.models.reviews import LONGEST_POINT, MARKS

SHOWN_PLACES = Decimal("0.01")
FIGURES = ("rating", "rating_weight", "rating_weighted_stars", "review_count", "verified_review_count")
"""The columns of a model that this module writes, and nobody else."""
WRITTEN_AT_ONCE = 500


@dataclass(frozen=True)
class Counted:
    """What one review adds to its model's figures, or several; nothing while it is not published, or is left out."""

    count: int = 0
    verified: int = 0
    weight: Decimal = Decimal(0)
    weighted_stars: Decimal = Decimal(0)
    said: Counter[str] = field(default_factory=Counter)


@contextmanager
def recounted(review_id: int) -> Iterator[Review]:
    """Locks a review and its model; what the caller changes is saved, and in the figures, when it is left.

    To be used within a transaction. Deleting the review counts as a change. Raises Review.DoesNotExist.
    """
    model, review = locked(review_id)
    before = _counted(review)
    yield review
    if review.pk is not None:
        review.said = said_by(review)
        review.save()
    _move(model, before, _counted(review))


@contextmanager
def recounted_together(model_id: int, review_ids: Collection[int]) -> Iterator[list[Review]]:
    """The same for several reviews of one model, which is locked once and shown anew once.

    What the caller may change of each is its state, the revision shown and when it was first shown.
    """
    model = AIModel.objects.select_for_update(of=("self",), no_key=True).only(*FIGURES).get(pk=model_id)
    theirs = Review.objects.filter(ai_model=model_id, pk__in=review_ids).select_related("shown").order_by("pk")
    reviews = list(theirs.select_for_update(of=("self",)))
    before = _added_up(map(_counted, reviews))
    yield reviews
    for review in reviews:
        review.said = said_by(review)
    Review.objects.bulk_update(reviews, ["state", "shown", "published_at", "said"], batch_size=WRITTEN_AT_ONCE)
    _move(model, before, _added_up(map(_counted, reviews)))


def locked(review_id: int) -> tuple[AIModel, Review]:
    """A model and its review, locked in this order, for a step on record that changes no figure.

    A row that names the model waits for whoever has locked it, and must not hold the review meanwhile.
    Raises Review.DoesNotExist.
    """
    model = (
        AIModel.objects.select_for_update(of=("self",), no_key=True).only(*FIGURES).filter(reviews=review_id).first()
    )
    review = Review.objects.select_for_update().get(pk=review_id)
    assert model is not None  # noqa: S101  # the one that the review points to
    return model, review


def said_by(review: Review) -> list[str]:
    """The tallies that a review adds to: none unless it is published."""
    if review.state != Review.State.PUBLISHED or review.shown is None:
        return []
    said = {f"stars:{review.stars}", f"use:{review.use_case}", f"proof:{review.proof}"}
    said |= {f"{name}:{mark}" for name in MARKS if (mark := getattr(review, name))}
    said |= {f"pro:{key}" for point in review.shown.pros if (key := point_key(point))}
    said |= {f"con:{key}" for point in review.shown.cons if (key := point_key(point))}
    if review.provider_id:
        said.add(f"provider:{review.provider_id}")
    if review.proof in VERIFIED:
        said.add(f"verified_use:{review.use_case}")
    return sorted(said)


def point_key(point: str) -> str:
    """What makes two pros or cons the same: letters and spaces, not case nor closing marks."""
    return " ".join(point.lower().split()).strip(" .!;,")[:LONGEST_POINT]


def refresh(now: datetime) -> int:
    """Brings the ratings that readers see to this moment, since age weighs a little more every day.

    Returns how many are shown otherwise than before.
    """
    changed = 0
    for model_id in AIModel.objects.filter(review_count__gte=scoring.FEWEST).values_list("pk", flat=True):
        with transaction.atomic():
            model = AIModel.objects.select_for_update(no_key=True).get(pk=model_id)
            if _as_shown(model.rating) != _as_shown(_rating(model, now)):
                show(model, now)
                changed += 1
    return changed


def _counted(review: Review) -> Counted:
    if review.pk is None or review.state != Review.State.PUBLISHED or review.exclusion_id is not None:
        return Counted()
    return Counted(1, int(review.proof in VERIFIED), review.weight, review.weight * review.stars, Counter(review.said))


def _added_up(parts: Iterable[Counted]) -> Counted:
    count, verified, weight, weighted_stars, said = 0, 0, Decimal(0), Decimal(0), Counter[str]()
    for part in parts:
        count, verified = count + part.count, verified + part.verified
        weight, weighted_stars = weight + part.weight, weighted_stars + part.weighted_stars
        said.update(part.said)
    return Counted(count, verified, weight, weighted_stars, said)


def _move(model: AIModel, before: Counted, after: Counted) -> None:
    if before == after:
        AIModel.objects.filter(pk=model.pk).renew()
        return
    model.review_count += after.count - before.count
    model.verified_review_count += after.verified - before.verified
    model.rating_weight += after.weight - before.weight
    model.rating_weighted_stars += after.weighted_stars - before.weighted_stars
    _tally(model, after.said - before.said, before.said - after.said)
    show(model, timezone.now())


def _rating(model: AIModel, now: datetime) -> Decimal | None:
    if model.review_count < scoring.FEWEST:
        return None
    return scoring.rating(model.rating_weight, model.rating_weighted_stars, now)


def show(model: AIModel, now: datetime) -> None:
    """Saves a locked model's figures and renews its page. Lists show them within the five minutes of their cache."""
    model.rating = _rating(model, now)
    model.version = F("version") + 1
    model.save(update_fields=[*FIGURES, "version"])


def _as_shown(rating: Decimal | None) -> Decimal | None:
    return rating and rating.quantize(SHOWN_PLACES, ROUND_HALF_UP)


def _tally(model: AIModel, gained: Counter[str], lost: Counter[str]) -> None:
    """Counts what is said now and was not, and takes back what is no longer said. The model is locked."""
    for statement, said in ((_LOST, lost), (_GAINED, gained)):
        if said:
            kinds, keys = zip(*(one.split(":", 1) for one in sorted(said)), strict=True)
            counts = [said[one] for one in sorted(said)]
            with connection.cursor() as cursor:
                cursor.execute(
                    statement, {"model": model.pk, "kinds": list(kinds), "keys": list(keys), "counts": counts}
                )


_LOST = """
    UPDATE reviews_tally SET count = reviews_tally.count - said.count
    FROM unnest(%(kinds)s::text[], %(keys)s::text[], %(counts)s::int[]) AS said (kind, key, count)
    WHERE ai_model_id = %(model)s AND reviews_tally.kind = said.kind AND reviews_tally.key = said.key
"""
_GAINED = """
    INSERT INTO reviews_tally (ai_model_id, kind, key, count)
    SELECT %(model)s, kind, key, count
    FROM unnest(%(kinds)s::text[], %(keys)s::text[], %(counts)s::int[]) AS said (kind, key, count)
    ON CONFLICT (ai_model_id, kind, key) DO UPDATE SET count = reviews_tally.count + excluded.count
"""
"""The ORM's own upsert cannot add to what is there."""
