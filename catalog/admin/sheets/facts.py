"""Models' facts as rows. What a row says otherwise than the page becomes an editor's claim, which is a lock."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export.fields import Field

from accounts.models import User
from catalog import facts
from catalog.admin.corrections import FAMILY_LETTER, correct
from catalog.admin.sheets.rows import SheetResource
from catalog.models import AIModel, Capability, Claim, Fact, ModelClass
from catalog.models.checks import values_of
from catalog.models.claims import CAPABILITIES, COUNTS, DATES, MODALITIES, MODALITY_LISTS, complaint_about

CATALOG_ID = "model"


def cell_of(fact: Fact, value: Any) -> str:
    """A fact's value as it stands in a row; a capability of which sources disagree is empty, as an unknown one is."""
    if fact in CAPABILITIES:
        return value if value in (Capability.YES, Capability.NO) else ""
    if fact in MODALITY_LISTS:
        return ", ".join(value or [])
    return "" if value is None else str(value)


def value_of(fact: Fact, cell: str) -> Any:
    """What a claim says for a cell. Raises ValueError with words that say what to write."""
    value, advice = _READERS[fact](cell) if fact in _READERS else (cell, "")
    if value is None or complaint_about(fact, value):
        raise ValueError(advice or "Write at most 120 characters.")
    return value


def _capability(cell: str) -> tuple[bool | None, str]:
    known = {"yes": True, "true": True, "no": False, "false": False}
    return known.get(cell.lower()), "Write yes or no."


def _number(cell: str) -> tuple[int | None, str]:
    digits = re.sub(r"[ ,_]", "", cell)
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 13 else None
    return number, "Write a whole number above 0: 400000."


def _day(cell: str) -> tuple[str, str]:
    return cell, "Write a date, year first: 2025-10-16."


def _modalities(cell: str) -> tuple[list[str], str]:
    parts = [part.strip().lower() for part in cell.split(",") if part.strip()]
    return parts, f"Write some of these, with commas: {', '.join(MODALITIES)}."


_READERS: dict[str, Callable[[str], tuple[Any, str]]] = {
    **dict.fromkeys(CAPABILITIES, _capability),
    **dict.fromkeys(COUNTS, _number),
    **dict.fromkeys(DATES, _day),
    **dict.fromkeys(MODALITY_LISTS, _modalities),
}


class FactField(Field):
    """A column that reads what the page shows, and notes what a row says otherwise."""

    def __init__(self, fact: Fact) -> None:
        super().__init__(fact.value, fact.value)
        self.fact = fact

    def export(self, instance: Any, **kwargs: Any) -> str:
        return getattr(instance, "said", {}).get(self.fact) or cell_of(self.fact, values_of(instance)[self.fact])

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        cell = row[self.column_name]
        # An empty cell leaves a fact to its sources: only what is written is claimed.
        if cell and cell != self.export(instance):
            instance.wanted[self.fact] = value_of(self.fact, cell)
            instance.said[self.fact] = cell


class FactRows(SheetResource):
    model = Field(column_name=CATALOG_ID, attribute="catalog_id", readonly=True)

    class Meta(SheetResource.Meta):
        model = AIModel
        fields = ("model",)
        import_id_fields = ("model",)
        clean_model_instances = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields.update({fact.value: FactField(fact) for fact in Fact})
        self.known: dict[str, AIModel] | None = None
        self.classes: set[str] = set()
        self.claims: list[Claim] = []

    def get_queryset(self) -> Any:
        return AIModel.objects.select_related("creator", "family", "model_class")

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.select_related("creator", "family", "model_class")

    def get_import_order(self) -> list[str]:
        return list(self.fields)

    get_export_order = get_import_order

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Any, bool]:
        if self.known is None:
            self.known = {model.catalog_id: model for model in self.get_queryset()}
            self.classes = set(ModelClass.objects.values_list("slug", flat=True))
        model = self.known.get(row[CATALOG_ID])
        if model is None:
            raise ValidationError(f"There is no model “{row[CATALOG_ID]}”. Models are made by sources, not by imports.")
        model.wanted, model.said = {}, {}  # type: ignore[attr-defined]  # what this row says otherwise
        return model, False

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        if (named := instance.wanted.get(Fact.MODEL_CLASS)) and named not in self.classes:
            raise ValidationError({Fact.MODEL_CLASS.value: f"Write one of these: {', '.join(sorted(self.classes))}."})
        if (family := instance.wanted.get(Fact.FAMILY)) and not FAMILY_LETTER.search(family):
            raise ValidationError({Fact.FAMILY.value: "Write a name with a letter or a digit in it."})

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not (instance.wanted or import_validation_errors)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        """Saves nothing: every column is resolved. The claims are written once all rows are known to be good."""
        for fact, value in instance.wanted.items():
            self.claims.append(Claim(ai_model=instance, fact=fact, value=value, reason=self.reason))

    def finish(self, editor: User) -> None:
        correct(self.claims, editor, timezone.now())
        facts.resolve((), touched={claim.ai_model_id for claim in self.claims})
