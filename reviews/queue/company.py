"""In whose company a review stands: others from the same place at the same time, and accounts that vote for each other.

Signals for moderators, in numbers alone. Two colleagues share a network, and friends like each other's reviews.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from reviews.models import Arrival, Review, Vote

SAME_NETWORK_WITHIN = timedelta(days=1)
SAME_DEVICE_WITHIN = timedelta(hours=6)
REGULAR = 3
"""Who voted for so many reviews of one author, and for no more of anybody else's, votes for the author."""


@dataclass(frozen=True)
class Company:
    """How many other accounts, each for one ground."""

    same_network: int = 0
    same_device: int = 0
    mutual: int = 0
    regulars: int = 0


def company_of(review: Review, arrival: Arrival | None) -> Company:
    """Three queries at most."""
    from_there = _from_the_same_place(arrival) if arrival and arrival.device else {}
    if review.author_id is None:
        return Company(**from_there)
    return Company(**from_there, mutual=_mutual(review.author_id), regulars=_regulars(review.author_id))


def _from_the_same_place(arrival: Arrival) -> dict[str, int]:
    """Of the same model, before and after. Every account has one review of a model, so reviews are accounts."""
    at = arrival.arrived_at
    around = Arrival.objects.filter(
        ai_model=arrival.ai_model_id, arrived_at__range=(at - SAME_NETWORK_WITHIN, at + SAME_NETWORK_WITHIN)
    )
    others = around.exclude(device="").exclude(review=arrival.review_id)
    network = Q(network=arrival.network) if arrival.network else Q(pk=None)
    soon = Q(arrived_at__range=(at - SAME_DEVICE_WITHIN, at + SAME_DEVICE_WITHIN))
    return others.aggregate(
        same_network=Count("review", distinct=True, filter=network),
        same_device=Count("review", distinct=True, filter=soon & Q(device=arrival.device, is_new=True)),
    )


def _mutual(author_id: int) -> int:
    """Accounts whose reviews the author found helpful, and who found the author's helpful."""
    theirs = Vote.objects.filter(voter=author_id, is_helpful=True).exclude(review__author=None)
    back = theirs.filter(review__author__votes__is_helpful=True, review__author__votes__review__author=author_id)
    return back.values("review__author").distinct().count()


def _regulars(author_id: int) -> int:
    """Accounts that vote for this author, and hardly for anybody else."""
    everything = Vote.objects.filter(voter=OuterRef("voter")).order_by().values("voter").annotate(n=Count("pk"))
    votes_for = Vote.objects.filter(review__author=author_id, is_helpful=True).order_by().values("voter")
    loyal = votes_for.annotate(here=Count("pk"), all=Coalesce(Subquery(everything.values("n")), 0))
    return loyal.filter(here__gte=REGULAR, all__lt=F("here") * 2).count()
