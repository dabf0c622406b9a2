"""All that moderators need to see of a burst, in a constant number of queries: who is in it, and what they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from catalog import wording
from reviews.models import Arrival, Burst, Revision
from reviews.queue.entries import BURST, Entry
from reviews.queue.likeness import PATIENCE_MS, THRESHOLD

MOST_LISTED = 200
MOST_COMPARED = 60
"""Every text with every other: so many, and some two thousand pairs."""


@dataclass(frozen=True)
class Member:
    """One review of a burst. Of where it came from is told how many others came from there, never from where."""

    arrival: Arrival
    same_network: int
    same_device: int
    likeness: int | None

    @property
    def revision(self) -> Revision:
        return self.arrival.revision

    @property
    def account_age(self) -> str:
        """As the words came in."""
        author = self.revision.review.author
        return wording.span(self.arrival.arrived_at - author.date_joined) if author else ""

    @property
    def is_held(self) -> bool:
        return self.arrival.passed_at is None

    @property
    def stands(self) -> str:
        """What was decided on it so far."""
        if self.arrival.passed_at is not None:
            return "taken out"
        return self.revision.get_state_display().lower()


@dataclass(frozen=True)
class Gathered:
    """A burst as a case: to be decided as a whole, before any of its reviews is."""

    burst: Burst
    now: datetime
    members: Sequence[Member]
    count: int
    networks: int
    """How many networks they came from; 0 where none is known, or all are forgotten."""
    devices: int

    @property
    def entry(self) -> Entry:
        return Entry(self.burst.began_at, BURST, self.burst.pk)

    @property
    def waited(self) -> str:
        return wording.span(self.now - self.burst.opened_at)

    @property
    def window(self) -> str:
        return wording.span(self.burst.window)

    @property
    def latest(self) -> datetime | None:
        return max((member.arrival.arrived_at for member in self.members), default=None)

    @property
    def held(self) -> list[Member]:
        return [member for member in self.members if member.is_held]


def gather(burst_id: int, now: datetime) -> Gathered:
    """Raises Burst.DoesNotExist."""
    burst = Burst.objects.select_related("ai_model__creator", "decided_by").get(pk=burst_id)
    everybody = burst.arrivals.all()
    arrivals = list(_listed(everybody))
    networks, devices = _counts(everybody, "network"), _counts(everybody, "device")
    likeness = _likeness([arrival.revision_id for arrival in arrivals[:MOST_COMPARED]])
    return Gathered(
        burst=burst,
        now=now,
        members=[
            Member(
                arrival,
                same_network=networks[arrival.network] - 1 if arrival.network else 0,
                same_device=devices[arrival.device] - 1 if arrival.device else 0,
                likeness=likeness.get(arrival.revision_id),
            )
            for arrival in arrivals
        ],
        count=everybody.count(),
        networks=len(networks),
        devices=len(devices),
    )


def _listed(everybody: QuerySet[Arrival]) -> QuerySet[Arrival]:
    whole = everybody.select_related("revision__review__author").defer("revision__text", "revision__html")
    return whole.order_by("arrived_at", "pk")[:MOST_LISTED]


def _counts(everybody: QuerySet[Arrival], column: str) -> Counter[str]:
    return Counter(everybody.exclude(**{column: ""}).order_by().values_list(column, flat=True))


def _likeness(revision_ids: list[int]) -> dict[int, int]:
    """How much the text of each is like the closest of the others, in percent; nothing if that took too long."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PATIENCE_MS)])
            cursor.execute(_CLOSEST, {"revisions": revision_ids, "least": THRESHOLD})
            found: list[tuple[Any, ...]] = cursor.fetchall()
    except OperationalError:
        return {}
    return {pk: int(100 * closest) for pk, closest in found}


_CLOSEST = """
    SELECT one.id, max(similarity(upper(one.text), upper(other.text))) AS closest
    FROM reviews_revision AS one JOIN reviews_revision AS other ON other.review_id <> one.review_id
    WHERE one.id = ANY(%(revisions)s) AND other.id = ANY(%(revisions)s)
    GROUP BY one.id HAVING max(similarity(upper(one.text), upper(other.text))) >= %(least)s
"""
