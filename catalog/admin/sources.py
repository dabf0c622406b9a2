from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from catalog import facts, wording
from catalog.admin.machine_rows import MachineRowsAdmin, MachineRowsInline
from catalog.admin.renewal import RenewingAdmin, hold_models
from catalog.admin.walking import WalkedAdmin
from catalog.models import AIModel, SetAsideRecord, Source, StoredValidator, SyncRun
from catalog.sync.sources import SOURCES, missing_key
from catalog.tasks import order_sync


@admin.register(Source)
class SourceAdmin(WalkedAdmin, RenewingAdmin):
    list_display = ("name", "rank", "gives", "licence", "every_minutes", "late_since", "website")
    search_fields = ("name", "slug")
    readonly_fields = ("slug", "late_since")
    actions = ("run_now",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # A source needs code that reads it; a migration comes with that.
        return False

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        concerned = hold_models(AIModel.objects.all()) if "rank" in form.changed_data else []
        super().save_model(request, obj, form, change)
        facts.resolve(concerned)

    @admin.action(description="Run now", permissions=["change"])
    def run_now(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """Orders a visit that reads the whole answer, whatever the source says of its having changed."""
        readable = []
        for source in queryset:
            if source.slug not in SOURCES:
                self.message_user(request, f"{source.name} is not a place that can be visited.", messages.WARNING)
            elif setting := missing_key(source.slug):
                self.message_user(request, f"{source.name}: no key is set ({setting}).", messages.WARNING)
            else:
                readable.append(source)
        with transaction.atomic():
            StoredValidator.objects.filter(source__in=readable).delete()
            # A worker is quick: it must not find what is not there yet.
            transaction.on_commit(partial(self._order, request, readable))

    def _order(self, request: HttpRequest, sources: Sequence[Source]) -> None:
        for place, source in enumerate(sources):
            if not order_sync(source.slug):
                left = wording.listing([one.name for one in sources[place:]])
                self.message_user(request, f"The broker takes no orders. Not queued: {left}.", messages.ERROR)
                return
            self.message_user(request, f"{source.name}: queued. Its run appears under sync runs.", messages.SUCCESS)


@admin.register(StoredValidator)
class StoredValidatorAdmin(MachineRowsAdmin):
    """Deleting one makes the next visit read its address in full."""

    list_display = ("address", "source", "seen_at", "etag", "last_modified")
    list_filter = ("source",)
    list_select_related = ("source",)
    search_fields = ("address",)
    ordering = ("source", "address")
    date_hierarchy = "seen_at"

    def has_delete_permission(self, request: HttpRequest, obj: StoredValidator | None = None) -> bool:
        return request.user.has_perm("catalog.delete_storedvalidator")


class SetAsideInline(MachineRowsInline):
    model = SetAsideRecord
    fields = ("external_id", "reason", "excerpt")


@admin.register(SyncRun)
class SyncRunAdmin(MachineRowsAdmin):
    list_display = (
        "source", "observed_at", "outcome", "http_status", "read", "created", "changed", "held", "set_aside",
        "finished_at",
    )  # fmt: skip
    list_filter = ("outcome", "source")
    list_select_related = ("source",)
    search_fields = ("source__name", "error")
    date_hierarchy = "observed_at"
    fieldsets = (
        (None, {"fields": ("source", "outcome", "error", "observed_at", "started_at", "finished_at")}),
        ("The answer", {"fields": ("address", "http_status", "answer_bytes", "read", "set_aside", "keys_not_read")}),
        ("What it did", {"fields": ("created", "changed", "unchanged", "held", "what_changed")}),
    )
    inlines = (SetAsideInline,)

    @admin.display(description="keys not read")
    def keys_not_read(self, run: SyncRun) -> str:
        return ", ".join(f"{key} ({count:,})" for key, count in run.unknown_keys.items()) or "none"

    @admin.display(description="what changed")
    def what_changed(self, run: SyncRun) -> str:
        if not run.details:
            return "Nothing, or it was dropped with age."
        return render_to_string("admin/catalog/syncrun/_details.html", {"lines": run.details})


@admin.register(SetAsideRecord)
class SetAsideRecordAdmin(MachineRowsAdmin):
    list_display = ("external_id", "reason", "run")
    list_filter = ("run__source",)
    list_select_related = ("run__source",)
    search_fields = ("external_id", "reason")
    show_full_result_count = False
    date_hierarchy = "run__observed_at"
    ordering = ("-pk",)
