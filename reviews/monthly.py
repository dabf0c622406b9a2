"""What came in and what was decided, month by month: counted from the record, in a constant number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import TruncMonth

from catalog import wording
from reviews import scoring
from reviews.models import ModerationAction, Reason

MONTHS = 12
Kind = ModerationAction.Kind
SHOWN = (Kind.SUBMITTED, Kind.APPROVED, Kind.RETURNED, Kind.REFUSED, Kind.HIDDEN)


class Median(Aggregate):
    """The one in the middle, by PostgreSQL's own PERCENTILE_CONT; of two, half-way between them."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


class Group(NamedTuple):
    """So many steps of a kind in a month, for a reason ("" for none), on words of so many stars."""

    month: datetime
    kind: str
    reason: str
    stars: int
    steps: int


@dataclass(frozen=True)
class Tallied:
    """What befell the words of one month, of one number of stars, or of all: by kind of step."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    median: timedelta | None = None

    @property
    def received(self) -> int:
        return self.counts[Kind.SUBMITTED]

    @property
    def published(self) -> int:
        return self.counts[Kind.APPROVED]

    @property
    def returned(self) -> int:
        return self.counts[Kind.RETURNED]

    @property
    def refused(self) -> int:
        return self.counts[Kind.REFUSED]

    @property
    def hidden(self) -> int:
        return self.counts[Kind.HIDDEN]

    @property
    def decided(self) -> int:
        return self.published + self.returned + self.refused

    @property
    def wait(self) -> str:
        """The median time from the sending in to the decision: "3 hours"; "" where nothing was decided."""
        return wording.span(self.median) if self.median is not None else ""

    @property
    def refused_share(self) -> str:
        """Of what was decided: "12%"; "" where nothing was."""
        return f"{100 * self.refused / self.decided:.0f}%" if self.decided else ""


@dataclass(frozen=True)
class Record:
    """The last twelve months, this one included and the newest first."""

    months: Sequence[tuple[datetime, Tallied]]
    total: Tallied
    by_stars: Sequence[tuple[int, Tallied]]
    by_reason: Sequence[tuple[Reason, int]]
    groups: Sequence[Group]
    is_untouched: bool
    """Whether nothing was ever received."""


def record_of(now: datetime) -> Record:
    """All counts, in three queries whatever their number, and one more where there are none."""
    begin = months_before(now, MONTHS - 1)
    steps = ModerationAction.objects.filter(created_at__gte=begin, kind__in=SHOWN).order_by()
    groups = list(_groups(steps))
    total_median, medians = _medians(steps)
    months = [months_before(now, back) for back in range(MONTHS)]
    total = _tallied(groups, total_median)
    return Record(
        months=[(month, _tallied((g for g in groups if g.month == month), medians.get(month))) for month in months],
        total=total,
        by_stars=[(stars, _tallied(g for g in groups if g.stars == stars)) for stars in scoring.STARS],
        by_reason=[(reason, total.reasons[reason]) for reason in Reason],
        groups=groups,
        is_untouched=not groups and not ModerationAction.objects.exists(),
    )


def _groups(steps: QuerySet[ModerationAction]) -> Iterator[Group]:
    counted = steps.annotate(month=TruncMonth("created_at", tzinfo=UTC)).values("month", "kind", "reason", "stars")
    columns = ("month", "kind", "reason", "stars", "steps")
    for row in counted.annotate(steps=Count("pk")).order_by("-month", "kind", "reason", "-stars").values_list(*columns):
        yield Group(*row)


def _medians(steps: QuerySet[ModerationAction]) -> tuple[timedelta | None, dict[datetime, timedelta]]:
    """Of all decisions, and of those of each month."""
    waited = ExpressionWrapper(F("created_at") - F("submitted_at"), output_field=DurationField())
    decisions = steps.filter(kind__in=ModerationAction.DECISIONS)
    by_month = (
        decisions.annotate(month=TruncMonth("created_at", tzinfo=UTC)).values("month").annotate(median=Median(waited))
    )
    overall: timedelta | None = decisions.aggregate(median=Median(waited))["median"]
    return overall, dict(by_month.values_list("month", "median"))


def _tallied(groups: Iterable[Group], median: timedelta | None = None) -> Tallied:
    tallied = Tallied(median=median)
    for group in groups:
        tallied.counts[group.kind] += group.steps
        if group.kind == Kind.REFUSED:
            tallied.reasons[group.reason] += group.steps
    return tallied


def months_before(now: datetime, back: int) -> datetime:
    """The first moment of the month so many months ago, in UTC."""
    months = now.year * 12 + now.month - 1 - back
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)
