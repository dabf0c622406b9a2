"""What stands beside the words of an edition: references to insert, sources, bound claims, and what the check found."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.db import models, transaction
from django.forms.models import BaseInlineFormSet
from django.forms.widgets import Script
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import User
from catalog import wording
from catalog.admin.machine_rows import MachineRowsAdmin
from catalog.claim_tests import ABILITIES, TOKEN_METERS, complaints
from catalog.dossier.told import Known
from catalog.editions import holding, proof
from catalog.models import BoundClaim, Edition, EditionItem, EditionSource
from catalog.proofreading.checks import flat
from catalog.references import Vocabulary, faults

MOST_REMARKS = 20
"""So many are said after saving; all of them stand on the edition's page."""


def complain_of_references(form: forms.BaseForm, *fields: str) -> None:
    """Puts what is wrong with the references of these fields beside each field."""
    names = proof.vocabulary()
    for field in fields:
        for fault in faults(form.cleaned_data.get(field) or "", names):
            form.add_error(field, fault)


def complain_of_item(form: forms.BaseForm) -> None:
    """The same of an entry; and what it rests on has to be something that there is."""
    complain_of_references(form, "title", "text")
    evidence, on = form.cleaned_data.get("evidence"), form.cleaned_data.get("on") or ""
    stated = (EditionItem.Evidence.FACT, EditionItem.Evidence.MEASUREMENT)
    names = proof.vocabulary()
    if evidence in stated and on and not names.bears(on):
        form.add_error("on", names.complaint(on))


class ClaimForm(forms.ModelForm):
    class Meta:
        model = BoundClaim
        fields = ("sentence", "kind", "subject", "limit")
        widgets: ClassVar = {
            "sentence": forms.Textarea(attrs={"rows": 2, "cols": 48}),
            "subject": forms.TextInput(attrs={"list": "claim-subjects", "size": 24}),
            "limit": forms.NumberInput(attrs={"step": "any", "min": "0"}),
        }

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        if self.instance.limit is not None:
            self.initial["limit"] = f"{self.instance.limit.normalize():f}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_sentence(cleaned.get("sentence") or "")
        if "kind" in cleaned and "subject" in cleaned and "limit" in cleaned:
            rankings = proof.vocabulary().rankings
            for field, words in complaints(cleaned["kind"], cleaned["subject"], cleaned["limit"], rankings).items():
                self.add_error(field, words)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        if self.has_changed():
            self.instance.begin_anew()
        return super().save(commit)

    def _check_sentence(self, sentence: str) -> None:
        text = f"{self.edition.tagline}\n{self.edition.about}\n{self.edition.verdict}"
        if sentence and flat(sentence) not in flat(text):
            self.add_error(
                "sentence",
                "This sentence stands neither in the tagline nor in about nor in the verdict. Write it here letter by "
                "letter as there, or delete the claim.",
            )


class ClaimFormSet(BaseInlineFormSet):
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "edition": self.instance}


class PartInline(admin.TabularInline):
    """A part of its edition: who may write the one may write the other."""

    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("catalog.view_edition") or self.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("catalog.add_edition" if obj is None else "catalog.change_edition")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("catalog.change_edition")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


def today(claim: BoundClaim) -> str:
    """ "No longer holds. #3 of 6 image models by output-price."."""
    return f"{claim.get_state_display()}. {claim.found}" if claim.checked_at else "-"


class ClaimInline(PartInline):
    model = BoundClaim
    form = ClaimForm
    formset = ClaimFormSet
    readonly_fields = ("today",)
    verbose_name_plural = (
        "bound claims: sentences that are checked against the figures, each night and after each reading"
    )

    @admin.display(description="by the figures of today")
    def today(self, claim: BoundClaim) -> str:
        return today(claim)


class SourceInline(PartInline):
    model = EditionSource
    verbose_name = "source"
    verbose_name_plural = "sources: what was read beyond our own facts"
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class ProofreadAdmin(admin.ModelAdmin):
    """The desk of editions, as far as it checks what was written."""

    class Media:
        js = (Script("js/references.js", type="module"),)

    def get_list_display(self, request: HttpRequest) -> Any:
        model, status, *others = super().get_list_display(request)
        return (model, status, "broken_claims", *others)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("claims")

    @admin.display(description="claims that no longer hold")
    def broken_claims(self, edition: Edition) -> str:
        """ "2, for 3 days"."""
        since = [claim.false_since for claim in edition.claims.all() if claim.is_broken and claim.false_since]
        return f"{len(since)}, for {wording.span(timezone.now() - min(since))}" if since else "-"

    def get_inlines(self, request: HttpRequest, obj: Edition | None) -> Any:
        return (*super().get_inlines(request, obj), ClaimInline, SourceInline)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        edition = form.instance
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            # What a person has changed is no longer the bundle's to replace.
            Edition.objects.filter(pk=edition.pk).update(bundled_on=None)
        holding.check(BoundClaim.objects.filter(edition=edition))
        # Whoever saves is told on the page.
        BoundClaim.objects.untold().filter(edition=edition).update(told_at=timezone.now())
        self._say(request, edition)

    def _say(self, request: HttpRequest, edition: Edition) -> None:
        remarks = said_of(edition)
        for remark in remarks[:MOST_REMARKS]:
            self.message_user(request, remark, messages.WARNING)
        if len(remarks) > MOST_REMARKS:
            left = len(remarks) - MOST_REMARKS
            self.message_user(request, f"And {left} more; all of them stand on the edition's page.", messages.WARNING)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context.update(beside_the_words(kwargs.get("obj")))
        return super().render_change_form(request, context, *args, **kwargs)


