"""What editors keep for their own work at the desk."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import User


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def seen_by(self, editor: User) -> SavedFilterQuerySet:
        """An editor's own, and those that others share."""
        return self.filter(Q(owner=editor) | Q(is_shared=True))


class SavedFilter(models.Model):
    """A search and filters of one of the desk's lists, under a name."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    path = models.CharField("list", max_length=200, help_text="The list's address, such as /admin/catalog/aimodel/.")
    query = models.CharField(max_length=1000, help_text="What its address asks for, in the list's own words.")
    name = models.CharField(max_length=60)
    is_shared = models.BooleanField("shared", default=False, help_text="Every editor finds it above the list.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["path", Lower("name"), "pk"]
        constraints: ClassVar = [
            # A name means one thing to its owner; serves what stands above a list.
            models.UniqueConstraint("path", "owner", Lower("name"), name="saved_filter_once_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}"
