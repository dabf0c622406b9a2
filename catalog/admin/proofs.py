"""The desk of editions as far as it checks what was written, and the list of all bound claims."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db import transaction
from django.forms.widgets import Script
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import User
from catalog import wording
from catalog.admin.editions.checking import Findings, names_to_write
from catalog.admin.machine_rows import MachineRowsAdmin
from catalog.editions import holding
from catalog.models import BoundClaim, Edition, EditionSource

MOST_REMARKS = 20
"""So many are said after saving; all of them stand under “Check”."""


class ProofreadAdmin(admin.ModelAdmin):
    """The desk of editions, as far as it checks what was written."""

    class Media:
        js = (Script("js/references.js", type="module"), Script("js/as-read.js", type="module"))

    def get_list_display(self, request: HttpRequest) -> Any:
        model, status, *others = super().get_list_display(request)
        return (model, status, "broken_claims", *others)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """For the list alone: the form reads the claims for its table."""
        shown = super().get_changelist_instance(request)
        shown.result_list = shown.result_list.prefetch_related("claims")
        return shown

    @admin.display(description="claims that no longer hold")
    def broken_claims(self, edition: Edition) -> str:
        """ "2, for 3 days"."""
        since = [claim.false_since for claim in edition.claims.all() if claim.is_broken and claim.false_since]
        return f"{len(since)}, for {wording.span(timezone.now() - min(since))}" if since else "-"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        edition = form.instance
        holding.check(BoundClaim.objects.filter(edition=edition).moved())
        self._say_remarks(request, edition)
        if any(claim.is_broken for claim in edition.claims.all()):
            # Whoever saves is told on the page.
            BoundClaim.objects.untold().filter(edition=edition).update(told_at=timezone.now())

    def _say_remarks(self, request: HttpRequest, edition: Edition) -> None:
        remarks = Findings.of(edition).remarks
        for remark in remarks[:MOST_REMARKS]:
            self.message_user(request, remark, messages.WARNING)
        if len(remarks) > MOST_REMARKS:
            left = len(remarks) - MOST_REMARKS
            self.message_user(request, f"And {left} more; all of them stand under “Check”.", messages.WARNING)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context.update(names_to_write())
        return super().render_change_form(request, context, *args, **kwargs)


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

    def get_queryset(self, request: HttpRequest) -> Any:
        # What is off its page is held against nothing any more.
        return BoundClaim.objects.watched()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="by the figures of today", ordering="state")
    def today(self, claim: BoundClaim) -> str:
        return claim.today

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
