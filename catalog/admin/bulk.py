"""Many models at once: class, family, lifecycle and locks, each shown before it is done, with one reason for all."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from accounts.models import User
from catalog import wording
from catalog.admin.changing import change_all
from catalog.admin.corrections import complaint_about_reference, storable
from catalog.admin.trying import Outcome, carried_out, fingerprint
from catalog.models import AIModel, Fact, Lifecycle, ModelClass

MOST = 500
LIFE = ("lifecycle", "happens_on", "replacement")
ENDING = (Lifecycle.DEPRECATED, Lifecycle.RETIRED)
TOO_MANY = "At most {most} models at once, and you chose {chosen:,}. Narrow the list by a search or a filter first."


class BulkForm(forms.Form):
    """What is to change; whatever is left empty stays as it is."""

    chosen = forms.CharField(widget=forms.HiddenInput)
    back = forms.CharField(widget=forms.HiddenInput, required=False)
    model_class = forms.ModelChoiceField(
        ModelClass.objects.all(), required=False, label="Class", empty_label="Leave as it is", to_field_name="slug"
    )
    family = forms.CharField(
        required=False, max_length=120,
        help_text="Its name, such as Claude Opus. A creator that has no family of this name gets one.",
    )  # fmt: skip
    lifecycle = forms.ChoiceField(choices=[("", "Leave as it is"), *Lifecycle.choices], required=False)
    happens_on = forms.DateField(
        required=False, label="Since, or from", widget=AdminDateWidget, help_text="The day on which it comes to pass."
    )
    replacement = forms.CharField(
        required=False, max_length=200,
        widget=forms.TextInput(attrs={"size": 40, "placeholder": "openai/gpt-5", "spellcheck": "false"}),
        help_text="The id of the model that takes their place, where one does: as in its address.",
    )  # fmt: skip
    lock = forms.MultipleChoiceField(
        choices=Fact.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Kept at the values shown today, whatever the sources say from now on.",
    )  # fmt: skip
    unlock = forms.MultipleChoiceField(
        choices=Fact.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Corrections by editors are withdrawn, and what the sources say is shown.",
    )  # fmt: skip
    reason = forms.CharField(
        max_length=300, widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="Why, for all of these models; it is kept with each change.",
    )  # fmt: skip

    def __init__(self, *args: Any, dates_life: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not dates_life:
            for name in LIFE:
                del self.fields[name]

    def clean_chosen(self) -> list[int]:
        numbers = self.cleaned_data["chosen"].split(",")
        if not all(number.isascii() and number.isdecimal() and len(number) < 19 for number in numbers):
            raise ValidationError("Choose the models in the list again.")
        if len(numbers) > MOST:
            raise ValidationError(TOO_MANY.format(most=MOST, chosen=len(numbers)))
        return [int(number) for number in numbers]

    def clean_family(self) -> str:
        family = storable(self.cleaned_data["family"])
        if family and complaint_about_reference(Fact.FAMILY, family):
            raise ValidationError("Write a name with a letter or a digit in it.")
        return family

    def clean_replacement(self) -> AIModel | None:
        named = storable(self.cleaned_data["replacement"]).strip().removeprefix("/models/").strip("/").lower()
        if not named:
            return None
        creator, _, slug = named.partition("/")
        found = AIModel.objects.select_related("creator").at_address(creator, slug).first()
        if found is None:
            raise ValidationError("No model has this id. Write the two parts of its address: openai/gpt-5.")
        return found

    def clean_reason(self) -> str:
        return storable(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("lifecycle")) != bool(cleaned.get("happens_on")) and "happens_on" not in self.errors:
            name, advice = ("happens_on", "Write the day.") if cleaned.get("lifecycle") else ("lifecycle", "Choose it.")
            self.add_error(name, advice)
        if replacement := cleaned.get("replacement"):
            self._check_replacement(replacement, cleaned)
        decided = {name for name in (Fact.MODEL_CLASS, Fact.FAMILY) if cleaned.get(name)}
        lock, unlock = set(cleaned.get("lock") or ()), set(cleaned.get("unlock") or ())
        if clash := (lock & unlock) | (unlock & decided):
            names = wording.listing([Fact(fact).label.lower() for fact in Fact if fact in clash])
            self.add_error("unlock", f"This would both lock and unlock: {names}. Choose one of the two.")
        if not (decided or lock or unlock or cleaned.get("lifecycle") or self.errors):
            raise ValidationError("Choose what is to change.")
        return cleaned

    def _check_replacement(self, replacement: AIModel, cleaned: dict[str, Any]) -> None:
        if cleaned.get("lifecycle") not in ENDING:
            self.add_error("replacement", "Only what is deprecated or retired is replaced: choose one of the two.")
        if replacement.pk in cleaned.get("chosen", ()):
            self.add_error("replacement", f"{replacement} is one of the chosen, and cannot take its own place.")


class BulkEditing(admin.ModelAdmin):
    """The action of the list of models, and the page that it leads to."""

    def get_urls(self) -> list[URLPattern]:
        page = path("change-many/", self.admin_site.admin_view(self.change_many), name="catalog_aimodel_change_many")
        return [page, *super().get_urls()]

    def has_correct_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(["catalog.change_aimodel", "catalog.add_claim", "catalog.change_claim"])

    @admin.action(description="Change class, family, lifecycle or locks", permissions=["correct"])
    def choose_many(self, request: HttpRequest, queryset: QuerySet[AIModel]) -> HttpResponse | None:
        if (chosen := queryset.count()) > MOST:
            self.message_user(request, TOO_MANY.format(most=MOST, chosen=chosen), messages.ERROR)
            return None
        ids = ",".join(str(pk) for pk in queryset.order_by("pk").values_list("pk", flat=True))
        form = BulkForm(initial={"chosen": ids, "back": request.GET.urlencode()}, dates_life=may_date_life(request))
        return self._show(request, form, _named(queryset))

    def change_many(self, request: HttpRequest) -> HttpResponse:
        """First what would change is shown, of every model; then that and nothing else is done."""
        if not self.has_correct_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:catalog_aimodel_changelist"))
        form = BulkForm(request.POST, dates_life=may_date_life(request))
        is_valid = form.is_valid()
        models = AIModel.objects.filter(pk__in=form.cleaned_data.get("chosen", ()))
        if not is_valid or "_edit" in request.POST:
            return self._show(request, form, _named(models))
        change = partial(change_all, models, form.cleaned_data, cast("User", request.user), timezone.now())
        agreed = request.POST.get("agreed") if "_apply" in request.POST else None
        found, done = carried_out(change, agreed)
        if done:
            return self._done(request, form, found)
        if agreed:
            moved = "Something has changed since this was shown. Nothing was done: look at it again."
            self.message_user(request, moved, messages.WARNING)
        return self._show(request, form, _named(models), found)

    def _done(self, request: HttpRequest, form: BulkForm, found: list[Outcome]) -> HttpResponse:
        changed = wording.quantity(sum(bool(one.steps) for one in found), "model")
        self.message_user(request, f"{changed} changed.", messages.SUCCESS)
        return HttpResponseRedirect(f"{reverse('admin:catalog_aimodel_changelist')}?{form.cleaned_data['back']}")

    def _show(
        self, request: HttpRequest, form: BulkForm, models: QuerySet[AIModel], found: list[Outcome] | None = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Change {wording.quantity(len(models), 'model')}",
            "opts": AIModel._meta,
            "media": self.media + form.media,
            "form": form,
            "models": models,
            "found": found,
            "agreed": fingerprint(found) if found is not None else "",
        }
        return render(request, "admin/catalog/aimodel/change_many.html", context)


def may_date_life(request: HttpRequest) -> bool:
    return request.user.has_perms(["catalog.add_lifecycleevent", "catalog.change_lifecycleevent"])


def _named(models: QuerySet[AIModel]) -> QuerySet[AIModel]:
    return models.select_related("creator").order_by("creator__slug", "slug")
