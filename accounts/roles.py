"""Roles are groups that migrations ship. From then on what a role may do is an administrator's to change.

Who may do what: docs/roles.md; cell by cell in tests/test_roles.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

EDITOR, SENIOR_EDITOR, MODERATOR = "Editors", "Senior editors", "Moderators"
OPERATOR, ADMINISTRATOR = "Operators", "Administrators"
USUAL = ("add", "change", "delete", "view")


def give(apps: Any, role: str, app: str, rights: Mapping[str, str]) -> None:
    """Gives a role rights in an app: by noun, the verbs ("view change", or a right's whole name).

    For migrations: Django makes permissions after the last of them, which is too late for a group that holds them.
    """
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
    for noun, verbs in rights.items():
        model = apps.get_model(app, noun)
        for verb in verbs.split():
            group.permissions.add(_permission(apps, model, verb))


def _permission(apps: Any, model: Any, verb: str) -> Any:
    """As Django would name it: by the model's own words for its rights, or by what the model is called."""
    meta = model._meta
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=meta.app_label, model=meta.model_name
    )
    names = {f"{usual}_{meta.model_name}": f"Can {usual} {meta.verbose_name_raw}" for usual in USUAL}
    names |= dict(meta.permissions)
    codename = f"{verb}_{meta.model_name}" if verb in USUAL else verb
    permissions = apps.get_model("auth", "Permission").objects
    return permissions.get_or_create(content_type=kind, codename=codename, defaults={"name": names[codename]})[0]
