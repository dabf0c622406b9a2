from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog import wording
from catalog.admin.machine_rows import MachineRowsAdmin, MachineRowsInline
from catalog.models import Offer, PriceRow, PriceSheet
from catalog.pricing import Unit

CONDITIONS = ("min_prompt_tokens", "boundary", "utc_start", "utc_end", "weekdays", "batch", "detail")


class ShowsAmounts:
    """A line of a price sheet in full figures; a bare Decimal would read 2.5E-7."""

    @admin.display(description="amount", ordering="amount")
    def stated(self, row: PriceRow) -> str:
        """ "$0.0000025 a token": as the source states it."""
        return f"{wording.dollars(row.amount)} a {row.unit}"

    @admin.display(description="per 1M tokens")
    def per_million_tokens(self, row: PriceRow) -> str:
        return wording.price(row.amount) if row.unit == Unit.TOKEN else ""


class SheetInline(MachineRowsInline):
    model = PriceSheet
    fields = ("source", "state", "valid_from", "valid_until", "confirmed_at")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[PriceSheet]:
        return super().get_queryset(request).select_related("offer__provider", "source")


class RowInline(ShowsAmounts, MachineRowsInline):
    model = PriceRow
    fields = ("position", "meter", "stated", "per_million_tokens", *CONDITIONS)


@admin.register(Offer)
class OfferAdmin(MachineRowsAdmin):
    list_display = ("external_id", "ai_model", "provider", "variant", "context_window", "last_seen_at", "ended_at")
    list_filter = ("variant", ("ended_at", admin.EmptyFieldListFilter), "provider")
    list_select_related = ("ai_model", "provider")
    search_fields = ("external_id", "ai_model__name", "provider__name")
    show_full_result_count = False
    ordering = ("external_id", "pk")
    date_hierarchy = "first_seen_at"
    inlines = (SheetInline,)


@admin.register(PriceSheet)
class PriceSheetAdmin(MachineRowsAdmin):
    list_display = ("offer", "source", "state", "valid_from", "valid_until", "confirmed_at")
    list_filter = ("state", ("valid_until", admin.EmptyFieldListFilter), "source")
    list_select_related = ("offer__provider", "source")
    search_fields = ("offer__external_id", "offer__ai_model__name")
    ordering = ("-valid_from", "-pk")
    date_hierarchy = "valid_from"
    show_full_result_count = False
    inlines = (RowInline,)


@admin.register(PriceRow)
class PriceRowAdmin(ShowsAmounts, MachineRowsAdmin):
    list_display = ("sheet", "meter", "stated", "per_million_tokens", "min_prompt_tokens", "batch")
    list_filter = ("meter", "unit", "batch", ("sheet__valid_until", admin.EmptyFieldListFilter))
    list_select_related = ("sheet__offer__provider",)
    search_fields = ("sheet__offer__external_id", "sheet__offer__ai_model__name")
    ordering = ("-sheet__valid_from", "sheet", "position")
    fields = ("sheet", "position", "meter", "stated", "per_million_tokens", *CONDITIONS)
    readonly_fields = ("stated", "per_million_tokens")
    show_full_result_count = False
