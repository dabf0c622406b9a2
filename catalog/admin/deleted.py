"""What somebody deleted at the desk, by whom and when, and the way back to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_permission_codename
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path

from catalog.admin.histories import HistoryAdmin
from catalog.admin.places import name_of, place_of

PAGE = "p"


@dataclass(frozen=True)
class Deleted:
    """A row that is gone, as it was when somebody deleted it. `gone` names what it cannot be without."""

    version: Any
    row: Any
    gone: str

    @classmethod
    def of(cls, version: Any) -> Deleted:
        """The row with whatever it hung on, as far as that is there; no query where `version` was read with it."""
        row, gone = version.history_object, ""
        for field in ties_of(type(row)):
            if getattr(row, field.attname) is None:
                continue
            if target := getattr(version, field.name):
                setattr(row, field.name, target)
            elif field.null:
                setattr(row, field.name, None)
            else:
                gone = str(field.verbose_name)
        return cls(version, row, gone)

    def __str__(self) -> str:
        try:
            return str(self.row)
        except ObjectDoesNotExist:
            return f"{self.row._meta.verbose_name} {self.row.pk}"


def ties_of(noun: type[models.Model]) -> Iterator[Any]:
    return (field for field in noun._meta.fields if isinstance(field, models.ForeignKey) and _is_kept(noun, field))


def _is_kept(noun: Any, field: models.Field) -> bool:
    return field in noun.history.model.tracked_fields


class DeletedRowsAdmin(HistoryAdmin):
    """A noun whose rows the desk may delete. What is gone comes back by the right to add such a row."""

    place_taken = "Something else is in its place."
    deleted_per_page = 50

    def get_urls(self) -> list[Any]:
        site, opts = self.admin_site, self.opts
        shown = path("deleted/", site.admin_view(self.deleted_view), name=name_of(opts, "deleted"))
        one = site.admin_view(self.bring_back_view)
        return [shown, path("deleted/<int:version_id>/", one, name=name_of(opts, "bring_back")), *super().get_urls()]

    def may_see_deleted(self, request: HttpRequest) -> bool:
        # The right itself: some nouns are added on other pages than those of their list.
        return request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename('add', self.opts)}")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        deleted = {"deleted_address": place_of(self.opts, "deleted")} if self.may_see_deleted(request) else {}
        return super().changelist_view(request, {**deleted, **(extra_context or {})})

    def deletions(self) -> Any:
        """The last deletion of each row that is gone, the newest first."""
        versions, pk = self.model.history, self.opts.pk.attname
        last = versions.filter(**{pk: OuterRef(pk)}).order_by("-history_date", "-history_id").values("history_id")[:1]
        there = self.model._base_manager.filter(pk=OuterRef(pk))
        gone = versions.filter(~Exists(there), history_type="-", history_id=Subquery(last))
        ties = [field.name for field in ties_of(self.model)]
        return gone.select_related("history_user", *ties).order_by("-history_date", "-history_id")

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_see_deleted(request):
            raise PermissionDenied
        paginator = Paginator(self.deletions(), self.deleted_per_page)
        page = paginator.get_page(request.GET.get(PAGE))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Deleted {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "page": page,
            "rows": [Deleted.of(version) for version in page],
        }
        return render(request, "simple_history/deleted.html", context)

    def bring_back_view(self, request: HttpRequest, version_id: int) -> HttpResponse:
        if not self.may_see_deleted(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        version = get_object_or_404(self.model.history.filter(history_type="-"), pk=version_id)
        try:
            with transaction.atomic():
                row = self._brought_back(request, version)
        except (ValidationError, IntegrityError) as error:
            why = " ".join(getattr(error, "messages", [self.place_taken]))
            self.message_user(request, f"It stays deleted. {why}", messages.ERROR)
            return HttpResponseRedirect(place_of(self.opts, "deleted"))
        self.message_user(request, f"It is back: {row}.{self.remark_on(version)}", messages.SUCCESS)
        return HttpResponseRedirect(place_of(self.opts, "change", row.pk))

    def remark_on(self, version: Any) -> str:
        """What else whoever brought it back has to know."""
        return ""

    def revive(self, request: HttpRequest, row: Any, version: Any) -> None:
        """Writes the row anew, under the number that it had: its versions are its own again."""
        row.save(force_insert=True)

    def _brought_back(self, request: HttpRequest, version: Any) -> Any:
        deleted = self.deletions().filter(pk=version.pk).first()
        if deleted is None:
            raise ValidationError("It was brought back already.")
        found = Deleted.of(deleted)
        if found.gone:
            raise ValidationError(f"Its {found.gone} is gone.")
        row = found.row
        row._change_reason = f"Brought back: it was deleted on {version.history_date:%d %b %Y, %H:%M:%S} UTC"
        self.revive(request, row, version)
        self.log_addition(request, row, f"{row._change_reason}.")
        return row
