"""Roles are groups that migrations ship. From then on what a role may do is an administrator's to change.

Who may do what: docs/roles.md; cell by cell in tests/test_roles.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

EDITOR, SENIOR_EDITOR, MODERATOR = "Editors", "Senior editors", "Moderators"
OPERATOR, ADMINISTRATOR = "Operators", "Administrators"


def give(apps: Any, role: str, app: str, rights: Mapping[str, str]) -> None:
    """Gives a role rights in an app: by noun, the verbs ("view change", or a right's whole name).

    For migrations: Django makes permissions after the last of them, which is too late for a group that holds them.
    """
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
    for noun, verbs in rights.items():
        kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=noun)
        for verb in verbs.split():
            group.permissions.add(_permission(apps, kind, noun, verb))


def _permission(apps: Any, kind: Any, noun: str, verb: str) -> Any:
    is_own = "_" in verb
    codename = verb if is_own else f"{verb}_{noun}"
    name = codename.replace("_", " ").capitalize() if is_own else f"Can {verb} {noun}"
    permissions = apps.get_model("auth", "Permission").objects
    return permissions.get_or_create(content_type=kind, codename=codename, defaults={"name": name})[0]
