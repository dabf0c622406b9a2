"""The rows of a comparison, a fact each: what each model has, who has the better of it, and who says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog.better import Better, Reading, better
from catalog.dossier.figures import Figure
from catalog.dossier.measured import MeasuredFigure
from catalog.dossier.prices import PriceFigure
from catalog.models import AIModel


@dataclass(frozen=True)
class Cell:
    """One figure of one model. `value` is what the row's kind shows, None where nobody says; `extra` is shown below it.

    `figure` is what has a page of its own: its source, date and history. `best` says in words what makes it the better
    one: "lowest of 3"; "" where it is not.
    """

    model: AIModel
    name: str
    value: Any
    figure: Figure | PriceFigure | MeasuredFigure | None = None
    is_disputed: bool = False
    extra: Any = None
    best: str = ""


@dataclass(frozen=True)
class Row:
    """`kind` names the template that draws the cells; `is_same`: the models are all alike in it."""

    label: str
    kind: str
    cells: list[Cell]
    is_same: bool
    note: str = ""
    meter: str = ""
    decimals: int = 0

    @property
    def template(self) -> str:
        return f"catalog/compare/cells/_{self.kind}.html"

    @property
    def is_text(self) -> bool:
        """Whether the cells hold sentences, which want the whole width."""
        return self.kind == "verdict"


@dataclass(frozen=True)
class Group:
    slug: str
    label: str
    rows: list[Row]

    @property
    def differing(self) -> Group:
        return replace(self, rows=[row for row in self.rows if not row.is_same])


@dataclass(frozen=True)
class Scale:
    """What makes a figure of a row the better one. `reading` is None for a cell that has none."""

    word: str
    reading: Callable[[Cell], Reading | None]
    higher_is_better: bool


def row(
    label: str,
    kind: str,
    cells: Sequence[Cell],
    scale: Scale | None = None,
    alike: Callable[[Cell], object] = lambda cell: cell.value,
    **options: Any,
) -> Row:
    """A row with its better figures marked. Models are alike in it where `alike` answers the same of every cell."""
    is_same = len({_hashable(alike(cell)) for cell in cells}) == 1
    return Row(label, kind, _marked(cells, scale) if scale else list(cells), is_same, **options)


def differing(groups: Iterable[Group]) -> list[Group]:
    """The groups without the rows in which all are alike."""
    return [group for group in (group.differing for group in groups) if group.rows]


def _marked(cells: Sequence[Cell], scale: Scale) -> list[Cell]:
    found = better([scale.reading(cell) for cell in cells], higher_is_better=scale.higher_is_better)
    words = _in_words(scale.word, found)
    return [replace(cell, best=words) if place in found.places else cell for place, cell in enumerate(cells)]


def _in_words(word: str, found: Better) -> str:
    """ "lowest of 3", "lowest of 3, shared"."""
    return f"{word} of {found.of}{', shared' if found.shared else ''}"


def _hashable(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value