def said_of(edition: Edition) -> list[str]:
    """What the check finds in an edition as it is kept, and which of its claims do not hold."""
    fresh = Edition.objects.select_related("ai_model__creator", "ai_model__family", "ai_model__model_class")
    kept = fresh.prefetch_related("items", "claims", "sources").get(pk=edition.pk)
    remarks = [str(remark) for remark in proof.proofread_edition(kept)]
    for claim in kept.claims.all():
        if claim.is_broken:
            remarks.append(f"Bound claim “{claim.sentence}” does not hold: {claim.found}")
    return remarks


def beside_the_words(edition: Edition | None) -> dict[str, Any]:
    """For the page of an edition: every reference with today's figure, and the remarks of the check."""
    names = proof.vocabulary()
    if edition is None:
        return {"references": [(name, "") for name in names.names], "subjects": _subjects(names), "remarks": []}
    known = Known.of(edition.ai_model)
    told = proof.told_by_name(known, names.names)
    return {
        "references": [(name, one.words) for name, one in told.items()],
        "subjects": _subjects(names),
        "remarks": said_of(edition),
    }


def _subjects(names: Vocabulary) -> list[str]:
    """What a test can be about."""
    return [*names.rankings, *TOKEN_METERS, *ABILITIES]


class BrokenClaimsFilter(admin.SimpleListFilter):
    """Editions with a claim that no longer holds, whoever wrote them."""

    title = "claims"
    parameter_name = "claims"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("broken", "No longer hold")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "broken":
            return queryset.filter(pk__in=BoundClaim.objects.watched().broken().values("edition"))
        return queryset


@admin.register(BoundClaim)
class BoundClaimAdmin(admin.ModelAdmin):
    """Every bound claim, those that broke first. They are written on the page of their edition, and settled here."""

    list_display = ("sentence", "of_edition", "today", "false_since", "held_at", "settled_at")
    list_display_links = None
    list_filter = ("state", ("settled_at", admin.EmptyFieldListFilter), "kind", "edition__status")
    list_select_related = ("edition__ai_model",)
    search_fields = ("sentence", "edition__ai_model__name", "edition__ai_model__slug")
    ordering = ("-false_since", "pk")
    show_facets = admin.ShowFacets.ALWAYS
    actions = ("settle", "look_again")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="by the figures of today", ordering="state")
    def today(self, claim: BoundClaim) -> str:
        return today(claim)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Its words are changed where they stand.
        return obj is None and super().has_change_permission(request)

    @admin.display(description="edition", ordering="edition__ai_model__name")
    def of_edition(self, claim: BoundClaim) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:catalog_edition_change", args=[claim.edition_id]), claim.edition
        )

    @admin.action(description="Let it stand: take the note off the page", permissions=["change"])
    def settle(self, request: HttpRequest, queryset: Any) -> None:
        with transaction.atomic():
            settled = holding.settle(BoundClaim.objects.filter(pk__in=queryset), cast("User", request.user))
            for claim in settled:
                self.log_change(request, claim, f"Let it stand, although: {claim.found}")
        self.message_user(request, f"{len(settled)} settled. Should one come true and break again, it is noted anew.")

    @admin.action(description="Hold against the figures of today", permissions=["change"])
    def look_again(self, request: HttpRequest, queryset: Any) -> None:
        self.message_user(request, f"{holding.check(BoundClaim.objects.filter(pk__in=queryset))} turned.")


@admin.register(EditionSource)
class EditionSourceAdmin(MachineRowsAdmin):
    """To find a page again that somebody read; sources are written on the page of their edition."""

    list_display = ("title", "key", "edition", "url", "read_on")
    list_filter = ("edition__status",)
    list_select_related = ("edition__ai_model",)
    search_fields = ("title", "url", "edition__ai_model__name")
    date_hierarchy = "read_on"
    ordering = ("-read_on", "pk")
