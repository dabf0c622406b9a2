"""Two states of an edition's words side by side, part by part, in the order of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from catalog import diffs
from catalog.dossier.texts import paragraphs
from catalog.models import BoundClaim, Edition, EditionItem
from catalog.models.history import Lists, lists_of
from catalog.wording import with_plain_breaks

Kind = EditionItem.Kind


class Item(NamedTuple):
    kind: str
    title: str
    text: str
    evidence: str = ""
    on: str = ""

    @property
    def as_paragraph(self) -> str:
        """The title with its text on the line below, and what it rests on."""
        label = dict(EditionItem.Evidence.choices).get(self.evidence, self.evidence)
        basis = f"Rests on: {': '.join(filter(None, [label.lower(), self.on]))}" if label else ""
        return with_plain_breaks("\n".join(part for part in (self.title.strip(), self.text.strip(), basis) if part))


class Claim(NamedTuple):
    """A bound sentence with its test, as it is kept or typed."""

    sentence: str
    kind: str
    subject: str
    limit: str = ""

    @property
    def as_paragraph(self) -> str:
        label = dict(BoundClaim.KINDS).get(self.kind, self.kind)
        return (
            f"{with_plain_breaks(self.sentence.strip())}\n{label}: {' '.join(filter(None, [self.subject, self.limit]))}"
        )


class Source(NamedTuple):
    key: str
    title: str
    url: str
    read_on: str

    @property
    def as_paragraph(self) -> str:
        return f"{self.title.strip()}\n{self.key}: {self.url}, read {self.read_on}"


@dataclass(frozen=True)
class Words:
    """All that an edition says, wherever it comes from: a row, or a form that somebody sent."""

    tagline: str = ""
    about: str = ""
    verdict: str = ""
    items: Sequence[Item] = field(default_factory=list)
    claims: Sequence[Claim] = field(default_factory=list)
    sources: Sequence[Source] = field(default_factory=list)

    @classmethod
    def of(cls, edition: Edition, lists: Lists | None = None) -> Words:
        """What it says, with the lists of another moment where they are given."""
        lists = lists_of(edition) if lists is None else lists
        items = [Item(*_told(row, Item._fields)) for row in lists.get("items", [])]
        claims = [Claim(*_told(row, Claim._fields)) for row in lists.get("claims", [])]
        sources = [Source(*_told(row, Source._fields)) for row in lists.get("sources", [])]
        return cls(edition.tagline, edition.about, edition.verdict, items, claims, sources)

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
            ("Bound claims", [claim.as_paragraph for claim in self.claims]),
            ("Sources", [source.as_paragraph for source in self.sources]),
        ]


def _told(row: Mapping[str, Any], fields: Iterable[str]) -> Iterator[Any]:
    return (row.get(name, "") for name in fields)


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
