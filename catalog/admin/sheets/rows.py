"""What all kinds of rows have in common: known columns, each thing once, and differences that can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, cast

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from import_export import resources
from import_export.results import Result
from tablib import Dataset

from accounts.models import User
from catalog import wording
from catalog.admin.sheets.formats import as_text


class Difference(resources.Diff):
    """Before and after of each cell, by elements alone: the library's own writes styles into the page."""

    def as_html(self) -> list[str]:
        before = [""] * len(self.right) if self.new else [as_text(cell) for cell in self.left]
        after = [as_text(cell) for cell in self.right]
        return [self._cell(*pair) for pair in zip(before, after, strict=True)]

    @classmethod
    def _cell(cls, before: str, after: str) -> str:
        if before == after:
            return after
        if "\n" in before and after:
            return format_html_join("", "<div>{}</div>", ((line,) for line in cls._lines(before, after)))
        return (
            format_html("<del>{}</del> <ins>{}</ins>", before, after) if before else format_html("<ins>{}</ins>", after)
        )

    @classmethod
    def _lines(cls, before: str, after: str) -> Iterator[str]:
        """What went and what came of a list or of paragraphs; "…" for lines that stay."""
        old, new = before.split("\n"), after.split("\n")
        for step, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if step == "equal":
                yield "…"
                continue
            gone, come = "\n".join(old[start:end]), "\n".join(new[new_start:new_end])
            yield from (
                format_html(f"<{mark}>{{}}</{mark}>", text) for mark, text in (("del", gone), ("ins", come)) if text
            )


class SheetResource(resources.ModelResource):
    """Rows are found by what names a thing in an address. Either all rows of a file are taken, or none."""

    class Meta:
        skip_unchanged = True
        report_skipped = True
        use_transactions = True
        clean_model_instances = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reason: str = kwargs.get("reason", "")
        self.named: set[tuple[str, ...]] = set()

    @classmethod
    def get_diff_class(cls) -> type[resources.Diff]:
        return Difference

    def key_columns(self) -> list[str]:
        return [self.fields[name].column_name for name in self.get_import_id_fields()]

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        known = [field.column_name for field in self.get_user_visible_fields()]
        if unknown := [name for name in dataset.headers if name not in known]:
            names = wording.listing([f"“{wording.printable(name, 40)}”" for name in unknown])
            raise ValidationError(f"No column is called {names}. There are: {', '.join(known)}.")
        if missing := [name for name in self.key_columns() if name not in dataset.headers]:
            raise ValidationError(f"A column is missing: {wording.listing(missing)}.")

    def before_import_row(self, row: dict[str, str], **kwargs: Any) -> None:
        key = tuple(row.get(name, "") for name in self.key_columns())
        if not all(key):
            raise ValidationError(f"Fill in {wording.listing(self.key_columns())}.")
        if key in self.named:
            raise ValidationError(f"“{'/'.join(key)}” stands in an earlier row too. Keep one of the two.")
        self.named.add(key)

    def after_import(self, dataset: Dataset, result: Result, **kwargs: Any) -> None:
        """The record of who imported what and why is written in the import's own transaction."""
        if result.has_errors() or result.has_validation_errors():
            return
        editor = cast("User", kwargs["user"])
        self.finish(editor)
        changed = [row.instance for row in result.rows if row.instance and (row.is_new() or row.is_update())]
        LogEntry.objects.log_actions(editor.pk, changed, CHANGE, f"Imported: {self.reason}")

    def finish(self, editor: User) -> None:
        """What is left to do once all rows are in, within their transaction."""

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Any, bool]:
        found, is_new = super().get_or_init_instance(instance_loader, row)
        # What simple-history keeps with a row as the reason of its change.
        found._change_reason = self.reason
        return cast("tuple[Any, bool]", (found, is_new))
