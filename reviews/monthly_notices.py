"""Notices of unlawful content, month by month: what came in, what was decided, how long that took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, QuerySet
from django.db.models.functions import TruncMonth

from catalog import wording
from reviews.models import Notice
from reviews.monthly import MONTHS, Median, months_before

Decision = Notice.Decision


@dataclass(frozen=True)
class NoticesOfMonth:
    """What came in within a month, and what was decided within it, of whichever month."""

    received: int = 0
    decided: Counter[str] = field(default_factory=Counter)
    median: timedelta | None = None

    @property
    def erased(self) -> int:
        return self.decided[Decision.ERASED]

    @property
    def hidden(self) -> int:
        return self.decided[Decision.HIDDEN]

    @property
    def left(self) -> int:
        return self.decided[Decision.LEFT]

    @property
    def gone(self) -> int:
        return self.decided[Decision.GONE]

    @property
    def wait(self) -> str:
        """The median time from a notice to the decision: "3 hours"; "" where nothing was decided."""
        return wording.span(self.median) if self.median is not None else ""


@dataclass(frozen=True)
class NoticeRecord:
    """The last twelve months in which something happened, the newest first."""

    months: Sequence[tuple[datetime, NoticesOfMonth]]
    total: NoticesOfMonth


def notices_until(now: datetime) -> NoticeRecord:
    """All counts, in four queries whatever their number."""
    begin = months_before(now, MONTHS - 1)
    came = dict(_by_month(Notice.objects.filter(created_at__gte=begin), "created_at").values_list("month", "number"))
    decided = Notice.objects.filter(decided_at__gte=begin).order_by()
    decisions: dict[datetime, Counter[str]] = {}
    for month, decision, number in _by_month(decided, "decided_at", "decision").values_list(
        "month", "decision", "number"
    ):
        decisions.setdefault(month, Counter())[decision] += number
    judged = decided.exclude(decision=Decision.GONE)
    waited = ExpressionWrapper(F("decided_at") - F("created_at"), output_field=DurationField())
    medians = dict(_by_month(judged, "decided_at").annotate(median=Median(waited)).values_list("month", "median"))
    months = sorted({*came, *decisions}, reverse=True)
    return NoticeRecord(
        [
            (month, NoticesOfMonth(came.get(month, 0), decisions.get(month, Counter()), medians.get(month)))
            for month in months
        ],
        NoticesOfMonth(
            sum(came.values()),
            sum(decisions.values(), Counter()),
            judged.aggregate(median=Median(waited))["median"],
        ),
    )


def _by_month(notices: QuerySet[Notice], moment: str, *columns: str) -> QuerySet[Any, Any]:
    dated = notices.order_by().annotate(month=TruncMonth(moment, tzinfo=UTC))
    return dated.values("month", *columns).annotate(number=Count("pk"))
