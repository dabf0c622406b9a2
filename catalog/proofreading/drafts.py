"""A text as the checks see it, wherever it comes from: a form, a file, the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from catalog import markdown
from catalog.ranking import Place

MARKDOWN = frozenset({"about", "verdict", "text"})
"""The fields that are written in Markdown; the others are one line each."""


class Evidence(StrEnum):
    """What a statement rests on."""

    FACT = "fact"
    MEASUREMENT = "measurement"
    SOURCE = "source"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class Passage:
    """One field of a text, by the name under which its writer knows it; `field` is its own name in rows and files.

    A question states nothing.
    """

    place: str
    field: str
    text: str
    states: bool = True

    @property
    def words(self) -> str:
        """As readers see it, without marks."""
        return markdown.plain(self.text) if self.field in MARKDOWN else self.text


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of an edition's lists; `kind` is one of best_for, strength, limitation and question."""

    kind: str
    title: str
    text: str
    evidence: str
    on: str

    @property
    def place(self) -> str:
        return f"{self.kind.replace('_', ' ').capitalize()} “{self.title}”"


class Worded(Protocol):
    """Whatever has the words of an edition: a draft, a row, a file."""

    @property
    def tagline(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def verdict(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """`bound` are the sentences that tests watch over, `sources` the keys of what was read beyond our own facts."""

    name: str
    tagline: str
    about: str
    verdict: str
    entries: Sequence[Entry] = ()
    bound: Sequence[str] = ()
    sources: Sequence[str] = ()

    @property
    def passages(self) -> Iterator[Passage]:
        yield Passage("Tagline", "tagline", self.tagline)
        yield Passage("About", "about", self.about)
        yield Passage("Verdict", "verdict", self.verdict)
        for entry in self.entries:
            yield Passage(entry.place, "title", entry.title, states=entry.kind != "question")
            yield Passage(entry.place, "text", entry.text)


@dataclass(frozen=True, slots=True)
class PriceStanding:
    """Where a model's list price of a meter stands among `of` of its class."""

    meter: str
    place: Place
    of: int


@dataclass(frozen=True, slots=True)
class Remark:
    """What is amiss, where, and what to do. An error stands for a reference that leads nowhere."""

    place: str
    words: str
    is_error: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.words}"
