"""The "checked" badge: an editor held these facts against a source, and what they read is kept to see what moved."""

from __future__ import annotations

import json
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from accounts.models import User
from catalog.admin.evidence import facts_beside_claims, kept_in_words, prices_beside_offers
from catalog.admin.histories import MachineRowsHistoryAdmin
from catalog.admin.machine_rows import MachineRowsInline
from catalog.admin.walking import WalkedAdmin
from catalog.facts import EDITOR
from catalog.models import AIModel, FactCheck, Source
from catalog.models.checks import CHECKABLE, FactCheckQuerySet, in_words, values_of


class CheckForm(forms.ModelForm):
    """What was checked, and against what. It carries the values that the editor saw: no others are confirmed."""

    facts = forms.MultipleChoiceField(choices=CHECKABLE, error_messages={"required": "Tick what you checked."})
    address = forms.URLField(
        label="Its address", required=False, max_length=300, assume_scheme="https",
        help_text="https://…, as readers can open it.",
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = FactCheck
        fields = ("facts", "source", "title", "address")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = values_of(self.instance.ai_model)
        self.initial["seen"] = json.dumps(self.now)
        sources = cast("forms.ModelChoiceField", self.fields["source"])
        # To hold a value against what an editor wrote would be to hold it against itself.
        sources.queryset, sources.empty_label = Source.objects.exclude(slug=EDITOR), "A page that I read:"

    def clean_facts(self) -> list[str]:
        try:
            seen = json.loads(self.data.get("seen", ""))
            moved = [fact for fact in self.cleaned_data["facts"] if seen[fact] != self.now[fact]]
        except (ValueError, TypeError, KeyError):
            moved = self.cleaned_data["facts"]
        if moved:
            # What is sent next is held against the values that the page shows from now on.
            sent = cast("QueryDict", self.data).copy()
            sent["seen"] = json.dumps(self.now)
            self.data = sent
            raise forms.ValidationError(
                f"Another value has come in meanwhile: {in_words(moved)}. Look at the new one, then save again."
            )
        return self.cleaned_data["facts"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        title, address = cleaned.get("title"), cleaned.get("address")
        if cleaned.get("source") and (title or address):
            self.add_error("source", "Choose a source or name a page, not both.")
        elif not cleaned.get("source"):
            if not title and "title" not in self.errors:
                self.add_error("title", "Choose a source above, or write the title of the page that you read.")
            if not address and "address" not in self.errors:
                self.add_error("address", "Write the address of that page: https://….")
        return cleaned

    def save_by(self, editor: User) -> FactCheck:
        check = self.instance
        check.values = {fact: self.now[fact] for fact in check.facts}
        check.checked_by, check.checked_at = editor, timezone.now()
        check.save()
        AIModel.objects.filter(pk=check.ai_model_id).renew()
        return check


def address_of_form(model: AIModel) -> str:
    return reverse("admin:catalog_factcheck_of", args=[model.pk])


class FactCheckInline(MachineRowsInline):
    """What was checked before: a check is of its day, a later one is a new one."""

    model = FactCheck
    fields = ("in_words", "against", "checked_by", "checked_at", "why_again")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[FactCheck]:
        checks = cast("Any", super().get_queryset(request)).with_changes()
        return checks.select_related("ai_model", "checked_by", "source")

    @admin.display(description="facts")
    def in_words(self, check: FactCheck) -> str:
        return check.in_words

    @admin.display(description="against")
    def against(self, check: FactCheck) -> str:
        return check.against

    @admin.display(description="needs a new look")
    def why_again(self, check: FactCheck) -> str:
        return check.look_again_because


class LookFilter(admin.SimpleListFilter):
    title = "needs a new look"
    parameter_name = "look"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("again", "Yes, of those on pages"), ("holds", "No, of those on pages")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[FactCheck]) -> QuerySet[FactCheck]:
        checks = cast("FactCheckQuerySet", queryset)
        if self.value() == "again":
            return checks.to_look_at_again(timezone.now())
        if self.value() == "holds":
            outdated = FactCheck.objects.to_look_at_again(timezone.now())
            return checks.newest().exclude(pk__in=outdated.values("pk"))
        return queryset


class CheckedFilter(admin.SimpleListFilter):
    """The same for the list of models, where those that nobody checked are found too."""

    title = "checked"
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("holds", "Checked"), ("again", "Needs a new look"), ("never", "Never checked")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AIModel]) -> QuerySet[AIModel]:
        outdated = FactCheck.objects.to_look_at_again(timezone.now()).values("ai_model")
        checked = Exists(FactCheck.objects.filter(ai_model=OuterRef("pk")))
        match self.value():
            case "never":
                return queryset.filter(~checked)
            case "again":
                return queryset.filter(pk__in=outdated)
            case "holds":
                return queryset.filter(checked).exclude(pk__in=outdated)
        return queryset


