"""The pages by which a list goes out as a file, and a file comes in: first what it would change, then that."""

from __future__ import annotations

import zipfile
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.results import Result
from import_export.tmp_storages import CacheStorage

from catalog import wording
from catalog.admin.corrections import storable
from catalog.admin.sheets.formats import FORMATS, MOST_BYTES, Unreadable
from catalog.page_cache import CACHE_AWAY

GONE = "The file is no longer kept. Nothing was imported: upload it again."


class KeptFile(CacheStorage):
    """What was uploaded, between the two pages, where every web server finds it."""

    CACHE_LIFETIME = 3600
    CACHE_PREFIX = "almanac-import-"


def _reason() -> forms.CharField:
    return forms.CharField(
        max_length=100, widget=forms.TextInput(attrs={"size": 60}), help_text="Why; it is kept with each change."
    )


class UploadForm(ImportForm):
    """The file and the reason; which format it has, its name says."""

    reason = _reason()
    field_order = ("resource", "import_file", "reason")

    def __init__(self, formats: Any, resources: Any, **kwargs: Any) -> None:
        super().__init__(formats, resources, **kwargs)
        self.fields["format"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields["import_file"].help_text = f"CSV, XLSX or JSON, at most {MOST_BYTES // 1_000_000} MB."
        self.fields["import_file"].widget.attrs = {"accept": ",".join(f".{ending}" for ending in FORMATS)}

    @property
    def media(self) -> forms.Media:
        return forms.Media()

    def clean_import_file(self) -> UploadedFile:
        file = self.cleaned_data["import_file"]
        if PurePath(file.name).suffix.lower().lstrip(".") not in FORMATS:
            raise ValidationError("Choose a file whose name ends in .csv, .xlsx or .json.")
        if file.size > MOST_BYTES:
            raise ValidationError(f"At most {MOST_BYTES // 1_000_000} MB at once. Split the file.")
        return file

    def clean_reason(self) -> str:
        return storable(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if file := cleaned.get("import_file"):
            cleaned["format"] = str(list(FORMATS).index(PurePath(file.name).suffix.lower().lstrip(".")))
        return cleaned


class AgreeForm(ConfirmImportForm):
    reason = forms.CharField(max_length=100, widget=forms.HiddenInput)
    format = forms.TypedChoiceField(
        choices=[(str(place), ending) for place, ending in enumerate(FORMATS)], widget=forms.HiddenInput
    )

    def clean_reason(self) -> str:
        return storable(self.cleaned_data["reason"])


class SheetsMixin(ImportExportMixin):
    """Import and export of one noun's list."""

    import_rights: tuple[str, ...] = ()
    formats = list(FORMATS.values())
    import_form_class = UploadForm
    confirm_form_class = AgreeForm
    export_form_class = ExportForm
    tmp_storage_class = KeptFile
    skip_admin_log = True
    to_encoding = "utf-8"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(self.import_rights)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        reason = import_form.cleaned_data["reason"] if import_form else ""
        return {**super().get_confirm_form_initial(request, import_form), "reason": reason}

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form")
        return {"reason": getattr(form, "cleaned_data", {}).get("reason", "")}

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # A file with one bad row changes nothing.
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return super().import_action(request, **kwargs)
        except CACHE_AWAY:
            self._say(request, "The file cannot be kept at this moment: the cache is away. Try again in a minute.")
            return HttpResponseRedirect(request.path)

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        advice = str(e) if isinstance(e, Unreadable) else "It cannot be read: is it what its name says, as UTF-8?"
        if isinstance(e, zipfile.BadZipFile):
            advice = "This is no XLSX file, though its name says so."
        form.add_error("import_file", advice)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.has_import_permission(request):
            raise PermissionDenied
        try:
            kept = cache.get(f"{KeptFile.CACHE_PREFIX}{request.POST.get('import_file_name', '')}")
        except CACHE_AWAY:
            kept = None
        if request.method == "POST" and kept is None:
            self._say(request, GONE)
            return HttpResponseRedirect(self._of_this_list("import"))
        return super().process_import(request, **kwargs)

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        if result.has_errors() or result.has_validation_errors():
            context = {
                **self.admin_site.each_context(request),
                "title": "Import", "opts": self.opts, "result": result, "form": self.create_import_form(request),
            }  # fmt: skip
            return TemplateResponse(request, self.import_template_name, context)
        changed = result.totals["new"] + result.totals["update"]
        told = f"Imported: {wording.quantity(changed, 'row')} changed, {result.totals['skip']:,} left as they are."
        self._say(request, told, messages.SUCCESS)
        return HttpResponseRedirect(self._of_this_list("changelist"))

    def _say(self, request: HttpRequest, words: str, level: int = messages.ERROR) -> None:
        self.message_user(request, words, level)

    def _of_this_list(self, page: str) -> str:
        return reverse("admin:{}_{}_{}".format(*self.get_model_info(), page))
