"""Leaving a period of a model's reviews out of its figure, and lifting that again. Each is on record and public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from accounts.models import User
from catalog.models import AIModel
from reviews import recounting, scoring
from reviews.models import Exclusion, Review
from reviews.models.reviews import ReviewQuerySet
from reviews.recording import NotNow


class Overlap(Exception):
    """Some of these days are left out already; its text says which."""


@dataclass(frozen=True)
class Effect:
    """What leaving a period out would do; ratings are None where too few reviews are left."""

    reviews: int
    left: int
    rating: Decimal | None
    rating_without: Decimal | None


@transaction.atomic
def exclude(model: AIModel, first: date, last: date, *, note: str, why: str, by: User) -> Exclusion:
    """Leaves out what was written on these days, in UTC, the last included. Raises Overlap."""
    AIModel.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=model.pk)
    if overlap := overlapping(model, first, last):
        raise Overlap(f"{overlap.period} is left out already: lift that first, or choose other days.")
    made = Exclusion.objects.create(ai_model=model, first_day=first, last_day=last, note=note, why=why, made_by=by)
    # Those that wait or are hidden as well: they may show later.
    _written(model, first, last).update(exclusion=made)
    recounting.recount(model.pk)
    return made


@transaction.atomic
def lift(exclusion_id: int, by: User, because: str) -> Exclusion:
    """Counts its reviews again. Raises NotNow and Exclusion.DoesNotExist."""
    model_id = Exclusion.objects.values_list("ai_model_id", flat=True).get(pk=exclusion_id)
    AIModel.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=model_id)
    exclusion = Exclusion.objects.select_for_update(of=("self",)).get(pk=exclusion_id)
    if exclusion.lifted_at is not None:
        raise NotNow("Somebody was quicker: it was lifted already.")
    Review.objects.filter(exclusion=exclusion).update(exclusion=None)
    exclusion.lifted_at, exclusion.lifted_by, exclusion.lifted_because = timezone.now(), by, because
    exclusion.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    recounting.recount(model_id)
    return exclusion


def overlapping(model: AIModel, first: date, last: date) -> Exclusion | None:
    return Exclusion.objects.in_force().filter(ai_model=model, first_day__lte=last, last_day__gte=first).first()


def effect_of(model: AIModel, first: date, last: date) -> Effect:
    """What the figure would be without these days; nothing is written."""
    counted = _written(model, first, last).in_figure()
    theirs = counted.aggregate(
        reviews=Count("pk"),
        sum=Sum("weight", default=Decimal(0)),
        weighted=Sum(F("weight") * F("stars"), default=Decimal(0)),
    )
    left = model.review_count - theirs["reviews"]
    weight, weighted_stars = model.rating_weight - theirs["sum"], model.rating_weighted_stars - theirs["weighted"]
    without = scoring.rating(weight, weighted_stars, timezone.now()) if left >= scoring.FEWEST else None
    return Effect(theirs["reviews"], left, model.rating, without)


def _written(model: AIModel, first: date, last: date) -> ReviewQuerySet:
    begin, end = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(days=1)))
    return Review.objects.filter(Q(written_at__gte=begin, written_at__lt=end), ai_model=model)
