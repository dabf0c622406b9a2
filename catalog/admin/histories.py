"""The page of a row's versions, the difference of any two, and the way back to one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper

from catalog import wording
from catalog.admin.machine_rows import MachineRowsAdmin
from catalog.admin.places import place_of

MOST_LOGGED = 100


class Differences(HistoricalRecordContextHelper):
    """What changed between two versions, as people see it: browsers send other line breaks than files have."""

    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        real = [one for one in delta.changes if _without_returns(one.old) != _without_returns(one.new)]
        return super().context_for_delta_changes(replace(delta, changes=real))

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        # What the library calls a deleted row where there was none.
        is_empty = isinstance(value, DeletedObject) and value.pk is None
        return "empty" if is_empty else super().prepare_delta_change_value(change, value)


def _without_returns(value: Any) -> Any:
    return wording.with_plain_breaks(value) if isinstance(value, str) else value


class HistoryAdmin(SimpleHistoryAdmin):
    """Versions for those who may see the row. To bring one back takes the right to change it."""

    bring_back: tuple[str, ...] = ()
    """The fields that a way back writes; what decides who a row is, or whether it is shown, is not among them."""

    history_list_per_page = 50
    version_template = "simple_history/version.html"

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The versions, and below them what the desk has logged of this row."""
        logged = LogEntry.objects.filter(
            object_id=unquote(object_id), content_type=ContentType.objects.get_for_model(self.model)
        )
        log = logged.select_related("user").order_by("-action_time")[:MOST_LOGGED]
        return super().history_view(request, object_id, {**(extra_context or {}), "log": log})

    def get_history_queryset(self, request: HttpRequest, history_manager: Any, pk_name: str, object_id: Any) -> Any:
        # Of a noun without relations the library forgets who it has just joined.
        versions = super().get_history_queryset(request, history_manager, pk_name, object_id)
        return versions.select_related("history_user")

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> Differences:
        return Differences(self.model, historical_record)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """One version beside what is there today, or beside another version; by POST the way back to it."""
        version = self._version(object_id, version_id)
        row = self.model.objects.filter(pk=version.instance.pk).first()
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        may = row is not None and bool(self.bring_back) and self.may_bring_back(request, row)
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            return self._go_back(request, version)
        other = self._version(object_id, request.GET["against"]) if request.GET.get("against") else None
        context = {
            **self.admin_site.each_context(request),
            "title": f"{version.instance}, as of {wording.day(version.history_date)}",
            "opts": self.opts,
            "row": row,
            "version": version,
            "other": other,
            "lines": self._difference(version.instance, other.instance if other else row),
            "versions": self._versions(version.instance.pk).exclude(pk=version.pk)[: self.history_list_per_page],
            "may_bring_back": may and self.would_change(version, row),
            "history_address": place_of(self.opts, "history", version.instance.pk),
            **self.beside_the_fields(version, other, row),
        }
        return render(request, self.version_template, context)

    def beside_the_fields(self, version: Any, other: Any, row: Any) -> dict[str, Any]:
        """What a noun's own template of a version shows more. Compared with `other`, else with the row of today."""
        return {}

    def may_bring_back(self, request: HttpRequest, row: Any) -> bool:
        return self.has_change_permission(request, row)

    def held(self, pk: Any) -> Any:
        """The row as it is by now, locked as whatever else writes it locks it."""
        return self.model.objects.select_for_update(of=("self",)).get(pk=pk)

    def restore(self, request: HttpRequest, row: Any, old: Any, reason: str) -> None:
        """Writes the fields of an earlier version into the row, by the same way as a form of the desk does."""
        form_class = forms.modelform_factory(
            self.model, fields=self.bring_back, formfield_callback=partial(self.formfield_for_dbfield, request=request)
        )
        data = {name: old._meta.get_field(name).value_from_object(old) for name in self.bring_back}
        form = form_class(data, instance=row)
        if not form.is_valid():
            raise ValidationError([f"{name}: {' '.join(map(str, words))}" for name, words in form.errors.items()])
        row._change_reason = reason
        self.save_model(request, form.save(commit=False), form, change=True)

    def _go_back(self, request: HttpRequest, version: Any) -> HttpResponse:
        reason = f"Back to the version of {version.history_date:%d %b %Y, %H:%M:%S} UTC"
        try:
            with transaction.atomic():
                row = self.held(version.instance.pk)
                self.restore(request, row, version.instance, reason)
                self.log_change(request, row, f"{reason}.")
        except (ValidationError, IntegrityError) as error:
            why = " ".join(getattr(error, "messages", ["Another row says the same already."]))
            self.message_user(request, f"It stays as it is. {why}", messages.ERROR)
            return HttpResponseRedirect(request.path)
        self.message_user(request, f"{reason}. What was there before is a version too.", messages.SUCCESS)
        return HttpResponseRedirect(place_of(self.opts, "history", row.pk))

    def _versions(self, pk: Any) -> Any:
        return self.model.history.filter(**{self.opts.pk.attname: pk}).select_related("history_user")

    def _version(self, object_id: str, version_id: str) -> Any:
        if not (version_id.isascii() and version_id.isdecimal() and len(version_id) < 19):
            raise Http404
        version = self._versions(unquote(object_id)).filter(history_id=version_id).first()
        if version is None:
            raise Http404
        return version

    def _difference(self, old: Any, new: Any) -> list[dict[str, Any]]:
        lines = []
        for field in self.fields_shown():
            before, after = in_words(old, field), in_words(new, field) if new else "gone"
            lines.append({"label": field.verbose_name, "then": before, "now": after, "differs": before != after})
        return lines

    def fields_shown(self) -> list[Any]:
        history = self.model.history.model
        return [field for field in self.opts.fields if field.name != "id" and field in history.tracked_fields]

    def would_change(self, version: Any, row: Any) -> bool:
        fields = [self.opts.get_field(name) for name in self.bring_back]
        return any(field.value_from_object(version.instance) != field.value_from_object(row) for field in fields)


class MachineRowsHistoryAdmin(HistoryAdmin, MachineRowsAdmin):
    """Versions of rows that no form changes."""


def in_words(row: Any, field: models.Field) -> str:
    """A field of a version as pages of the desk write it."""
    value = getattr(row, f"get_{field.name}_display", lambda: getattr(row, field.attname))()
    if value is None or value == "":
        return "empty"
    if isinstance(value, datetime):
        return f"{wording.moment(value)} UTC"
    if isinstance(field, models.ForeignKey):
        return str(cast("Any", field.remote_field.model)._base_manager.filter(pk=value).first() or "one that is gone")
    return str(value)
