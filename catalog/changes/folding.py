"""One line for many models of which the same thing moved at once: that is news of a source, not of each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.utils.text import slugify

from catalog.changes.records import Change, Kind

MOST_LINES = 25
"""So many changes of one thing by one source in a day are told one by one."""
MOST_NAMES = 250
TOLD_ONE_BY_ONE = frozenset({Kind.PRICE, Kind.CHEAPEST_HOST, Kind.LIFECYCLE})
"""What readers look for by name, however much of it there is."""

Together = tuple[date, Kind, str, int]


def folded(changes: Iterable[Change], first_day: date | None) -> Iterator[Change]:
    """The same changes, those that belong together in one. `first_day` is the one on which the catalog began."""
    groups: dict[Together, list[Change]] = defaultdict(list)
    for change in changes:
        groups[_together(change)].append(change)
    for together, group in groups.items():
        is_beginning = together[0] == first_day and together[1] == Kind.NEW
        if is_beginning or (len(group) > MOST_LINES and together[1] not in TOLD_ONE_BY_ONE):
            yield _one_of(group, is_beginning)
        else:
            yield from group


def _together(change: Change) -> Together:
    return change.happened_at.date(), change.kind, change.subject, change.source.pk


def _one_of(group: Sequence[Change], is_beginning: bool) -> Change:
    newest = max(group, key=lambda change: change.happened_at)
    models = {change.model.pk: change.model for change in group if change.model}
    named = [] if is_beginning else sorted(models.values(), key=lambda model: (model.name.lower(), model.pk))
    return replace(
        newest,
        key=f"together/{newest.happened_at:%Y-%m-%d}/{newest.kind}/{newest.source.slug}/{slugify(newest.subject)}",
        subject="The catalog begins" if is_beginning else newest.subject,
        model=None,
        moves=(),
        note="" if newest.kind == Kind.NEW or not newest.note else newest.note,
        count=len(models),
        models=tuple(named[:MOST_NAMES]),
    )
