"""Editors' prose with the figures of the day in the place of its references."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape

from catalog import markdown
from catalog.dossier.told import Figured, Known
from catalog.references import Reference, pieces
from catalog.wording import with_plain_breaks


@dataclass(frozen=True)
class Text:
    """One line of words, or paragraphs whose strings are HTML. str() is the words alone, for heads and files."""

    pieces: tuple[str | Figured, ...]
    is_html: bool = False

    def __str__(self) -> str:
        if not self.is_html:
            return "".join(map(str, self.pieces))
        return markdown.words("".join(piece if isinstance(piece, str) else escape(piece) for piece in self.pieces))

    def __bool__(self) -> bool:
        return bool(self.pieces)

    @property
    def is_passed_on(self) -> bool:
        """Whether all its figures may leave our pages: in pictures, and in what search engines print."""
        return all(isinstance(piece, str) or piece.is_passed_on for piece in self.pieces)

    @property
    def behind_a_title(self) -> Text:
        """Without the marks of its paragraph, where it is one alone."""
        html = "".join(piece for piece in self.pieces if isinstance(piece, str))
        if not self.is_html or html.count("<p>") != 1 or not (html.startswith("<p>") and html.endswith("</p>\n")):
            return self
        first, *others = (
            piece.removeprefix("<p>").removesuffix("</p>\n") if isinstance(piece, str) else piece
            for piece in self.pieces
        )
        return Text((first, *others), is_html=True)


def rendered(text: str, known: Known) -> Text:
    """One line: a tagline, a title."""
    return Text(tuple(_figured(pieces(text), known)))


def marked(text: str, known: Known) -> Text:
    """Several paragraphs, written in Markdown."""
    return Text(tuple(_figured(markdown.pieces(text), known)), is_html=True)


def _figured(parts: Iterable[str | Reference], known: Known) -> Iterable[str | Figured]:
    return (known.figured(one.name) if isinstance(one, Reference) else one for one in parts)


def paragraphs(text: str) -> list[str]:
    """An editor's text as its writer sees it, by its empty lines."""
    return [part.strip() for part in with_plain_breaks(text).split("\n\n") if part.strip()]
