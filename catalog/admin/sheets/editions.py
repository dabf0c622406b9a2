"""Editions as rows. Each row becomes a new draft; what a model has already said in the same words is left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export.fields import Field

from accounts.models import User
from catalog import wording
from catalog.admin.sheets.cells import CLAIM_PARTS, SOURCE_PARTS, cell_of_items, cell_of_parts, items_in, parts_in
from catalog.admin.sheets.facts import CATALOG_ID
from catalog.admin.sheets.parts import COLUMNS, complaints_of
from catalog.admin.sheets.rows import Difference, SheetResource
from catalog.editing import versions
from catalog.editions import holding, proof
from catalog.models import AIModel, BoundClaim, Edition, EditionItem
from catalog.models.history import Lists, lists_of
from catalog.proofreading.checks import faults_of, prose_of, unsaid
from catalog.references import Vocabulary

TEXTS = ("tagline", "about", "verdict")
SOURCES, CLAIMS = "sources", "claims"
LISTS = (*COLUMNS.values(), SOURCES, CLAIMS)
HOW_TO_WRITE = {
    SOURCES: "Write each source as: key | title | address | 2025-10-16.",
    CLAIMS: "Write each claim as: sentence | test | of what | limit. A capability has no limit.",
}


def lists_in(edition: Edition) -> Lists:
    """Those of a row that is being read, or of an edition in the database."""
    return getattr(edition, "lists", None) or lists_of(edition)


class ItemsField(Field):
    """One of the lists: best for, strengths, limitations, questions."""

    def __init__(self, column: str, kind: EditionItem.Kind) -> None:
        super().__init__(column, column)
        self.kind = kind

    def export(self, instance: Any, **kwargs: Any) -> str:
        return cell_of_items(item for item in lists_in(instance)["items"] if item["kind"] == self.kind)

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        items = items_in(row[self.column_name])
        for item in items:
            if len(item["title"]) > 160:
                told = f"“{item['title'][:60]}…”. The text stands after “ | ”."
                raise ValueError(f"Shorten this title to 160 characters: {told}")
            if self.kind == EditionItem.Kind.QUESTION and not item["text"]:
                raise ValueError(f"Write the answer after “ | ”: “{item['title'][:60]}”.")
        others = [item for item in instance.lists["items"] if item["kind"] != self.kind]
        typed = [{**item, "kind": self.kind.value, "position": place} for place, item in enumerate(items)]
        instance.lists["items"] = [*others, *typed]


class PartsField(Field):
    """The sources, or the bound claims."""

    def __init__(self, column: str, names: Sequence[str], fewest: int) -> None:
        super().__init__(column, column)
        self.names, self.fewest = names, fewest

    def export(self, instance: Any, **kwargs: Any) -> str:
        return cell_of_parts(lists_in(instance)[self.column_name], self.names)

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        try:
            instance.lists[self.column_name] = parts_in(row[self.column_name], self.names, self.fewest)
        except ValueError as error:
            raise ValueError(f"{error} {HOW_TO_WRITE[self.column_name]}") from None


class EditionDifference(Difference):
    """A row makes a new draft; what changes in it is told against the edition that it goes on from."""

    def as_html(self) -> list[str]:
        self.new = False
        return super().as_html()


class EditionRows(SheetResource):
    model = Field(column_name=CATALOG_ID, attribute="ai_model__catalog_id", readonly=True)
    status = Field(column_name="status", attribute="status", readonly=True)

    class Meta(SheetResource.Meta):
        model = Edition
        fields = ("model", "status", *TEXTS)
        import_id_fields = ("model",)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields.update({column: ItemsField(column, kind) for kind, column in COLUMNS.items()})
        self.fields[SOURCES] = PartsField(SOURCES, SOURCE_PARTS, len(SOURCE_PARTS))
        self.fields[CLAIMS] = PartsField(CLAIMS, CLAIM_PARTS, len(CLAIM_PARTS) - 1)
        self.known: dict[str, AIModel] | None = None
        self.kept: dict[int, list[Edition]] = defaultdict(list)
        self.said: set[tuple[Any, ...]] = set()
        self.written: list[Edition] = []
        self.editor: Any = None
        self.names = Vocabulary([])

    @classmethod
    def get_diff_class(cls) -> type[Difference]:
        return EditionDifference

    def get_import_order(self) -> list[str]:
        return ["model", "status", *TEXTS, *LISTS]

    get_export_order = get_import_order

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.select_related("ai_model__creator").prefetch_related("items", "sources", "claims")

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        self.editor = kwargs["user"]
        self.known = {model.catalog_id: model for model in AIModel.objects.select_related("creator")}
        self.names = proof.vocabulary()
        kept = Edition.objects.exclude(status=Edition.Status.WITHDRAWN).order_by("-created_at", "-pk")
        for edition in kept.prefetch_related("items", "sources", "claims"):
            self.kept[edition.ai_model_id].append(edition)
            self.said.add(self._words(edition))

    def get_or_init_instance(self, instance_loader: Any, row: Any) -> tuple[Any, bool]:
        model = (self.known or {}).get(row[CATALOG_ID])
        if model is None:
            raise ValidationError(f"There is no model “{row[CATALOG_ID]}”.")
        edition = Edition(ai_model=model, author=self.editor, saved_by=self.editor, saved_at=timezone.now())
        before = self._before(model, row.get("status", "")) or Edition()
        for name in TEXTS:
            setattr(edition, name, getattr(before, name))
        edition.lists = lists_of(before)  # type: ignore[attr-defined]  # the row's, saved after the edition
        edition._change_reason = self.reason  # type: ignore[attr-defined]  # kept with its version
        return edition, True

    def _before(self, model: AIModel, status: str) -> Edition | None:
        """What the draft goes on from where the row has no column: the model's newest edition of the row's status,
        else its newest. What no person went over never becomes a person's so."""
        kept = [edition for edition in self.kept[model.pk] if not edition.is_generated]
        return next((edition for edition in kept if edition.status == status), next(iter(kept), None))

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        before = {(item["kind"], item["title"]): item for item in instance.lists["items"]}
        super().import_instance(instance, row, **kwargs)
        if CLAIMS not in row:
            # Those that the words bear no longer fall away with them.
            claims = instance.lists[CLAIMS]
            absent = unsaid((claim["sentence"] for claim in claims), prose_of(instance))
            instance.lists[CLAIMS] = [claim for claim in claims if claim["sentence"] not in absent]
        if CLAIMS not in row and SOURCES not in row:
            # A file of before entries said what they rest on, or one typed without.
            for item in instance.lists["items"]:
                if not item["evidence"] and (same := before.get((item["kind"], item["title"]))):
                    item["evidence"], item["on"] = same["evidence"], same["on"]

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not import_validation_errors and self._words(instance) in self.said

    def validate_instance(self, instance: Any, import_validation_errors: Any = None, **kwargs: Any) -> None:
        """As the form does: no draft refers to a figure that there is not, or rests on what cannot be."""
        errors = dict(import_validation_errors or {})
        for name in TEXTS:
            if wrong := faults_of(name, getattr(instance, name), self.names):
                errors[name] = ValidationError(wrong)
        for column, complaints in complaints_of(instance, instance.lists, self.names).items():
            errors.setdefault(column, ValidationError(complaints))
        super().validate_instance(instance, errors, **kwargs)

    def _words(self, edition: Edition) -> tuple[Any, ...]:
        texts = (wording.with_plain_breaks(getattr(edition, name)).strip() for name in TEXTS)
        return (edition.ai_model_id, *texts, *(self.fields[name].export(edition) for name in LISTS))

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        with instance.as_one_version():
            super().save_instance(instance, is_create, row, **kwargs)
            versions.add_lists(instance, instance.lists)
        self.written.append(instance)

    def finish(self, editor: User) -> None:
        holding.check(BoundClaim.objects.filter(edition__in=self.written))
