"""When somebody saves over words that they have not read: both texts in hand, and nothing typed lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from catalog.editing.comparing import Item, Part, Words, compare
from catalog.models import Edition

OPENED, TAKE_OVER = "opened_version", "take_over"
ROWS = "items"
ROW_FIELDS = ("kind", "position", "title", "text")


def is_stale(sent: QueryDict, edition: Edition) -> bool:
    """Whether a form was filled in over another version than the one that is kept."""
    return sent.get(OPENED) != str(edition.version)


def takes_over(sent: QueryDict, edition: Edition) -> bool:
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
    rows = sorted(rows_of(sent), key=lambda row: row["position"].zfill(6))
    items = [Item(row["kind"], row["title"], row["text"]) for row in rows if row["title"]]
    return Words(sent.get("tagline", ""), sent.get("about", ""), sent.get("verdict", ""), items)


def rows_of(sent: QueryDict) -> Iterator[dict[str, str]]:
    """The rows of a form's items, without those that were to go."""
    total = sent.get(f"{ROWS}-TOTAL_FORMS", "")
    for number in range(min(int(total), 1000) if total.isdecimal() else 0):
        if f"{ROWS}-{number}-DELETE" not in sent:
            yield {name: sent.get(f"{ROWS}-{number}-{name}", "") for name in ROW_FIELDS}


def as_new_rows(sent: QueryDict) -> QueryDict:
    """The same form with every row a new one: the rows that it was filled in over may be others by now, or gone."""
    fresh = QueryDict(mutable=True)
    for name, values in sent.lists():
        if not name.startswith(f"{ROWS}-") or name.endswith("_NUM_FORMS"):
            fresh.setlist(name, values)
    rows = list(rows_of(sent))
    fresh[f"{ROWS}-TOTAL_FORMS"], fresh[f"{ROWS}-INITIAL_FORMS"] = str(len(rows)), "0"
    for number, row in enumerate(rows):
        values: dict[str, Any] = {f"{ROWS}-{number}-{name}": value for name, value in row.items()}
        fresh.update(values)
    return fresh
