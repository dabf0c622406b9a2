"""Creators and families as rows; each is found by its slug, which no row can change."""

from __future__ import annotations

from typing import Any, ClassVar

from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget

from accounts.models import User
from catalog.admin.sheets.rows import SheetResource
from catalog.models import Creator, Family, ModelClass


class CreatorRows(SheetResource):
    class Meta(SheetResource.Meta):
        model = Creator
        fields = ("slug", "name", "website")
        import_id_fields = ("slug",)

    def finish(self, editor: User) -> None:
        # Their names stand on pages of every class.
        ModelClass.objects.renew()


class KnownCreator(ForeignKeyWidget):
    """A creator by slug, all of them read at once."""

    def __init__(self) -> None:
        super().__init__(Creator, "slug")
        self.known: dict[str, Creator] | None = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Creator:
        if self.known is None:
            self.known = {creator.slug: creator for creator in Creator.objects.all()}
        if value not in self.known:
            raise ValueError("There is no creator of this slug. Import the creators first.")
        return self.known[value]


class FamilyRows(SheetResource):
    creator = Field("creator", "creator", widget=KnownCreator())

    class Meta(SheetResource.Meta):
        model = Family
        fields = ("creator", "slug", "name")
        import_id_fields = ("creator", "slug")
        select_related: ClassVar = ("creator",)

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        return Family.objects.filter(creator__slug=row["creator"], slug=row["slug"]).first()

    def finish(self, editor: User) -> None:
        ModelClass.objects.renew()
