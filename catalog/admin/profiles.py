from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html

from catalog import facts
from catalog.admin.bulk import BulkEditing
from catalog.admin.checks import CheckedFilter, FactCheckInline, address_of_form
from catalog.admin.corrections import CorrectionInline, corrections
from catalog.admin.editions.doors import ADD
from catalog.admin.editions.generating import write_from_facts
from catalog.admin.evidence import facts_beside_claims, headline, in_words
from catalog.admin.lifecycle import LifecycleEventInline, show_again
from catalog.admin.machine_rows import MachineRowsInline
from catalog.admin.renewal import RenewingAdmin, hold_models
from catalog.admin.sheets.desk import SheetsMixin
from catalog.admin.sheets.facts import FactRows
from catalog.admin.walking import WalkedAdmin
from catalog.models import AIModel, Alias, Edition, ModelClass, Offer


@admin.register(ModelClass)
class ModelClassAdmin(RenewingAdmin):
    list_display = ("name", "slug", "position", "outputs", "headline_meter")
    list_filter = ("headline_meter",)
    search_fields = ("name", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: ModelClass | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def save_model(self, request: HttpRequest, obj: ModelClass, form: Any, change: bool) -> None:
        decides = {"outputs", "position"} & set(form.changed_data)
        concerned = hold_models(AIModel.objects.all()) if decides else []
        super().save_model(request, obj, form, change)
        facts.resolve(concerned)


class AliasInline(MachineRowsInline):
    model = Alias
    fields = ("external_id", "source", "variant", "configuration", "status", "seen_at")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alias]:
        return super().get_queryset(request).select_related("source")


class OfferInline(MachineRowsInline):
    model = Offer
    fields = ("provider", "variant", "context_window", "max_output_tokens", "last_seen_at", "ended_at")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        return super().get_queryset(request).select_related("provider")


class EditionInline(MachineRowsInline):
    model = Edition
    fields = ("status", "tagline", "author", "created_at", "published_at")
    show_change_link = True
    fk_name = "ai_model"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        return super().get_queryset(request).select_related("ai_model", "author")


class EditionFilter(admin.SimpleListFilter):
    title = "edition"
    parameter_name = "edition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("published", "Published"), ("none", "Without one")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AIModel]) -> QuerySet[AIModel]:
        if self.value() == "published":
            return queryset.filter(Exists(Edition.objects.published().filter(ai_model=OuterRef("pk"))))
        without = AIModel.objects.without_edition().order_by()
        return queryset.filter(pk__in=without) if self.value() == "none" else queryset


class LockedFilter(admin.SimpleListFilter):
    title = "locks"
    parameter_name = "locks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("some", "With a locked fact"), ("none", "Without one")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AIModel]) -> QuerySet[AIModel]:
        locked = Exists(corrections().filter(ai_model=OuterRef("pk")))
        if self.value() is None:
            return queryset
        return queryset.filter(locked if self.value() == "some" else ~locked)


@admin.register(AIModel)
class AIModelAdmin(WalkedAdmin, SheetsMixin, BulkEditing):
    """Sources make models; editors correct their facts, one claim at a time, and write their editions."""

    list_display = ("name", "creator", "model_class", "lifecycle", "window", "input_rate", "output_rate", "listed")
    list_filter = ("model_class", "lifecycle", "price_state", LockedFilter, CheckedFilter, EditionFilter, "creator")
    list_select_related = ("creator", "model_class")
    search_fields = ("name", "slug", "creator__name", "aliases__external_id")
    show_full_result_count = False
    # Two queries a filter, and some of these are dear over all models.
    show_facets = admin.ShowFacets.NEVER
    date_hierarchy = "listed_on"
    list_per_page = 50
    resource_classes = (FactRows,)
    import_rights = ("catalog.import_facts", "catalog.add_claim")
    actions = ("choose_many",)
    empty_value_display = "not measured"
    fields = readonly_fields = (
        "creator", "slug", "lifecycle", "facts_with_sources", "check_facts", "price_state", "input_rate", "output_rate",
        "intelligence_index", "output_speed", "image_elo", "write_edition",
    )  # fmt: skip
    inlines = (
        CorrectionInline,
        FactCheckInline,
        LifecycleEventInline,
        EditionInline,
        OfferInline,
        AliasInline,
    )

    def get_urls(self) -> list[Any]:
        write = path("<int:pk>/write-from-facts/", write_from_facts, name="catalog_aimodel_write_from_facts")
        return [write, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AIModel | None = None) -> bool:
        # A model that is gone is retired: its page and its history stay.
        return False

    def get_fields(self, request: HttpRequest, obj: AIModel | None = None) -> tuple[str, ...]:
        takes = {"check_facts": "catalog.add_factcheck", "write_edition": ADD}
        return tuple(name for name in self.fields if name not in takes or request.user.has_perm(takes[name]))

    def save_model(self, request: HttpRequest, obj: AIModel, form: Any, change: bool) -> None:
        """Saves nothing: every column is resolved, and this row may be older than what a sync has just written."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        show_again(form.instance.pk)

    @admin.display(description="context window", ordering="context_window")
    def window(self, model: AIModel) -> str:
        return in_words(model.context_window)

    @admin.display(description="listed", ordering="listed_on")
    def listed(self, model: AIModel) -> str:
        return in_words(model.listed_on)

    @admin.display(description="input / 1M", ordering="input_price")
    def input_rate(self, model: AIModel) -> str:
        return headline(model, model.input_price)

    @admin.display(description="output / 1M", ordering="output_price")
    def output_rate(self, model: AIModel) -> str:
        return headline(model, model.output_price)

    @admin.display(description="facts, and who says so")
    def facts_with_sources(self, model: AIModel) -> str:
        context = {"facts": facts_beside_claims(model), "history": history_address(model)}
        return render_to_string("admin/catalog/aimodel/_facts.html", context)

    @admin.display(description="checked")
    def check_facts(self, model: AIModel) -> str:
        return format_html('<a href="{}">Check these facts against a source</a>', address_of_form(model))

    @admin.display(description="edition")
    def write_edition(self, model: AIModel) -> str:
        address = f"{reverse('admin:catalog_edition_add')}?ai_model={model.pk}"
        link = format_html('<a href="{}">Write an edition</a>', address)
        if model.editions.exclude(status=Edition.Status.WITHDRAWN).exists():
            return link
        # A form within the page's own cannot be: this button belongs to one that stands behind it.
        button = '<button class="button" form="from-facts">Fill a draft from the facts</button>'
        return format_html("{} &middot; " + button, link)


def history_address(model: AIModel) -> str:
    return f"{reverse('admin:catalog_claim_changelist')}?ai_model__id__exact={model.pk}"
