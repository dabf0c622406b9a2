"""Periods that a figure leaves out: the form with its effect, and each with the way to lift it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from catalog.models import AIModel
from reviews import excluding
from reviews.admin.moving import PERMISSION, moderator_of, moderators_only
from reviews.admin.naming import named
from reviews.admin.rows import ReviewRowsAdmin
from reviews.models import Exclusion
from reviews.models.exclusions import LONGEST_NOTE
from reviews.recording import NotNow

FIRST_DAY = date(2020, 1, 1)


def day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Choose a day.", "invalid": "Write it as 2026-11-03."},
    )  # fmt: skip


class PeriodForm(forms.Form):
    """The days to leave out, and why."""

    ai_model = forms.ModelChoiceField(
        AIModel.objects.select_related("creator").order_by("name"), label="Model",
        error_messages={"required": "Choose the model."},
    )  # fmt: skip
    first_day = day_field("From")
    last_day = day_field("To, included")
    note = forms.CharField(
        label="Public note", max_length=LONGEST_NOTE, help_text="Stands on the model's pages, as you write it.",
        error_messages={"required": "Readers have to be told why."},
    )  # fmt: skip
    why = forms.CharField(
        label="Why, for the record", max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what you saw."},
    )  # fmt: skip

    def clean_last_day(self) -> date:
        last: date = self.cleaned_data["last_day"]
        if last > timezone.now().date():
            raise forms.ValidationError("Choose a day that has come: what is to be written cannot be judged yet.")
        return last

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        model, first, last = (cleaned.get(name) for name in ("ai_model", "first_day", "last_day"))
        if first and last and first > last:
            self.add_error("last_day", "Choose a day that is not before the first.")
        elif model and first and last and (overlap := excluding.overlapping(model, first, last)):
            self.add_error("first_day", f"{overlap.period} is left out already: lift that first, or choose others.")
        return cleaned


class LiftForm(forms.Form):
    because = forms.CharField(
        label="Why it is lifted, for the record", max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what changed."},
    )  # fmt: skip


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def exclusion_new(request: HttpRequest) -> HttpResponse:
    """The form; it shows the effect before anything is done."""
    form = PeriodForm(request.POST or None, initial={"ai_model": request.GET.get("model")})
    effect = None
    if form.is_valid():
        said = form.cleaned_data
        model, first, last = said["ai_model"], said["first_day"], said["last_day"]
        if request.POST.get("do") == "exclude":
            return _exclude(request, form)
        effect = excluding.effect_of(model, first, last)
    context = {**admin.site.each_context(request), "title": "Leave a period out", "form": form, "effect": effect}
    return render(request, "admin/reviews/exclusion/new.html", context)


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def exclusion(request: HttpRequest, pk: int) -> HttpResponse:
    """One period, with what is said of it and the form to lift it."""
    found = get_object_or_404(Exclusion.objects.select_related("ai_model__creator", "made_by", "lifted_by"), pk=pk)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            excluding.lift(found.pk, moderator_of(request), form.cleaned_data["because"])
            messages.success(request, f"Lifted: the reviews of {found.period} count again.")
        except NotNow as reason:
            messages.warning(request, str(reason))
        return redirect("review_exclusion", found.pk)
    context = {
        **admin.site.each_context(request),
        "title": str(found),
        "exclusion": found,
        "form": form,
        "reviews": found.reviews.published().count(),
    }
    return render(request, "admin/reviews/exclusion/one.html", context)


def _exclude(request: HttpRequest, form: PeriodForm) -> HttpResponse:
    said = form.cleaned_data
    try:
        made = excluding.exclude(
            said["ai_model"], said["first_day"], said["last_day"],
            note=said["note"], why=said["why"], by=moderator_of(request),
        )  # fmt: skip
    except excluding.Overlap as reason:
        messages.warning(request, str(reason))
        return redirect("review_exclusion_new")
    messages.success(request, f"Left out: the reviews of {made.period}.")
    return redirect("review_exclusion", made.pk)


@admin.register(Exclusion)
class ExclusionAdmin(ReviewRowsAdmin):
    people = {"made_by": "by", "lifted_by": "lifted"}
    list_display = ("ai_model", "first_day", "last_day", "note", "by", "made_at", "lifted_at", "page")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter),)
    list_select_related = ("ai_model", "made_by")
    search_fields = ("ai_model__name", "note", "why")
    date_hierarchy = "made_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponseRedirect:
        return redirect("review_exclusion_new")

    @admin.display(description="by")
    def by(self, made: Exclusion) -> str:
        return named(made.made_by)

    @admin.display(description="lifted by")
    def lifted(self, made: Exclusion) -> str:
        return named(made.lifted_by) if made.lifted_at else ""

    @admin.display(description="desk")
    def page(self, made: Exclusion) -> SafeString:
        return format_html('<a href="{}">Look at it</a>', reverse("review_exclusion", args=[made.pk]))
