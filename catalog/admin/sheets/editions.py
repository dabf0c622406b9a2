"""Editions as rows. Each row becomes a new draft; what a model has already said in the same words is left alone."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from import_export.fields import Field

from catalog.admin.sheets.facts import CATALOG_ID
from catalog.admin.sheets.rows import SheetResource
from catalog.editions import proof
from catalog.models import AIModel, Edition, EditionItem
from catalog.references import Vocabulary, faults

Item = tuple[str, str]
BAR = " | "
LISTS = {
    "best_for": EditionItem.Kind.BEST_FOR,
    "strengths": EditionItem.Kind.STRENGTH,
    "limitations": EditionItem.Kind.LIMITATION,
    "questions": EditionItem.Kind.QUESTION,
}
TEXTS = ("tagline", "about", "verdict")


def lines_of(items: list[Item]) -> str:
    """One entry a line: "Title | text". A text's further lines are indented, a bar in a title is written \\|."""
    return "\n".join(
        title.replace("|", "\\|") + (BAR + text.replace("\r\n", "\n").replace("\n", "\n  ") if text else "")
        for title, text in items
    )


def items_of(cell: str) -> list[Item]:
    found = []
    for entry in re.split(r"\n(?!  )", cell):
        title, _, text = entry.partition(BAR)
        if title.strip():
            found.append((title.strip().replace("\\|", "|"), text.replace("\n  ", "\n").strip()))
    return found


class ItemsField(Field):
    def __init__(self, column: str, kind: EditionItem.Kind) -> None:
        super().__init__(column, column)
        self.kind = kind

    def export(self, instance: Any, **kwargs: Any) -> str:
        if hasattr(instance, "entries"):
            return lines_of(instance.entries.get(self.kind, []))
        if instance.pk is None:
            return ""
        return lines_of([(item.title, item.text) for item in instance.items.all() if item.kind == self.kind])

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        items = items_of(row[self.column_name])
        for title, text in items:
            if len(title) > 160:
                raise ValueError(f"Shorten this title to 160 characters: “{title[:60]}…”. The text stands after “ | ”.")
            if self.kind == EditionItem.Kind.QUESTION and not text:
                raise ValueError(f"Write the answer after “ | ”: “{title[:60]}”.")
        instance.entries[self.kind] = items


class EditionRows(SheetResource):
    model = Field(column_name=CATALOG_ID, attribute="ai_model__catalog_id", readonly=True)
    status = Field(column_name="status", attribute="status", readonly=True)

    class Meta(SheetResource.Meta):
        model = Edition
        fields = ("model", "status", *TEXTS)
        import_id_fields = ("model",)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields.update({column: ItemsField(column, kind) for column, kind in LISTS.items()})
        self.known: dict[str, AIModel] | None = None
        self.said: set[tuple[Any, ...]] = set()
        self.editor: Any = None
        self.names = Vocabulary([])

    def get_import_order(self) -> list[str]:
        return ["model", "status", *TEXTS, *LISTS]

    get_export_order = get_import_order

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.select_related("ai_model__creator").prefetch_related("items")

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        self.editor = kwargs["user"]
        self.known = {model.catalog_id: model for model in AIModel.objects.select_related("creator")}
        self.names = proof.vocabulary()
        kept = Edition.objects.exclude(status=Edition.Status.WITHDRAWN).prefetch_related("items")
        self.said = {self._words(edition) for edition in kept}

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Any, bool]:
        model = (self.known or {}).get(row[CATALOG_ID])
        if model is None:
            raise ValidationError(f"There is no model “{row[CATALOG_ID]}”.")
        edition = Edition(ai_model=model, author=self.editor)
        edition.entries = {}  # type: ignore[attr-defined]  # the row's lists, saved after the edition
        return edition, True

    def validate_instance(self, instance: Any, import_validation_errors: Any = None, **kwargs: Any) -> None:
        """As the form does: no draft refers to a figure that there is not."""
        errors = dict(import_validation_errors or {})
        for name in TEXTS:
            if wrong := faults(getattr(instance, name), self.names):
                errors[name] = ValidationError(wrong)
        for column, kind in LISTS.items():
            said = "\n".join(f"{title}\n{text}" for title, text in instance.entries.get(kind, []))
            if wrong := faults(said, self.names):
                errors[column] = ValidationError(wrong)
        super().validate_instance(instance, errors, **kwargs)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not import_validation_errors and self._words(instance) in self.said

    def _words(self, edition: Edition) -> tuple[Any, ...]:
        texts = (getattr(edition, name).replace("\r\n", "\n").strip() for name in TEXTS)
        return (edition.ai_model_id, *texts, *(self.fields[column].export(edition) for column in LISTS))

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        super().save_instance(instance, is_create, row, **kwargs)
        EditionItem.objects.bulk_create(
            EditionItem(edition=instance, kind=kind, position=place, title=title, text=text)
            for kind, items in instance.entries.items() for place, (title, text) in enumerate(items)
        )  # fmt: skip
