from __future__ import annotations

from decimal import Decimal

from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.machine_rows import MachineRowsAdmin
from catalog.admin.renewal import RenewingAdmin
from catalog.models import Measurement, Metric


def plain(value: Decimal) -> str:
    """ "54.3" for 54.300000, "0" for 0E-6."""
    return f"{value.normalize():f}" if value else "0"


@admin.register(Metric)
class MetricAdmin(RenewingAdmin):
    list_display = ("name", "unit", "source", "higher_is_better", "redistributable")
    list_filter = ("source", "redistributable")
    list_select_related = ("source",)
    search_fields = ("name", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Metric | None = None) -> tuple[str, ...]:
        # The code that reads a source knows a metric by its slug, and sees when a new scale begins.
        return ("slug", "scale_version") if obj else ("scale_version",)


@admin.register(Measurement)
class MeasurementAdmin(MachineRowsAdmin):
    list_display = ("ai_model", "metric", "measured", "configuration", "source", "measured_at", "superseded_at")
    list_filter = ("metric", ("superseded_at", admin.EmptyFieldListFilter), "source")
    list_select_related = ("ai_model", "metric", "source")
    search_fields = ("ai_model__name", "ai_model__slug")
    ordering = ("-measured_at", "-pk")
    date_hierarchy = "measured_at"
    show_full_result_count = False
    fields = (
        "ai_model", "metric", "measured", "interval", "configuration", "scale_version",
        "source", "run", "measured_at", "confirmed_at", "superseded_at",
    )  # fmt: skip
    readonly_fields = ("measured", "interval")

    @admin.display(description="value", ordering="value")
    def measured(self, measurement: Measurement) -> str:
        return f"{plain(measurement.value)} {measurement.unit}"

    @admin.display(description="interval")
    def interval(self, measurement: Measurement) -> str:
        ends = [plain(end) if end is not None else "not stated" for end in (measurement.low, measurement.high)]
        return " to ".join(dict.fromkeys(ends))
