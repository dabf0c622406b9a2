from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from catalog import facts, wording
from catalog.admin.corrections import as_written, correct, corrections, storable, withdraw
from catalog.admin.histories import MachineRowsHistoryAdmin
from catalog.facts import EDITOR
from catalog.models import Claim

MOST = 500


class LockFilter(admin.SimpleListFilter):
    """An editor's claim is a lock: which are in force, and which were."""

    title = "locks"
    parameter_name = "locks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", "In force"), ("former", "Withdrawn or replaced")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        if self.value() is None:
            return queryset
        return queryset.filter(source__slug=EDITOR, superseded_at__isnull=self.value() == "now")


class UnlockForm(forms.Form):
    reason = forms.CharField(
        max_length=300, widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="Why what the sources say is to be shown again; it is kept with each of these locks.",
    )  # fmt: skip

    def clean_reason(self) -> str:
        return storable(self.cleaned_data["reason"])


@admin.register(Claim)
class ClaimAdmin(MachineRowsHistoryAdmin):
    """What every source said, and when. Corrections are written on the page of their model."""

    list_display = (
        "ai_model", "fact", "claimed", "source", "author", "reason", "stated_at", "confirmed_at", "superseded_at",
    )  # fmt: skip
    list_filter = (LockFilter, ("superseded_at", admin.EmptyFieldListFilter), "source", "fact")
    list_select_related = ("ai_model", "source", "author")
    search_fields = ("ai_model__name", "ai_model__slug", "reason")
    ordering = ("-stated_at", "-pk")
    date_hierarchy = "stated_at"
    show_full_result_count = False
    fields = (
        "ai_model", "fact", "claimed", "source", "run", "author", "reason",
        "stated_at", "confirmed_at", "superseded_at",
    )  # fmt: skip
    readonly_fields = ("claimed",)
    actions = ("unlock",)
    bring_back = ("superseded_at",)

    @admin.display(description="value")
    def claimed(self, claim: Claim) -> str:
        return as_written(claim.value)

    def has_correct_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("catalog.change_claim")

    def may_bring_back(self, request: HttpRequest, row: Claim) -> bool:
        return row.source.slug == EDITOR and request.user.has_perms(["catalog.add_claim", "catalog.change_claim"])

    def restore(self, request: HttpRequest, row: Claim, old: Claim, reason: str) -> None:
        """A correction that ended is written anew, in place of whichever is in force; one in force is withdrawn."""
        editor, moment = cast("User", request.user), timezone.now()
        if old.superseded_at:
            withdraw(Claim.objects.filter(pk=row.pk), editor, reason, moment)
        else:
            again = Claim(ai_model=row.ai_model, fact=row.fact, value=row.value, reason=reason)
            correct([again], editor, moment)
            facts.resolve([row.ai_model_id])

    @admin.action(description="Unlock: withdraw these corrections", permissions=["correct"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse | None:
        """Asks for the reason, then shows what the sources say; claims of sources are left alone."""
        chosen = corrections().filter(pk__in=queryset.order_by().values("pk"))
        number = chosen.count()
        if not number or number > MOST:
            advice = f"At most {MOST} locks at once, and you chose {number:,}." if number else "No lock was chosen."
            self.message_user(request, f"{advice} The filter “locks” finds those in force.", messages.WARNING)
            return None
        form = UnlockForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            return self._ask(request, form, chosen)
        with transaction.atomic():
            ended = withdraw(chosen, cast("User", request.user), form.cleaned_data["reason"], timezone.now())
        self.message_user(
            request,
            f"{wording.quantity(len(ended), 'lock')} withdrawn. What the sources say is shown again.",
            messages.SUCCESS,
        )
        return None

    def _ask(self, request: HttpRequest, form: UnlockForm, chosen: QuerySet[Claim]) -> HttpResponse:
        locks = chosen.select_related("ai_model", "author").order_by("ai_model", "fact")
        context = {
            **self.admin_site.each_context(request),
            "title": f"Unlock {wording.quantity(len(locks), 'fact')}",
            "opts": self.opts,
            "form": form,
            "locks": [{"claim": claim, "value": as_written(claim.value)} for claim in locks],
        }
        return render(request, "admin/catalog/claim/unlock.html", context)
