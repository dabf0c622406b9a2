"""How many appealed, what came of it, how long that took, and how many were banned: counted from the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from catalog import wording
from reviews.models import Appeal, Ban
from reviews.monthly import MONTHS, Median, months_before

DECIDED = (Appeal.State.GRANTED, Appeal.State.UPHELD)


@dataclass(frozen=True)
class Appealed:
    """The appeals made in one month, or in all twelve, and those decided in it, whenever they were made."""

    made: int = 0
    reversed: int = 0
    stood: int = 0
    given_up: int = 0
    median: timedelta | None = None

    @property
    def wait(self) -> str:
        """The median time from the appeal to the decision: "3 hours"; "" where nothing was decided."""
        return wording.span(self.median) if self.median is not None else ""


@dataclass(frozen=True)
class AppealRecord:
    """The last twelve months, this one included and the newest first."""

    months: Sequence[tuple[datetime, Appealed]]
    total: Appealed
    against_bans: int
    banned: int
    lifted: int

    @property
    def is_empty(self) -> bool:
        return not (self.total.made or self.total.reversed or self.total.stood or self.total.given_up or self.banned)


def appeals_of(now: datetime) -> AppealRecord:
    """All counts, in five queries whatever their number."""
    begin = months_before(now, MONTHS - 1)
    made = Appeal.objects.filter(made_at__gte=begin).order_by()
    ended = Appeal.objects.filter(decided_at__gte=begin).order_by()
    made_in = dict(_by_month(made, "made_at").values_list("month", "made"))
    ended_in = {row.pop("month"): row for row in _by_month(ended, "decided_at").values("month", *_OUTCOMES)}
    months = [months_before(now, back) for back in range(MONTHS)]
    bans = Ban.objects.aggregate(
        banned=Count("pk", filter=Q(decided_at__gte=begin, state__in=(Ban.State.IN_FORCE, Ban.State.LIFTED))),
        lifted=Count("pk", filter=Q(lifted_at__gte=begin)),
    )
    return AppealRecord(
        months=[(month, Appealed(made_in.get(month, 0), **ended_in.get(month, {}))) for month in months],
        total=Appealed(sum(made_in.values()), **ended.aggregate(**_OUTCOMES)),
        against_bans=made.filter(ban__isnull=False).count(),
        **bans,
    )


def _by_month(appeals: QuerySet[Appeal], column: str) -> QuerySet[Any, Any]:
    months = appeals.annotate(month=TruncMonth(column, tzinfo=UTC)).values("month")
    return months.annotate(**({"made": Count("pk")} if column == "made_at" else _OUTCOMES))


_WAITED = ExpressionWrapper(F("decided_at") - F("made_at"), output_field=DurationField())
_OUTCOMES: dict[str, Any] = {
    "reversed": Count("pk", filter=Q(state=Appeal.State.GRANTED)),
    "stood": Count("pk", filter=Q(state=Appeal.State.UPHELD)),
    "given_up": Count("pk", filter=Q(state=Appeal.State.GIVEN_UP)),
    "median": Median(_WAITED, filter=Q(state__in=DECIDED)),
}
