"""/about/reviews/: the rules, what is proven, how ratings are made, what moderators decided; the counts as a file."""

from __future__ import annotations

import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.page_cache import page_cached
from reviews import example, monthly, monthly_appeals, monthly_notices, rules, scoring
from reviews.models import ModerationAction


def record_version() -> str:
    """The newest step on record, and the month, with which the twelve months move; one query."""
    newest = ModerationAction.objects.order_by("-pk").values_list("pk", flat=True).first()
    return f"{newest or 0}.{timezone.now():%Y%m}"


@page_cached(version=record_version)
@require_safe
def about_reviews(request: HttpRequest) -> HttpResponse:
    context = {
        "rules": rules.RULES,
        "edition": rules.EDITION,
        "scoring": scoring,
        "example": example.worked(),
        "record": monthly.record_of(timezone.now()),
        "appeals": monthly_appeals.appeals_of(timezone.now()),
        "notices": monthly_notices.notices_until(timezone.now()),
    }
    return render(request, "reviews/about.html", context)


@page_cached(version=record_version)
@require_safe
def about_reviews_csv(request: HttpRequest) -> HttpResponse:
    """Every count by month, kind of step, reason and stars, for whoever wants to add them up otherwise.

    Appeals, those against a ban among them, and notices of unlawful content have neither reason nor stars.
    """
    out = StringIO()
    lines = csv.writer(out)
    lines.writerow(("month", "step", "reason", "stars", "count"))
    for group in monthly.record_of(timezone.now()).groups:
        lines.writerow((f"{group.month:%Y-%m}", group.kind, group.reason, group.stars, group.steps))
    for month, appealed in monthly_appeals.appeals_of(timezone.now()).months:
        for name in ("made", "reversed", "stood", "given_up"):
            if count := getattr(appealed, name):
                lines.writerow((f"{month:%Y-%m}", f"appeal_{name}", "", "", count))
    for month, noticed in monthly_notices.notices_until(timezone.now()).months:
        for name in ("received", "erased", "hidden", "left", "gone"):
            if count := getattr(noticed, name):
                lines.writerow((f"{month:%Y-%m}", f"notice_{name}", "", "", count))
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
