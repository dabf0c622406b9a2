from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from catalog.admin.histories import HistoryAdmin
from catalog.admin.renewal import RenewingAdmin, classes_of
from catalog.admin.sheets.desk import SheetsMixin
from catalog.admin.sheets.nouns import CreatorRows, FamilyRows
from catalog.models import AIModel, Creator, Family, Provider
from catalog.models.profiles import ModelClassQuerySet


@admin.register(Creator)
class CreatorAdmin(SheetsMixin, HistoryAdmin, RenewingAdmin):
    bring_back = ("name", "website")
    resource_classes = (CreatorRows,)
    import_rights = ("catalog.add_creator", "catalog.change_creator")
    list_display = ("name", "slug", "website", "models_made")
    search_fields = ("name", "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Creator]:
        return super().get_queryset(request).annotate(made=Count("ai_models"))

    def get_readonly_fields(self, request: HttpRequest, obj: Creator | None = None) -> tuple[str, ...]:
        # The slug is the address of all the creator's models.
        return ("slug",) if obj else ()

    @admin.display(description="models", ordering="made")
    def models_made(self, creator: Creator) -> int:
        return creator.made  # type: ignore[attr-defined]  # annotated above

    def classes_printing(self, row: Creator) -> ModelClassQuerySet:
        return classes_of(AIModel.objects.filter(creator=row))


@admin.register(Family)
class FamilyAdmin(SheetsMixin, HistoryAdmin, RenewingAdmin):
    bring_back = ("name",)
    resource_classes = (FamilyRows,)
    import_rights = ("catalog.add_family", "catalog.change_family")
    list_display = ("name", "creator", "slug")
    list_filter = ("creator",)
    list_select_related = ("creator",)
    search_fields = ("name", "slug", "creator__name")
    autocomplete_fields = ("creator",)

    def get_readonly_fields(self, request: HttpRequest, obj: Family | None = None) -> tuple[str, ...]:
        # A sync finds the family by these two.
        return ("creator", "slug") if obj else ()

    def classes_printing(self, row: Family) -> ModelClassQuerySet:
        return classes_of(AIModel.objects.filter(family=row))


@admin.register(Provider)
class ProviderAdmin(RenewingAdmin):
    list_display = ("name", "slug", "kind", "website")
    list_filter = ("kind",)
    search_fields = ("name", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Provider | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def classes_printing(self, row: Provider) -> ModelClassQuerySet:
        return classes_of(AIModel.objects.filter(offers__provider=row))
