"""An edition's lists as versions and files hold them, put into rows of the database."""

from __future__ import annotations

from typing import Any

from django.db import models

from catalog.editing.drafts import take_rows
from catalog.editions import holding
from catalog.models import BoundClaim, Edition, EditionItem, EditionSource
from catalog.models.history import LISTS, Lists

NOUNS: dict[str, type[models.Model]] = {"items": EditionItem, "sources": EditionSource, "claims": BoundClaim}


def write_lists(edition: Edition, lists: Lists) -> None:
    """Gives an edition these rows in the place of those that it has; its claims are held against today's figures."""
    take_rows(edition)
    add_lists(edition, lists)
    holding.check(BoundClaim.objects.filter(edition=edition))


def add_lists(edition: Edition, lists: Lists) -> None:
    """The rows of an edition that has none. Claims begin anew: nobody has looked yet whether they hold."""
    for name, noun in NOUNS.items():
        noun._default_manager.bulk_create(row_of(name, kept, edition=edition) for kept in lists.get(name, []))


def row_of(name: str, kept: dict[str, Any], **ties: Any) -> Any:
    """A row as it was kept. What a later release knows and the version does not has its default."""
    noun = NOUNS[name]
    known = {field: kept[field] for field in LISTS[name] if field in kept}
    return noun(**{field: _value(noun, field, value) for field, value in known.items()}, **ties)


def _value(noun: type[models.Model], name: str, value: Any) -> Any:
    field: Any = noun._meta.get_field(name)
    return None if value == "" and field.null else field.to_python(value)
