"""What an editor saves shows at once: the pages that print it are renewed in the transaction of the save."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.models import AIModel, ModelClass
from catalog.models.profiles import ModelClassQuerySet


class RenewingAdmin(admin.ModelAdmin):
    """A noun that pages print but no sync resolves. Its rows stay: deleting one would take its word from history."""

    # What Django 6 does with an address typed without its scheme.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def classes_printing(self, row: Any) -> ModelClassQuerySet:
        """The classes on whose pages the row stands; all of them unless a noun knows better."""
        return ModelClass.objects.all()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # Only what was typed: a sync may have written another column since the form was opened.
        obj.save(update_fields=form.changed_data if change else None)
        self.classes_printing(obj).renew()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def hold_models(ai_models: QuerySet[AIModel]) -> list[int]:
    """Locks models before anything else, as a sync does, so that the two never wait for each other in a ring."""
    return list(ai_models.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def classes_of(ai_models: QuerySet[AIModel]) -> ModelClassQuerySet:
    """The classes that these models are in."""
    return ModelClass.objects.filter(pk__in=ai_models.order_by().values("model_class"))