@admin.register(FactCheck)
class FactCheckAdmin(WalkedAdmin, MachineRowsHistoryAdmin):
    """Who checked what, when and against what; a check is made from the page of its model."""

    list_display = ("ai_model", "in_words", "against", "checked_by", "checked_at", "why_again")
    list_filter = (LookFilter, ("checked_by", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("ai_model", "checked_by", "source")
    search_fields = ("ai_model__name", "ai_model__slug", "title")
    show_full_result_count = False
    date_hierarchy = "checked_at"
    fields = ("ai_model", "then_and_now", "source", "title", "address", "checked_by", "checked_at", "why_again")
    readonly_fields = ("then_and_now", "why_again")

    def get_queryset(self, request: HttpRequest) -> QuerySet[FactCheck]:
        return cast("Any", super().get_queryset(request)).with_changes()

    def get_urls(self) -> list[URLPattern]:
        form = path("of/<int:model_id>/", self.admin_site.admin_view(self.check_facts), name="catalog_factcheck_of")
        return [form, *super().get_urls()]

    @admin.display(description="facts")
    def in_words(self, check: FactCheck) -> str:
        return check.in_words

    @admin.display(description="against")
    def against(self, check: FactCheck) -> str:
        return check.against

    @admin.display(description="needs a new look")
    def why_again(self, check: FactCheck) -> str:
        return check.look_again_because

    @admin.display(description="checked values")
    def then_and_now(self, check: FactCheck) -> str:
        model = AIModel.objects.select_related("model_class", "family").get(pk=check.ai_model_id)
        now, labels = values_of(model), dict(CHECKABLE)
        lines = [
            {
                "label": labels[fact],
                "then": kept_in_words(fact, check.values[fact]) if fact in check.values else "not kept",
                "now": kept_in_words(fact, now[fact]),
                "changed": fact in check.changed_facts,
            }
            for fact in check.facts
        ]
        return render_to_string("admin/catalog/factcheck/_then_and_now.html", {"lines": lines})

    def check_facts(self, request: HttpRequest, model_id: int) -> HttpResponse:
        """The form: today's values beside what each source says of them, to be ticked one by one."""
        if not request.user.has_perm("catalog.add_factcheck"):
            raise PermissionDenied
        with transaction.atomic():
            # Held, so that what is confirmed is what stands on the page while it is written down.
            models = AIModel.objects.select_related("creator", "model_class", "family")
            model = get_object_or_404(models.select_for_update(of=("self",), no_key=True), pk=model_id)
            form = CheckForm(request.POST or None, instance=FactCheck(ai_model=model))
            if form.is_valid():
                check = form.save_by(cast("User", request.user))
                self.log_addition(request, check, f"Checked {check.in_words} against {check.against}.")
                self.message_user(request, f"{model}: checked, and its page says so now.", messages.SUCCESS)
                self._point_to_the_next(request)
                return redirect("admin:catalog_aimodel_change", model.pk)
        return self._show(request, model, form)

    def _point_to_the_next(self, request: HttpRequest) -> None:
        waiting = FactCheck.objects.to_look_at_again(timezone.now()).select_related("ai_model")
        if due := waiting.order_by("checked_at", "pk").first():
            self.point_to(request, "its check needs a new look", due.ai_model, address_of_form(due.ai_model))

    def _show(self, request: HttpRequest, model: AIModel, form: CheckForm) -> HttpResponse:
        ticked = form["facts"].value() or []
        rows = [*facts_beside_claims(model), prices_beside_offers(model)]
        context = {
            **self.admin_site.each_context(request),
            "title": f"Check the facts of {model}",
            "opts": AIModel._meta,
            "model": model,
            "form": form,
            "rows": [{**row, "ticked": row["name"] in ticked} for row in rows],
        }
        return render(request, "admin/catalog/factcheck/check.html", context)
