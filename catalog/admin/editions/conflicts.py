"""When somebody saves over words that they have not read: both texts in hand, and nothing typed lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from catalog.editing.comparing import Claim, Item, Part, Source, Words, compare
from catalog.models import Edition

OPENED, TAKE_OVER = "opened_version", "take_over"
ITEMS, CLAIMS, SOURCES = "items", "claims", "sources"
TABLES = (ITEMS, CLAIMS, SOURCES)
TIES = ("id", "edition")
_FIELD_OF_ROW = re.compile(rf"({'|'.join(TABLES)})-(\d{{1,4}})-(\w+)")


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
    rows = sorted(rows_of(sent, ITEMS), key=lambda row: row.get("position", "").zfill(6))
    return Words(
        tagline=sent.get("tagline", ""),
        about=sent.get("about", ""),
        verdict=sent.get("verdict", ""),
        items=[Item(*_typed(row, Item._fields)) for row in rows if row.get("title")],
        claims=[Claim(*_typed(row, Claim._fields)) for row in rows_of(sent, CLAIMS) if row.get("sentence")],
        sources=[Source(*_typed(row, Source._fields)) for row in rows_of(sent, SOURCES) if row.get("title")],
    )


def _typed(row: Mapping[str, str], fields: Iterable[str]) -> Iterator[str]:
    return (row.get(name, "") for name in fields)


def rows_of(sent: QueryDict, table: str) -> list[dict[str, str]]:
    """The rows of a form's table, without those that were to go, and without what tied them to rows of the database."""
    rows: dict[int, dict[str, str]] = {}
    for name in sent:
        if (match := _FIELD_OF_ROW.fullmatch(name)) and match[1] == table:
            rows.setdefault(int(match[2]), {})[match[3]] = str(sent[name])
    kept = [row for _, row in sorted(rows.items()) if "DELETE" not in row]
    return [{name: value for name, value in row.items() if name not in TIES} for row in kept]


def as_new_rows(sent: QueryDict) -> QueryDict:
    """The same form with every row a new one: the rows that it was filled in over may be others by now, or gone."""
    fresh = QueryDict(mutable=True)
    for name, values in sent.lists():
        if not _FIELD_OF_ROW.fullmatch(name):
            fresh.setlist(name, values)
    for table in TABLES:
        rows = rows_of(sent, table)
        fresh[f"{table}-TOTAL_FORMS"], fresh[f"{table}-INITIAL_FORMS"] = str(len(rows)), "0"
        for number, row in enumerate(rows):
            for name, value in row.items():
                fresh[f"{table}-{number}-{name}"] = value
    return fresh
