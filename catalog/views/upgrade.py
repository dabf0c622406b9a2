"""/models/<creator>/<slug>/upgrade/: from one model to another, and what changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog import prose, wording
from catalog.comparison.addresses import at_addresses, pair_address
from catalog.comparison.columns import Column, Columns
from catalog.comparison.rivals import successors_of
from catalog.forms import UsageForm
from catalog.models import AIModel, LifecycleEvent
from catalog.page_cache import page_cached
from catalog.pricing import Receipt, receipt

LONGEST_SHOWN = 60
"""Of an id that is asked for in vain, so much is said back."""


@dataclass(frozen=True)
class Change:
    """One line of the two bills, US dollars a month; None where a bill has no such line."""

    label: str
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True)
class Bills:
    """The same month at the prices of both; the lines of either, and what keeps a total from being known."""

    form: UsageForm
    before: Receipt | None = None
    after: Receipt | None = None

    @classmethod
    def of(cls, request: HttpRequest, old: Column, new: Column) -> Bills:
        makes_images = any("image" in column.model.output_modalities for column in (old, new))
        form = UsageForm(request.GET, makes_images=makes_images)
        usage = form.usage if form.is_valid() else None
        if usage is None:
            return cls(form)
        return cls(form, receipt(old.rates, usage), receipt(new.rates, usage))

    @property
    def changes(self) -> list[Change]:
        before, after = _amounts(self.before), _amounts(self.after)
        return [Change(label, before.get(label), after.get(label)) for label in dict.fromkeys([*before, *after])]

    def in_words(self, old_name: str, new_name: str) -> str:
        """ "" while the form has errors."""
        if self.before is None or self.after is None:
            return ""
        return prose.bill(self.before.total, self.after.total, old_name, new_name)

    @property
    def total(self) -> Change | None:
        """None where one of the two totals is not known."""
        if not self.before or not self.after or self.before.total is None or self.after.total is None:
            return None
        return Change("Month", self.before.total, self.after.total)


@dataclass(frozen=True)
class End:
    """When a model ends, and who says so; `days_left` is below zero once it has."""

    event: LifecycleEvent
    days_left: int


@page_cached(version=AIModel.objects.page_version)
@require_safe
def upgrade(request: HttpRequest, creator: str, slug: str) -> HttpResponse:
    """The move to `?to=`, an id; without a known one, where one might go. `?_part=bill` answers with the bills."""
    model = get_object_or_404(
        AIModel.objects.at_address(creator, slug).select_related("creator", "family", "model_class")
    )
    asked = request.GET.get("to", "").strip()
    target = AIModel.objects.filter(at_addresses([asked])).select_related("creator", "family", "model_class").first()
    if target is None or target == model:
        context = candidates(model, asked if target is None else "", is_same=target == model)
        return render(request, "catalog/upgrade/candidates.html", context)
    context = the_move(request, model, target)
    part = "catalog/upgrade/_bill.html" if request.GET.get("_part") == "bill" else "catalog/upgrade/move.html"
    return render(request, part, context)


def candidates(model: AIModel, unknown: str, *, is_same: bool) -> dict[str, Any]:
    events = list(model.lifecycle_events.in_force().select_related("source", "replacement__creator"))
    replacement = next((event.replacement for event in events if event.replacement), None)
    suggestions = successors_of(model, replacement)
    rows = AIModel.objects.filter(at_addresses(one.model.key for one in suggestions))
    by_id = {row.catalog_id: row for row in rows.select_related("creator", "model_class")}
    return {
        "model": model,
        "end": end_of(events, timezone.now().date()),
        "suggestions": [(by_id[one.model.key], one.reason) for one in suggestions],
        "unknown": wording.printable(unknown, LONGEST_SHOWN),
        "is_same": is_same,
    }


def the_move(request: HttpRequest, model: AIModel, target: AIModel) -> dict[str, Any]:
    columns = Columns.of([model, target])
    old, new = columns.columns
    before, after = columns.compared
    bills = Bills.of(request, old, new)
    return {
        "model": model,
        "old": old,
        "new": new,
        "columns": columns,
        "answer": prose.comparison(columns.compared),
        "description": prose.comparison(columns.compared, with_scores=False),
        "move": prose.move(before, after),
        "bills": bills,
        "bill": bills.in_words(before.name, after.name),
        "end": end_of(old.events, timezone.now().date()),
        "address": address_of(model, target),
        "others": reverse("upgrade", args=[model.creator.slug, model.slug]),
        "pair": pair_address(model.catalog_id, target.catalog_id),
        "is_another_class": model.model_class_id != target.model_class_id,
    }


def address_of(model: AIModel, target: AIModel) -> str:
    page = reverse("upgrade", args=[model.creator.slug, model.slug])
    return f"{page}?{urlencode({'to': target.catalog_id}, safe='/')}"


def end_of(events: Iterable[LifecycleEvent], today: date) -> End | None:
    """The first day on which it is retired, as far as a source says."""
    ends = [event for event in events if event.state == "retired"]
    first = min(ends, key=lambda event: event.happens_on, default=None)
    return End(first, (first.happens_on - today).days) if first else None


def _amounts(bill: Receipt | None) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in bill.lines if bill else ():
        found[line.label] = found.get(line.label, Decimal(0)) + line.amount
    return found
