"""The parts of an edition's row, held against what its form asks of them; each complaint names its entry."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django import forms

from catalog import wording
from catalog.admin.editions.rows import ClaimForm, ItemForm, PartForm
from catalog.admin.sheets.cells import SOURCE_PARTS
from catalog.models import Edition, EditionItem, EditionSource
from catalog.models.editorial import KINDS_BY_NAME
from catalog.models.history import Lists
from catalog.references import Vocabulary

COLUMNS = {kind: name for name, kind in KINDS_BY_NAME.items()}
EVIDENCE = (
    f"Write what it rests on as one of these: {', '.join(EditionItem.Evidence.values)}; then which one, as in "
    "“rests on: fact price.output”."
)


class Unsaved:
    """A form that is asked what it says of a row, and makes none: what the database would say is the same again."""

    def _post_clean(self) -> None:
        """Where Django holds the row against each constraint of its table, by a query each."""


class ReadItem(Unsaved, ItemForm):
    pass


class ReadClaim(Unsaved, ClaimForm):
    pass


class ReadSource(Unsaved, PartForm):
    url = forms.URLField(label="address", max_length=500, assume_scheme="https")
    read_on = forms.DateField(
        label="read", input_formats=["%Y-%m-%d"], error_messages={"invalid": "Write the day, year first: 2025-10-16."}
    )

    class Meta:
        model = EditionSource
        fields = SOURCE_PARTS


def complaints_of(edition: Edition, lists: Lists, names: Vocabulary) -> dict[str, list[str]]:
    """What is wrong with the lists of an edition, by the column. What is good is put as its form puts it."""
    found: dict[str, list[str]] = defaultdict(list)
    given: dict[str, Any] = {"edition": edition, "names": lambda: names}
    for item in lists["items"]:
        column = COLUMNS[item["kind"]]
        found[column] += _said_of(item["title"], ReadItem(item, **given), {"evidence": EVIDENCE})
        found[column] += _unknown_source(item, [source["key"] for source in lists["sources"]])
    for source in lists["sources"]:
        form = ReadSource(source, **given)
        found["sources"] += _said_of(source["key"], form)
        source["url"] = form.cleaned_data.get("url", source["url"])
    for key, times in Counter(source["key"] for source in lists["sources"]).items():
        found["sources"] += [f"The key “{key}” stands twice. Keep one of the two."] if times > 1 else []
    for claim in lists["claims"]:
        found["claims"] += _said_of(claim["sentence"], ReadClaim(claim, **given))
    return {column: words for column, words in found.items() if words}


def _said_of(entry: str, form: forms.ModelForm, instead: dict[str, str] | None = None) -> Iterator[str]:
    for name, words in form.errors.items():
        label = form.fields[name].label or name if name in form.fields else ""
        said = (instead or {}).get(name) or " ".join(map(str, words))
        yield ", ".join(filter(None, [f"“{wording.printable(entry, 60)}”", str(label).lower()])) + f": {said}"


def _unknown_source(item: dict[str, Any], keys: list[str]) -> list[str]:
    if item["evidence"] != EditionItem.Evidence.SOURCE or not item["on"] or item["on"] in keys:
        return []
    known = f"write one of these: {', '.join(keys)}" if keys else "the row has none"
    return [f"“{wording.printable(item['title'], 60)}”: no source has the key “{item['on']}”: add it, or {known}."]
