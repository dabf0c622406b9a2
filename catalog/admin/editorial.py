from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from catalog.admin.histories import HistoryAdmin
from catalog.admin.machine_rows import MachineRowsAdmin
from catalog.admin.renewal import hold_models
from catalog.admin.sheets.desk import SheetsMixin
from catalog.admin.sheets.editions import EditionRows
from catalog.models import AIModel, Edition, EditionItem


class EditionForm(forms.ModelForm):
    class Meta:
        model = Edition
        fields = ("ai_model", "tagline", "about", "verdict")
        labels: ClassVar = {"ai_model": "Model"}
        widgets: ClassVar = {"tagline": forms.TextInput(attrs={"class": "vLargeTextField", "size": 80})}


class ItemForm(forms.ModelForm):
    class Meta:
        model = EditionItem
        fields = ("kind", "position", "title", "text")
        widgets: ClassVar = {
            "title": forms.Textarea(attrs={"rows": 2, "cols": 28}),
            "text": forms.Textarea(attrs={"rows": 3, "cols": 40}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == EditionItem.Kind.QUESTION and not cleaned.get("text"):
            self.add_error("text", "Write the answer: a question does not stand without one.")
        return cleaned


class ItemInline(admin.TabularInline):
    model = EditionItem
    form = ItemForm
    verbose_name = "entry"
    verbose_name_plural = "best for, strengths, limitations, questions"
    extra = 4


@admin.register(Edition)
class EditionAdmin(SheetsMixin, HistoryAdmin):
    """The text of a model's page. Saving changes the page only where the edition is the published one."""

    form = EditionForm
    resource_classes = (EditionRows,)
    import_rights = ("catalog.add_edition",)
    bring_back = ("tagline", "about", "verdict")
    list_display = ("ai_model", "status", "tagline", "author", "created_at", "published_at")
    list_filter = ("status", ("author", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("ai_model", "author")
    search_fields = ("ai_model__name", "ai_model__slug", "tagline", "about", "verdict")
    show_full_result_count = False
    autocomplete_fields = ("ai_model",)
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    show_facets = admin.ShowFacets.ALWAYS
    inlines = (ItemInline,)
    actions = ("publish", "take_down")
    fieldsets = (
        (
            None,
            {
                "fields": ("ai_model", "status", "author", "published_at", "tagline", "about", "verdict"),
                "description": "Saving a draft changes no page. Saving the published edition changes the page at once; "
                "to keep the earlier words, write a new edition and publish that.",
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> tuple[str, ...]:
        by_the_server = ("status", "author", "published_at")
        return ("ai_model", *by_the_server) if obj else by_the_server

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        # What was once on the page is kept; a draft may go.
        return (obj is None or obj.status == Edition.Status.DRAFT) and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> Any:
        # The list's own deletion would ask nobody whether an edition was ever published.
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def view_on_site(self, obj: Edition) -> str:
        return obj.ai_model.get_absolute_url()

    def save_model(self, request: HttpRequest, obj: Edition, form: Any, change: bool) -> None:
        hold_models(AIModel.objects.filter(pk=obj.ai_model_id))
        if change:
            # Never the status: somebody may be publishing another edition at this moment.
            obj.save(update_fields=form.changed_data)
        else:
            obj.author = cast("User", request.user)
            obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "_publish" in request.POST:
            form.instance.publish(timezone.now())
            self.message_user(request, "Published: the model's page shows this edition now.", messages.SUCCESS)
        else:
            AIModel.objects.filter(pk=form.instance.ai_model_id).renew()

    def restore(self, request: HttpRequest, row: Edition, old: Edition, reason: str) -> None:
        super().restore(request, row, old, reason)
        AIModel.objects.filter(pk=row.ai_model_id).renew()

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Edition]) -> None:
        editions = list(queryset.order_by("ai_model").select_related("ai_model"))
        if len({edition.ai_model_id for edition in editions}) < len(editions):
            self.message_user(request, "Choose one edition a model. Nothing was published.", messages.ERROR)
            return
        with transaction.atomic():
            for edition in editions:
                edition.publish(timezone.now())
                self.log_change(request, edition, "Published.")
        self.message_user(request, f"{len(editions)} published.", messages.SUCCESS)

    @admin.action(description="Take off the page", permissions=["change"])
    def take_down(self, request: HttpRequest, queryset: QuerySet[Edition]) -> None:
        with transaction.atomic():
            hold_models(AIModel.objects.filter(pk__in=queryset.order_by().values("ai_model")))
            editions = Edition.objects.published().filter(pk__in=queryset.order_by().values("pk")).withdraw()
            AIModel.objects.filter(editions__in=editions).renew()
            for edition in editions:
                self.log_change(request, edition, "Taken off the page.")
        self.message_user(request, f"{len(editions)} taken off their pages.")


@admin.register(EditionItem)
class EditionItemAdmin(MachineRowsAdmin):
    """To find a sentence again; entries are written on the page of their edition."""

    list_display = ("title", "kind", "edition", "position")
    list_filter = ("kind", "edition__status")
    list_select_related = ("edition__ai_model",)
    search_fields = ("title", "text", "edition__ai_model__name")
    show_full_result_count = False
    ordering = ("edition", "kind", "position", "pk")
