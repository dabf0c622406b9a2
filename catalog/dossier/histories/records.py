"""The records that a figure's page is made of, whatever kind of figure it is, and how changes follow from what held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from catalog import wording
from catalog.changes import Move
from catalog.dossier.figures import Citation
from catalog.dossier.prices import OfferedPrice
from catalog.facts import EDITOR
from catalog.freshness import Freshness
from catalog.models import PriceRow, Source

FIRST_READING = "first reading"
SILENT = "no longer stated"
UNCORRECTED = "not corrected"
"""What stands in the place of an editor's word before the first and after the last: then the sources' own hold."""
LONGEST_FIGURE = 16
"""So many characters fit the large hand in which a page shows its figure."""


class Kind(StrEnum):
    FACT = "fact"
    PRICE = "price"
    MEASURED = "measured"


@dataclass(frozen=True)
class Today:
    """The value that is shown. `text` is "" where there is none: `absent` then says why. `unit` stands below it, with
    the configuration in which it was measured as `detail`.
    """

    text: str = ""
    unit: str = ""
    detail: str = ""
    absent: str = wording.NOT_PUBLISHED
    is_disputed: bool = False
    citation: Citation | None = None
    since: datetime | None = None

    @property
    def is_correction(self) -> bool:
        return self.citation is not None and self.citation.source.slug == EDITOR

    @property
    def in_words(self) -> str:
        """ "$2.50 per 1M tokens", "not measured"."""
        if not self.text:
            return self.absent
        return f"{self.text} {self.unit}" if self.unit else self.text


@dataclass(frozen=True)
class Statement:
    """What one source says today. `detail` is a condition or configuration, `reason` an editor's.

    `agrees`: whether it is the value shown; None where the two cannot be compared.
    """

    citation: Citation
    text: str
    since: datetime
    read_at: datetime
    detail: str = ""
    reason: str = ""
    is_shown: bool = False
    agrees: bool | None = None

    @property
    def is_correction(self) -> bool:
        return self.citation.source.slug == EDITOR


@dataclass(frozen=True)
class Asked:
    """A source that states such a figure of other models, and when it was last read."""

    source: Source
    read_at: datetime | None


@dataclass(frozen=True)
class Asking:
    """What somebody else than the list's plain offer asks for the same, in every unit and under every condition."""

    offered: OfferedPrice
    rows: list[PriceRow]

    @property
    def plain(self) -> PriceRow | None:
        return next((row for row in self.rows if row.is_plain), None)

    @property
    def conditional(self) -> list[PriceRow]:
        return [row for row in self.rows if row is not self.plain]


@dataclass(frozen=True)
class Step:
    """One change, or the first word. `chapter` is the scale on which it was measured; "" for all else."""

    happened_at: datetime
    source: Source
    moves: tuple[Move, ...]
    note: str = ""
    chapter: str = ""


@dataclass(frozen=True)
class Chapter:
    """Changes that may be compared with each other, newest first; without a title where there is one chapter only."""

    title: str
    steps: list[Step]


@dataclass(frozen=True)
class FigureHistory:
    """One figure with all that its page says. `asked` is empty unless nobody states it; `sellers` and `silent` are
    those beside the list's plain offer who ask something for it, and who do not.
    """

    kind: Kind
    slug: str
    name: str
    meaning: str
    today: Today
    statements: list[Statement]
    chapters: list[Chapter]
    asked: list[Asked] = field(default_factory=list)
    sellers: list[Asking] = field(default_factory=list)
    silent: list[OfferedPrice] = field(default_factory=list)
    note: str = ""

    @property
    def is_worded(self) -> bool:
        """Whether what is shown is too long to stand in a figure's large hand: words, mostly."""
        return len(self.today.text) > LONGEST_FIGURE

    @property
    def comparable(self) -> int:
        """How many sources state what may be held against the value shown, with that itself."""
        return len({one.citation.source.pk for one in self.statements if one.is_shown or one.agrees is not None})

    @property
    def bound_by_terms(self) -> list[Source]:
        """The sources named here that have a licence or ask for words to be printed."""
        sources = {one.citation.source.pk: one.citation.source for one in self.statements}
        return [source for source in sources.values() if source.licence or source.attribution]


Said = TypeVar("Said")


@dataclass(frozen=True)
class Spell(Generic[Said]):
    """What one source said without a break; `until` is None while it still says so."""

    said: Said
    source: Source
    since: datetime
    until: datetime | None
    note: str = ""
    chapter: str = ""


Moves = Callable[[Said | None, Said | None, str], Iterable[Move]]
"""What moved between two words, of which one may be missing; the text says what stands in its place."""


def steps_of(
    spells: Sequence[Spell[Said]], moves: Moves[Said], note: Callable[[Said, Said], str] = lambda before, after: ""
) -> Iterator[Step]:
    """The changes that one source's spells make, oldest first. Holes between them are told as what they are.

    `note` adds what else happened when one word followed another.
    """
    before: Spell[Said] | None = None
    for spell in spells:
        if before is None:
            yield _step(spell, spell.since, moves(None, spell.said, _absent(spell, FIRST_READING)), spell.note)
        elif before.until is not None and before.until < spell.since:
            yield _end(before, before.until, moves)
            hole = f"Not stated from {wording.day(before.until)} to {wording.day(spell.since)}."
            told = " ".join(filter(None, [hole, spell.note]))
            yield _step(spell, spell.since, moves(None, spell.said, _absent(spell, SILENT)), told)
        else:
            told = " ".join(filter(None, [note(before.said, spell.said), spell.note]))
            yield _step(spell, spell.since, moves(before.said, spell.said, SILENT), told)
        before = spell
    if before and before.until:
        yield _end(before, before.until, moves)


def newest_first(steps: Iterable[Step]) -> list[Step]:
    """Those in which anything moved."""
    return sorted((step for step in steps if step.moves), key=lambda step: step.happened_at, reverse=True)


def asked_for(rows: QuerySet, freshness: Freshness) -> list[Asked]:
    """The sources of these rows, which state of other models what nobody states of this one. One query."""
    sources = Source.objects.filter(Exists(rows.filter(source=OuterRef("pk")))).exclude(slug=EDITOR)
    read_at = {run.source_id: run.observed_at for run in freshness.readings}
    return [Asked(source, read_at.get(source.pk)) for source in sources]


def _step(spell: Spell[Said], happened_at: datetime, moves: Iterable[Move], note: str) -> Step:
    return Step(happened_at, spell.source, tuple(moves), note, spell.chapter)


def _end(spell: Spell[Said], happened_at: datetime, moves: Moves[Said]) -> Step:
    return _step(spell, happened_at, moves(spell.said, None, _absent(spell, SILENT)), "")


def _absent(spell: Spell[Said], words: str) -> str:
    return UNCORRECTED if spell.source.slug == EDITOR else words
