"""Editors' prose with the figures of the day in the place of its references."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.dossier.told import Figured, Known
from catalog.references import Reference, pieces


@dataclass(frozen=True)
class Text:
    """One paragraph, or one line. str() is its words alone, for heads and pictures."""

    pieces: tuple[str | Figured, ...]

    def __str__(self) -> str:
        return "".join(map(str, self.pieces))

    def __bool__(self) -> bool:
        return bool(self.pieces)

    @property
    def is_passed_on(self) -> bool:
        """Whether all its figures may leave our pages: in pictures, and in what search engines print."""
        return all(isinstance(piece, str) or piece.is_passed_on for piece in self.pieces)


def rendered(text: str, known: Known) -> Text:
    return Text(tuple(known.figured(one.name) if isinstance(one, Reference) else one for one in pieces(text)))


def paragraphs(text: str) -> list[str]:
    """An editor's text, whose paragraphs are parted by an empty line."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
