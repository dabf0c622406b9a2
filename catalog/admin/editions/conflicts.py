"""When somebody saves over words that they have not read: both texts in hand, and nothing typed lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from catalog.editing.comparing import Item, Part, Words, compare
from catalog.models import Edition

OPENED, TAKE_OVER = "opened_version", "take_over"
ROWS = "items"
TIES = ("id", "edition")
_FIELD_OF_ROW = re.compile(rf"{ROWS}-(\d{{1,4}})-(\w+)")


def is_stale(sent: Mapping[str, Any], edition: Edition) -> bool:
    """Whether a form was filled in over another version than the one that is kept."""
    return sent.get(OPENED) != str(edition.version)


def takes_over(sent: Mapping[str, Any], edition: Edition) -> bool:
    """Whether its sender has read the version that is kept, and wants theirs in its place."""
    return sent.get(TAKE_OVER) == str(edition.version)


@dataclass(frozen=True)
class Conflict:
    """What is kept, by whom and since when, beside what was sent."""

    kept: Edition
    parts: list[Part]

    @classmethod
    def between(cls, pk: int, sent: QueryDict) -> Conflict:
        kept = Edition.objects.select_related("saved_by", "author").get(pk=pk)
        return cls(kept, compare(Words.of(kept), words_of(sent)))

    @property
    def may_be_taken_over(self) -> bool:
        return self.kept.is_being_written


def words_of(sent: QueryDict) -> Words:
    """What a form says, as it was typed."""
    rows = sorted(rows_of(sent), key=lambda row: row.get("position", "").zfill(6))
    items = [Item(row.get("kind", ""), row.get("title", ""), row.get("text", "")) for row in rows if row.get("title")]
    return Words(sent.get("tagline", ""), sent.get("about", ""), sent.get("verdict", ""), items)


def rows_of(sent: QueryDict) -> list[dict[str, str]]:
    """The rows of a form's entries, without those that were to go, and without what tied them to rows of the table."""
    rows: dict[int, dict[str, str]] = {}
    for name in sent:
        if match := _FIELD_OF_ROW.fullmatch(name):
            rows.setdefault(int(match[1]), {})[match[2]] = str(sent[name])
    kept = [row for _, row in sorted(rows.items()) if "DELETE" not in row]
    return [{name: value for name, value in row.items() if name not in TIES} for row in kept]


def as_new_rows(sent: QueryDict) -> QueryDict:
    """The same form with every row a new one: the rows that it was filled in over may be others by now, or gone."""
    fresh = QueryDict(mutable=True)
    for name, values in sent.lists():
        if not _FIELD_OF_ROW.fullmatch(name):
            fresh.setlist(name, values)
    rows = rows_of(sent)
    fresh[f"{ROWS}-TOTAL_FORMS"], fresh[f"{ROWS}-INITIAL_FORMS"] = str(len(rows)), "0"
    for number, row in enumerate(rows):
        for name, value in row.items():
            fresh[f"{ROWS}-{number}-{name}"] = value
    return fresh
