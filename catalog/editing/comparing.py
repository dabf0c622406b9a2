"""Two states of an edition's words side by side, part by part, in the order of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from catalog import diffs
from catalog.dossier.content import paragraphs
from catalog.models import Edition, EditionItem

Kind = EditionItem.Kind


class Item(NamedTuple):
    kind: str
    title: str
    text: str

    @property
    def as_paragraph(self) -> str:
        """The title with its text on the line below."""
        return "\n".join(part for part in (self.title.strip(), self.text.strip()) if part)


@dataclass(frozen=True)
class Words:
    """All that an edition says, wherever it comes from: a row, or a form that somebody sent."""

    tagline: str = ""
    about: str = ""
    verdict: str = ""
    items: Sequence[Item] = field(default_factory=list)

    @classmethod
    def of(cls, edition: Edition) -> Words:
        items = [Item(item.kind, item.title, item.text) for item in edition.items.all()]
        return cls(edition.tagline, edition.about, edition.verdict, items)

    def parts(self) -> list[tuple[str, list[str]]]:
        """Each part of the page by its name, as paragraphs."""
        listed = {kind: [one.as_paragraph for one in self.items if one.kind == kind] for kind in Kind.values}
        return [
            ("Tagline", [self.tagline.strip()] if self.tagline.strip() else []),
            ("About", paragraphs(self.about)),
            ("Best for", listed[Kind.BEST_FOR]),
            ("Strengths", listed[Kind.STRENGTH]),
            ("Limitations", listed[Kind.LIMITATION]),
            ("Verdict", paragraphs(self.verdict)),
            ("Questions", listed[Kind.QUESTION]),
        ]


@dataclass(frozen=True)
class Part:
    """One part of the page in both. `rows` is empty where neither has a word."""

    name: str
    rows: list[diffs.Row]

    @property
    def is_same(self) -> bool:
        return all(row.kind == diffs.SAME for row in self.rows)


def compare(former: Words, present: Words) -> list[Part]:
    """Every part that either of them has."""
    both = [
        Part(name, diffs.side_by_side(before, after))
        for (name, before), (_, after) in zip(former.parts(), present.parts(), strict=True)
    ]
    return [part for part in both if part.rows]
